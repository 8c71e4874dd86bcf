"""A translation unit as rules see it: a segment, its translation, and what is measured between the two, once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from mtalign.detect.measures.coverage import Coverage, coverage
from mtalign.detect.measures.loops import Loop, loops
from mtalign.detect.measures.proportion import proportion
from mtalign.detect.measures.quantities import Quantity, quantities, unmatched, written_alike
from mtalign.detect.text import Text, Word
from mtalign.records import Segment, Span


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that the other side lacks: their place in the document, and how probable it is that they lack there."""

    span: Span
    probability: float


@dataclass(eq=False)
class Unit:
    """Segment `index` of a source and of a target that belong together.

    `lost` are words of the source, `invented` words of the target that the other side lacks, as the judge of pairs says.
    """

    source: Text
    target: Text
    index: int
    lost: list[Run] = field(default_factory=list)
    invented: list[Run] = field(default_factory=list)

    @property
    def src(self) -> Segment:
        """The source segment."""
        return self.source.segments[self.index]

    @property
    def tgt(self) -> Segment:
        """The target segment."""
        return self.target.segments[self.index]

    @property
    def src_words(self) -> list[Word]:
        """The words of the source segment."""
        return self.source.words[self.index]

    @property
    def tgt_words(self) -> list[Word]:
        """The words of the target segment."""
        return self.target.words[self.index]

    @cached_property
    def proportion(self) -> tuple[float, float]:
        """The target's length to the expected one, and standard deviations from it."""
        return proportion(self.source, self.target, self.index)

    @cached_property
    def coverage(self) -> Coverage | None:
        """Which words have no counterpart in the lexicon; None where none knows the two languages."""
        return coverage(self.source, self.target, self.index)

    @cached_property
    def unmatched(self) -> tuple[list[Quantity], list[Quantity]]:
        """The quantities of the source that the target does not have, and the other way round."""
        src, tgt = self.src.text, self.tgt.text
        here, there = quantities(src, self.source.lang), quantities(tgt, self.target.lang)
        return (
            [q for q in unmatched(here, there) if not written_alike(q, src, tgt)],
            [q for q in unmatched(there, here) if not written_alike(q, tgt, src)],
        )

    @cached_property
    def src_loops(self) -> list[Loop]:
        """Every phrase of the source that stands twice in a row."""
        return list(loops(self.src_words, self.source.document.text, any_echo=True))

    def in_src(self, start: int, end: int) -> Span:
        """A range of the source segment's text as a span of its document."""
        return Span(self.src.span.start + start, self.src.span.start + end)

    def in_tgt(self, start: int, end: int) -> Span:
        """A range of the target segment's text as a span of its document."""
        return Span(self.tgt.span.start + start, self.tgt.span.start + end)
