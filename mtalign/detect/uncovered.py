"""Hits for content that one side has and the other has not: what `omission` and `addition` share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtalign.detect.measures.coverage import Seen
from mtalign.detect.rule import Hit
from mtalign.detect.text import Text
from mtalign.records import Span

#: Shorter segments than this, in characters, say nothing by their length.
MIN_CHARS = 25
_MOST_SURE = 0.95


def run_hit(run: Sequence[Seen], surprise: float, threshold: float) -> Hit:
    """A run of words without a counterpart; twice the surprise at the threshold is as good as certain."""
    span = Span(run[0].word.span.start, run[-1].word.span.end)
    return Hit(span=span, value=surprise, confidence=min(_MOST_SURE, 0.5 + 0.45 * (surprise - threshold) / threshold))


def alone(text: Text, span: Span, confidence: float) -> Iterator[Hit]:
    """Segments without a counterpart that have words in them."""
    if any(word.is_content for found in text.words[span.start : span.end] for word in found):
        first, last = text.segments[span.start], text.segments[span.end - 1]
        yield Hit(span=Span(first.span.start, last.span.end), confidence=confidence)
