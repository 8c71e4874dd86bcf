"""How long a translation is against what its source lets expect."""

from __future__ import annotations

from mtalign.detect.text import Text
from mtalign.languages import length_ratio

# Variance of the difference in length for each character, Gale & Church 1993, sec. 3.
_VARIANCE_PER_CHAR = 6.8


def proportion(source: Text, target: Text, index: int) -> tuple[float, float]:
    """The ratio of a target segment's length to the expected one, and standard deviations from it."""
    here, actual = len(source.segments[index].text), len(target.segments[index].text)
    expected = here * length_ratio(source.lang, target.lang)
    return actual / max(expected, 1e-9), (actual - expected) / max(1.0, _VARIANCE_PER_CHAR * (actual + expected) / 2) ** 0.5
