"use strict";
(function () {
  const root = document.documentElement, body = document.body, main = document.querySelector("main");
  root.classList.add("js");
  const limit = Number(body.dataset.limit), said = document.querySelector(".said");
  const undo = [];
  const read = (p) => [...p.querySelectorAll(".s")].map((s) => ({
    text: s.dataset.raw === undefined ? s.textContent : JSON.parse(s.dataset.raw), shown: s.textContent, line: Number(s.dataset.line) }));
  let beads = [...main.querySelectorAll(".bead")].map((row) => ({
    src: read(row.querySelector(".src")), tgt: read(row.querySelector(".tgt")), confidence: Number(row.dataset.confidence), changed: false }));
  const kind = (bead) => `${bead.src.length}-${bead.tgt.length}`;
  const rows = () => [...main.querySelectorAll(".bead")];
  const here = () => rows().indexOf(document.activeElement.closest ? document.activeElement.closest(".bead") : null);
  function fill(p, side) {
    p.textContent = "";
    for (const s of side) {
      const span = document.createElement("span");
      span.className = "s";
      span.dataset.line = s.line;
      if (s.text !== s.shown) span.dataset.raw = JSON.stringify(s.text);
      span.textContent = s.shown;
      p.append(span, " ");
    }
    if (!side.length) {
      const span = document.createElement("span");
      span.className = "missing";
      span.lang = "en";
      span.textContent = "unaligned";
      p.append(span);
    }
  }
  function draw(focus) {
    const all = rows();
    while (all.length > beads.length) all.pop().remove();
    while (all.length < beads.length) { const row = all[0].cloneNode(true); main.append(row); all.push(row); }
    beads.forEach((bead, i) => {
      const row = all[i];
      row.querySelector(".n").textContent = i + 1;
      row.querySelector(".kind").textContent = kind(bead);
      row.querySelector(".sure").textContent = bead.changed ? "yours" : `${Math.round(bead.confidence * 100)}\u2009%`;
      row.dataset.confidence = bead.confidence;
      row.classList.toggle("doubtful", !bead.changed && bead.confidence < limit);
      row.classList.toggle("changed", bead.changed);
      row.setAttribute("aria-label", `Bead ${i + 1}, ${kind(bead)}, ` + (bead.changed ? "changed by you" : `confidence ${Math.round(bead.confidence * 100)} percent`));
      fill(row.querySelector(".src"), bead.src);
      fill(row.querySelector(".tgt"), bead.tgt);
    });
    document.getElementById("n-beads").textContent = beads.length;
    document.getElementById("n-doubtful").textContent = beads.filter((b) => !b.changed && b.confidence < limit).length;
    document.getElementById("n-changed").textContent = beads.filter((b) => b.changed).length;
    go(focus);
  }
  function go(i) {
    const row = rows()[Math.max(0, Math.min(i, beads.length - 1))];
    if (row) { row.focus({ preventScroll: true }); row.scrollIntoView({ block: "center" }); }
  }
  const copy = () => beads.map((b) => ({ ...b, src: [...b.src], tgt: [...b.tgt] }));
  function change(i, make, what) {
    const before = copy();
    const made = make(beads[i], beads[i + 1]);
    if (!made) { said.textContent = `Nothing to ${what} here`; return; }
    undo.push([before, i]);
    beads.splice(i, made.taken, ...made.beads.filter((b) => b.src.length || b.tgt.length)
      .map((b) => ({ ...b, confidence: 1, changed: true })));
    said.textContent = "";
    draw(i);
  }
  const edits = {
    j: ["join", (a, b) => b && { taken: 2, beads: [{ src: [...a.src, ...b.src], tgt: [...a.tgt, ...b.tgt] }] }],
    s: ["split", (a) => {
      const n = a.src.length, m = a.tgt.length;
      if (n + m < 2) return null;
      if (n <= 1 && m <= 1) return { taken: 1, beads: [{ src: a.src, tgt: [] }, { src: [], tgt: a.tgt }] };
      const i = n > 1 ? n - 1 : n, j = m > 1 ? m - 1 : m;
      return { taken: 1, beads: [{ src: a.src.slice(0, i), tgt: a.tgt.slice(0, j) }, { src: a.src.slice(i), tgt: a.tgt.slice(j) }] };
    }],
    f: ["move", (a, b) => a.src.length && b && { taken: 2, beads: [{ src: a.src.slice(0, -1), tgt: a.tgt }, { src: [...a.src.slice(-1), ...b.src], tgt: b.tgt }] }],
    t: ["move", (a, b) => a.tgt.length && b && { taken: 2, beads: [{ src: a.src, tgt: a.tgt.slice(0, -1) }, { src: b.src, tgt: [...a.tgt.slice(-1), ...b.tgt] }] }],
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === "BUTTON") return;
    const at = here(), key = event.key;
    if (key === "n" || key === "p") {
      const step = key === "n" ? 1 : -1;
      for (let i = at < 0 && step < 0 ? beads.length - 1 : at + step; i >= 0 && i < beads.length; i += step) {
        if (!beads[i].changed && beads[i].confidence < limit) { go(i); return; }
      }
      said.textContent = "No more doubtful beads this way";
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      go(at < 0 ? 0 : at + (key === "ArrowDown" ? 1 : -1));
    } else if (key === "u" && undo.length) {
      const [before, i] = undo.pop();
      beads = before;
      draw(i);
    } else if (edits[key] && at >= 0) {
      change(at, edits[key][1], edits[key][0]);
    }
  });
  const escapes = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\u241e": "\\u241e" };
  const escape = (text) => text.replace(/[\\\t\n\r\u241e]/g, (c) => escapes[c]);
  function tsv() {
    const d = body.dataset;
    let out = `# source: ${escape(d.sourceLang)} ${escape(d.sourceName)}\n# target: ${escape(d.targetLang)} ${escape(d.targetName)}\n`;
    out += "bead\tkind\tconfidence\tsource_lines\ttarget_lines\tsource\ttarget\n";
    beads.forEach((b, i) => {
      const lines = (side) => side.map((s) => s.line).join(","), texts = (side) => side.map((s) => escape(s.text)).join("\u241e");
      out += [i + 1, kind(b), b.confidence.toFixed(4), lines(b.src), lines(b.tgt), texts(b.src), texts(b.tgt)].join("\t") + "\n";
    });
    return out;
  }
  const xml = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
    .replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, (c) => `<ph type="x-control-${c.charCodeAt(0).toString(16).padStart(4, "0")}"/>`);
  function tmx() {
    const d = body.dataset;
    let out = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n<header creationtool="mtalign" '
      + `creationtoolversion="${xml(d.version || "0")}" segtype="block" o-tmf="mtalign" adminlang="en" srclang="${xml(d.sourceLang)}" datatype="plaintext"/>\n<body>\n`;
    beads.forEach((b, i) => {
      out += `<tu tuid="${i + 1}"><prop type="x-confidence">${b.confidence.toFixed(4)}</prop>`;
      for (const [lang, side] of [[d.sourceLang, b.src], [d.targetLang, b.tgt]]) {
        if (!side.length) continue;
        out += `<tuv xml:lang="${xml(lang)}"><prop type="x-lines">${side.map((s) => s.line).join(",")}</prop><prop type="x-lengths">`
          + `${side.map((s) => [...s.text].length).join(",")}</prop><seg>${xml(side.map((s) => s.text).join(" "))}</seg></tuv>`;
      }
      out += "</tu>\n";
    });
    return out + "</body>\n</tmx>\n";
  }
  function save(make, ending, type) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([make()], { type }));
    link.download = (body.dataset.sourceName || "alignment").replace(/\.[^.]*$/, "") + "." + ending;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    said.textContent = `Saved ${link.download}`;
  }
  document.getElementById("save-tsv").addEventListener("click", () => save(tsv, "tsv", "text/tab-separated-values"));
  document.getElementById("save-tmx").addEventListener("click", () => save(tmx, "tmx", "application/xml"));
})();
