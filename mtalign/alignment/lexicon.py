"""Which words of one text the words of the other turn into, learnt from the pairs that are sure already.

IBM model 1 (Brown et al. 1993, sec. 4.1) over the sentences' tokens: what hunalign does with its second pass
(Varga et al. 2005), here as one more source of evidence beside the encoder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

#: For each source token, target tokens with their probabilities.
Table = Mapping[str, Sequence[tuple[str, float]]]

_ITERATIONS = 5
# Fewer pairs than this teach nothing.
_MIN_PAIRS = 20
_MIN_PROBABILITY = 0.15
_MIN_EXPECTED = 1.5
_MAX_TOKENS = 60


def learn(src: Sequence[Sequence[str]], tgt: Sequence[Sequence[str]], pairs: Sequence[tuple[int, int]]) -> Table:
    """Translation probabilities from token lists and the pairs of their indices that belong together."""
    import numpy as np

    if len(pairs) < _MIN_PAIRS:
        return {}
    src_ids: dict[str, int] = {}
    tgt_ids: dict[str, int] = {}
    lefts, rights, cells = [], [], []
    n_targets = 0
    for i, j in pairs:
        left = np.array([src_ids.setdefault(t, len(src_ids)) for t in dict.fromkeys(src[i][:_MAX_TOKENS])], dtype=np.int64)
        right = np.array([tgt_ids.setdefault(t, len(tgt_ids)) for t in dict.fromkeys(tgt[j][:_MAX_TOKENS])], dtype=np.int64)
        if not len(left) or not len(right):
            continue
        lefts.append(np.tile(left, len(right)))
        rights.append(np.repeat(right, len(left)))
        # Every target token of a sentence shares out one count among that sentence's source tokens.
        cells.append(n_targets + np.repeat(np.arange(len(right)), len(left)))
        n_targets += len(right)
    if not lefts:
        return {}
    left, right, cell = np.concatenate(lefts), np.concatenate(rights), np.concatenate(cells)
    links, where = np.unique(left * len(tgt_ids) + right, return_inverse=True)
    source_of = links // len(tgt_ids)
    probability = np.full(len(links), 1.0)
    expected = probability
    for _ in range(_ITERATIONS):
        weight = probability[where]
        share = weight / np.bincount(cell, weights=weight, minlength=n_targets)[cell]
        expected = np.bincount(where, weights=share, minlength=len(links))
        probability = expected / np.bincount(source_of, weights=expected, minlength=len(src_ids))[source_of]
    names_src, names_tgt = list(src_ids), list(tgt_ids)
    table: dict[str, list[tuple[str, float]]] = {}
    for k in np.flatnonzero((probability >= _MIN_PROBABILITY) & (expected >= _MIN_EXPECTED)):
        s, t = divmod(int(links[k]), len(tgt_ids))
        table.setdefault(names_src[s], []).append((names_tgt[t], float(probability[k])))
    return table
