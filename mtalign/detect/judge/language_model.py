"""How likely a word is behind the words before it: n-grams of words, and of the classes that words fall into."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mtalign.detect.judge.table import Table, keys

Ids = NDArray[np.int32]
Floats = NDArray[np.float32]
#: n-grams of words up to this length, and of classes.
WORDS, CLASSES = 3, 5
#: Kinds of keys: words behind 0, classes behind 10.
_CLASS_KIND = 10
# What is paid for each word of context that is given up (stupid backoff; Brants et al. 2007).
_BACKOFF = float(np.log(0.4))


def kind_of(order: int, classes: bool) -> int:
    """What keeps n-grams of one length and sort apart from others."""
    return order + (_CLASS_KIND if classes else 0)


class LanguageModel:
    """Scores of sequences, by stupid backoff."""

    def __init__(self, table: Table, word_logs: Floats, class_logs: Floats, classes: Ids) -> None:
        """`word_logs` and `class_logs` are logarithms of how often each stood in the text, `classes` the class of each word."""
        self.table, self.word_logs, self.class_logs, self.classes = table, word_logs, class_logs, classes
        self._all = float(np.log(np.exp(word_logs.astype(np.float64)).sum()))

    def counts(self, ids: Ids, classes: bool) -> list[Floats]:
        """For each length n from 1, the logarithm of the count of the n-gram that ends at each place of a sequence.

        An n-gram is looked up where both the one without its first and the one without its last word were seen.
        """
        found = [self._logs(classes)[ids]]
        for order in range(2, _longest(classes) + 1):
            logs, known = np.zeros(ids.shape, np.float32), found[-1] > 0
            places = np.flatnonzero(known[1:] & known[:-1]) + 1
            places = places[places >= order - 1]
            columns = [ids[places - order + 1 + i] for i in range(order)]
            logs[places] = self.table.logs(keys(kind_of(order, classes), columns))
            found.append(logs)
        return found

    def scores(self, counts: list[Floats]) -> tuple[Floats, NDArray[np.int8]]:
        """The logarithm of each place's probability, and how many words of context it rests on, from `counts`."""
        before = [np.concatenate([np.zeros(1, np.float32), logs[:-1]]) for logs in counts]
        return self._scores(counts, before)

    def _scores(self, counts: list[Floats], before: list[Floats]) -> tuple[Floats, NDArray[np.int8]]:
        score = counts[0] - np.float32(self._all)
        used = np.zeros(score.shape, np.int8)
        for order in range(2, len(counts) + 1):
            logs, context = counts[order - 1], before[order - 2]
            known = (logs > 0) & (context > 0)
            score = np.where(known, np.minimum(logs - context, 0.0), score + np.float32(_BACKOFF))
            used[known] = order - 1
        return score, used

    def total(self, windows: Ids, start: int, end: int, before: list[Floats], classes: bool) -> Floats:
        """The sum of the scores of the places from `start` to `end` (exclusive) of each row.

        `before` has the counts at the place before `start`, as `counts` gives them, for each row. Before `start` there are
        at least as many places as an n-gram of classes has besides its last.
        """
        longest, logs = _longest(classes), self._logs(classes)
        total = np.zeros(len(windows), np.float32)
        for place in range(start, end):
            counts = [logs[windows[:, place]]]
            for order in range(2, longest + 1):
                found = np.zeros(len(windows), np.float32)
                rows = np.flatnonzero((counts[-1] > 0) & (before[order - 2] > 0))
                columns = [windows[rows, place - order + 1 + i] for i in range(order)]
                found[rows] = self.table.logs(keys(kind_of(order, classes), columns))
                counts.append(found)
            total += self._scores(counts, before)[0]
            before = counts
        return total

    def _logs(self, classes: bool) -> Floats:
        return self.class_logs if classes else self.word_logs


def _longest(classes: bool) -> int:
    return CLASSES if classes else WORDS
