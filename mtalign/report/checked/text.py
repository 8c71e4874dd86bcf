"""Findings as compilers print them, with the line and a caret under the words."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from mtalign.records import Checked, Document, Finding, Span
from mtalign.report.checked import Context, Lines, placed
from mtalign.report.shown import shown

_COLOURS = {"error": "31", "warning": "33", "info": "36"}
# Columns of a quoted line, and how many of them stand before the span where the line is longer.
_WIDTH, _LEAD = 100, 40


def render(results: Sequence[Checked], context: Context) -> str:
    """Three lines or four for each finding."""
    return "".join(
        _entry(finding, text, lines, context.colour) for result in results for finding, text, lines in placed(result)
    )


def _entry(finding: Finding, text: Document, lines: Lines, colour: bool) -> str:
    def paint(said: str, code: str) -> str:
        return f"\x1b[{code}m{said}\x1b[0m" if colour else said

    number, column = lines.at(finding.span.start)
    start, line = lines.line(number)
    hue = _COLOURS[finding.severity]
    head = f"{shown(text.name)}:{number}:{column}:"
    out = f"{paint(head, '1')} {paint(finding.severity, hue)} {finding.code}: {shown(finding.message)}"
    if finding.other:
        out += " (first at {}:{})".format(*lines.at(finding.other.start))
    quoted, caret = _quote(line, Span(finding.span.start - start, min(finding.span.end - start, len(line))))
    out += f" [{finding.rule}]\n  {quoted}\n"
    out += f"  {' ' * _columns(quoted[: caret.start])}{paint('^' * max(1, _columns(caret.of(quoted))), hue)}\n"
    if finding.suggestion and len(finding.suggestion) <= _WIDTH:
        out += f"  suggestion: {shown(finding.suggestion)}\n"
    return out


def _quote(line: str, span: Span) -> tuple[str, Span]:
    """As much of a line as fits a terminal, and where the span is in it."""
    first = max(0, min(span.start - _LEAD, len(line) - _WIDTH)) if len(line) > _WIDTH else 0
    last = min(len(line), first + _WIDTH)
    head, tail = "…" if first else "", "…" if last < len(line) else ""
    shift = len(head) - first
    return head + shown(line[first:last]) + tail, Span(span.start + shift, min(span.end, last) + shift)


def _columns(text: str) -> int:
    """Columns a terminal uses for a text: two for East Asian wide characters, none for combining ones."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
