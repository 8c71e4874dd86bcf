"""The report of a translation: source, translation and reference side by side."""

from __future__ import annotations

from typing import Any

from mtalign.languages import name_of
from mtalign.records import Report, Side, Span, TranslationUnit
from mtalign.report.pages.kit import Marks, cell, entry, marks_of, overview, rendered
from mtalign.report.shown import shown
from mtalign.report.words import LOW_CONFIDENCE, caution

# Geometric mean token probability below which a translation is shaded strongly.
VERY_LOW_CONFIDENCE = 0.35


def render(report: Report) -> str:
    """The report as one HTML file."""
    on: dict[Side, Marks] = {
        "source": marks_of(report.findings, report.source_segments, "source"),
        "target": marks_of(report.findings, report.target_segments, "target"),
    }
    unit_of = {i: number for number, unit in enumerate(report.units, 1) for i in range(*unit.src)}
    rated = [h.confidence for h in report.hypotheses if h.n_parts]
    return rendered(
        "side_by_side.html.j2",
        script="script.js",
        title=shown(report.source.name),
        version=report.provenance.version,
        source_name=name_of(report.source.lang),
        target_name=name_of(report.target.lang),
        report=report,
        caution=caution(report),
        rows=[_row(report, number, unit, on) for number, unit in enumerate(report.units, 1)],
        entries=[
            entry(number, f, report.source if f.side == "source" else report.target, unit_of.get(f.segment, 0))
            for number, f in enumerate(report.findings)
        ],
        words=sum(len(s.text.split()) for s in report.source_segments),
        mean_confidence=sum(rated) / len(rated) if rated else None,
        low=sum(c < LOW_CONFIDENCE for c in rated),
        low_below=LOW_CONFIDENCE,
        again=sum(bool(h.retried) for h in report.hypotheses),
        **overview(report.findings),
    )


def _row(report: Report, number: int, unit: TranslationUnit, on: dict[Side, Marks]) -> dict[str, Any]:
    indices = range(unit.src.start, unit.src.end)
    first = report.source_segments[unit.src.start] if unit.src.length else None
    before = report.source_segments[unit.src.start - 1] if first is not None and unit.src.start else None
    return {
        "number": number,
        "new_paragraph": first is not None and (before is None or before.paragraph != first.paragraph),
        "source": [cell(k, report.source_segments[i], on["source"].get(i, ()), report.findings) for k, i in enumerate(indices)],
        "target": [
            {
                **cell(k, report.target_segments[i], on["target"].get(i, ()), report.findings),
                **_confidence(report, i),
                "links": _links(report, i),
            }
            for k, i in enumerate(indices)
        ],
        "reference": [cell(0, s, (), ()) for s in report.reference_segments[unit.ref.start : unit.ref.end]],
        "scores": unit.scores,
        "flagged": sorted({n for side in on.values() for i in indices for n, _ in side.get(i, ())}),
    }


def _links(report: Report, index: int) -> str:
    """The segment's word links as `a-b:c-d` with spaces between, in the UTF-16 units that the page's script counts in."""
    if not report.links:
        return ""

    def units(text: str, span: Span) -> str:
        return "-".join(str(len(text[:offset].encode("utf-16-le")) // 2) for offset in span)

    source, target = report.source_segments[index].text, report.target_segments[index].text
    return " ".join(f"{units(source, src)}:{units(target, tgt)}" for src, tgt in report.links[index])


def _confidence(report: Report, index: int) -> dict[str, Any]:
    hypothesis = report.hypotheses[index]
    value = hypothesis.confidence
    level = "very-low" if value < VERY_LOW_CONFIDENCE else "low" if value < LOW_CONFIDENCE else ""
    return {
        "confidence": value if hypothesis.n_parts else None,
        "level": level,
        "parts": hypothesis.n_parts,
        "retried": hypothesis.retried,
    }
