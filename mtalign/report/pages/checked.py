"""The check page: texts, or a text and its translation, with what was found in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mtalign.languages import name_of
from mtalign.records import Checked, Finding, Side, Span
from mtalign.report.checked import Context
from mtalign.report.pages.kit import Marks, cell, entry, marks_of, overview, rendered
from mtalign.report.shown import short, shown


def render(results: Sequence[Checked], context: Context) -> str:
    """The results as one HTML file."""
    findings: list[Finding] = []
    entries: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    n_rows = 0
    for result in results:
        first = len(findings)
        findings += result.findings
        rows, unit_of = _rows(result, findings, first, n_rows)
        n_rows += len(rows)
        texts.append({"result": result, "rows": rows, "name": shown(_name(result))})
        for number, finding in enumerate(result.findings, first):
            unit = unit_of[finding.side].get(finding.segment, 0)
            entries.append(entry(number, finding, result.document(finding.side), unit))
    return rendered(
        "checked.html.j2",
        script="script.js",
        title=texts[0]["name"] if len(texts) == 1 else f"{len(texts)} texts",
        version=context.version,
        texts=texts,
        entries=entries,
        paired=any(result.target for result in results),
        sentences=sum(len(r.source_segments) for r in results),
        words=sum(len(r.source.text.split()) for r in results),
        suppressed=sum(r.suppressed for r in results),
        language=name_of,
        **overview(findings),
    )


def _name(result: Checked) -> str:
    return short(result.source.name) + (f" – {short(result.target.name)}" if result.target else "")


def _rows(
    result: Checked, findings: Sequence[Finding], first: int, before: int
) -> tuple[list[dict[str, Any]], dict[Side, dict[int, int]]]:
    """The page's rows, one a bead or sentence, and the row's number of each segment."""
    on: dict[Side, Marks] = {
        "source": marks_of(result.findings, result.source_segments, "source", first),
        "target": marks_of(result.findings, result.target_segments, "target", first),
    }
    beads = (
        [(bead.src, bead.tgt) for bead in result.beads]
        if result.target
        else [(Span(i, i + 1), Span(0, 0)) for i in range(len(result.source_segments))]
    )
    rows: list[dict[str, Any]] = []
    unit_of: dict[Side, dict[int, int]] = {"source": {}, "target": {}}
    paragraph = -1
    for number, (src, tgt) in enumerate(beads, before + 1):
        sides: dict[Side, Span] = {"source": src, "target": tgt}
        row: dict[str, Any] = {"number": number, "flagged": False, "new_paragraph": False}
        for side, span in sides.items():
            segments = result.segments(side)
            row[side] = [cell(k, segments[i], on[side].get(i, ()), findings) for k, i in enumerate(range(*span))]
            row["flagged"] = row["flagged"] or any(i in on[side] for i in range(*span))
            unit_of[side].update(dict.fromkeys(range(*span), number))
        if src.length and result.source_segments[src.start].paragraph != paragraph:
            paragraph = result.source_segments[src.start].paragraph
            row["new_paragraph"] = True
        rows.append(row)
    return rows, unit_of
