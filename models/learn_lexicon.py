"""Learn the bilingual lexicon that `mtalign check` judges lost and invented words by.

    python models/learn_lexicon.py PAIRS.tsv OUT.txt.gz

PAIRS.tsv holds a French sentence, a tab and its English translation on each line. The lexicon is learnt over stems of
content words by IBM model 1 (Brown et al. 1993, sec. 4.1) in both directions; a link is kept when either direction
finds it likely. Then, for each stem, the share of sentences in which a linked stem (or a word that begins alike) stands
on the other side is counted. What is written: French stems, that share in per cent, and linked English stems; a blank
line; English stems and their share.
"""

from __future__ import annotations

import argparse
import gzip
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from mtalign.detect.text import Word, words
from mtalign.language import fold

ITERATIONS = 6
MIN_PROBABILITY = 0.05
MIN_EXPECTED = 4.0
MIN_SENTENCES = 5
MAX_LINKS = 12
MAX_STEMS = 40
COGNATE = 4

Sides = tuple[list[Word], list[Word]]


def stems(found: Sequence[Word]) -> list[str]:
    """Stems of the content words, each once."""
    return list(dict.fromkeys(w.stem for w in found if w.is_content and not w.text[0].isdigit()))[:MAX_STEMS]


def learn(pairs: Sequence[Sides]) -> dict[str, dict[str, float]]:
    """For each French stem the English stems it is linked to, with the likelier direction's probability."""
    ids: tuple[dict[str, int], dict[str, int]] = ({}, {})
    lefts, rights, by_target, by_source = [], [], [], []
    sizes = [0, 0]
    for fr, en in pairs:
        left = np.array([ids[0].setdefault(s, len(ids[0])) for s in stems(fr)], dtype=np.int64)
        right = np.array([ids[1].setdefault(s, len(ids[1])) for s in stems(en)], dtype=np.int64)
        if not len(left) or not len(right):
            continue
        lefts.append(np.tile(left, len(right)))
        rights.append(np.repeat(right, len(left)))
        by_target.append(sizes[1] + np.repeat(np.arange(len(right)), len(left)))
        by_source.append(sizes[0] + np.tile(np.arange(len(left)), len(right)))
        sizes = [sizes[0] + len(left), sizes[1] + len(right)]
    links, where = np.unique(np.concatenate(lefts) * len(ids[1]) + np.concatenate(rights), return_inverse=True)
    fr_of, en_of = np.divmod(links, len(ids[1]))
    to_en = model_1(where, np.concatenate(by_target), sizes[1], fr_of)
    to_fr = model_1(where, np.concatenate(by_source), sizes[0], en_of)
    likely = np.maximum(to_en[0], to_fr[0])
    kept = (likely >= MIN_PROBABILITY) & (np.maximum(to_en[1], to_fr[1]) >= MIN_EXPECTED)
    names = [list(side) for side in ids]
    table: dict[str, dict[str, float]] = defaultdict(dict)
    for k in np.flatnonzero(kept):
        table[names[0][fr_of[k]]][names[1][en_of[k]]] = float(likely[k])
    return table


def model_1(where: np.ndarray, cells: np.ndarray, n_cells: int, given: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Probability and expected count of each link, given the stem on one side; each cell shares out one count."""
    probability: np.ndarray = np.ones(len(given))
    expected: np.ndarray = probability
    for _ in range(ITERATIONS):
        weight = probability[where]
        share = weight / np.bincount(cells, weights=weight, minlength=n_cells)[cells]
        expected = np.bincount(where, weights=share, minlength=len(given))
        probability = expected / np.maximum(np.bincount(given, weights=expected)[given], 1e-9)
    return probability, expected


def shares(here: Sequence[list[Word]], there: Sequence[list[Word]], links: Mapping[str, set[str]]) -> dict[str, float]:
    """For each stem, how often a counterpart stands on the other side, one success and one failure added (Laplace)."""
    seen: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for mine, other in zip(here, there, strict=True):
        others = {w.stem for w in other}
        beginnings = {fold(w.text)[:COGNATE] for w in other if len(w.text) >= COGNATE}
        for stem, word in {w.stem: w for w in mine if w.is_content and not w.text[0].isdigit()}.items():
            alike = len(word.text) >= COGNATE and fold(word.text)[:COGNATE] in beginnings
            seen[stem] += 1
            met[stem] += stem in others or alike or not others.isdisjoint(links.get(stem, ()))
    return {stem: (met[stem] + 1) / (n + 2) for stem, n in seen.items() if n >= MIN_SENTENCES}


def main() -> None:
    """Learn and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("output", type=Path)
    args = parser.parse_args()
    rows = (line.split("\t")[:2] for line in args.pairs.read_text(encoding="utf-8").splitlines() if "\t" in line)
    pairs: list[Sides] = [(words(fr), words(en)) for fr, en in rows]
    table = learn(pairs)
    back: dict[str, set[str]] = defaultdict(set)
    for fr, found in table.items():
        for en in found:
            back[en].add(fr)
    sides = [fr for fr, _ in pairs], [en for _, en in pairs]
    here = shares(sides[0], sides[1], {stem: set(found) for stem, found in table.items()})
    there = shares(sides[1], sides[0], back)
    lines, used = [], set()
    for stem in sorted(table.keys() & here.keys()):
        best = sorted((en for en in table[stem] if en in there), key=lambda en: (-table[stem][en], en))[:MAX_LINKS]
        if best:
            lines.append(f"{stem}\t{100 * here[stem]:.0f}\t{' '.join(best)}")
            used.update(best)
    lines += ["", *(f"{stem}\t{100 * there[stem]:.0f}" for stem in sorted(used))]
    args.output.write_bytes(gzip.compress("\n".join([*lines, ""]).encode("utf-8"), 9, mtime=0))
    print(f"{len(table)} French stems with links, {len(used)} English ones, from {len(pairs)} pairs")


if __name__ == "__main__":
    main()
