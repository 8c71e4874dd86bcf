"""What planters draw from: inflected forms, how usual they are, foreign words, sentences and clauses of laws."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from learning.judge.dictionary import Reading


@dataclass
class Material:
    """What planters draw from; `said` has how often each form stands on the page that is planted in."""

    dictionary: Mapping[str, set[Reading]]
    counts: Mapping[str, float]
    foreign: Sequence[str]
    law: Sequence[str]
    clauses: Sequence[str]
    rng: random.Random
    said: Counter[str] = field(default_factory=Counter)
    _lemmas: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        by: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for form, readings in self.dictionary.items():
            if self.counts.get(form, 0) > 0:
                for r in readings:
                    by[r.lemma, r.pos].append((form, r.features))
        self._lemmas = dict(by)

    def others(self, form: str, kinds: str) -> list[str]:
        """Other forms of a word in these parts of speech; verbs in other persons of the same tense."""
        mine = self.dictionary.get(form, set())
        own = {(r.lemma, r.pos, r.features) for r in mine}
        found = set()
        for r in mine:
            if r.pos not in kinds:
                continue
            for other, features in self._lemmas.get((r.lemma, r.pos), ()):
                if other == form or (r.lemma, r.pos, features) in own:
                    continue
                if r.pos == "V":
                    if r.features in ("inf", "ppre") or features[:-2] != r.features[:-2]:
                        continue
                    if r.features[-2] == "3" and features[-2] != "3" and self.rng.random() < 0.8:
                        continue
                found.add(other)
        return sorted(found)

    def moods(self, form: str) -> list[str]:
        """The verb's infinitive, participles and third persons, without the form itself."""
        found = set()
        for r in self.dictionary.get(form, set()):
            if r.pos in "VP":
                for pos in "VP":
                    for other, features in self._lemmas.get((r.lemma, pos), ()):
                        if other != form and features in ("inf", "ppre", "ms", "pres3s", "imp3s", "pres3p"):
                            found.add(other)
        return sorted(found)
