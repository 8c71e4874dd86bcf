"""The side-by-side page: one file, nothing fetched, readable without its script."""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from mtalign.records import SEVERITIES, Document, Finding, Report, Segment, Side, Span, TranslationUnit

if TYPE_CHECKING:
    from jinja2 import Environment, Template

# Geometric mean token probability below which a translation is shaded, lightly and strongly.
LOW_CONFIDENCE = 0.55
VERY_LOW_CONFIDENCE = 0.35

# Control characters have no place in HTML; their pictures do, so that nothing in the text goes unseen.
_PICTURES = {c: 0x2400 + c for c in range(0x20)} | {0x7F: 0x2421, 0x09: 0x20, 0x0A: 0x20}
_PICTURES |= dict.fromkeys(range(128, 160), 65533)

_LANGUAGES = {"fr": "French", "en": "English", "de": "German", "es": "Spanish", "it": "Italian", "pt": "Portuguese"}


#: Numbers and spans of findings, by the index of the segment they touch.
Marks = dict[int, list[tuple[int, Span]]]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text with the findings that cover it; `first` are those that begin here."""

    text: str
    findings: tuple[int, ...]
    first: tuple[int, ...]


def render_html(report: Report) -> str:
    """The report as one HTML file."""
    on: dict[Side, Marks] = {
        "source": marks_of(report.findings, report.source_segments, "source"),
        "target": marks_of(report.findings, report.target_segments, "target"),
    }
    unit_of = {i: number for number, unit in enumerate(report.units, 1) for i in range(*unit.src)}
    rows = [_row(report, number, unit, on) for number, unit in enumerate(report.units, 1)]
    style, script = resource("style.css"), resource("script.js")
    rated = [h.confidence for h in report.hypotheses if h.n_parts]
    return _template().render(
        title=show(report.source.name),
        source_name=language(report.source.lang),
        target_name=language(report.target.lang),
        report=report,
        rows=rows,
        findings=[
            entry(number, f, report.source if f.side == "source" else report.target, unit_of.get(f.segment, 0))
            for number, f in enumerate(report.findings)
        ],
        codes=sorted(Counter(f.code for f in report.findings).items(), key=lambda kv: (-kv[1], kv[0])),
        severities=[(s, sum(f.severity == s for f in report.findings)) for s in SEVERITIES],
        words=sum(len(s.text.split()) for s in report.source_segments),
        mean_confidence=sum(rated) / len(rated) if rated else None,
        low=sum(c < LOW_CONFIDENCE for c in rated),
        low_below=LOW_CONFIDENCE,
        again=sum(bool(h.retried) for h in report.hypotheses),
        style=style,
        script=script,
        script_hash=script_hash(script),
    )


def show(text: str) -> str:
    """The text with control characters as visible pictures."""
    return text.translate(_PICTURES)


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


def cell(k: int, segment: Segment, marks: Sequence[tuple[int, Span]], findings: Sequence[Finding]) -> dict[str, Any]:
    """What a template needs to write a segment: its pieces, with the numbers of the findings that cover them."""
    pieces = []
    for piece in _pieces(segment, marks):
        found = [findings[n] for n in piece.findings]
        pieces.append(
            {
                "text": show(piece.text),
                "findings": piece.findings,
                "first": piece.first,
                "classes": " ".join(sorted({f"c-{f.code}" for f in found})),
                "severity": min((f.severity for f in found), key=SEVERITIES.index, default=""),
                "tip": "\n".join(f"{label(f.code)}: {f.message}" for f in found),
            }
        )
    return {"k": min(k, 5), "pieces": pieces}


def _pieces(segment: Segment, marks: Sequence[tuple[int, Span]]) -> Iterable[_Piece]:
    """The segment's text cut wherever a finding begins or ends; findings may overlap."""
    start, end = segment.span
    edges = {start, end}
    for _, span in marks:
        edges |= {min(max(span.start, start), end), min(max(span.end, start), end)}
    cuts = sorted(edges)
    for a, b in itertools.pairwise(cuts):
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
        "text": show(finding.text),
        "other": show(finding.other.of(document.text)) if finding.other else None,
        "suggestion": show(finding.suggestion) if finding.suggestion else None,
        "unit": unit,
        "where": show(short(document.name)),
        "lang": document.lang,
    }


def short(name: str) -> str:
    """A file's name without its folders: a page has no room for paths."""
    return name.replace("\\", "/").rsplit("/", 1)[-1] or name


def label(code: str) -> str:
    """A code as words: "fused_word" is "Fused word"."""
    return code.replace("_", " ").capitalize()


def language(code: str) -> str:
    """A language's name, or its code where we know none."""
    return _LANGUAGES.get(code, code)


def script_hash(script: str) -> str:
    """What a content security policy calls this script by."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def resource(name: str) -> str:
    """A file that lies beside this module."""
    return files("mtalign.report").joinpath(name).read_text(encoding="utf-8").strip()


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The template engine: everything is escaped, and a name that is not given is an error."""
    from jinja2 import Environment, StrictUndefined

    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)


@lru_cache(maxsize=1)
def _template() -> Template:
    return environment().from_string(resource("page.html.j2"))
