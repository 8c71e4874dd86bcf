"""Pairs with words lost, or words too many, made of right ones: what they lack or have more is known from their word links."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mtalign.languages import language_of

_BARE = re.compile(r"^[\W_]+|[\W_]+$")
_ELIDED = re.compile(r"[^\W\d_]+['’](?=\w)")
# Words that a phrase or a clause begins with.
_BEGIN = {
    "en": frozenset(
        "of in on at by with for from to and or but that which who as into over under about after before between through during"
        " against while because when where".split()
    ),
    "fr": frozenset(
        "de du des d' à au aux en dans par pour sur avec sans sous vers entre contre et ou mais que qu' qui dont où lorsque"
        " quand car depuis".split()
    ),
}
_SENTENCE_ENDS, _CLAUSE_ENDS = ".!?", ",;:"
# How often one word is dropped, a phrase, or all up to a comma; else it is some words in a row, wherever they stand.
_ONE, _PHRASE, _CLAUSE = 0.55, 0.27, 0.11
_PHRASES, _LONGEST_PHRASE, _ANY = 2, 9, (2, 5)
# More of a sentence than this is not left out, and what is lost stands together: so many words for one that is.
_MOST, _SPREAD = 0.6, 2.5
# How often one word is put in, or a phrase; and how often that stands at the end.
_WORD_IN, _AT_END = 0.45, 0.15


class Linked(NamedTuple):
    """A right pair: the words of both sides, as spaces cut them, and which of them belong together."""

    french: Sequence[str]
    english: Sequence[str]
    links: frozenset[tuple[int, int]]


@dataclass(frozen=True)
class PlantedPair:
    """A pair, and which words of its French are lost in its English, and which of its English are not in its French."""

    french: Sequence[str]
    english: Sequence[str]
    lost: frozenset[int] = frozenset()
    invented: frozenset[int] = frozenset()


def linked(french: str, english: str, links: str) -> Linked:
    """A pair with its links as "i-j", by spaces."""
    pairs = (link.partition("-") for link in links.split())
    return Linked(french.split(), english.split(), frozenset((int(i), int(j)) for i, _, j in pairs))


def _bare(word: str) -> str:
    return _BARE.sub("", word).lower()


def _leading(word: str) -> str:
    """The word itself, or the little one that is elided before it."""
    match = _ELIDED.match(word)
    return match.group().replace("’", "'").lower() if match else _bare(word)


def has_content(word: str, lang: str) -> bool:
    """Whether a word is more than a function word, a sign or a letter."""
    bare = _BARE.sub("", _ELIDED.sub("", word.lstrip("«“\"'("))).lower()
    return len(bare) > 1 and bare not in language_of(lang).function_words


def _begins(words: Sequence[str], at: int, lang: str) -> bool:
    return _leading(words[at]) in _BEGIN[lang] or (at > 0 and words[at - 1][-1] in _CLAUSE_ENDS)


def part(words: Sequence[str], lang: str, rng: random.Random) -> tuple[int, int] | None:
    """A word, a phrase or a clause that could be left out; None where the kind that was drawn has no place."""
    kind, size = rng.random(), len(words)
    content = [i for i, word in enumerate(words) if has_content(word, lang)]
    if not content:
        return None
    if kind < _ONE:
        first = rng.choice(content)
        end = first + 1
        if words[first][-1] in _SENTENCE_ENDS and rng.random() < 0.7:
            return None
        if rng.random() < 0.45:
            while first > 0 and not has_content(words[first - 1], lang) and words[first - 1][-1] not in _CLAUSE_ENDS:
                first -= 1
                if rng.random() < 0.3:
                    break
        return first, end
    starts = [i for i in range(1, size) if _begins(words, i, lang)]
    if kind < _ONE + _PHRASE + _CLAUSE:
        if not starts:
            return None
        first = rng.choice(starts)
        if kind < _ONE + _PHRASE:
            last = min(size, first + _LONGEST_PHRASE)
            ends = [
                j for j in range(first + 2, last + 1)
                if j == size or _begins(words, j, lang) or words[j - 1][-1] in _CLAUSE_ENDS + _SENTENCE_ENDS
            ][:_PHRASES]  # fmt: skip
        else:
            ends = [j for j in range(first + 3, size + 1) if j == size or words[j - 1][-1] in _CLAUSE_ENDS]
            ends = [j for j in ends if j - first <= _MOST * size]
        return (first, rng.choice(ends)) if ends else None
    first = rng.randrange(size)
    end = first + rng.randint(*_ANY)
    return (first, end) if end <= size and any(first <= c < end for c in content) else None


def _without(words: Sequence[str], first: int, end: int, rng: random.Random) -> list[str]:
    """The words without some of them; a capital and the end of the sentence stay."""
    gone, rest = words[first:end], [*words[:first], *words[end:]]
    if not rest:
        return rest
    if end == len(words) and gone[-1][-1] in _SENTENCE_ENDS and rest[-1][-1] not in _SENTENCE_ENDS:
        rest[-1] = rest[-1].rstrip(_CLAUSE_ENDS) + gone[-1][-1]
    elif first > 0 and gone[-1][-1] in _CLAUSE_ENDS and rest[first - 1][-1] not in _CLAUSE_ENDS and rng.random() < 0.5:
        rest[first - 1] += gone[-1][-1]
    if first == 0:
        rest[0] = rest[0][0].upper() + rest[0][1:]
    return rest


def _orphans(links: dict[int, set[int]], first: int, end: int) -> list[int] | None:
    """Words whose counterparts all lie in a range, and those without any between them; None where they are scattered."""
    gone = [word for word, others in links.items() if all(first <= other < end for other in others)]
    if not gone:
        return None
    low, high = min(gone), max(gone)
    gone = [word for word in range(low, high + 1) if word in gone or word not in links]
    return gone if high - low + 1 <= _SPREAD * len(gone) + 2 else None


def _by(pair: Linked, side: int) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for link in pair.links:
        found.setdefault(link[side], set()).add(link[1 - side])
    return found


def lost(pair: Linked, other: Linked, rng: random.Random) -> PlantedPair | None:
    """English that leaves something out."""
    place = part(pair.english, "en", rng)
    gone = _orphans(_by(pair, 0), *place) if place else None
    if place is None or gone is None or not any(has_content(pair.french[i], "fr") for i in gone):
        return None
    rest = _without(pair.english, *place, rng)
    return PlantedPair(pair.french, rest, lost=frozenset(gone)) if rest else None


def unsaid(pair: Linked, other: Linked, rng: random.Random) -> PlantedPair | None:
    """French that leaves something out: English that has more."""
    place = part(pair.french, "fr", rng)
    gone = _orphans(_by(pair, 1), *place) if place else None
    if place is None or gone is None or not any(has_content(pair.english[i], "en") for i in gone):
        return None
    rest = _without(pair.french, *place, rng)
    return PlantedPair(rest, pair.english, invented=frozenset(gone)) if rest else None


def put_in(pair: Linked, other: Linked, rng: random.Random) -> PlantedPair | None:
    """English with a word or a phrase of another sentence in it."""
    words = list(pair.english)
    if rng.random() < _WORD_IN:
        places = [i for i, word in enumerate(words) if i and has_content(word, "en")]
        new = [word for word in other.english if word.isalpha() and word.islower() and has_content(word, "en")]
        if not places or not new:
            return None
        at, new = rng.choice(places), [rng.choice(new)]
    else:
        starts = [i for i, word in enumerate(other.english) if i and _leading(word) in _BEGIN["en"]]
        if not starts or len(words) < 2:
            return None
        first = rng.choice(starts)
        new = [word.strip(_CLAUSE_ENDS + _SENTENCE_ENDS) for word in other.english[first : first + rng.randint(2, 7)]]
        while len(new) > 1 and not has_content(new[-1], "en"):
            new.pop()
        if len(new) < 2 or not all(new):
            return None
        at = len(words) if rng.random() < _AT_END else rng.randrange(1, len(words))
    if at == len(words) and words[-1][-1] in _SENTENCE_ENDS and len(words[-1]) > 1:
        new, words[-1] = [*new[:-1], new[-1] + words[-1][-1]], words[-1][:-1]
    words[at:at] = new
    return PlantedPair(pair.french, words, invented=frozenset(range(at, at + len(new))))


def unrelated(pair: Linked, other: Linked, rng: random.Random) -> PlantedPair:
    """English of another sentence."""
    return PlantedPair(
        pair.french, other.english, frozenset(range(len(pair.french))), frozenset(range(len(other.english)))
    )  # fmt: skip


#: Planters with how often each is drawn; the rest of the pairs stays right.
PLANTERS: tuple[tuple[Callable[[Linked, Linked, random.Random], PlantedPair | None], float], ...] = (
    (lost, 0.33),
    (unsaid, 0.11),
    (put_in, 0.1),
    (unrelated, 0.015),
)


def plant(pair: Linked, other: Linked, rng: random.Random) -> PlantedPair:
    """A pair with a planted error, or as it was; `other` is another pair, to take words from."""
    drawn = rng.random()
    for planter, share in PLANTERS:
        drawn -= share
        if drawn < 0:
            return planter(pair, other, rng) or PlantedPair(pair.french, pair.english)
    return PlantedPair(pair.french, pair.english)
