"use strict";
(function () {
  const root = document.documentElement;
  root.classList.add("js");
  const form = document.querySelector(".filters");
  if (!form) return;
  const entries = [...document.querySelectorAll(".entry")];
  const marks = [...document.querySelectorAll("mark.flag")];
  const shown = form.querySelector(".shown");
  const chosen = (name) => new Set([...form.querySelectorAll(`input[name=${name}]:checked`)].map((box) => box.value));
  function apply() {
    const codes = chosen("code"), severities = chosen("severity"), on = new Set();
    for (const entry of entries) {
      entry.hidden = !(codes.has(entry.dataset.code) && severities.has(entry.dataset.severity));
      if (!entry.hidden) on.add(entry.id.slice(1));
    }
    for (const mark of marks) mark.classList.toggle("off", !mark.dataset.findings.split(" ").some((n) => on.has(n)));
    for (const row of document.querySelectorAll("main .row:not(.head)")) {
      row.classList.toggle("flagged", row.querySelector("mark.flag:not(.off)") !== null);
    }
    root.classList.toggle("only-flagged", form.elements.only.checked);
    shown.textContent = on.size === entries.length ? "" : `${on.size} of ${entries.length} flags shown`;
  }
  form.addEventListener("change", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (event.key !== "n" && event.key !== "p") return;
    const stops = marks.filter((mark) => mark.tabIndex === 0 && !mark.classList.contains("off"));
    if (!stops.length) return;
    const here = stops.indexOf(document.activeElement), step = event.key === "n" ? 1 : -1;
    const next = here < 0 ? (step > 0 ? 0 : stops.length - 1) : (here + step + stops.length) % stops.length;
    stops[next].focus();
    stops[next].scrollIntoView({ block: "center" });
  });
  apply();
})();
