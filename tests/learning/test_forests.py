"""What lightgbm learns and what the package computes from it are the same; thresholds and probabilities are what they say."""

from __future__ import annotations

import json
from typing import Any

import lightgbm
import numpy as np
import pytest

from learning.judge import forests, planted
from learning.judge.forests import Rows
from mtalign.detect.judge.features import NAMES
from mtalign.detect.judge.judge import stretches
from mtalign.detect.judge.trees import Forest

SIZE = 4_000


def some_rows(seed: int, share: float) -> Rows:
    """Segments of ten tokens; where the first value is high the token is wrong, of the code that the second value says."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(SIZE, len(NAMES))).astype(np.float32)
    wrong = rng.random(SIZE) < share
    labels = np.where(wrong, rng.integers(1, len(planted.LABELS), SIZE), 0).astype(np.int8)
    values[:, 0] += 6 * wrong
    values[:, 1] = labels + rng.normal(size=SIZE, scale=0.1)
    return Rows(values, labels, np.repeat(np.arange(SIZE // 10, dtype=np.int32), 10))


@pytest.fixture(scope="module")
def learnt() -> dict[str, Any]:
    return dict(forests.learn(some_rows(1, 0.2), some_rows(2, 0.1), some_rows(3, 0.0), SIZE))


def test_trees_are_read_as_they_were_learnt() -> None:
    rows = some_rows(4, 0.3)
    booster = lightgbm.train({"objective": "binary", "verbose": -1}, lightgbm.Dataset(rows.values, rows.labels > 0), 20)
    forest = Forest(forests.as_arrays("x", booster), "x_")
    np.testing.assert_allclose(forest.scores(rows.values), booster.predict(rows.values, raw_score=True), atol=1e-4)


def test_thresholds_keep_to_their_share_of_false_alarms(learnt: dict[str, Any]) -> None:
    clean = some_rows(3, 0.0)
    groups = json.loads(bytes(learnt["groups"]))["groups"]
    assert {code for group in groups for code in group["codes"]} == set(planted.LABELS) - {""}
    for group in groups:
        scores = Forest(learnt, f"{group['name']}_").scores(clean.values)
        alarms = sum(1 for _ in stretches(scores, clean.segment, group["threshold"], group["low"]))
        assert 1000 * alarms / SIZE <= forests.GROUPS[group["name"]][1] + 1e-9


def test_what_is_wrong_is_told_from_what_is_right(learnt: dict[str, Any]) -> None:
    test = some_rows(5, 0.1)
    for group in json.loads(bytes(learnt["groups"]))["groups"]:
        mine = np.isin(test.labels, [planted.LABELS.index(code) for code in group["codes"]])
        found = Forest(learnt, f"{group['name']}_").scores(test.values) >= group["threshold"]
        assert found[mine].mean() > 0.75
        assert found[test.labels == 0].mean() < 0.01


def test_a_higher_score_is_a_higher_probability(learnt: dict[str, Any]) -> None:
    for group in json.loads(bytes(learnt["groups"]))["groups"]:
        assert group["slope"] > 0
