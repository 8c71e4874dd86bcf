"""A line for each translation unit."""

from __future__ import annotations

from mtalign.records import Report
from mtalign.report.translated.units import confidence_of, findings_of, line_of

_COLUMNS = ("unit", "line", "source", "target", "reference", "confidence", "chrF2++", "findings")
_CELL = str.maketrans({"\t": " ", "\n": " ", "\r": " ", "\0": " "})


def render(report: Report) -> str:
    """A head of column names, and the units."""
    rows = ["\t".join(_COLUMNS)]
    for number, unit in enumerate(report.units, 1):
        chrf = next((f"{s.value:.2f}" for s in unit.scores if s.metric == "chrF2++"), "")
        cells = (
            str(number),
            str(line_of(report, unit) or ""),
            report.source_of(unit),
            report.target_of(unit),
            report.reference_of(unit),
            f"{confidence_of(report, unit):.4f}" if unit.src.length else "",
            chrf,
            " ".join(f"{f.side[0]}:{f.code}" for f in findings_of(report, unit)),
        )
        rows.append("\t".join(cell.translate(_CELL) for cell in cells))
    return "\n".join(rows) + "\n"
