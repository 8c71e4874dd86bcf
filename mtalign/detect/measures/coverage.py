"""Which words of one side have no counterpart on the other, and how surprising that is.

A bilingual lexicon says which stems a stem turns into, and how often, in parallel text, a sentence with the stem has one of
them on the other side (`r`). A word without a counterpart is then worth -ln(1 - r): much where its translation is nearly
always there ("chien", "dog"), next to nothing where it comes and goes ("lieu"). The lexicon was learnt by IBM model 1
(Brown et al. 1993) in both directions.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from mtalign.detect.measures.quantities import quantities
from mtalign.detect.text import Text, Word
from mtalign.languages import fold, stem
from mtalign.languages.lexicon import Lexicon, lexicons

# No absence is more certain than this: every lexicon lacks translations.
_LEAST_DOUBT = 0.02
# Words that begin with the same letters are taken for cognates.
_COGNATE = 4
# A measure in brackets says the one before it in another unit.
_SAID_AGAIN = re.compile(r"\((?:[^()\d]{0,12}\s)?\d[\d.,\s]{0,20}[^()\d]{1,20}\)")
# Signs with the words they stand for.
_SIGNS = {"€": ("euro", "euros"), "$": ("dollar", "dollars"), "£": ("pound", "pounds", "livre", "livres"), "%": ("percent",)}
# A name whose translation is this sure needs that translation, not just a word that begins alike.
_SURE_NAME = 0.88

# A text repeats its words.
folded = lru_cache(maxsize=1 << 16)(fold)


@dataclass(frozen=True, slots=True)
class Seen:
    """A content word, whether the other side has a counterpart, and what it is worth if not; None for an unknown word."""

    word: Word
    covered: bool
    surprise: float | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The content words of source and target, in order."""

    source: list[Seen]
    target: list[Seen]


def coverage(source: Text, target: Text, index: int) -> Coverage | None:
    """What a pair of segments covers of each other; None where no lexicon knows the languages, or hardly a word."""
    known = lexicons(source.lang, target.lang)
    if source.lang == target.lang or not known:
        return None
    src, tgt = _counted_out(source, index), _counted_out(target, index)
    there, here = _signs(target.segments[index].text), _signs(source.segments[index].text)
    mine, theirs = _looked_up(src, tgt, known[source.lang], there), _looked_up(tgt, src, known[target.lang], here)
    if any(map(_is_unknown, (mine, theirs))):
        return None
    return Coverage(mine, theirs)


def _is_unknown(side: Sequence[Seen]) -> bool:
    """Whether these are not words of the language that the lexicon knows; names say nothing of that."""
    plain = [item for item in side if item.word.text.islower()]
    return 2 * sum(item.surprise is None for item in plain) > len(plain)


def _counted_out(text: Text, index: int) -> list[Word]:
    """The words of a segment without those of figures and dates, which are compared as quantities and not as words."""
    segment, words = text.segments[index], text.words[index]
    found = [(q.start, q.end) for q in quantities(segment.text, text.lang)]
    found += [match.span() for match in _SAID_AGAIN.finditer(segment.text)]
    places = [(segment.span.start + start, segment.span.start + end) for start, end in found]
    if not places:
        return words
    return [word for word in words if not any(start <= word.span.start < end for start, end in places)]


def _signs(text: str) -> set[str]:
    """The stems of the words that signs in a text stand for."""
    return {stem(word) for sign, words in _SIGNS.items() if sign in text for word in words}


def _looked_up(words: Sequence[Word], others: Sequence[Word], lexicon: Lexicon, signs: set[str]) -> list[Seen]:
    stems = {word.stem for word in others} | signs
    beginnings = {folded(word.text)[:_COGNATE] for word in others if len(word.text) >= _COGNATE}
    longer = {folded(word.text)[: _COGNATE + 1] for word in others}
    found = []
    for word in words:
        if not word.is_content or word.text[0].isdigit():
            continue
        rate = lexicon.reliability.get(word.stem)
        cognate = len(word.text) >= _COGNATE and folded(word.text)[:_COGNATE] in beginnings
        if word.text[0].isupper() and rate is not None and rate >= _SURE_NAME:
            # "Slovaquie" and "Slovenia" begin alike; "Chine" and "Chinese" do so longer.
            cognate = folded(word.text)[: _COGNATE + 1] in longer
        covered = word.stem in stems or cognate or not stems.isdisjoint(lexicon.links.get(word.stem, frozenset()))
        found.append(Seen(word, covered, None if rate is None else -math.log(max(_LEAST_DOUBT, 1 - rate))))
    return found
