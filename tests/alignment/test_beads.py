"""The dynamic programme against an oracle, the anchors, the learnt lexicon, paragraph boundaries."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from mtalign.alignment import align_texts, beads
from mtalign.alignment.anchors import band, chain
from mtalign.alignment.beads import MOST, MOST_IN_ALL, SHAPES, _least, _least_single, best_beads
from mtalign.alignment.encoder import encoder
from mtalign.alignment.lexicon import learn
from mtalign.errors import AlignmentError
from mtalign.records import Alignment, Span
from tests.alignment.test_alignment import kinds, news


class Scores:
    """Bead scores drawn at random, in the shape the dynamic programme asks for them."""

    def __init__(self, n: int, m: int, seed: int) -> None:
        self._table = np.random.default_rng(seed).normal(size=(n + 1, MOST, MOST, m + 1))
        for i in range(n + 1):
            for a in range(MOST):
                for b in range(MOST):
                    for j in range(m + 1):
                        if a + 1 > i or b + 1 > j or a + b + 2 > MOST_IN_ALL:
                            self._table[i, a, b, j] = beads._IMPOSSIBLE

    def row(self, i: int, low: int, high: int) -> np.ndarray:
        return self._table[i, :, :, low : high + 1].copy()

    def best(self, i: int, j: int, skip: float) -> float:
        """The highest total of any chain that covers i source and j target sentences, by trying them all."""
        if not i and not j:
            return 0.0
        options = []
        if i:
            options.append(self.best(i - 1, j, skip) + skip)
        if j:
            options.append(self.best(i, j - 1, skip) + skip)
        options += [
            self.best(i - a, j - b, skip) + float(self._table[i, a - 1, b - 1, j]) for a, b in SHAPES if a <= i and b <= j
        ]
        return max(options)

    def total(self, moves: list[np.ndarray], n: int, m: int, skip: float) -> float:
        total, i, j = 0.0, n, m
        while i or j:
            move = int(moves[i][j])
            if move < 2:
                i, j, total = (i - 1, j, total + skip) if move == 0 else (i, j - 1, total + skip)
                continue
            a, b = SHAPES[move - 2]
            total += float(self._table[i, a - 1, b - 1, j])
            i, j = i - a, j - b
        return total


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("n", "m"), [(1, 1), (3, 4), (5, 3), (4, 5)])
def test_no_chain_scores_higher_than_the_one_found(seed: int, n: int, m: int) -> None:
    skip = (-0.5, 0.0, 0.3)[seed % 3]
    scores = Scores(n, m, seed)
    low, high = np.zeros(n + 1, dtype=np.int64), np.full(n + 1, m)
    moves = beads._fill(scores, n, low, high, skip)  # type: ignore[arg-type]
    assert scores.total(moves, n, m, skip) == pytest.approx(scores.best(n, m, skip))


def test_the_heaviest_rising_chain_is_kept() -> None:
    pairs = [(0, 5, 0.2), (1, 1, 0.2), (2, 2, 0.2), (3, 0, 0.3), (4, 6, 0.1), (5, 3, 0.01)]
    assert chain(pairs) == [(1, 1), (2, 2), (4, 6)]
    assert chain([]) == []


@pytest.mark.parametrize("seed", range(6))
def test_the_chain_weighs_as_much_as_any(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pairs = [
        (int(i), int(j), round(float(w), 3))
        for i, j, w in zip(rng.integers(0, 9, 10), rng.integers(0, 9, 10), rng.uniform(0.1, 1, 10), strict=True)
    ]
    best = 0.0
    for bits in range(1 << len(pairs)):
        chosen = sorted(p for k, p in enumerate(pairs) if bits >> k & 1)
        if all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(chosen)):
            best = max(best, sum(p[2] for p in chosen))
    found = chain(pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(found))
    weight = sum(max(w for i, j, w in pairs if (i, j) == pair) for pair in found)
    assert weight == pytest.approx(best)


def test_the_band_holds_the_anchors_and_the_corners() -> None:
    anchors = [(i, i) for i in range(0, 40, 2)] + [(i, i + 300) for i in range(42, 80, 2)]
    low, high = band(anchors, 80, 380)
    assert low[0] == 0 and high[80] == 380
    assert all(low[i] <= j <= high[i] for i, j in anchors)
    assert (np.diff(low) >= 0).all() and (np.diff(high) >= 0).all()
    assert (high - low).max() >= 300 > np.median(high - low)


def test_words_are_learnt_from_pairs() -> None:
    src = [["chien", f"nom{i}"] for i in range(30)]
    tgt = [["hound", f"nom{i}"] for i in range(30)]
    table = learn(src, tgt, [(i, i) for i in range(30)])
    assert max(table["chien"], key=lambda entry: entry[1])[0] == "hound"
    assert learn(src[:5], tgt[:5], [(i, i) for i in range(5)]) == {}


def mirrored(alignment: Alignment) -> list[tuple[Span, Span]]:
    return [(bead.tgt, bead.src) for bead in alignment.beads]


def test_swapping_the_sides_mirrors_the_beads() -> None:
    src, tgt = news(120)
    tgt = [*tgt[:20], tgt[20] + " " + tgt[21], *tgt[22:60], *tgt[64:]]
    there, back = align_texts(src, tgt), align_texts(tgt, src)
    assert mirrored(there) == [(bead.src, bead.tgt) for bead in back.beads]


def test_a_long_passage_that_is_missing_is_left_alone() -> None:
    src, tgt = news(400)
    alignment = align_texts(src, tgt[:100] + tgt[180:])
    assert kinds(alignment).count("1-0") >= 78
    right = sum(
        bead.src.length == 1 == bead.tgt.length and bead.src.start - bead.tgt.start in (0, 80) for bead in alignment.beads
    )
    assert right >= 316


def test_paragraphs_are_kept() -> None:
    src, tgt = news(12)
    halves = [tgt[0][: len(tgt[0]) // 2], tgt[0][len(tgt[0]) // 2 :]]
    free = best_beads(src, [*halves, *tgt[1:]])
    assert (free[0].src, free[0].tgt) == ((0, 1), (0, 2))
    kept = align_texts(src, [*halves, *tgt[1:]], src_paragraphs=[0] * 12, tgt_paragraphs=[0, 1, *[2] * 11])
    assert all(bead.tgt.length < 2 or bead.tgt.start >= 2 for bead in kept.beads)
    with pytest.raises(AlignmentError, match="12 sentences, 3 paragraph numbers"):
        align_texts(src, tgt, src_paragraphs=[0, 0, 0])


def test_the_price_of_being_left_alone_can_be_set() -> None:
    src, tgt = news(40)
    cheap, dear = (align_texts(src, tgt[:10] + tgt[14:], skip=skip) for skip in (3.0, -5.0))
    assert set(kinds(cheap)) == {"1-0", "0-1"}
    assert sum(kind in ("1-0", "0-1") for kind in kinds(dear)) < 4


def test_merged_vectors_are_close_to_exact_ones() -> None:
    from mtalign.alignment.vectors import Vectors

    texts = news(80)[0]
    vectors = Vectors(texts, texts[:3], 4)
    for k in (1, 2, 3):
        exact = encoder().embed([" ".join(texts[i : i + k]) for i in range(len(texts) - k + 1)])
        cosine = (vectors.left[k - 1][:, : exact.shape[1]] * exact).sum(axis=1)
        assert cosine.mean() > 0.99
        assert k > 1 or cosine.min() > 0.9999


def test_confidence_is_a_probability() -> None:
    src, tgt = news(60)
    found = align_texts(src, tgt).beads
    assert all(0 <= bead.confidence <= 1 for bead in found)
    unrelated = align_texts(src[:30], news(90)[1][60:], skip=-9.0).beads
    mean = [sum(b.confidence for b in side) / len(side) for side in (found, unrelated)]
    assert mean[0] > 0.9
    assert mean[0] > mean[1] + 0.3


def test_the_weakest_sentence_of_a_bead_is_found() -> None:
    rng = np.random.default_rng(5)
    most, columns = 4, 9
    # Similarity of each source sentence, the last first, to one merged target; as `row` lays them out.
    alone = rng.random((most, columns))
    found = np.concatenate([alone[:1], rng.random((most - 1, columns)), rng.random((1, columns)), alone[1:]])
    least = _least(found, most)
    for a in range(1, most + 1):
        assert np.array_equal(least[a - 1], alone[:a].min(axis=0))
    single = rng.random((most, columns))
    for size in (1, 2, 3):
        ends = np.arange(size, columns)
        least = _least_single(single, ends, size)
        for k, end in enumerate(ends):
            assert np.array_equal(least[:, k], single[:, end - size : end].min(axis=1))
