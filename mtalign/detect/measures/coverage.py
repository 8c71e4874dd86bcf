"""Which words of one side have no counterpart on the other, and how surprising that is.

A bilingual lexicon says which stems a stem turns into, and how often, in parallel text, a sentence with the stem has one of
them on the other side (`r`). A word without a counterpart is then worth -ln(1 - r): much where its translation is nearly
always there ("chien", "dog"), next to nothing where it comes and goes ("lieu"). The lexicon was learnt by IBM model 1
(Brown et al. 1993) in both directions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from mtalign.detect.measures.proportion import proportion
from mtalign.detect.text import Text, Word
from mtalign.languages import fold
from mtalign.languages.lexicon import Lexicon, lexicons

# No absence is more certain than this: every lexicon lacks translations.
_LEAST_DOUBT = 0.02
# Words that begin with the same letters are taken for cognates.
_COGNATE = 4
#: Surprise in a row, in nats, from which lexicon and translation model together say that content was lost.
LOST_BY_BOTH = 6.7
# Attention above which a translation model has seen a word, and what a word that the lexicon does not know is worth.
_LOOKED_AT, _UNKNOWN = 0.5, 0.5
# Fewer words than this in a row are a free translation, however surprising; one is enough where a model agrees.
_MIN_RUN, _MIN_RUN_SEEN = 2, 1
_ACRONYM = 5
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

    @property
    def is_acronym(self) -> bool:
        """Whether it is one: acronyms have other letters in other languages."""
        return self.word.text.isupper() and len(self.word.text) <= _ACRONYM


@dataclass(frozen=True, slots=True)
class Coverage:
    """The content words of source and target; and the run of words on either side that is missing most surprisingly.

    `deviations` are those by which the target is too long. `missing` is the surprise of what the source has more, in nats, less
    those; `invented` the surprise of what the target has more, and those. 0.0 where there is no such run. `witnessed` says
    that a translation model was asked.
    """

    source: list[Seen]
    target: list[Seen]
    deviations: float
    lost: list[Seen]
    gained: list[Seen]
    witnessed: bool = False

    @property
    def missing(self) -> float:
        """What was lost."""
        return _total(self.lost) - self.deviations if self.lost else 0.0

    @property
    def invented(self) -> float:
        """What was gained."""
        return _total(self.gained) + self.deviations if self.gained else 0.0

    @property
    def is_doubtful(self) -> bool:
        """Whether a translation model that looks at none of these words could convict: elsewhere it need not be asked."""
        worst = _run([_witnessed(item, 0.0) for item in self.source], _MIN_RUN_SEEN)
        return _total(worst) - self.deviations >= LOST_BY_BOTH

    def seen_by(self, looked: Mapping[int, float]) -> Coverage:
        """The same with what a translation model says: how much its target looks at each word, by the word's place."""
        judged = [_witnessed(item, looked[item.word.span.start]) for item in self.source]
        return replace(self, lost=_run(judged, _MIN_RUN_SEEN), witnessed=True)


def coverage(source: Text, target: Text, index: int) -> Coverage | None:
    """What a pair of segments covers of each other; None where no lexicon knows the languages, or hardly a word."""
    known = lexicons(source.lang, target.lang)
    if source.lang == target.lang or not known:
        return None
    src, tgt = source.words[index], target.words[index]
    mine, theirs = _looked_up(src, tgt, known[source.lang]), _looked_up(tgt, src, known[target.lang])
    if any(map(_is_unknown, (mine, theirs))):
        return None
    gained = _run(theirs, _MIN_RUN)
    if any(item.is_acronym and not item.covered for item in mine) and all(s.word.text[0].isupper() for s in gained):
        # "l'UE", "the European Union".
        gained = []
    return Coverage(mine, theirs, proportion(source, target, index)[1], _run(mine, _MIN_RUN), gained)


def _is_unknown(side: Sequence[Seen]) -> bool:
    """Whether these are not words of the language that the lexicon knows; names say nothing of that."""
    plain = [item for item in side if item.word.text.islower()]
    return 2 * sum(item.surprise is None for item in plain) > len(plain)


def _total(run: Sequence[Seen]) -> float:
    return sum(item.surprise or 0.0 for item in run)


def _looked_up(words: Sequence[Word], others: Sequence[Word], lexicon: Lexicon) -> list[Seen]:
    stems = {word.stem for word in others}
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


def _witnessed(item: Seen, weight: float) -> Seen:
    """What the lexicon says of a word, with what the model says: a word it looks at is there, whatever it turned into."""
    if item.covered or weight > _LOOKED_AT:
        return Seen(item.word, True, item.surprise)
    return Seen(item.word, False, (item.surprise or _UNKNOWN) - math.log(max(_LEAST_DOUBT, weight)))


def _run(found: Sequence[Seen], least: int) -> list[Seen]:
    """The words without a counterpart that stand in a row and surprise most; unknown words do not count, nor break it."""
    best, first, top, total = (0, 0), 0, 0.0, 0.0
    for k, item in enumerate(found):
        if item.covered:
            first, total = k + 1, 0.0
        elif item.surprise is not None and (total := total + item.surprise) > top:
            best, top = (first, k + 1), total
    run = [item for item in found[slice(*best)] if item.surprise is not None]
    return run if len(run) >= least else []
