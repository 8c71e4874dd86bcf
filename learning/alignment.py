"""Learn the weights of the aligner's evidence from texts with known alignment.

    python -m learning.alignment GOLD OUT.json [--folds N] [--weigh SET=X ...]

GOLD holds a folder for each set, with DOC.fr, DOC.en (a sentence a line) and DOC.gold (a bead a line, `[0,1]:[0]`). The
chains of beads are a conditional random field (Lafferty et al. 2001; semi-Markov: Sarawagi & Cohen 2004); the weights are
those that make the known chains most probable, with a Gaussian prior on standardised signs. `--folds` also prints what is
reached on documents that were left out of the learning. Needs torch; takes minutes.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from threadpoolctl import threadpool_limits

from benchmarks.align import Key, Tally, read_gold, read_sides
from mtalign.alignment.beads import gathered
from mtalign.alignment.evidence import BLOCK, BeadEvidence
from mtalign.alignment.programme import Programme
from mtalign.alignment.signs import ALONE_SIGNS, BEAD_SIGNS, BY_CLOSENESS, END_SIGNS, SHAPES, shape_class, weights_of

NEVER = -1e4
# Source sentences in a stretch; each is a chain of its own, cut where the known alignment has a cut.
STRETCH = 20
# Beads as unlike as this are not worth learning from: margin in cosine, and deviations in length.
MIN_MARGIN, MAX_DEVIATIONS = -0.15, 3.6
ITERATIONS = 60
# Strength of the prior on standardised weights.
PRIOR = 1.0
CLASSES = tuple(dict.fromkeys(shape_class(a, b) for a, b in SHAPES))
CLOSENESS_COLUMNS = [BEAD_SIGNS.index(name) for name in BY_CLOSENESS]


@dataclass
class Text:
    """A pair of texts with its known alignment, the beads in its band and their inputs."""

    set: str
    evidence: BeadEvidence
    gold: list[Key]
    # For each shape: first source and target sentence of the beads in the band, and their inputs.
    beads: dict[tuple[int, int], tuple[np.ndarray, np.ndarray, np.ndarray]]
    alone: tuple[np.ndarray, np.ndarray]


def inputs(signs: np.ndarray, ends: np.ndarray, a: int, b: int, closeness: float) -> np.ndarray:
    """What one weight each is learnt for, `(k, inputs)`."""
    half = (a + b) / 2 - 1
    shape = np.zeros((len(signs), len(CLASSES)))
    shape[:, CLASSES.index(shape_class(a, b))] = 1
    parts = [ends, signs, signs * half, shape, shape * closeness, signs[:, CLOSENESS_COLUMNS] * closeness]
    return np.concatenate([*parts, np.full((len(signs), 1), half)], axis=1).astype(np.float32)


def read(folder: Path) -> list[Text]:
    """All texts of all sets."""
    texts = []
    for path in sorted(folder.glob("*/*.gold")):
        with threadpool_limits(limits=1, user_api="blas"):
            evidence = gathered(*read_sides(path))[1]
            found: dict[tuple[int, int], list[tuple[np.ndarray, ...]]] = defaultdict(list)
            for start in range(0, evidence.n, BLOCK):
                for shape, (i, j, signs, ends) in evidence.signs(start).items():
                    found[shape].append((i, j, inputs(signs, ends, *shape, evidence.closeness)))
        beads = {shape: tuple(np.concatenate(part) for part in zip(*parts, strict=True)) for shape, parts in found.items()}
        alone = [np.concatenate([s, s * evidence.closeness], axis=1).astype(np.float32) for s in evidence.alone_signs()]
        texts.append(Text(path.parent.name, evidence, read_gold(path), beads, (alone[0], alone[1])))  # type: ignore[arg-type]
    return texts


def stretches(gold: Sequence[Key]) -> Iterator[tuple[int, int, int, int, list[Key]]]:
    """Parts of a known alignment: first and last source sentence, first and last target sentence, beads."""
    i = j = first_i = first_j = 0
    beads: list[Key] = []
    for bead in gold:
        beads.append(bead)
        i, j = i + len(bead[0]), j + len(bead[1])
        if i - first_i >= STRETCH or j - first_j >= STRETCH + 4:
            yield first_i, i, first_j, j, beads
            first_i, first_j, beads = i, j, []
    if beads:
        yield first_i, i, first_j, j, beads


class Stretches:
    """The stretches of some texts as tensors: inputs of their beads and where those end, and which the gold allows."""

    def __init__(self, texts: Sequence[Text], weigh: dict[str, float]) -> None:
        parts = [(text, part) for text in texts for part in stretches(text.gold)]
        self.height = max(part[1] - part[0] for _, part in parts)
        self.width = max(part[3] - part[2] for _, part in parts)
        n = len(parts)
        alone = [np.zeros((n, size, 2 * len(ALONE_SIGNS)), dtype=np.float32) for size in (self.height, self.width)]
        allowed = [np.zeros((n, size), dtype=bool) for size in (self.height, self.width)]
        found, places, right = [], [], []
        for at, (text, (i0, i1, j0, j1, gold)) in enumerate(parts):
            alone[0][at, : i1 - i0], alone[1][at, : j1 - j0] = text.alone[0][i0:i1], text.alone[1][j0:j1]
            exact, free = self._gold(text, gold, i0, j0)
            for a, b, c, d in free:
                allowed[0][at, a - i0 : b - i0] = allowed[1][at, c - j0 : d - j0] = True
            for shape, (i, j, x) in text.beads.items():
                inside = (i >= i0) & (i + shape[0] <= i1) & (j >= j0) & (j + shape[1] <= j1)
                wanted = np.zeros(len(i), dtype=bool)
                for k in np.flatnonzero(inside):
                    box = (int(i[k]), int(i[k]) + shape[0], int(j[k]), int(j[k]) + shape[1])
                    wanted[k] = box in exact or any(
                        f[0] <= box[0] and box[1] <= f[1] and f[2] <= box[2] and box[3] <= f[3] for f in free
                    )
                signs = x[:, len(END_SIGNS) :]
                margin = signs[:, BEAD_SIGNS.index("similarity")] - 0.6 * signs[:, BEAD_SIGNS.index("usual")]
                likely = (margin > MIN_MARGIN) & (signs[:, BEAD_SIGNS.index("length")] < MAX_DEVIATIONS)
                kept = np.flatnonzero(inside & (likely | wanted))
                found.append(x[kept])
                right.append(wanted[kept])
                kind = np.full(len(kept), SHAPES.index(shape))
                places.append(np.stack([kind, np.full(len(kept), at), i[kept] + shape[0] - i0, j[kept] + shape[1] - j0]))
        self.inputs = torch.tensor(np.concatenate(found))
        self.places = tuple(torch.tensor(np.concatenate(places, axis=1)))
        self.right = torch.tensor(np.concatenate(right))
        self.alone = [torch.tensor(x) for x in alone]
        self.allowed = [torch.tensor(x) for x in allowed]
        self.ends = torch.tensor([(i1 - i0, j1 - j0) for _, (i0, i1, j0, j1, _) in parts])
        self.weight = torch.tensor([weigh.get(text.set, 1.0) for text, _ in parts])

    @staticmethod
    def _gold(text: Text, gold: Sequence[Key], i: int, j: int) -> tuple[set[tuple[int, ...]], list[tuple[int, ...]]]:
        """Known beads as boxes of first and last sentences; those that no chain can hold, and those with an empty side, may
        be covered in any way."""
        exact: set[tuple[int, ...]] = set()
        free: list[tuple[int, ...]] = []
        low, high = text.evidence.low, text.evidence.high
        for src, tgt in gold:
            box = (i, i + len(src), j, j + len(tgt))
            i, j = box[1], box[3]
            reached = low[box[0]] <= box[2] <= high[box[0]] and low[i] <= j <= high[i]
            if (len(src), len(tgt)) in SHAPES and reached:
                exact.add(box)
            else:
                free.append(box)
        return exact, free

    def totals(self, beads: torch.Tensor, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        """Logarithm of the sum over all chains of each stretch."""
        n = len(self.ends)
        scores = torch.full((len(SHAPES), n, self.height + 1, self.width + 1), NEVER).index_put(self.places, beads)
        run = torch.cat([torch.zeros(n, 1), right.cumsum(1)], dim=1)
        first = torch.full((n, self.width + 1), NEVER)
        first[:, 0] = 0
        rows: list[torch.Tensor] = []
        for i in range(self.height + 1):
            ways = [first] if not i else [rows[i - 1] + left[:, i - 1, None]]
            for k, (a, b) in enumerate(SHAPES):
                if i >= a and b <= self.width:
                    earlier = torch.nn.functional.pad(rows[i - a][:, : self.width + 1 - b], (b, 0), value=NEVER)
                    ways.append(earlier + scores[k, :, i])
            rows.append(run + torch.logcumsumexp(torch.logsumexp(torch.stack(ways), dim=0) - run, dim=1))
        return torch.stack(rows, dim=1)[torch.arange(n), self.ends[:, 0], self.ends[:, 1]]

    def loss(self, beads: torch.Tensor, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        """Weighted sum of the negative log-probabilities of the known chains."""
        never = torch.tensor(NEVER)
        known = self.totals(
            torch.where(self.right, beads, never),
            torch.where(self.allowed[0], left, never),
            torch.where(self.allowed[1], right, never),
        )
        return (self.weight * (self.totals(beads, left, right) - known)).sum()


def learn(data: Stretches) -> dict[str, Any]:
    """The weights as they are stored."""
    every = torch.cat([side.reshape(-1, side.shape[2]) for side in data.alone])
    scales = []
    for x in (data.inputs, every[every[:, 0] > 0]):
        deviation = x.std(0)
        scales.append(torch.where(deviation > 1e-3, deviation, torch.ones(())))
    means = data.inputs.mean(0)
    parameters = [torch.zeros(len(scale), requires_grad=True) for scale in scales]
    constant = torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.LBFGS([*parameters, constant], max_iter=ITERATIONS, history_size=12, line_search_fn="strong_wolfe")

    def objective() -> torch.Tensor:
        optimiser.zero_grad()
        beads = ((data.inputs - means) / scales[0]) @ parameters[0] + constant
        left, right = (side / scales[1] @ parameters[1] for side in data.alone)
        total = data.loss(beads, left, right) + PRIOR * sum((p**2).sum() for p in (*parameters, constant))
        total.backward()
        return total

    optimiser.step(objective)
    raw, alone = ((p.detach() / scale).numpy().astype(float) for p, scale in zip(parameters, scales, strict=True))
    base = float((constant - (parameters[0] * means / scales[0]).sum()).detach())
    return stored(raw, alone, base)


def stored(raw: np.ndarray, alone: np.ndarray, base: float) -> dict[str, Any]:
    """Learnt weights by the names of signs; `base` is the constant of all beads."""

    def figure(value: float) -> float:
        return round(float(value), 4)

    sizes = [len(END_SIGNS), len(BEAD_SIGNS), len(BEAD_SIGNS), len(CLASSES), len(CLASSES), len(BY_CLOSENESS)]
    ends, bead, by_size, shapes, shapes_close, close, size = np.split(raw, np.cumsum(sizes))
    return {
        "bead": {name: [figure(x), figure(y)] for name, x, y in zip(BEAD_SIGNS, bead, by_size, strict=True)},
        "closeness": {name: figure(x) for name, x in zip(BY_CLOSENESS, close, strict=True)},
        "shapes": {name: [figure(x + base), figure(y)] for name, x, y in zip(CLASSES, shapes, shapes_close, strict=True)},
        "size": figure(size[0]),
        "ends": {name: figure(x) for name, x in zip(END_SIGNS, ends, strict=True)},
        "alone": {
            name: [figure(x), figure(y)]
            for name, x, y in zip(ALONE_SIGNS, alone[: len(ALONE_SIGNS)], alone[len(ALONE_SIGNS) :], strict=True)
        },
    }


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--weigh", action="append", default=[], metavar="SET=X", help="how much a set counts, 1 without")
    args = parser.parse_args()
    weigh = {name: float(value) for name, value in (entry.split("=") for entry in args.weigh)}
    texts = read(args.gold)
    args.out.write_text(json.dumps(learn(Stretches(texts, weigh)), indent=1) + "\n", encoding="utf-8")
    # Numbered within its set, so that every fold leaves out some of each.
    seen: Counter[str] = Counter()
    folds = []
    for text in texts:
        folds.append(seen[text.set] % max(1, args.folds))
        seen[text.set] += 1
    tallies: dict[str, Tally] = defaultdict(Tally)
    for fold in range(args.folds):
        known = weights_of(learn(Stretches([t for t, f in zip(texts, folds, strict=True) if f != fold], weigh)))
        for text in (t for t, f in zip(texts, folds, strict=True) if f == fold):
            evidence = text.evidence.weighed(known)
            chain = Programme(evidence, *evidence.alone()).chain()
            tallies[text.set].add([(tuple(range(*src)), tuple(range(*tgt))) for src, tgt in chain], text.gold)
    for name, tally in tallies.items():
        strict, lax = tally.scores()
        print(f"{name:14}{strict:8.4f}{lax:8.4f}")


if __name__ == "__main__":
    main()
