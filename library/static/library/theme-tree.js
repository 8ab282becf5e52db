/* The tree of the vocabulary: branches open and close, by mouse or by the arrows of the keyboard. */
(() => {
  const start = (table) => {
    if (table.dataset.started) return;
    table.dataset.started = "yes";
    const rows = [...table.tBodies[0].rows];
    const level = (row) => Number(row.getAttribute("aria-level"));
    const toggle = (row) => row.querySelector("button.theme-tree__toggle");
    const isOpen = (row) => row.getAttribute("aria-expanded") !== "false";
    const back = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
    const forth = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";

    const set = (row, open) => {
      if (!toggle(row)) return;
      row.setAttribute("aria-expanded", open);
      toggle(row).setAttribute("aria-expanded", open);
    };
    const show = () => {
      let shut = Infinity; // the level of the branch that is closed around here
      for (const row of rows) {
        row.hidden = level(row) > shut;
        if (!row.hidden) shut = isOpen(row) ? Infinity : level(row);
      }
    };
    const parent = (row) => {
      for (let at = rows.indexOf(row) - 1; at >= 0; at -= 1) if (level(rows[at]) < level(row)) return rows[at];
      return null;
    };
    const focus = (row) => row && (row.querySelector(".theme-tree__toggle") || row.querySelector("a"))?.focus();

    table.addEventListener("click", (event) => {
      const button = event.target.closest("button.theme-tree__toggle");
      if (!button) return;
      const row = button.closest("tr");
      set(row, !isOpen(row));
      show();
    });
    table.addEventListener("keydown", (event) => {
      const row = event.target.closest("tbody tr");
      if (!row) return;
      const seen = rows.filter((one) => !one.hidden);
      const place = seen.indexOf(row);
      if (event.key === "ArrowDown") focus(seen[place + 1]);
      else if (event.key === "ArrowUp") focus(seen[place - 1]);
      else if (event.key === "Home") focus(seen[0]);
      else if (event.key === "End") focus(seen[seen.length - 1]);
      else if (event.key === forth && toggle(row)) set(row, true);
      else if (event.key === back && toggle(row) && isOpen(row)) set(row, false);
      else if (event.key === back) focus(parent(row));
      else return;
      event.preventDefault();
      show();
    });

    const wayThere = rows.some((row) => row.hasAttribute("data-open"));
    for (const row of rows) set(row, row.hasAttribute("data-open"));
    show();
    if (wayThere) rows.filter((row) => row.hasAttribute("data-open")).pop().scrollIntoView({ block: "center" });
    for (const button of document.querySelectorAll("[data-theme-tree-all]")) {
      button.hidden = !rows.some(toggle);
      button.addEventListener("click", () => {
        for (const row of rows) set(row, button.dataset.themeTreeAll === "open");
        show();
      });
    }
  };

  const startAll = () => document.querySelectorAll("[data-theme-tree]").forEach(start);
  const results = document.getElementById("listing-results"); // changed by Wagtail while someone searches
  if (results) new MutationObserver(startAll).observe(results, { childList: true, subtree: true });
  startAll();
})();
