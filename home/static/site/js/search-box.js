/* What a search box suggests while one types: a list of links after the pattern "combobox with list autocomplete,
   manual selection" of the ARIA practices. Without this file, or when an answer fails, it is a plain box. */

const PAUSE = 150; /* ms without a key before asking */
const LEAST = 2; /* letters */
const KEPT = 60_000; /* ms in which an answer is used again */

function attach(form) {
  const input = form.querySelector("input[type=search]");
  const list = Object.assign(document.createElement("div"), { id: `${input.id}-list`, className: "suggestions", hidden: true });
  const said = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  const known = new Map();
  let options = [], active = -1, timer = 0, asking = null, typed = input.value;

  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  said.setAttribute("role", "status");
  form.append(list, said);
  for (const [name, value] of Object.entries({
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    point(-1);
  }

  function point(place) {
    options[active]?.setAttribute("aria-selected", "false");
    active = place;
    const option = options[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function option(suggestion, place) {
    const made = document.createElement("div");
    made.id = `${list.id}-${place}`;
    made.className = "suggestions__option";
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    made.dataset.url = suggestion.url;
    made.lang = suggestion.lang;
    made.dir = suggestion.dir;
    made.textContent = suggestion.text;
    return made;
  }

  function group({ label, options: suggestions }, place) {
    const made = document.createElement("div"), name = document.createElement("p");
    name.id = `${list.id}-group-${place}`;
    name.className = "suggestions__kind";
    name.textContent = label;
    made.setAttribute("role", "group");
    made.setAttribute("aria-labelledby", name.id);
    made.append(name, ...suggestions.map((suggestion, number) => option(suggestion, `${place}-${number}`)));
    return made;
  }

  function open({ groups, status }) {
    list.replaceChildren(...groups.map(group));
    options = [...list.querySelectorAll("[role=option]")];
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = status;
  }

  async function suggest() {
    const text = input.value.trim();
    asking?.abort();
    if ([...text].length < LEAST) return close();
    const kept = known.get(text);
    if (kept && Date.now() - kept.at < KEPT) return open(kept.answer);
    const control = (asking = new AbortController());
    try {
      const response = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: text })}`, { signal: control.signal });
      if (!response.ok) return close();
      const answer = await response.json();
      known.set(text, { answer, at: Date.now() });
      if (!control.signal.aborted && document.activeElement === input) open(answer);
    } catch (fault) {
      if (fault.name !== "AbortError") close();
    }
  }

  function choose(chosen) {
    close();
    location.assign(chosen.dataset.url);
  }

  input.addEventListener("input", () => {
    if (input.value === typed) return;
    typed = input.value;
    clearTimeout(timer);
    timer = setTimeout(suggest, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const down = event.key === "ArrowDown", up = event.key === "ArrowUp";
    if (down || up) {
      event.preventDefault();
      if (list.hidden) return suggest();
      if (event.altKey && up) return close();
      /* One place more than there are options: the box itself. */
      const places = options.length + 1;
      point(((active + 1 + (down ? 1 : places - 1)) % places) - 1);
    } else if (event.key === "Enter" && options[active]) {
      event.preventDefault();
      choose(options[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (active >= 0 && ["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
      point(-1); /* back to the letters */
    }
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); /* the box keeps the focus */
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("[role=option]");
    if (chosen) choose(chosen);
  });
}

for (const form of document.querySelectorAll("form[data-suggest]")) attach(form);
