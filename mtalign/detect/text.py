"""The text as detectors see it: segments, words with their places, stems."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from mtalign.language import FUNCTION_WORDS
from mtalign.records import Document, Evidence, Finding, Segment, Severity, Side, Span
from mtalign.taxonomy import TAXONOMY

_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*")
_STEM_LENGTH = 6
_MIN_CONTENT = 3
# Characters of target to a character of source, typical of the pair; and the variance of the difference for each
# character, Gale & Church 1993, sec. 3.
_RATIO = {("fr", "en"): 0.92, ("en", "fr"): 1.09}
_VARIANCE_PER_CHAR = 6.8


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters, or a number, at its place in the document."""

    text: str
    span: Span

    @property
    def lower(self) -> str:
        """The word in lower case."""
        return self.text.lower()

    @property
    def is_content(self) -> bool:
        """Whether it carries content: not a function word, not a stray letter."""
        return self.lower not in FUNCTION_WORDS and (len(self.text) >= _MIN_CONTENT or self.text.isdigit())

    @property
    def stem(self) -> str:
        """The word without its ending, as far as its first letters can tell."""
        return stem(self.text)


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Lower-case beginning of a word, plural and feminine endings off: equal for most forms of one word."""
    word = word.lower()
    if word.endswith(("s", "x")) and len(word) > 3:
        word = word[:-1]
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    return word[:_STEM_LENGTH]


@dataclass(frozen=True)
class Text:
    """One side of a translation: a document, its segments, and which side it is."""

    document: Document
    segments: Sequence[Segment]
    side: Side
    _starts: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", [segment.span.start for segment in self.segments])

    def index_at(self, place: int) -> int:
        """Index of the last segment that starts at or before an offset; 0 before the first."""
        return max(0, bisect_right(self._starts, place) - 1)

    @property
    def lang(self) -> str:
        """The document's language."""
        return self.document.lang

    @cached_property
    def words(self) -> list[list[Word]]:
        """The words of each segment, in order."""
        return [words(segment.text, segment.span.start) for segment in self.segments]

    def paragraphs(self) -> Iterator[tuple[Span, str]]:
        """Each paragraph's place and text."""
        for span in self.document.paragraphs:
            yield span, span.of(self.document.text)

    def finding(
        self,
        code: str,
        severity: Severity,
        span: Span | tuple[int, int],
        message: str,
        evidence: Evidence,
        *,
        other: Span | None = None,
        suggestion: str | None = None,
        confidence: float | None = None,
    ) -> Finding:
        """A finding at `span` of the document, with its segment looked up; its confidence is the code's unless given."""
        span = Span(*span)
        return Finding(
            code=code,
            severity=severity,
            side=self.side,
            segment=self.index_at(span.start),
            span=span,
            text=span.of(self.document.text),
            message=message,
            evidence=evidence,
            other=other,
            suggestion=suggestion,
            confidence=TAXONOMY[code].confidence if confidence is None else round(confidence, 4),
        )


def words(text: str, offset: int = 0) -> list[Word]:
    """The words of a text that starts at `offset` of its document."""
    return [Word(m.group(), Span(offset + m.start(), offset + m.end())) for m in _WORD.finditer(text)]


def proportion(source: Text, target: Text, index: int) -> tuple[float, float]:
    """How long a target segment is against what its source lets expect: their ratio, and standard deviations from it."""
    here, actual = len(source.segments[index].text), len(target.segments[index].text)
    expected = here * _RATIO.get((source.lang, target.lang), 1.0)
    return actual / max(expected, 1e-9), (actual - expected) / max(1.0, _VARIANCE_PER_CHAR * (actual + expected) / 2) ** 0.5


def seen(measure: str, value: float = 1.0, threshold: float = 1.0) -> Evidence:
    """Evidence; the default says that a pattern was seen once, which is enough."""
    return Evidence(measure=measure, value=round(float(value), 4), threshold=threshold)
