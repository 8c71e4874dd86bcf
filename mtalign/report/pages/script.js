"use strict";
(function () {
  const root = document.documentElement;
  root.classList.add("js");
  // Words that belong together light up in both columns under the pointer.
  if (window.Highlight && CSS.highlights) {
    const lit = new Highlight();
    CSS.highlights.set("word", lit);
    const nodes = (span) => {
      const walker = document.createTreeWalker(span, NodeFilter.SHOW_TEXT), found = [];
      while (walker.nextNode()) found.push(walker.currentNode);
      return found;
    };
    const range = (span, start, end) => {
      const made = document.createRange();
      let done = 0;
      for (const node of nodes(span)) {
        const size = node.data.length;
        if (start >= done && start <= done + size) made.setStart(node, start - done);
        if (end >= done && end <= done + size) { made.setEnd(node, end - done); break; }
        done += size;
      }
      return made;
    };
    const under = (span, event) => {
      const at = document.caretPositionFromPoint ? document.caretPositionFromPoint(event.clientX, event.clientY)
        : document.caretRangeFromPoint && document.caretRangeFromPoint(event.clientX, event.clientY);
      if (!at) return -1;
      const node = at.offsetNode || at.startContainer, offset = at.offsetNode ? at.offset : at.startOffset;
      let done = 0;
      for (const text of nodes(span)) {
        if (text === node) return done + offset;
        done += text.data.length;
      }
      return -1;
    };
    document.querySelector("main").addEventListener("mousemove", (event) => {
      lit.clear();
      const here = event.target.closest(".s");
      if (!here || here.closest(".reference")) return;
      const row = here.closest(".row"), mine = here.closest(".target") ? ".target" : ".source";
      const index = [...row.querySelectorAll(`${mine} .s`)].indexOf(here);
      const source = row.querySelectorAll(".source .s")[index], target = row.querySelectorAll(".target .s")[index];
      if (!source || !target || !target.dataset.links) return;
      const place = under(here, event);
      for (const link of target.dataset.links.split(" ")) {
        const [from, to] = link.split(":").map((span) => span.split("-").map(Number));
        const [start, end] = mine === ".target" ? to : from;
        if (place < start || place > end) continue;
        lit.add(range(source, ...from));
        lit.add(range(target, ...to));
      }
    });
  }
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
