"""Learn what a pair lost and what it has too many, from right pairs with words taken out or put in."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import lightgbm
import numpy as np
from numpy.typing import NDArray

from learning.judge import corpus
from learning.judge.forests import as_arrays, logistic
from learning.judge.pair_planters import Linked, PlantedPair, linked, plant
from mtalign.detect.judge.gaps import NAMES, SOURCE_NAMES, TARGET_NAMES
from mtalign.detect.judge.judge import stretches
from mtalign.detect.judge.pairs import READ, Pair
from mtalign.detect.judge.trees import Forest
from mtalign.detect.text import Text, Word
from mtalign.detect.unit import Unit
from mtalign.pipeline import attention_reader, second_witness
from mtalign.pipeline.retry import lines_as_document
from mtalign.records import Reads

#: The share of the lines kept back that is used of a source; all of those not named.
SHARES = {"europarl_v7": 0.8, "hansard36_csc401": 0.25, "opensubs_context": 0.6, "books_gutenberg_aligned": 0.8}
_SHORTEST, _LONGEST, _RATIO = 3, 70, 2.0
_TREES, _LEAVES, _AT_ONCE = 250, 31, 400
_PARAMETERS: dict[str, Any] = {
    "objective": "binary", "learning_rate": 0.07, "num_leaves": _LEAVES, "min_data_in_leaf": 80, "lambda_l2": 5,
    "feature_fraction": 0.4, "bagging_fraction": 0.8, "bagging_freq": 1, "max_bin": 127, "verbose": -1, "seed": 1,
    "deterministic": True, "force_row_wise": True,
}  # fmt: skip
#: The share of right pairs in which each side may be flagged.
RATE = 0.025
# So many sentences have an error of either kind, for a probability; how far below the threshold the others of a run lie.
_USUAL, _LOW = 0.08, 1.5
# The share of what is found with a model that the lexicon alone must have doubted.
_DOUBTED = 0.97
# The trees that are asked first, and how many of the words that come near the threshold they must let through.
_PROBE, _REACH, _LET_THROUGH = 20, 2.0, 0.995


class Rows(NamedTuple):
    """What was measured of the content words of one side of many pairs, by the lexicon alone and with a model.

    `wrong` says which the other side lacks, `pair` is the index of the pair of each; all pairs are there with a model.
    """

    lexicon: NDArray[np.float32]
    read: NDArray[np.float32]
    wrong: NDArray[np.bool_]
    pair: NDArray[np.int32]


def _fits(pair: corpus.Pair) -> bool:
    sizes = len(pair.french.split()), len(pair.english.split())
    lengths = len(pair.french), len(pair.english)
    return all(_SHORTEST <= size <= _LONGEST for size in sizes) and max(lengths) < _RATIO * min(lengths)


def held(path: Path, *, test: bool, seed: int) -> list[Linked]:
    """The linked pairs kept back to learn from, or to test on, shuffled."""
    rng = random.Random(seed)
    found = [
        linked(pair.french, pair.english, pair.links)
        for number, pair in enumerate(corpus.pairs(path))
        if pair.source in corpus.HELD | corpus.HELD_PROCEEDINGS
        and corpus.is_held(number, pair.source)
        and corpus.is_clean(number, pair.source) == test
        and rng.random() < SHARES.get(pair.source, 1.0)
        and _fits(pair)
    ]
    rng.shuffle(found)
    return found


def planted(pairs: Sequence[Linked], seed: int) -> list[PlantedPair]:
    """Each pair, right or with an error."""
    rng = random.Random(seed)
    return [plant(pair, pairs[rng.randrange(len(pairs))], rng) for pair in pairs]


def _lacks(words: Sequence[str], which: frozenset[int], content: Sequence[Word], offset: int) -> list[bool]:
    """Which of the content words stand in words that the other side lacks."""
    at, spans = 0, []
    for index, word in enumerate(words):
        if index in which:
            spans.append((at, at + len(word)))
        at += len(word) + 1
    return [any(start < w.span.end - offset and end > w.span.start - offset for start, end in spans) for w in content]


def _measured(pairs: Sequence[PlantedPair], reads: Reads) -> Iterator[tuple[list[NDArray[Any]], ...]]:
    """For each pair that lexicon and model can read: values by lexicon, by model, and what is lacking, of both sides."""
    source, left = lines_as_document([" ".join(p.french) for p in pairs], name="fr", lang=READ[0])
    target, right = lines_as_document([" ".join(p.english) for p in pairs], name="en", lang=READ[1])
    texts = Text(source, left, "source"), Text(target, right, "target")
    units = [Unit(*texts, index) for index in range(len(pairs))]
    known = [Pair(unit) for unit in units if unit.coverage]
    readings = reads(
        [pair.unit.src.text for pair in known],
        [pair.unit.tgt.text for pair in known],
        [pair.places(0) for pair in known],
        [pair.places(1) for pair in known],
    )
    for pair, reading in zip(known, readings, strict=True):
        if reading:
            said = pairs[pair.unit.index]
            lacking = (
                np.array(_lacks(words, which, [item.word for item in side.content], side.offset), bool)
                for words, which, side in zip((said.french, said.english), (said.lost, said.invented), pair.sides, strict=True)
            )
            read = [pair.laid[0].of_source(reading), pair.laid[1].of_target(reading)]
            yield list(pair.by_lexicon), read, list(lacking)


def rows(pairs: Sequence[PlantedPair]) -> tuple[Rows, Rows]:
    """What is measured of these pairs: of the French words, and of the English ones."""
    reads = second_witness(attention_reader(*READ))
    if reads is None:
        raise ValueError("no model reads these languages")
    columns: list[tuple[list[NDArray[Any]], ...]] = []
    rest = iter(pairs)
    while some := list(islice(rest, _AT_ONCE)):
        columns += _measured(some, reads)
    sides = []
    for side in (0, 1):
        lexicon, read, wrong = ([part[side] for part in column] for column in zip(*columns, strict=True))
        owner = np.repeat(np.arange(len(wrong), dtype=np.int32), [len(part) for part in wrong])
        table = np.concatenate(lexicon)
        sides.append(Rows(table, np.hstack([table, np.concatenate(read)]), np.concatenate(wrong), owner))
    return sides[0], sides[1]


def right_pairs(french: Path, english: Path) -> list[PlantedPair]:
    """The lines of two files that are translations of each other."""
    sides = (path.read_text(encoding="utf-8").splitlines() for path in (french, english))
    return [PlantedPair(a.split(), b.split()) for a, b in zip(*sides, strict=True) if a.strip() and b.strip()]


def _best(scores: NDArray[np.float32], of: Rows) -> NDArray[np.float64]:
    """The highest score of each pair that has words."""
    starts = np.flatnonzero(np.concatenate([[True], np.diff(of.pair) > 0])) if len(of.pair) else np.zeros(0, int)
    return np.maximum.reduceat(scores, starts).astype(np.float64) if len(starts) else np.zeros(0)


def _found(scores: NDArray[np.float32], of: Rows, threshold: float) -> float:
    """The share of the planted errors that are found."""
    hit = sum(bool(of.wrong[a : b + 1].any()) for a, b in stretches(scores, of.pair, threshold, _LOW))
    return hit / max(1, len(np.unique(of.pair[of.wrong])))


def learn(seen: tuple[Rows, Rows], test: tuple[Rows, Rows], right: tuple[Rows, Rows]) -> dict[str, NDArray[Any]]:
    """The forests and what their scores are worth, as `mtalign.detect.judge.pairs` reads them."""
    arrays: dict[str, NDArray[Any]] = {}
    weights: dict[str, dict[str, float]] = {}
    floors: dict[str, float] = {}
    for lang, mine, tested, good, more in zip(READ, seen, test, right, (SOURCE_NAMES, TARGET_NAMES), strict=True):
        count = np.bincount(mine.pair[mine.wrong], minlength=int(mine.pair.max()) + 1)[mine.pair]
        weight = np.where(mine.wrong, 1 / np.sqrt(np.maximum(count, 1)), 1.0)
        scores: dict[str, NDArray[np.float32]] = {}
        for how, names in (("lexicon", NAMES), ("read", (*NAMES, *(f"read_{name}" for name in more)))):
            values, tested_values, good_values = (getattr(part, how) for part in (mine, tested, good))
            data = lightgbm.Dataset(values, mine.wrong.astype(int), weight=weight, feature_name=list(names))
            mine_arrays = as_arrays(f"{lang}_{how}", lightgbm.train(_PARAMETERS, data, _TREES))
            arrays |= mine_arrays
            forest = Forest(mine_arrays, f"{lang}_{how}_")
            threshold = float(np.quantile(_best(forest.scores(good_values), good), 1 - RATE))
            scores[how] = forest.scores(tested_values)
            best = _best(scores[how], tested)
            wrong = np.isin(np.unique(tested.pair), tested.pair[tested.wrong])
            slope, offset = logistic(best[wrong], best[~wrong], _USUAL * np.count_nonzero(~wrong))
            probed = forest.scores(tested_values, 0, _PROBE)[scores[how] >= threshold - _REACH]
            weights[f"{lang}_{how}"] = {
                "probe": _PROBE, "floor": round(float(np.quantile(probed, 1 - _LET_THROUGH)), 4),
                "threshold": round(threshold, 3), "low": _LOW, "slope": slope, "offset": offset,
            }  # fmt: skip
            share = _found(scores[how], tested, threshold)
            alarms = np.mean(best[~wrong] >= threshold)
            print(
                f"{lang} {how}: threshold {threshold:.2f}, found {share:.2f}, flagged of other right pairs {alarms:.3f}",
                end="; ",
            )
            print(f"probability at the threshold {1 / (1 + np.exp(-slope * threshold - offset)):.2f}", flush=True)
        convicted = _best(np.where(scores["read"] >= weights[f"{lang}_read"]["threshold"], scores["lexicon"], -np.inf), tested)
        floors[lang] = round(float(np.quantile(convicted[np.isfinite(convicted)], 1 - _DOUBTED)), 3)
        print(f"{lang}: a model is asked of {np.mean(_best(scores['lexicon'], tested) >= floors[lang]):.2f} of the pairs")
    said = json.dumps({"weights": weights, "floors": floors})
    return arrays | {"pairs": np.frombuffer(said.encode("utf-8"), np.uint8)}
