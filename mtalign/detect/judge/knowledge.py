"""What has been learnt of French: its words, what they can be, and how often they stand together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtalign.detect.judge.language_model import Floats, Ids, LanguageModel
from mtalign.detect.judge.network import Network
from mtalign.detect.judge.table import Table
from mtalign.detect.judge.tokens import Token

_SUFFIXES = (5, 4, 3, 2)
_SINGULAR, _PLURAL, _MASCULINE, _FEMININE = 1, 2, 1, 2
_FILLERS = "le la les l' un une des de d' du à en que ne n' a est se s' et au pour par qui".split()
#: Little words that are put for one another.
LITTLE = (
    "de à en dans par pour sur avec sans d'ici".split(),
    "a est ont sont avait était".split(),
    "le la les l'".split(),
    "un une des".split(),
    "du de des d'".split(),
    "au à aux".split(),
    "ce cet cette ces".split(),
    "son sa ses".split(),
    "ne n'".split(),
    "que qu' qui dont".split(),
    "se s'".split(),
    "je j'".split(),
)


@dataclass(frozen=True, eq=False)
class Knowledge:
    """What the judge knows of a language.

    `words` are known from the most usual on, behind some special ones; `known` is the number of real words, behind which each
    class has a word that stands for all others in it. `forms` has for each word other forms of it, `traits` number, gender
    (1 singular or masculine, 2 plural or feminine, 0 either) and whether it is a finite verb, a participle. `small` is the
    share of its occurrences without a capital, `law` how much more usual it is in laws, as a logarithm.
    """

    words: list[str]
    known: int
    model: LanguageModel
    forms: Ids
    traits: NDArray[np.int8]
    small: Floats
    law: Floats
    guesses: dict[str, int]
    guessed_name: NDArray[np.bool_]
    network: Network
    codes: tuple[str, ...]

    prepositions = frozenset(
        "de d' à en dans par pour sur avec sans sous vers chez contre entre depuis du au aux des après avant selon dès".split()
    )

    @cached_property
    def index(self) -> dict[str, int]:
        """Where each word stands."""
        return {word: i for i, word in enumerate(self.words[: self.known])}

    @cached_property
    def unknown(self) -> frozenset[int]:
        """What stands for words that are not known."""
        return frozenset(self.index[word] for word in ("<cap>", "<unk>", "<elided>"))

    @property
    def start(self) -> int:
        """The beginning of a segment."""
        return self.index["<s>"]

    @property
    def end(self) -> int:
        """The end of a segment."""
        return self.index["</s>"]

    @property
    def nothing(self) -> int:
        """What stands outside of segments, and was never counted."""
        return len(self.words)

    def identify(self, token: Token) -> int:
        """The word that a token is, or one that stands for its like."""
        return identify(token, self.index, self.guesses)

    def log_of(self, form: str) -> float:
        """The logarithm of how often a word was seen, 0 for never."""
        known = self.index.get(form)
        return 0.0 if known is None else float(self.model.word_logs[known])

    @cached_property
    def little(self) -> Ids:
        """For each word the little words that may be meant instead, -1 behind the last."""
        found = np.full((len(self.words) + 1, max(len(s) for s in LITTLE) * 2), -1, np.int32)
        for word in {word for row in LITTLE for word in row if word in self.index}:
            others = list(dict.fromkeys(o for row in LITTLE if word in row for o in row if o != word and o in self.index))
            found[self.index[word], : len(others)] = [self.index[o] for o in others]
        return found

    @cached_property
    def fillers(self) -> Ids:
        """Little words that may be missing."""
        return np.array([self.index[word] for word in _FILLERS if word in self.index], np.int32)

    @cached_property
    def determiners(self) -> dict[str, tuple[int, int]]:
        """Number and gender that determiners show."""
        found = {}
        for row, number, gender in (
            ("le un ce cet mon ton son au du aucun", _SINGULAR, _MASCULINE),
            ("la une cette ma ta sa aucune", _SINGULAR, _FEMININE),
            ("l' notre votre leur chaque", _SINGULAR, 0),
            ("les des ces mes tes ses nos vos leurs aux deux trois quatre plusieurs quelques <number>", _PLURAL, 0),
            ("certains", _PLURAL, _MASCULINE),
            ("certaines", _PLURAL, _FEMININE),
        ):
            found.update(dict.fromkeys(row.split(), (number, gender)))
        return found

    @cached_property
    def pronouns(self) -> dict[str, tuple[int, int]]:
        """Number and gender that subject pronouns show."""
        return {
            "il": (_SINGULAR, _MASCULINE),
            "elle": (_SINGULAR, _FEMININE),
            "on": (_SINGULAR, 0),
            "ils": (_PLURAL, _MASCULINE),
            "elles": (_PLURAL, _FEMININE),
            "ceci": (_SINGULAR, _MASCULINE),
            "cela": (_SINGULAR, _MASCULINE),
        }


def identify(token: Token, index: Mapping[str, int], endings: Mapping[str, int]) -> int:
    """The number of the word that a token is, or of one that stands for its like: what its ending makes likely."""
    known = index.get(token.form)
    if known is not None:
        return known
    if token.form.endswith("'"):
        return index["<elided>"]
    if token.capital:
        return index["<cap>"]
    for size in _SUFFIXES:
        guess = endings.get(token.form[-size:]) if len(token.form) > size else None
        if guess is not None:
            return guess
    return index["<unk>"]


def from_arrays(arrays: Any) -> Knowledge:
    """The knowledge in a mapping of arrays, as `learning.judge` writes them."""
    said = json.loads(bytes(arrays["text"]).decode("utf-8"))
    words: list[str] = said["words"]
    # One row more, for what stands outside of segments.
    classes = np.append(arrays["classes"].astype(np.int32), np.int32(len(arrays["class_logs"])))
    model = LanguageModel(
        Table(arrays["slots"]),
        np.append(arrays["word_logs"].astype(np.float32), np.float32(0)),
        np.append(arrays["class_logs"].astype(np.float32), np.float32(0)),
        classes,
    )
    return Knowledge(
        words=words,
        known=int(said["known"]),
        model=model,
        forms=np.vstack([arrays["forms"].astype(np.int32), np.full((1, arrays["forms"].shape[1]), -1, np.int32)]),
        traits=np.vstack([arrays["traits"], np.zeros((1, 4), np.int8)]),
        small=np.append(arrays["small"].astype(np.float32) / 100, np.float32(1)),
        law=np.append(arrays["law"].astype(np.float32) / 20, np.float32(0)),
        guesses=said["guesses"],
        guessed_name=np.append(arrays["guessed_name"], False),
        network=Network(arrays, said["distances"]),
        codes=tuple(said["codes"]),
    )
