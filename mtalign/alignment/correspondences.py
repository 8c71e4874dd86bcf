"""Which words of one text the words of the other turn into, learnt from the pairs that are sure already.

IBM model 1 over the sentences' tokens: what hunalign does with its second pass (Varga et al. 2005), here as one more source
of evidence beside the encoder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from mtalign.ibm1 import links

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
    if len(pairs) < _MIN_PAIRS:
        return {}
    met = links((src[i][:_MAX_TOKENS], tgt[j][:_MAX_TOKENS]) for i, j in pairs)
    if met is None:
        return {}
    probability, expected = met.given_source(_ITERATIONS)
    table: dict[str, list[tuple[str, float]]] = {}
    for k in np.flatnonzero((probability >= _MIN_PROBABILITY) & (expected >= _MIN_EXPECTED)):
        table.setdefault(met.sources[met.source_of[k]], []).append((met.targets[met.target_of[k]], float(probability[k])))
    return table
