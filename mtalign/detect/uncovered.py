"""Hits for content that one side has and the other has not: what `omission` and `addition` share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtalign.detect.measures.coverage import folded
from mtalign.detect.rule import Hit
from mtalign.detect.text import Text, Word
from mtalign.detect.unit import Run
from mtalign.records import Span

#: Shorter segments than this, in characters, say nothing by their length.
MIN_CHARS = 25
#: What is measured of words in a row that the other side lacks.
LACKING = "probability that the other side does not say it"
#: From which probability on that is a finding: the judge of pairs itself says nothing of less.
MIN_LACKING = 0.35


def run_hits(runs: Sequence[Run], mine: Sequence[Word], theirs: Sequence[Word]) -> Iterator[Hit]:
    """Words in a row that the other side lacks, but for a name that it says as an acronym: "l'UE", "the European Union"."""
    letters = {c for word in theirs if word.is_acronym for c in word.text}
    for run in runs:
        inside = [w for w in mine if w.is_content and run.span.start <= w.span.start < run.span.end]
        named = any(word.text[0].isupper() for word in inside)
        if not (named and all(folded(word.text[0]).upper() in letters for word in inside)):
            yield Hit(span=run.span, value=run.probability, confidence=run.probability)


def alone(text: Text, span: Span, confidence: float) -> Iterator[Hit]:
    """Segments without a counterpart that have words in them."""
    if any(word.is_content for found in text.words[span.start : span.end] for word in found):
        first, last = text.segments[span.start], text.segments[span.end - 1]
        yield Hit(span=Span(first.span.start, last.span.end), confidence=confidence)
