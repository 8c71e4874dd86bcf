"""A translation unit as rules see it: a segment, its translation, and what is measured between the two, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from mtalign.detect.measures.coverage import Coverage, coverage
from mtalign.detect.measures.loops import Loop, loops
from mtalign.detect.measures.proportion import proportion
from mtalign.detect.measures.quantities import Quantity, quantities, unmatched
from mtalign.detect.text import Text, Word
from mtalign.records import Segment, Span


@dataclass(eq=False)
class Unit:
    """Segment `index` of a source and of a target that belong together.

    `looked` says, for each source word, how much a translation model's target looks at it, 0 to 1; None where no model was
    asked.
    """

    source: Text
    target: Text
    index: int
    looked: Sequence[float] | None = None

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
    def by_lexicon(self) -> Coverage | None:
        """Which words have no counterpart in the lexicon; None where none knows the two languages."""
        return coverage(self.source, self.target, self.index)

    @cached_property
    def coverage(self) -> Coverage | None:
        """Which words have no counterpart, by the lexicon and by the model that was asked."""
        if self.by_lexicon is None or self.looked is None:
            return self.by_lexicon
        places = (word.span.start for word in self.src_words)
        return self.by_lexicon.seen_by(dict(zip(places, self.looked, strict=True)))

    @cached_property
    def unmatched(self) -> tuple[list[Quantity], list[Quantity]]:
        """The quantities of the source that the target does not have, and the other way round."""
        here, there = quantities(self.src.text, self.source.lang), quantities(self.tgt.text, self.target.lang)
        return list(unmatched(here, there)), list(unmatched(there, here))

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
