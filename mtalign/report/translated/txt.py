"""The translation alone, with the line structure of its source."""

from __future__ import annotations

from mtalign.records import Report


def render(report: Report) -> str:
    """The text of the translation."""
    return report.target.text
