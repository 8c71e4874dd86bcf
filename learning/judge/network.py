"""Train the judge's network on planted text, with torch."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from learning.judge import corpus, planted
from learning.judge.corpus import Pair
from learning.judge.material import Material
from learning.judge.workers import in_order
from mtalign.detect.judge.knowledge import identify
from mtalign.detect.judge.tokens import tokens
from mtalign.detect.judge.wording import opens

#: How far each block looks to both sides.
DISTANCES = (1, 2, 4, 8, 2, 1)
_WORD, _CLASS, _SHAPE, _WIDTH = 48, 64, 8, 128
_SHARE, _LONGEST, _SHORTEST, _PAGE = 0.75, 110, 3, 500
# Words are left out so often that classes have to do.
_DROP = 0.15
_RATE, _WARM_UP, _SIZE = 2e-3, 200, 12_000
_BAD_WEIGHT = 2.0

Rows = tuple[NDArray[np.int32], NDArray[np.int8], NDArray[np.int8], NDArray[np.int16]]


class Net(nn.Module):  # type: ignore[misc]
    """`mtalign.detect.judge.network` says what it computes."""

    def __init__(self, classes: Tensor) -> None:
        """`classes` has the class of each word; the last of both is for what stands outside of segments."""
        super().__init__()
        self.classes = classes
        self.w = nn.Embedding(len(classes), _WORD)
        nn.init.normal_(self.w.weight, std=0.1)
        self.c, self.f = nn.Embedding(int(classes.max()) + 1, _CLASS), nn.Embedding(4, _SHAPE)
        self.i = nn.Linear(_WORD + _CLASS + _SHAPE, _WIDTH)
        self.k = nn.ModuleList([nn.Linear(3 * _WIDTH, _WIDTH) for _ in DISTANCES])
        self.p = nn.ModuleList([nn.Linear(_WIDTH, _WIDTH) for _ in DISTANCES])
        self.n = nn.ModuleList([nn.LayerNorm(_WIDTH) for _ in DISTANCES])
        self.l, self.o = nn.LayerNorm(_WIDTH), nn.Linear(_WIDTH, len(planted.LABELS))

    def forward(self, ids: Tensor, shapes: Tensor, drop: float = 0.0) -> Tensor:
        """Scores of shape (segments, places, labels)."""
        mask = (ids != len(self.classes) - 1).float()[..., None]
        word = self.w(ids)
        if drop:
            word = word * (torch.rand(ids.shape) > drop)[..., None]
        hidden = self.i(torch.cat([word, self.c(self.classes[ids]), self.f(shapes)], -1)) * mask
        for distance, k, p, n in zip(DISTANCES, self.k, self.p, self.n, strict=True):
            x = n(hidden) * mask
            wide = nn.functional.pad(x, (0, 0, distance, distance))
            size = x.shape[1]
            inner = nn.functional.relu(k(torch.cat([wide[:, :size], x, wide[:, 2 * distance :]], -1)))
            hidden = hidden + p(inner) * mask
        result: Tensor = self.o(self.l(hidden))
        return result

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The weights as `mtalign.detect.judge.network` reads them."""
        found: dict[str, NDArray[np.generic]] = {}
        for name, value in self.state_dict().items():
            weight = value.numpy()
            part, _, kind = name.rpartition(".")
            key = part.replace(".", "")
            if key == "w":
                scale = np.abs(weight).max(axis=1) / 127 + 1e-8
                found["net_w"] = np.round(weight / scale[:, None]).astype(np.int8)
                found["net_ws"] = scale.astype(np.float16)
            elif key in ("c", "f"):
                found[f"net_{key}"] = weight.astype(np.float16)
            else:
                found[f"net_{key}_{kind[0]}"] = (weight.T if weight.ndim == 2 else weight).astype(np.float16)
        return found

    def begin(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Take over the weights that `arrays` wrote."""
        state = self.state_dict()
        for name, value in state.items():
            part, _, kind = name.rpartition(".")
            key = part.replace(".", "")
            if key == "w":
                weight = arrays["net_w"].astype(np.float32) * arrays["net_ws"].astype(np.float32)[:, None]
            else:
                weight = arrays[f"net_{key}" if key in ("c", "f") else f"net_{key}_{kind[0]}"].astype(np.float32)
                weight = weight.T if weight.ndim == 2 and key not in ("c", "f") else weight
            value.copy_(torch.from_numpy(np.ascontiguousarray(weight)))


def _number(material: Material, index: Mapping[str, int], endings: Mapping[str, int], job: tuple[int, list[Pair]]) -> Rows:
    """Plant in some lines, and turn them into words, shapes, labels and lengths."""
    seed, page = job
    material.rng.seed(seed)
    ids, shapes, labels, lengths = [], [], [], []
    for text, marks in planted.plant_in(material, page, _SHARE):
        found = tokens(text)[:_LONGEST]
        if len(found) >= _SHORTEST:
            ids += [identify(token, index, endings) for token in found]
            shapes += [token.capital + 2 * first for token, first in zip(found, opens(found), strict=True)]
            labels += planted.labels(found, marks)
            lengths.append(len(found))
    return np.array(ids, np.int32), np.array(shapes, np.int8), np.array(labels, np.int8), np.array(lengths, np.int16)


def _jobs(path: Path, seed: int) -> Iterator[tuple[int, list[Pair]]]:
    rng = random.Random(seed)
    page: list[Pair] = []
    for pair in corpus.shown(path):
        if rng.random() < corpus.SHOWN.get(pair.source, 1.0):
            page.append(pair)
        if len(page) == _PAGE:
            yield rng.randrange(2**31), page
            page = []


def planted_rows(path: Path, material: Material, index: Mapping[str, int], endings: Mapping[str, int], seed: int) -> Rows:
    """One pass over the corpus with artifacts planted in it."""
    parts = list(in_order(partial(_number, material, index, endings), _jobs(path, seed)))
    ids, shapes, labels, lengths = (np.concatenate(column) for column in zip(*parts, strict=True))
    return ids, shapes, labels, lengths


def _batches(rows: Rows, outside: int, rng: np.random.Generator) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Segments of like length together, in random order, with their borders (0 and 1)."""
    ids, shapes, labels, lengths = rows
    sizes = lengths.astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    order = np.argsort(sizes + rng.random(len(sizes)) * 3)
    groups: list[list[int]] = [[]]
    for i in order.tolist():
        if (len(groups[-1]) + 1) * int(sizes[i]) > _SIZE:
            groups.append([])
        groups[-1].append(i)
    for number in rng.permutation(len(groups)).tolist():
        group = groups[number]
        shape = (len(group), int(max(sizes[i] for i in group)) + 2)
        word, look, label = np.full(shape, outside, np.int64), np.zeros(shape, np.int64), np.full(shape, -1, np.int64)
        for row, i in enumerate(group):
            size, at = int(sizes[i]), int(starts[i])
            word[row, 0], word[row, size + 1] = 0, 1
            word[row, 1 : size + 1] = ids[at : at + size]
            look[row, 1 : size + 1] = shapes[at : at + size]
            label[row, 1 : size + 1] = labels[at : at + size]
        yield torch.from_numpy(word), torch.from_numpy(look), torch.from_numpy(label)


def train(
    passes: list[Rows], classes: NDArray[np.integer], minutes: float, begun: Mapping[str, NDArray[np.generic]] | None = None
) -> Net:
    """Train for some minutes, as many times over the passes as that allows; the learning rate ends at nothing.

    `begun` has weights to go on from, as `Net.arrays` writes them.
    """
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    net = Net(torch.from_numpy(np.append(classes, classes.max() + 1).astype(np.int64)))
    if begun is not None:
        net.begin(begun)
    outside = len(net.classes) - 1
    optimizer = torch.optim.AdamW(net.parameters(), _RATE, weight_decay=0.01, betas=(0.9, 0.98))
    weight = torch.tensor([1.0] + [_BAD_WEIGHT] * (len(planted.LABELS) - 1))
    start, step, seen = time.monotonic(), 0, 0
    while True:
        for rows in passes:
            for ids, shapes, labels in _batches(rows, outside, rng):
                part = (time.monotonic() - start) / 60 / minutes
                if part >= 1:
                    print(f"{step} steps, {seen / 1e6:.1f} M tokens")
                    net.eval()
                    return net
                for group in optimizer.param_groups:
                    group["lr"] = _RATE * min(1, (step + 1) / _WARM_UP) * (1 - part) ** 0.7 + 1e-5
                scores = net(ids, shapes, _DROP)
                loss = nn.functional.cross_entropy(scores.flatten(0, 1), labels.flatten(), weight=weight, ignore_index=-1)
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(net.parameters(), 1.0)
                optimizer.step()
                step, seen = step + 1, seen + int((labels >= 0).sum())
                if step % 200 == 0:
                    print(f"step {step}, {seen / 1e6:.1f} M tokens, loss {loss.item():.3f}", flush=True)
