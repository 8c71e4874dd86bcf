"""Sentences judged word by word, for rules whose patterns are too long-winded for a regular expression."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from mtalign.detect.rule import Hit
from mtalign.detect.text import Text, Word
from mtalign.records import Segment, Span

# Characters before a word that may say whether a clause begins with it.
_LOOKBACK = 12


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's words, in lower case too, and where they stand."""

    text: Text
    segment: Segment
    found: list[Word]
    lower: list[str]

    def is_plain(self, k: int) -> bool:
        """Whether there is such a word, in small letters."""
        return 0 <= k < len(self.found) and self.found[k].text.islower()

    def word(self, k: int) -> str:
        """The word in lower case, empty beyond the last one."""
        return self.lower[k] if k < len(self.lower) else ""

    def said(self, first: int, last: int) -> str:
        """Words as they are written, with a space between."""
        return " ".join(word.text for word in self.found[first:last])

    def before(self, k: int) -> str:
        """What stands before a word in its sentence, as far as it matters."""
        place = self.found[k].span.start
        return self.text.document.text[max(self.segment.span.start, place - _LOOKBACK) : place]

    def behind(self, k: int) -> str:
        """The character behind a word."""
        end = self.found[k].span.end
        return self.text.document.text[end : end + 1]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first and last word of a place where a pattern stands, words for the message, and what should stand there."""

    first: int
    last: int
    words: tuple[str, ...]
    suggestion: str | None = None


def at(triggers: frozenset[str], judge: Callable[[Sentence, int], Verdict | None], text: Text) -> Iterator[Hit]:
    """The hits of a judge that is asked at every word among the triggers; a pattern holds for neighbours only."""
    for segment, found in text.sentences():
        sentence: Sentence | None = None
        for k, word in enumerate(found):
            if word.lower not in triggers:
                continue
            sentence = sentence or Sentence(text, segment, found, [word.lower for word in found])
            verdict = judge(sentence, k)
            if verdict is None:
                continue
            stretch = found[verdict.first : verdict.last + 1]
            if all(text.between(a, b).isspace() for a, b in pairwise(stretch)):
                span = Span(stretch[0].span.start, stretch[-1].span.end)
                yield Hit(span=span, words=verdict.words, suggestion=verdict.suggestion)
