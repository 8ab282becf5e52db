/* Themes in a form: shows those that have the letters typed, with what stands above them; what is ticked stays. */
(() => {
  const fold = (text) =>
    text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[-’']/g, " ").replace(/\s+/g, " ").trim();
  const depthOf = (item) => Number(/theme-depth-(\d)/.exec(item.className)[1]);

  const start = (picker) => {
    if (picker.dataset.started) return;
    picker.dataset.started = "yes";
    const field = picker.querySelector(".theme-picker__filter");
    const said = picker.querySelector(".theme-picker__said");
    const items = [...picker.querySelectorAll(".theme-picker__theme")];
    field.hidden = items.length < 8;
    field.addEventListener("input", () => {
      const wanted = fold(field.value);
      let above = -1;
      let found = 0;
      for (const item of [...items].reverse()) {
        const hit = item.dataset.words.includes(wanted);
        const leads = depthOf(item) < above;
        found += hit ? 1 : 0;
        if (hit || leads) above = depthOf(item);
        else if (depthOf(item) === 0) above = -1;
        item.hidden = !(hit || leads || item.querySelector("input").checked);
        item.classList.toggle("theme-picker__theme--way", Boolean(wanted) && !hit);
      }
      said.textContent = wanted && !found ? said.dataset.none : "";
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault(); // not the whole form
    });
  };

  const startAll = () => document.querySelectorAll("[data-theme-picker]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
  else startAll();
})();
