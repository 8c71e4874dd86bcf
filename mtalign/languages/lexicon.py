"""A bilingual lexicon: which word stems turn into which, and how surely.

The file holds stems of the pair's first language, a tab, how often in per cent a counterpart stands on the other side, a tab,
and the stems of the second language it turns into; a blank line; and stems of the second language with their per cent.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mtalign.languages import pair_of
from mtalign.languages.base import LanguagePair, stem


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One direction: for each stem those it is linked to, and the share of its sentences with one of them facing it."""

    links: Mapping[str, frozenset[str]]
    reliability: Mapping[str, float]


@lru_cache(maxsize=2)
def lexicons(first: str, second: str) -> Mapping[str, Lexicon]:
    """The lexicon of a pair from either of its languages, by the code of the language one comes from.

    Empty for two languages without one, in whatever order.
    """
    pair = pair_of(first, second)
    return {} if pair is None or not pair.lexicon else _read(pair)


def _read(pair: LanguagePair) -> Mapping[str, Lexicon]:
    text = gzip.decompress((Path(__file__).parent / pair.lexicon).read_bytes()).decode("utf-8")
    here, there = (part.splitlines() for part in text.split("\n\n"))
    links: dict[str, frozenset[str]] = {}
    reliability: dict[str, float] = {}
    for line in here:
        key, per_cent, said = line.split("\t")
        links[key] = frozenset(said.split())
        reliability[key] = int(per_cent) / 100
    for name, names in pair.exonyms.items():
        links[stem(name)] = links.get(stem(name), frozenset()) | {stem(word) for word in names}
    back: dict[str, set[str]] = {}
    for key, others in links.items():
        for other in others:
            back.setdefault(other, set()).add(key)
    return {
        pair.first: Lexicon(links, reliability),
        pair.second: Lexicon(
            {key: frozenset(found) for key, found in back.items()},
            {key: int(per_cent) / 100 for key, per_cent in (line.split("\t") for line in there)},
        ),
    }
