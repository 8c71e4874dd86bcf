"""What the formats say of a translation unit."""

from __future__ import annotations

from mtalign.records import Finding, Report, TranslationUnit


def findings_of(report: Report, unit: TranslationUnit) -> list[Finding]:
    """The findings that start in the unit's segments, source side first."""
    return [f for f in report.findings if unit.src.start <= f.segment < unit.src.end]


def line_of(report: Report, unit: TranslationUnit) -> int | None:
    """1-based line of the source file the unit starts on; None where it has no source."""
    if not unit.src.length:
        return None
    return report.source.text.count("\n", 0, report.source_segments[unit.src.start].span.start) + 1


def confidence_of(report: Report, unit: TranslationUnit) -> float:
    """The lowest confidence among the unit's hypotheses."""
    return min((h.confidence for h in report.hypotheses[unit.src.start : unit.src.end]), default=1.0)
