"""The text as rules see it: segments, and words with their places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from mtalign.languages import Language, language_of, stem
from mtalign.records import Document, Segment, Side, Span

_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*")
_MIN_CONTENT = 3
_ACRONYM = 5


class Word(NamedTuple):
    """A run of letters, or a number: as it is written, in lower case, its place in the document, and the language it is in."""

    text: str
    lower: str
    span: Span
    language: Language

    @property
    def is_function(self) -> bool:
        """Whether it is a function word of its language."""
        return self.lower in self.language.function_words

    @property
    def is_content(self) -> bool:
        """Whether it carries content: not a function word, not a stray letter."""
        return not self.is_function and (len(self.text) >= _MIN_CONTENT or self.text.isdigit())

    @property
    def is_acronym(self) -> bool:
        """Whether it looks like one: acronyms have other letters in other languages."""
        return self.text.isupper() and 1 < len(self.text) <= _ACRONYM

    @property
    def stem(self) -> str:
        """The word without its ending, as far as its first letters can tell."""
        return stem(self.text)


@dataclass(frozen=True, eq=False)
class Text:
    """One side of a translation: a document, its segments, and which side it is."""

    document: Document
    segments: Sequence[Segment]
    side: Side

    @cached_property
    def _starts(self) -> list[int]:
        return [segment.span.start for segment in self.segments]

    def index_at(self, place: int) -> int:
        """Index of the last segment that starts at or before an offset; 0 before the first."""
        return max(0, bisect_right(self._starts, place) - 1)

    @property
    def lang(self) -> str:
        """The document's language."""
        return self.document.lang

    @cached_property
    def language(self) -> Language:
        """What is known of the document's language."""
        return language_of(self.lang)

    @cached_property
    def words(self) -> list[list[Word]]:
        """The words of each segment, in order."""
        return [words(segment.text, self.lang, segment.span.start) for segment in self.segments]

    def sentences(self) -> Iterator[tuple[Segment, list[Word]]]:
        """Each segment with its words."""
        return zip(self.segments, self.words, strict=True)

    def paragraphs(self) -> Iterator[tuple[Span, str]]:
        """Each paragraph's place and text."""
        for span in self.document.paragraphs:
            yield span, span.of(self.document.text)

    def between(self, a: Word, b: Word) -> str:
        """What stands between two words of the text, the first before the second."""
        return self.document.text[a.span.end : b.span.start]


def words(text: str, lang: str, offset: int = 0) -> list[Word]:
    """The words of a text that starts at `offset` of its document."""
    language = language_of(lang)
    found = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        said = match.group()
        found.append(Word(said, said.lower(), Span(offset + start, offset + end), language))
    return found
