"""Accuracy and speed of the aligner on texts with known alignment, and how far its confidence can be trusted.

    python benchmarks/align.py GOLD_FOLDER [--scaling]

GOLD_FOLDER holds a folder for each set, with DOC.fr, DOC.en (a sentence a line) and DOC.gold (a bead a line,
`[0,1]:[0]`). Strict F1 wants the very bead, lax F1 a shared sentence on both sides (Thompson & Koehn 2019, sec. 4).
`--scaling` times texts of 4,000 to 64,000 sentences, made by repeating the news corpus under changing numbers.
"""

from __future__ import annotations

import argparse
import ast
import resource
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from mtalign.alignment import align_texts
from mtalign.records import Alignment

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
Key = tuple[tuple[int, ...], tuple[int, ...]]


def read_gold(path: Path) -> list[Key]:
    beads = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            left, right = line.split(":")[:2]
            beads.append((tuple(ast.literal_eval(left)), tuple(ast.literal_eval(right))))
    return beads


def keys(alignment: Alignment) -> list[Key]:
    return [(tuple(range(*bead.src)), tuple(range(*bead.tgt))) for bead in alignment.beads]


def f1(hits_predicted: int, predicted: int, hits_gold: int, gold: int) -> float:
    p, r = hits_predicted / max(1, predicted), hits_gold / max(1, gold)
    return 2 * p * r / (p + r) if p + r else 0.0


def links(beads: Sequence[Key]) -> set[tuple[int, int]]:
    return {(s, t) for src, tgt in beads for s in src for t in tgt}


def read_sides(path: Path) -> tuple[list[str], list[str]]:
    """The sentences of both texts beside a gold file."""
    src, tgt = (path.with_suffix(f".{lang}").read_text(encoding="utf-8").split("\n")[:-1] for lang in ("fr", "en"))
    return src, tgt


class Tally:
    """Strict and lax hits over the documents of a set."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = defaultdict(int)

    def add(self, predicted: Sequence[Key], gold: Sequence[Key]) -> None:
        """Count one document's beads."""
        counts, every = self._counts, set(gold)
        full = [bead for bead in gold if bead[0] and bead[1]]
        known, found = links(full), links(predicted)
        counts["predicted"] += len(predicted)
        counts["gold"] += len(full)
        counts["strict predicted"] += len(set(predicted) & every)
        counts["strict gold"] += len(set(full) & set(predicted))
        counts["lax predicted"] += sum(bead in every or bool(links([bead]) & known) for bead in predicted)
        counts["lax gold"] += sum(bool(links([bead]) & found) for bead in full)

    def scores(self) -> tuple[float, float]:
        """Strict and lax F1."""
        counts = self._counts
        strict, lax = (
            f1(counts[f"{kind} predicted"], counts["predicted"], counts[f"{kind} gold"], counts["gold"])
            for kind in ("strict", "lax")
        )
        return strict, lax


def bench(folder: Path, trust: dict[int, list[bool]]) -> None:
    tally, n_lines = Tally(), 0
    start = time.process_time()
    for path in sorted(folder.glob("*.gold")):
        sides = read_sides(path)
        n_lines += sum(map(len, sides))
        alignment = align_texts(*sides)
        predicted, gold = keys(alignment), read_gold(path)
        tally.add(predicted, gold)
        for bead, key in zip(alignment.beads, predicted, strict=True):
            trust[min(9, int(bead.confidence * 10))].append(key in set(gold))
    seconds = time.process_time() - start
    strict, lax = tally.scores()
    print(f"{folder.name:14}{strict:8.4f}{lax:8.4f}{n_lines:9}{seconds:8.1f} s CPU")


def scaling() -> None:
    news = [(CORPUS / f"news.{lang}.txt").read_text(encoding="utf-8").splitlines() for lang in ("fr", "en")]
    print("\nsentences a side   s CPU   peak MB")
    for size in (4000, 8000, 16000, 32000, 64000):
        src, tgt = ([f"{side[i % len(side)]} ({i})" for i in range(size)] for side in news)
        start = time.process_time()
        align_texts(src, tgt)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{size:16}{time.process_time() - start:8.1f}{peak:10.0f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--scaling", action="store_true")
    args = parser.parse_args()
    trust: dict[int, list[bool]] = defaultdict(list)
    print(f"{'set':14}{'strict':>8}{'lax':>8}{'lines':>9}")
    for folder in sorted(path for path in args.gold.iterdir() if path.is_dir()):
        bench(folder, trust)
    print("\nconfidence  beads  right")
    for tenth, right in sorted(trust.items()):
        print(f"{tenth / 10:.1f} - {tenth / 10 + 0.1:.1f}  {len(right):5}  {sum(right) / len(right):.2f}")
    if args.scaling:
        scaling()


if __name__ == "__main__":
    main()
