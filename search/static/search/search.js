/* The filters of the search in place: each choice asks for the address that the form would go to, and what has
   data-part is exchanged. The address follows, Back works, and whatever goes wrong, the browser goes there itself. */

const form = document.getElementById("filters");
const panel = form.querySelector("details");
const said = document.getElementById("search-status");
const parts = () => document.querySelectorAll("[data-part], .site-strip");
const key = (part) => part.dataset.part ?? "strip";
let asked = null;

/* What was chosen, without what is empty: the shortest address that says it. */
function chosen() {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) query.append(name, value);
  const text = query.toString();
  return location.pathname + (text ? `?${text}` : "");
}

function control(name, value) {
  return name && form.querySelector(`input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
}

function exchange(page) {
  const fresh = new Map([...page.querySelectorAll("[data-part], .site-strip")].map((part) => [key(part), part]));
  if (!fresh.has("results") || !fresh.has("facets")) throw new Error("another page");
  const open = new Set([...document.querySelectorAll("details[data-facet][open]")].map((one) => one.dataset.facet));
  for (const part of parts()) part.replaceChildren(...(fresh.get(key(part))?.childNodes ?? []));
  for (const one of document.querySelectorAll("details[data-facet]")) one.open ||= open.has(one.dataset.facet);
  document.title = page.title;
}

async function show(url, { push = true, focus = null } = {}) {
  asked?.abort();
  const asking = (asked = new AbortController());
  const results = document.getElementById("results");
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { signal: asking.signal, headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (asking.signal.aborted) return;
    const { name, value } = document.activeElement ?? {};
    const inside = form.contains(document.activeElement);
    exchange(page);
    if (push) history.pushState(null, "", url);
    if (focus) focus();
    else if (inside) (control(name, value) ?? panel.querySelector("summary, input")).focus({ preventScroll: true });
    said.textContent = document.getElementById("results-title").textContent;
    results.removeAttribute("aria-busy");
  } catch (fault) {
    if (fault.name === "AbortError") return;
    if (push) location.assign(url);
    else location.reload();
  }
}

function toResults() {
  const title = document.getElementById("results-title");
  title.focus({ preventScroll: true });
  title.scrollIntoView({ block: "nearest" });
}

form.addEventListener("change", () => show(chosen()));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  panel.open = false; /* on a phone: the results stand below */
  show(chosen(), { focus: toResults });
});

/* Links that change the search only: filters to take away, the order, what is proposed where nothing was found. */
document.querySelector("main").addEventListener("click", (event) => {
  const link = event.target.closest(".found a, .filters__reset, .understood a");
  if (!link || link.closest(".card, .pagination") || event.defaultPrevented) return;
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.pathname !== location.pathname || link.origin !== location.origin) return;
  event.preventDefault();
  const order = link.closest(".sorts") && link.textContent;
  show(link.href, {
    focus: () => {
      const same = [...document.querySelectorAll(".sorts a")].find((other) => other.textContent === order);
      if (same) same.focus();
      else toResults();
    },
  });
});

addEventListener("popstate", () => show(location.href, { push: false }));
form.classList.add("filters--live");
