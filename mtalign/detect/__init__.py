"""Records to findings: what is wrong with a text, and with a translation in the light of its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mtalign.detect import pair
from mtalign.detect.echo import duplications, repetitions, restarts
from mtalign.detect.form import fused_words, placeholders, quotes, sentence_breaks, truncations
from mtalign.detect.grammar import grammar
from mtalign.detect.text import Text
from mtalign.records import SEVERITIES, Document, Finding, Segment, Side

__all__ = ["CODES", "find", "find_in_pair"]

#: Every code a finding can have, with what it means in a few words.
CODES = {
    "addition": "content the source does not have",
    "duplication": "a quotation, sentence or paragraph said again",
    "fused_word": "two words written as one",
    "grammar": "a sequence that grammar rules out",
    "number": "a figure, date or hour that differs",
    "omission": "content of the source that is missing",
    "placeholder": "a mark left from an image, link or value",
    "quote": "a quotation mark that is wrong or missing",
    "repetition": "the same words in a row",
    "restart": "a clause broken off and begun again",
    "sentence_break": "a full stop inside a sentence",
    "truncation": "a sentence whose end is lost",
    "untranslated": "words left in the source language",
}

Detector = Callable[[Text], Iterator[Finding]]

_ALONE: tuple[Detector, ...] = (
    placeholders,
    duplications,
    restarts,
    repetitions,
    sentence_breaks,
    fused_words,
    truncations,
    grammar,
    quotes,
)
# What a translation may take over from its source: there it is the source's fault, and shown there.
_INHERITED = frozenset({"placeholder", "duplication", "restart", "sentence_break", "quote"})


def find(document: Document, segments: Sequence[Segment], side: Side = "source") -> tuple[Finding, ...]:
    """Findings in one text, in order of place; those that overlap another of the same code are dropped."""
    return _find(Text(document, segments, side))


def _find(text: Text) -> tuple[Finding, ...]:
    return _ordered(finding for detector in _ALONE for finding in detector(text))


def find_in_pair(
    source: Document,
    source_segments: Sequence[Segment],
    target: Document,
    target_segments: Sequence[Segment],
) -> tuple[Finding, ...]:
    """Findings in a source, in its translation, and between the two, whose segments match one to one.

    Raises ValueError when the two have different numbers of segments.
    """
    if len(source_segments) != len(target_segments):
        raise ValueError(f"{len(source_segments)} source segments against {len(target_segments)} target segments")
    left, right = Text(source, source_segments, "source"), Text(target, target_segments, "target")
    in_source = _find(left)
    kinds = {(finding.segment, finding.code) for finding in in_source}
    in_target = [
        kept
        for finding in _find(right)
        if not (finding.code in _INHERITED and (finding.segment, finding.code) in kinds)
        and (kept := pair.excused_by_source(finding, left, right, finding.segment))
    ]
    between = [
        finding
        for index in range(len(source_segments))
        for check in (pair.numbers, pair.untranslated, pair.proportions, pair.echoes)
        for finding in check(left, right, index)
    ]
    return (
        in_source
        + _ordered([*in_target, *(f for f in between if f.side == "target")])
        + tuple(f for f in between if f.side == "source")
    )


def _ordered(findings: Iterator[Finding] | Sequence[Finding]) -> tuple[Finding, ...]:
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.span.start, -f.span.length, f.code, SEVERITIES.index(f.severity))):
        rival = next((k for k in reversed(kept[-8:]) if k.code == finding.code and k.span.end > finding.span.start), None)
        if rival is None:
            kept.append(finding)
    return tuple(kept)
