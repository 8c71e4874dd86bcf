"""What the pages share: the template engine, and texts cut into pieces that findings cover."""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mtalign.records import SEVERITIES, Document, Finding, Segment, Side, Span
from mtalign.report.shown import short, shown

_FOLDER = Path(__file__).parent
# A unit's sentences light up with their counterparts; those beyond share the last colour.
_MOST_LIT = 5

#: Numbers and spans of findings, by the index of the segment they touch.
Marks = dict[int, list[tuple[int, Span]]]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text with the findings that cover it; `first` are those that begin here."""

    text: str
    findings: tuple[int, ...]
    first: tuple[int, ...]


def rendered(template: str, *, script: str, styles: Sequence[str] = ("style.css",), **values: Any) -> str:
    """A page: a template that extends the base one, with its script and styles inside."""
    code = _resource(script)
    return (
        _environment()
        .get_template(template)
        .render(
            script=code,
            script_hash=base64.b64encode(hashlib.sha256(code.encode()).digest()).decode(),
            style="\n".join(map(_resource, styles)),
            **values,
        )
    )


def overview(findings: Sequence[Finding]) -> dict[str, Any]:
    """How many findings there are of each code and severity, for the head of a page."""
    return {
        "codes": sorted(Counter(f.code for f in findings).items(), key=lambda kv: (-kv[1], kv[0])),
        "severities": [(s, sum(f.severity == s for f in findings)) for s in SEVERITIES],
    }


def cell(k: int, segment: Segment, marks: Sequence[tuple[int, Span]], findings: Sequence[Finding]) -> dict[str, Any]:
    """What a template needs to write a segment: its pieces, with the numbers of the findings that cover them."""
    pieces = []
    for piece in _pieces(segment, marks):
        found = [findings[n] for n in piece.findings]
        pieces.append(
            {
                "text": shown(piece.text),
                "findings": piece.findings,
                "first": piece.first,
                "classes": " ".join(sorted({f"c-{f.code}" for f in found})),
                "severity": min((f.severity for f in found), key=SEVERITIES.index, default=""),
                "tip": "\n".join(f"{label(f.code)}: {f.message}" for f in found),
            }
        )
    return {"k": min(k, _MOST_LIT), "pieces": pieces}


def _pieces(segment: Segment, marks: Sequence[tuple[int, Span]]) -> Iterator[_Piece]:
    """The segment's text cut wherever a finding begins or ends; findings may overlap."""
    start, end = segment.span
    edges = {start, end}
    for _, span in marks:
        edges |= {min(max(span.start, start), end), min(max(span.end, start), end)}
    for a, b in itertools.pairwise(sorted(edges)):
        covering = tuple(n for n, span in marks if span.start <= a and span.end >= b)
        first = tuple(n for n, span in marks if n in covering and max(span.start, start) == a and span.start >= start)
        yield _Piece(segment.text[a - start : b - start], covering, first)


def marks_of(findings: Sequence[Finding], segments: Sequence[Segment], side: Side, first: int = 0) -> Marks:
    """For each segment of a side, the findings that touch it: their numbers, counted from `first`, and their spans."""
    on: Marks = defaultdict(list)
    for number, finding in enumerate(findings, first):
        if finding.side == side:
            for index in range(finding.segment, len(segments)):
                if segments[index].span.start >= finding.span.end:
                    break
                on[index].append((number, finding.span))
    return on


def entry(number: int, finding: Finding, document: Document, unit: int) -> dict[str, Any]:
    """What a template needs to list a finding; `document` is the text of its side, `unit` the row it stands in."""
    return {
        "number": number,
        "finding": finding,
        "label": label(finding.code),
        "text": shown(finding.text),
        "other": shown(finding.other.of(document.text)) if finding.other else None,
        "suggestion": shown(finding.suggestion) if finding.suggestion else None,
        "unit": unit,
        "where": shown(short(document.name)),
        "lang": document.lang,
    }


def label(code: str) -> str:
    """A code as words: "fused_word" is "Fused word"."""
    return code.replace("_", " ").capitalize()


def _resource(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8").strip()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """The template engine: everything is escaped, and a name that is not given is an error."""
    return Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
