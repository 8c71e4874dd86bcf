"""Weigh what is measured: gradient-boosted trees over planted text, thresholds on clean text, and what a score is worth."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import lightgbm
import numpy as np
from numpy.typing import NDArray

from learning.judge import corpus, planted
from learning.judge.corpus import Pair
from learning.judge.material import Material
from learning.judge.workers import in_order
from mtalign.detect.judge.features import NAMES, measure
from mtalign.detect.judge.judge import MOST_LEAN, stretches
from mtalign.detect.judge.knowledge import Knowledge
from mtalign.detect.judge.tokens import tokens
from mtalign.detect.judge.trees import Forest
from mtalign.detect.judge.wording import Surroundings

#: Codes that one forest tells from right text, and how many false alarms it may give in 1,000 words of clean text.
GROUPS: dict[str, tuple[tuple[str, ...], float]] = {
    "echo": (("duplication", "repetition", "restart"), 0.05),
    "syntax": (("agreement", "grammar"), 0.17),
    "word": (("fused_word", "untranslated"), 0.09),
    "edge": (("sentence_break", "truncation"), 0.05),
    "law": (("addition",), 0.03),
}
_TREES, _LEAVES, _CODE_TREES, _CODE_LEAVES = 180, 31, 40, 15
# An artifact counts as much as so many words at most, another group's less; this share of right words is used.
_MOST, _OTHER, _USED = 4.0, 0.3, 0.5
# How far below the threshold the words beside the worst one still belong to it.
_LOW = 1.5
# The trees that are asked first, and how many of the words above the threshold they must let through.
_PROBE, _LET_THROUGH = 15, 0.998
# So many artifacts a word has a text that nobody doubts; a probability is given for such a text.
_USUAL = 0.002
# So many errors a word has printed text.
_ERRORS = 0.0003
_DRAW, _TOUCH, _LEAST_SLOPE, _STEP = 5.0, 0.01, 0.3, 0.5
_PARAMETERS: dict[str, Any] = {
    "learning_rate": 0.1, "min_data_in_leaf": 60, "min_sum_hessian_in_leaf": 4, "lambda_l2": 5, "feature_fraction": 0.4,
    "max_bin": 63, "verbose": -1, "seed": 1, "deterministic": True, "force_row_wise": True, "feature_pre_filter": False,
}  # fmt: skip


class Rows(NamedTuple):
    """What was measured of tokens, the label of each, and the segment it is in."""

    values: NDArray[np.float32]
    labels: NDArray[np.int8]
    segment: NDArray[np.int32]


def _measured(material: Material, knowledge: Knowledge, share: float, job: tuple[int, Sequence[Pair]]) -> Rows:
    seed, page = job
    material.rng.seed(seed)
    curly = material.rng.random() < 0.6
    pairs = [p._replace(french=p.french.replace("'", "’")) if curly else p for p in page]
    found = list(planted.plant_in(material, pairs, share))
    rows = [tokens(text) for text, _ in found]
    result = measure(knowledge, rows, Surroundings.of(knowledge, rows))
    labels = [label for row, (_, marks) in zip(rows, found, strict=True) for label in planted.labels(row, marks)]
    return Rows(result.values, np.array(labels, np.int8), result.segment)


def rows(material: Material, knowledge: Knowledge, pages: Iterable[Sequence[Pair]], share: float, seed: int) -> Rows:
    """Plant artifacts in a share of the lines of these pages, and measure every token."""
    parts = list(in_order(partial(_measured, material, knowledge, share), ((seed + i, page) for i, page in enumerate(pages))))
    offsets = np.cumsum([0, *(int(part.segment.max(initial=-1)) + 1 for part in parts)])
    segment = np.concatenate([part.segment + offset for part, offset in zip(parts, offsets, strict=False)])
    return Rows(np.concatenate([part.values for part in parts]), np.concatenate([part.labels for part in parts]), segment)


def clean_rows(knowledge: Knowledge, files: Sequence[Path], lines: list[str]) -> tuple[Rows, int]:
    """What is measured of texts without artifacts: lines, files of lines, treebanks; and how many words they have."""
    for file in files:
        if file.suffix == ".xz":
            lines += [pair.french for page in corpus.treebank(file) for pair in page]
        else:
            lines += file.read_text(encoding="utf-8").splitlines()
    found = [tokens(line) for line in lines]
    result = measure(knowledge, found, Surroundings.of(knowledge, found))
    return Rows(result.values, np.zeros(len(result.tokens), np.int8), result.segment), sum(len(line.split()) for line in lines)


def _weights(labels: NDArray[np.int8], segment: NDArray[np.int32]) -> NDArray[np.float64]:
    """What each token counts for: an artifact as much as some tokens at most."""
    edges = np.flatnonzero(np.concatenate([[True], (np.diff(labels) != 0) | (np.diff(segment) != 0)]))
    lengths = np.diff(np.concatenate([edges, [len(labels)]]))
    return np.where(labels > 0, np.minimum(1, _MOST / np.repeat(lengths, lengths)), 1.0)


def as_arrays(prefix: str, booster: lightgbm.Booster) -> dict[str, NDArray[np.generic]]:
    """A booster as `mtalign.detect.judge.trees` reads it."""
    feature: list[int] = []
    threshold: list[float] = []
    left: list[int] = []
    right: list[int] = []
    value: list[float] = []

    def add(node: dict[str, Any]) -> int:
        at = len(feature)
        inner = "split_feature" in node
        feature.append(int(node["split_feature"]) if inner else 0)
        threshold.append(float(node["threshold"]) if inner else 0.0)
        value.append(0.0 if inner else float(node["leaf_value"]))
        left.append(at)
        right.append(at)
        if inner:
            left[at], right[at] = add(node["left_child"]), add(node["right_child"])
        return at

    roots = [add(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
    return {
        f"{prefix}_feature": np.array(feature, np.int16),
        f"{prefix}_threshold": np.array(threshold, np.float32),
        f"{prefix}_left": np.array(left, np.int32),
        f"{prefix}_right": np.array(right, np.int32),
        f"{prefix}_value": np.array(value, np.float32),
        f"{prefix}_roots": np.array(roots, np.int32),
    }


def _threshold(scores: NDArray[np.float32], segment: NDArray[np.int32], words: int, rate: float, least: float) -> float:
    """The lowest threshold, `least` or above, with at most `rate` false alarms in 1,000 words."""
    low, high = least, 20.0
    for _ in range(24):
        middle = (low + high) / 2
        alarms = sum(1 for _ in stretches(scores, segment, middle, _LOW))
        low, high = (middle, high) if 1000 * alarms / words > rate else (low, middle)
    return round(high, 3)


def _best(scores: NDArray[np.float32], rows: Rows, labels: Sequence[int], low: float) -> NDArray[np.float64]:
    """The best score of each planted artifact of these labels, `low` at least."""
    edges = np.flatnonzero(np.concatenate([[True], (np.diff(rows.labels) != 0) | (np.diff(rows.segment) != 0)]))
    best = np.maximum.reduceat(scores, edges)
    return np.maximum(best[np.isin(rows.labels[edges], labels)], low).astype(np.float64)


def logistic(planted_best: NDArray[np.float64], clean_best: NDArray[np.float64], expected: float) -> tuple[float, float]:
    """Slope and offset of the logistic curve that makes log-odds of a stretch's best score (Platt 1999).

    `clean_best` is from what is right; with `expected` wrong ones beside that it would be as texts usually are. The slope is
    drawn to that of log-odds, 1: where hardly a right word was doubted it would be a cliff.
    """
    x = np.concatenate([planted_best, clean_best])
    y = np.concatenate([np.ones(len(planted_best)), np.zeros(len(clean_best))])
    weight = np.where(y > 0, expected / max(1, len(planted_best)), 1.0)
    slope, offset = 1.0, 0.0
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(slope * x + offset, -30, 30)))
        curve, off = weight * p * (1 - p), weight * (y - p)
        gradient = np.array([np.sum(off * x) - _DRAW * (slope - 1), np.sum(off) - _TOUCH * offset])
        mixed = np.sum(curve * x)
        matrix = np.array([[np.sum(curve * x * x) + _DRAW, mixed], [mixed, np.sum(curve) + _TOUCH]])
        step = np.clip(np.linalg.solve(matrix, gradient), -_STEP, _STEP)
        slope, offset = max(_LEAST_SLOPE, slope + float(step[0])), offset + float(step[1])
    return round(slope, 4), round(offset, 4)


def weighed(name: str, forest: Forest, test: Rows, clean: Rows, words: int) -> dict[str, Any]:
    """What is said of a group: the threshold, what a score is worth, and from where on the first trees give up."""
    codes, rate = GROUPS[name]
    mine = [planted.LABELS.index(code) for code in codes]
    scores, right = forest.scores(test.values), forest.scores(clean.values)
    probe = forest.scores(test.values, 0, _PROBE)
    threshold = _threshold(right, clean.segment, words, rate, -5.0)
    low = threshold - MOST_LEAN
    clean_best = np.array([right[a : b + 1].max() for a, b in stretches(right, clean.segment, low, _LOW)], np.float64)
    planted_best = _best(scores, test, mine, low - 1)
    share = len(planted_best) / np.count_nonzero(np.diff(test.labels.astype(int)) > 0)
    # Printed text has errors too; what scores highest in it is taken for them.
    clean_best = np.sort(clean_best)[: max(1, len(clean_best) - round(_ERRORS * share * words))]
    seen = planted_best[planted_best >= low]
    slope, offset = logistic(seen, clean_best, _USUAL * share * words * len(seen) / len(planted_best))
    # Even odds, and no more false alarms than are allowed.
    threshold = round(max(threshold, -offset / slope), 3)
    floor = float(np.quantile(probe[scores >= threshold - MOST_LEAN / slope - _LOW / 2], 1 - _LET_THROUGH))
    alarms = sum(1 for _ in stretches(right, clean.segment, threshold, _LOW))
    print(f"{name}: threshold {threshold:.2f}, slope {slope:.2f}, {1000 * alarms / words:.3f} false alarms;", end=" ")
    print(f"{np.mean(probe >= floor):.4f} of the words looked at twice; found in a clean text and in a bad one", end=" ")
    for code in codes:
        best = _best(scores, test, [planted.LABELS.index(code)], -np.inf)
        print(f"{code} {np.mean(best >= threshold):.2f} {np.mean(best >= threshold - MOST_LEAN / slope):.2f}", end=" ")
    print(flush=True)
    return {
        "name": name,
        "codes": codes,
        "threshold": threshold,
        "low": _LOW,
        "floor": floor,
        "slope": slope,
        "offset": offset,
    }


def learn(seen: Rows, test: Rows, clean: Rows, words: int) -> dict[str, NDArray[np.generic]]:
    """The forests, their thresholds and what their scores are worth, as the arrays `mtalign.detect.judge.judge` reads."""
    rng = np.random.default_rng(1)
    used = (seen.labels > 0) | (rng.random(len(seen.labels)) < _USED)
    weights = np.where(seen.labels > 0, 1.0, 1 / _USED) * _weights(seen.labels, seen.segment)
    values, labels, weights = seen.values[used], seen.labels[used], weights[used]
    names = [name.replace("@", "_").replace("+", "p").replace("-", "m") for name in NAMES]
    data = lightgbm.Dataset(values, feature_name=names, free_raw_data=False, params=_PARAMETERS).construct()
    arrays: dict[str, NDArray[np.generic]] = {}
    groups = []
    for name, (codes, _) in GROUPS.items():
        mine = [planted.LABELS.index(code) for code in codes]
        own = np.isin(labels, mine)
        weight = np.where((labels > 0) & ~own, _OTHER, 1.0) * weights
        given = lightgbm.Dataset(values, own.astype(int), weight=weight, reference=data, feature_name=names, params=_PARAMETERS)
        booster = lightgbm.train(_PARAMETERS | {"objective": "binary", "num_leaves": _LEAVES}, given, _TREES)
        mine_arrays = as_arrays(name, booster)
        arrays |= mine_arrays
        forest = Forest(mine_arrays, f"{name}_")
        groups.append(weighed(name, forest, test, clean, words))
    bad = labels > 0
    given = lightgbm.Dataset(values[bad], labels[bad] - 1, weight=weights[bad], feature_name=names)
    sorts = _PARAMETERS | {"objective": "multiclass", "num_class": len(planted.LABELS) - 1, "num_leaves": _CODE_LEAVES}
    arrays |= as_arrays("codes", lightgbm.train(sorts, given, _CODE_TREES))
    said = json.dumps({"probe": _PROBE, "usual": _USUAL, "groups": groups})
    return arrays | {"groups": np.frombuffer(said.encode("utf-8"), np.uint8)}
