"""Text with planted artifacts, as numbers: what the network and the trees are trained on."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import wordfreq

from learning.judge import corpus
from learning.judge.corpus import Pair
from learning.judge.dictionary import forms
from learning.judge.material import Material
from learning.judge.plant import PLANTERS, Planted, plant
from mtalign.detect.judge.tokens import Token, tokens

#: What tokens are labelled with: nothing, or a code.
LABELS = ("", *sorted({code for code, *_ in PLANTERS}))
_FOREIGN = (("en", 3000, 3), ("es", 800, 1), ("de", 800, 1), ("it", 600, 1))
_FREQUENT, _MORE = 300, 5
_RARE, _LESS_RARE = 1e-5, 3e-5
_LAW_SIGNS = ("article", "règlement", "paragraphe", "conformément", "directive", "comité", "commission", "présente loi")
_LAW_EVERY, _LAW_WORDS = 11, range(5, 16)
# A clause that laws and proceedings put between commas.
_CLAUSE = re.compile(
    r", ((?:dans le cadre d|conformément à|en vertu d|au sens d|aux fins d|au titre d|sous réserve d|en application d"
    r"|sur proposition d|en ce qui concerne |au sein d|par le biais d|le cas échéant|compte tenu d|à l'exception d|y compris "
    r"|visée?s? à |à l'issue d|en particulier |à cet égard)[^,;:.()]{3,70}), (?!et |ou )"
)
_CLAUSES_EVERY, _CLAUSE_WORDS = 5, range(3, 12)


def material(path: Path, dictionary_folder: Path, words: Sequence[str], counts: Sequence[float]) -> Material:
    """What planters draw from: the dictionary, foreign words, sentences and clauses of laws."""
    dictionary = forms(dictionary_folder)
    french = wordfreq.get_frequency_dict("fr")
    foreign = []
    for lang, size, weight in _FOREIGN:
        for top, rare, times in ((size, _RARE, weight), (_FREQUENT, _LESS_RARE, weight * _MORE)):
            found = [w for w in wordfreq.top_n_list(lang, top) if w.isalpha() and len(w) > 1 and w not in dictionary]
            foreign += [w for w in found if french.get(w, 0) < rare] * times
    law = [
        pair.french
        for number, pair in enumerate(corpus.pairs(path))
        if number % _LAW_EVERY == 0
        and pair.source in ("canada_laws", "europarl_v7")
        and len(pair.french.split()) in _LAW_WORDS
        and any(sign in pair.french.lower() for sign in _LAW_SIGNS)
    ]
    clauses = [
        match[1]
        for number, pair in enumerate(corpus.pairs(path))
        if number % _CLAUSES_EVERY == 0 and pair.source in ("canada_laws", "europarl_v7")
        for match in _CLAUSE.finditer(pair.french)
        if len(match[1].split()) in _CLAUSE_WORDS
    ]
    return Material(dictionary, dict(zip(words, counts, strict=True)), foreign, law, clauses, random.Random(0))


def plant_in(material: Material, page: Sequence[Pair], share: float) -> Iterator[Planted]:
    """Each line of a page, with an artifact in about `share` of them."""
    material.said = Counter(token.form for pair in page for token in tokens(pair.french))
    for pair in page:
        found = None
        if material.rng.random() < share:
            found = plant(material, pair.french, pair.english, page[material.rng.randrange(len(page))].french)
        yield found or Planted(pair.french, ())


def labels(found: Iterable[Token], marks: Iterable[tuple[int, int, str]]) -> list[int]:
    """The label of each token, as an index of `LABELS`."""
    marks = tuple(marks)
    return [next((LABELS.index(code) for start, end, code in marks if t.start < end and t.end > start), 0) for t in found]
