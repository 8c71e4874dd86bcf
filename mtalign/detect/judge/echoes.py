"""What was said shortly before, or is said again shortly behind."""

from __future__ import annotations

import numpy as np

from mtalign.detect.judge.language_model import Floats
from mtalign.detect.judge.tokens import Token

_FAR = 60.0
_JOINERS = frozenset(("et", "ou", ",", "à", "-", "ni", "par", "en", "après", "pour", "contre", "sur", "de"))
_WINDOW = 8
NAMES = ("same_before", "same_behind", "run", "run_gap", "run_rest", "run_letters", "run_join", "run_differs", "overlap")


def echoes(found: list[list[Token]]) -> dict[str, Floats]:
    """What was said shortly before or is said again shortly behind."""
    columns: dict[str, list[float]] = {name: [] for name in NAMES}
    for row in found:
        forms = [token.form for token in row]
        size = len(forms)
        last: dict[str, int] = {}
        before = [_FAR] * size
        behind = [_FAR] * size
        run = [0.0] * size
        gap = [0.0] * size
        letters = [0.0] * size
        join = [0.0] * size
        differs = [0.0] * size
        for i, form in enumerate(forms):
            if form[0].isalpha():
                if form in last:
                    j = last[form]
                    before[i] = i - j
                    behind[j] = i - j
                last[form] = i
        for i in range(size):
            d = int(before[i])
            if d < _FAR and (i == 0 or int(before[i - 1]) != d):
                n = 1
                while i + n < size and i + n - d < i and forms[i + n] == forms[i + n - d]:
                    n += 1
                weight = sum(len(f) for f in forms[i : i + n])
                # What stands between the two copies: nothing, a sign or a word that joins, or more.
                # Other figures or names make it a list: "le 13e régiment de cavalerie et le 16e régiment de cavalerie".
                other = any(row[k].figure != row[k - d].figure for k in range(i, i + n))
                other |= any(token.capital or token.figure for token in row[i - d + n : i])
                between = 0 if n == d else 1 if d - n == 1 and forms[i - 1] in _JOINERS else 2
                for k in (*range(i - d, i - d + n), *range(i, i + n)):
                    if n > run[k]:
                        run[k], gap[k], letters[k], join[k], differs[k] = n, d, weight, between, other
        # How many of the long words in a window before a place come again in the window behind it.
        long = [len(f) > 3 and f[0].isalpha() for f in forms]
        overlap = [0.0] * size
        for i in range(size):
            left = {
                f[:5]
                for f, content in zip(forms[max(0, i - _WINDOW) : i], long[max(0, i - _WINDOW) : i], strict=True)
                if content
            }
            right = {f[:5] for f, content in zip(forms[i : i + _WINDOW], long[i : i + _WINDOW], strict=True) if content}
            overlap[i] = len(left & right)
        for name, values in zip(
            NAMES,
            (before, behind, run, gap, [g - r for g, r in zip(gap, run, strict=True)], letters, join, differs, overlap),
            strict=True,
        ):
            columns[name] += values
    return {name: np.array(values, np.float32) for name, values in columns.items()}
