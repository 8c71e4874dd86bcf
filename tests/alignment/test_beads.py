"""The dynamic programme against an oracle, the anchors, the learnt lexicon, paragraph boundaries."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from mtalign.alignment import align_texts, programme
from mtalign.alignment.anchors import band, chain
from mtalign.alignment.beads import best_beads, gathered
from mtalign.alignment.correspondences import learn
from mtalign.alignment.encoder import encoder
from mtalign.alignment.evidence import BLOCK, IMPOSSIBLE, Block
from mtalign.alignment.programme import Programme
from mtalign.alignment.signs import MOST, SHAPES, weights
from mtalign.alignment.vectors import clauses
from mtalign.errors import AlignmentError
from mtalign.records import Alignment, Span
from tests.alignment.test_alignment import kinds, news


class Scores:
    """Bead scores drawn at random, in blocks as the dynamic programme asks for them."""

    def __init__(self, n: int, m: int, seed: int, rows: int) -> None:
        rng = np.random.default_rng(seed)
        self.n, self.m, self.rows = n, m, rows
        self.low, self.high = np.zeros(n + 1, dtype=np.int64), np.full(n + 1, m)
        self.left, self.right = rng.normal(size=n), rng.normal(size=m)
        self.table = rng.normal(size=(len(SHAPES), n + 1, m + 1)).astype(np.float32)
        for k, (a, b) in enumerate(SHAPES):
            self.table[k, :a] = self.table[k, :, :b] = IMPOSSIBLE

    def block(self, start: int) -> Block:
        stop = min(self.n, start + self.rows + MOST)
        return Block(start + 1, int(self.low[start]), self.table[:, start + 1 : stop + 1, int(self.low[start]) :])

    def chains(self, i: int, j: int) -> Iterator[tuple[float, list[tuple[Span, Span]]]]:
        """Every chain of beads over the first i source and j target sentences, with its total."""
        if not i and not j:
            yield 0.0, []
        steps = [(1, 0, self.left[i - 1])] if i else []
        steps += [(0, 1, self.right[j - 1])] if j else []
        steps += [(a, b, float(self.table[k, i, j])) for k, (a, b) in enumerate(SHAPES) if a <= i and b <= j]
        for a, b, score in steps:
            if self.low[i - a] <= j - b <= self.high[i - a]:
                for total, beads in self.chains(i - a, j - b):
                    yield total + score, [*beads, (Span(i - a, i), Span(j - b, j))]


def same(bead: tuple[Span, Span]) -> tuple[object, object]:
    """A bead by its sentences: where a side is empty, it does not matter where."""
    return tuple((side.start, side.end) if side.length else None for side in bead)  # type: ignore[return-value]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("n", "m"), [(1, 1), (3, 4), (5, 3), (4, 4)])
@pytest.mark.parametrize("rows", [2, 64])
def test_the_programme_agrees_with_all_chains(monkeypatch: pytest.MonkeyPatch, seed: int, n: int, m: int, rows: int) -> None:
    monkeypatch.setattr(programme, "BLOCK", rows)
    scores = Scores(n, m, seed, rows)
    if seed % 2:
        # A band that leaves the corners out.
        scores.low = np.maximum(0, np.arange(n + 1) * m // n - 2)
        scores.high = np.minimum(m, np.arange(n + 1) * m // n + 2)
    chains = list(scores.chains(n, m))
    run = Programme(scores, scores.left, scores.right)
    found = run.chain()
    assert run.best == pytest.approx(max(total for total, _ in chains))
    assert any(beads == found and total == pytest.approx(run.best) for total, beads in chains)
    weights = [math.exp(total) for total, _ in chains]
    for bead, probability in zip(found, run.probabilities(found), strict=True):
        holding = sum(w for w, (_, beads) in zip(weights, chains, strict=True) if same(bead) in map(same, beads))
        assert probability == pytest.approx(holding / sum(weights), rel=1e-6)


def test_signs_and_scores_belong_together() -> None:
    src, tgt = news(150)
    _, evidence = gathered(src, [*tgt[:40], tgt[40] + " " + tgt[41], *tgt[42:]])
    known = weights()
    checked = 0
    for start in range(0, evidence.n, BLOCK):
        block = evidence.block(start)
        for (a, b), (i, j, signs, ends) in evidence.signs(start).items():
            half, k = (a + b) / 2 - 1, SHAPES.index((a, b))
            factors = known.bead + half * known.by_size + evidence.closeness * known.by_closeness
            expected = signs @ factors + ends @ known.ends + half * known.size + known.shapes[k] @ (1.0, evidence.closeness)
            assert block.scores[k, i + a - block.row, j + b - block.column] == pytest.approx(expected, abs=1e-3)
            checked += len(i)
    assert checked > 20_000


def test_blocks_agree_where_they_overlap() -> None:
    src, tgt = news(150)
    _, evidence = gathered(src, tgt)
    first, second = evidence.block(0), evidence.block(BLOCK)
    columns = min(first.column + first.scores.shape[2], second.column + second.scores.shape[2]) - second.column
    above = first.scores[:, BLOCK:, second.column - first.column :][:, :, :columns]
    assert above.shape[1:] == (MOST, columns)
    assert above == pytest.approx(second.scores[:, :MOST, :columns], abs=1e-3)


def test_clauses_are_cut_at_spaces_behind_marks() -> None:
    assert clauses("Je le vis pendre ; je tombai, et je mourus presque.") == [
        "Je le vis pendre ; ",
        "je tombai, ",
        "et je mourus presque.",
    ]
    assert clauses("Une phrase sans rien.") == ["Une phrase sans rien."]
    assert clauses("Oui, dit-il.") == ["Oui, dit-il."]
    long = ")" * 200_000
    assert clauses(long) == [long]


def test_a_sentence_that_straddles_a_cut_joins_its_neighbours() -> None:
    src, tgt = news(40)
    first, second = (text.rstrip(".") for text in tgt[20:22])
    half = second.split(" ")
    moved = [
        *tgt[:20],
        first + " ; " + " ".join(half[: len(half) // 2]) + ".",
        " ".join(half[len(half) // 2 :]) + ".",
        *tgt[22:],
    ]
    assert kinds(align_texts(src, moved))[20] == "2-2"


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
    cheap, dear = (align_texts(src, tgt[:10] + tgt[14:], skip=skip) for skip in (20.0, -20.0))
    assert set(kinds(cheap)) == {"1-0", "0-1"}
    assert sum(kind in ("1-0", "0-1") for kind in kinds(dear)) < 4


def test_merged_vectors_are_close_to_exact_ones() -> None:
    from mtalign.alignment.vectors import Vectors

    texts = news(80)[0]
    vectors = Vectors(texts, texts[:3], 4)
    for k in (1, 2, 3):
        exact = encoder().embed([" ".join(texts[i : i + k]) for i in range(len(texts) - k + 1)])
        cosine = (vectors.left.rows(k, 0, len(exact))[:, : exact.shape[1]] * exact).sum(axis=1)
        assert cosine.mean() > 0.99
        assert k > 1 or cosine.min() > 0.9999


def test_confidence_is_a_probability() -> None:
    src, tgt = news(60)
    found = align_texts(src, tgt).beads
    assert all(0 <= bead.confidence <= 1 for bead in found)
    unrelated = align_texts(src[:30], news(90)[1][60:], skip=-20.0).beads
    mean = [sum(b.confidence for b in side) / len(side) for side in (found, unrelated)]
    assert mean[0] > 0.9
    assert mean[0] > mean[1] + 0.3
