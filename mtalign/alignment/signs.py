"""The signs of a bead and what each weighs.

All enter as they are and for each sentence of the bead beyond two, and similarity by how closely the texts are translated; the
weights are those of a conditional random field over chains of beads (Lafferty et al. 2001; semi-Markov: Sarawagi & Cohen 2004),
learnt on texts with known alignment.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

#: Most sentences on one side of a bead, and in a whole bead.
MOST, MOST_IN_ALL = 5, 6
#: The shapes of beads with two sides.
SHAPES = tuple((a, b) for a in range(1, MOST + 1) for b in range(1, MOST + 1) if a + b <= MOST_IN_ALL)
#: The signs of a bead, of its ends, and of a sentence left alone, in the order of the arrays here.
BEAD_SIGNS = (
    "similarity",  # cosine of the two sides, encoder and words
    "words",  # the words' part of it
    "usual",  # what either side's sentences have with their nearest few
    "neighbours",  # with the sentences just before and behind the other side
    "weakest",  # how far the sentence least like the other side falls short
    "weakest margin",  # how far it falls short of what is usual for it
    "gain of ends",  # over the same bead less its first or last sentence
    "gain over parts",  # over the best cut into two beads
    "length",  # deviations by which the lengths disagree
    "length squared",
    "length ratio",  # absolute logarithm
    "question on one side",
    "exclamation on one side",
    "unfinished on one side",
    "question on both",
    "speech begins on one side",
    "speech begins on both",
    "size",  # logarithm of the characters
)
END_SIGNS = (
    *(f"clause {k}" for k in ("first", "second", "third", "fourth")),
    *(f"clause to clause {k}" for k in ("first", "second", "third", "fourth")),
    "clause positive",
    "clause to clause positive",
)
ALONE_SIGNS = ("always", "best", "best margin", "length", "usual", "unfinished")
#: What of a bead also counts by how closely the texts are translated.
BY_CLOSENESS = ("similarity",)


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the signs: a bead's alone, for each sentence beyond two (halved), by closeness; and those of the rest.

    `shapes` has one row for each of SHAPES, constant and by closeness; `alone` a row for each of ALONE_SIGNS, likewise.
    """

    bead: np.ndarray
    by_size: np.ndarray
    by_closeness: np.ndarray
    shapes: np.ndarray
    size: float
    ends: np.ndarray
    alone: np.ndarray


def shape_class(a: int, b: int) -> str:
    """The name under which a shape has its weight: shapes that are rare share one."""
    low, high = sorted((a, b))
    if low == 1:
        return f"1-{min(high, 4)}"
    return f"{low}-{high}" if low == 2 and high < 4 else "larger"


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights that come with the program."""
    return weights_of(json.loads((Path(__file__).parent / "weights.json").read_text(encoding="utf-8")))


def weights_of(stored: dict[str, Any]) -> Weights:
    """Weights from the form they are stored in: by the names of signs and of classes of shapes."""
    return Weights(
        bead=np.array([stored["bead"][name][0] for name in BEAD_SIGNS]),
        by_size=np.array([stored["bead"][name][1] for name in BEAD_SIGNS]),
        by_closeness=np.array([stored["closeness"].get(name, 0.0) for name in BEAD_SIGNS]),
        shapes=np.array([stored["shapes"][shape_class(a, b)] for a, b in SHAPES]),
        size=stored["size"],
        ends=np.array([stored["ends"][name] for name in END_SIGNS]),
        alone=np.array([stored["alone"][name] for name in ALONE_SIGNS]),
    )
