"""The table of counts, and the language model on it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mtalign.detect.judge.language_model import CLASSES, LanguageModel, kind_of
from mtalign.detect.judge.table import SLOTS, Table, keys


def some_keys(size: int, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return keys(2, [rng.integers(0, 40_000, size, np.int32), rng.integers(0, 40_000, size, np.int32)])


def test_counts_are_known_to_within_a_half() -> None:
    found = np.unique(some_keys(20_000))
    counts = np.random.default_rng(2).integers(1, 100_000, len(found))
    logs = Table.build(found, counts, load=0.5).logs(found)
    known = logs > 0
    assert known.mean() > 0.99
    assert np.quantile(np.abs(logs[known] - np.log(counts[known])), 0.99) < math.log(1.5)


def test_what_was_not_counted_is_hardly_ever_known() -> None:
    table = Table.build(np.unique(some_keys(20_000)), np.full(len(np.unique(some_keys(20_000))), 9), load=0.88)
    assert (table.logs(some_keys(50_000, seed=3)) > 0).mean() < 0.01


def test_the_rarest_are_left_out_where_a_bucket_overflows() -> None:
    found = np.arange(SLOTS + 3, dtype=np.uint64) << np.uint64(48)
    counts = np.arange(1, SLOTS + 4)
    table = Table.build(found, counts, load=float(SLOTS + 3))
    assert (table.logs(found) > 0).tolist() == [False] * 3 + [True] * SLOTS


def test_shape_and_order_matter_to_keys() -> None:
    one, two = np.array([[1, 2]], np.int32), np.array([[2, 1]], np.int32)
    assert keys(2, [one, two]).shape == (1, 2)
    assert keys(2, [one, two])[0, 0] != keys(2, [two, one])[0, 0]
    assert keys(2, [one, two])[0, 0] != keys(3, [one, two])[0, 0]


@pytest.fixture
def model() -> LanguageModel:
    """Three words, of which the last two are of one class: 0 1 was seen forty times in a hundred, 1 0 never."""
    logs = np.log(np.array([50, 30, 20], np.float32))
    classes = np.array([0, 1, 1], np.int32)
    found = np.concatenate(
        [
            keys(kind_of(2, classes=False), [np.array([0], np.int32), np.array([1], np.int32)]),
            keys(kind_of(2, classes=True), [np.array([0], np.int32), np.array([1], np.int32)]),
        ]
    )
    return LanguageModel(
        Table.build(found, np.array([40, 40]), load=0.2), logs, np.log(np.array([50, 50], np.float32)), classes
    )


def test_a_pair_that_was_seen_is_likelier_than_one_that_was_not(model: LanguageModel) -> None:
    words, used = model.scores(model.counts(np.array([0, 1, 0, 2], np.int32), classes=False))
    assert words[0] == pytest.approx(math.log(0.5 * 0.4 * 0.4), abs=1e-5)
    assert words[1] == pytest.approx(math.log(40 / 50 * 0.4), abs=0.5)
    assert words[2] == pytest.approx(math.log(0.5 * 0.4 * 0.4), abs=1e-5)
    assert words[3] == pytest.approx(math.log(0.2 * 0.4 * 0.4), abs=1e-5)
    assert used.tolist() == [0, 1, 0, 0]


def test_a_class_knows_what_its_words_do_not(model: LanguageModel) -> None:
    one = np.zeros(1, np.float32)
    before = [model.counts(np.array([0], np.int32), classes) for classes in (False, True)]
    rows = np.array([[1, 1, 1, 0, 2]], np.int32)
    assert model.total(rows, 4, 5, before[0], classes=False) == pytest.approx(math.log(0.2 * 0.4 * 0.4) + one, abs=1e-5)
    assert model.total(model.classes[rows], 4, 5, before[1], classes=True)[0] > math.log(0.5 * 0.4**4) + 1


def test_what_follows_a_change_counts_as_a_whole_reading_does(model: LanguageModel) -> None:
    ids = np.array([0, 1, 2, 0, 1, 0, 2, 1, 0, 1], np.int32)
    counts = model.counts(ids, classes=False)
    score, _ = model.scores(counts)
    for start in range(CLASSES - 1, len(ids)):
        total = model.total(ids[None], start, len(ids), [logs[start - 1 : start] for logs in counts], classes=False)
        assert total[0] == pytest.approx(score[start:].sum(), abs=1e-4)
