"""IBM model 1 (Brown et al. 1993, sec. 4.1): which words turn into which, from pairs of sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Links:
    """The words that were met together in a pair of sentences.

    `sources` and `targets` are the words of each side, in the order in which they were first met; `source_of` and `target_of`
    say, for each link, which of them it joins, `(links,)`. `where` is the link of each cell, a source word and a target word of
    one pair of sentences, `(cells,)`; `by_target` and `by_source` number the target and source words of each sentence.
    """

    sources: list[str]
    targets: list[str]
    source_of: np.ndarray
    target_of: np.ndarray
    where: np.ndarray
    by_target: np.ndarray
    by_source: np.ndarray

    def given_source(self, iterations: int) -> tuple[np.ndarray, np.ndarray]:
        """Probability of each link's target word given its source word, and its expected count, `(links,)` each."""
        return _estimate(self.where, self.by_target, self.source_of, iterations)

    def given_target(self, iterations: int) -> tuple[np.ndarray, np.ndarray]:
        """Probability of each link's source word given its target word, and its expected count."""
        return _estimate(self.where, self.by_source, self.target_of, iterations)


def links(pairs: Iterable[tuple[Sequence[str], Sequence[str]]]) -> Links | None:
    """The links of pairs of token lists, each token counted once a sentence; None where no pair has tokens on both sides."""
    ids: tuple[dict[str, int], dict[str, int]] = ({}, {})
    lefts, rights, by_target, by_source = [], [], [], []
    n_sources = n_targets = 0
    for sides in pairs:
        left, right = (
            np.array([known.setdefault(token, len(known)) for token in dict.fromkeys(side)], dtype=np.int64)
            for known, side in zip(ids, sides, strict=True)
        )
        if not len(left) or not len(right):
            continue
        lefts.append(np.tile(left, len(right)))
        rights.append(np.repeat(right, len(left)))
        by_target.append(n_targets + np.repeat(np.arange(len(right)), len(left)))
        by_source.append(n_sources + np.tile(np.arange(len(left)), len(right)))
        n_sources, n_targets = n_sources + len(left), n_targets + len(right)
    if not lefts:
        return None
    found, where = np.unique(np.concatenate(lefts) * len(ids[1]) + np.concatenate(rights), return_inverse=True)
    source_of, target_of = np.divmod(found, len(ids[1]))
    return Links(list(ids[0]), list(ids[1]), source_of, target_of, where, np.concatenate(by_target), np.concatenate(by_source))


def _estimate(where: np.ndarray, cells: np.ndarray, given: np.ndarray, iterations: int) -> tuple[np.ndarray, np.ndarray]:
    """Every word that a cell numbers shares out one count among the words it was met with."""
    probability: np.ndarray = np.ones(len(given))
    expected: np.ndarray = probability
    for _ in range(iterations):
        weight = probability[where]
        share = weight / np.bincount(cells, weights=weight)[cells]
        expected = np.bincount(where, weights=share, minlength=len(given))
        probability = expected / np.bincount(given, weights=expected)[given]
    return probability, expected
