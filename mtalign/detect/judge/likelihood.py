"""How likely each word of a text is where it stands, and how much likelier a change would be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtalign.detect.judge.knowledge import Knowledge
from mtalign.detect.judge.language_model import Floats, Ids
from mtalign.detect.judge.tokens import Token

# Context kept on both sides of a place: n-grams of classes reach this far.
_REACH = 4
# Places so unlikely, by class or by word, are looked at for changes; and gaps between classes that hardly meet.
_STRANGE_CLASS, _STRANGE_WORD, _STRANGE_GAP = -3.5, -9.0, 0.7
# What is said of a change where none was tried, and how much likelier a word must be to be offered.
_NO_CHANGE, _MIN_GAIN = -5.0, 1.0
_NEVER_WORD, _NEVER_CLASS = -8.0, -12.0
_KINDS = ("form", "little", "drop", "put", "swap")
NAMES = (
    "word", "word_used", "class", "class_used", "word_log", "class_log", "word_in_class", "word_1", "class_1", "word_2",
    "class_2", "word_3", "class_3", "class_sum", "class_used_1", "words_left", "words_right", "classes_left", "classes_right",
    "words_left_seen", "words_right_seen", "classes_left_seen", "classes_right_seen", "words_triple", "classes_triple",
    "class_low", "word_low", "back", "class_back", *(f"{kind}_{part}" for kind in _KINDS for part in ("word", "class")),
)  # fmt: skip


def sequence(knowledge: Knowledge, found: list[list[Token]]) -> tuple[Ids, NDArray[np.int64]]:
    """All segments as one row of words with their borders, with room on both sides; and where the tokens stand in it."""
    ids: list[int] = []
    places: list[int] = []
    for row in found:
        ids += [knowledge.nothing] * _REACH + [knowledge.start]
        places += range(len(ids), len(ids) + len(row))
        ids += [knowledge.identify(token) for token in row]
        ids += [knowledge.end]
    ids += [knowledge.nothing] * (_REACH + 1)
    return np.array(ids, np.int32), np.array(places, np.int64)


@dataclass(frozen=True)
class Read:
    """A sequence as the language model reads it: counts of n-grams and scores at each place, by words and by classes."""

    ids: Ids
    words: list[Floats]
    classes: list[Floats]
    word: tuple[Floats, NDArray[np.int8]]
    kind: tuple[Floats, NDArray[np.int8]]

    @classmethod
    def of(cls, knowledge: Knowledge, ids: Ids) -> Read:
        """Read it."""
        lm = knowledge.model
        words, classes = lm.counts(ids, classes=False), lm.counts(lm.classes[ids], classes=True)
        return cls(ids, words, classes, lm.scores(words), lm.scores(classes))


def model(knowledge: Knowledge, read: Read, places: NDArray[np.int64]) -> dict[str, Floats]:
    """How likely each word is, by the words and the classes before it and behind it."""
    lm, ids, words, classes = knowledge.model, read.ids, read.words, read.classes
    (word, word_used), (kind, kind_used) = read.word, read.kind
    columns: dict[str, Floats] = {
        "word": word[places],
        "word_used": word_used[places].astype(np.float32),
        "class": kind[places],
        "class_used": kind_used[places].astype(np.float32),
        "word_log": words[0][places],
        "class_log": classes[0][places],
        "word_in_class": words[0][places] - classes[0][places],
    }
    for i in (1, 2, 3):
        columns[f"word_{i}"] = word[np.minimum(places + i, len(word) - 1)]
        columns[f"class_{i}"] = kind[np.minimum(places + i, len(word) - 1)]
    columns["class_sum"] = kind[places] + columns["class_1"] + columns["class_2"]
    columns["class_used_1"] = kind_used[places + 1].astype(np.float32)
    # Seen together against expected together, with the word before and the word behind; by word and by class.
    total = float(np.log(np.exp(lm.word_logs.astype(np.float64)).sum()))
    for name, logs in (("words", words), ("classes", classes)):
        expected = logs[0][1:] + logs[0][:-1] - np.float32(total)
        pair = np.zeros(len(ids), np.float32)
        pair[1:] = logs[1][1:] - np.maximum(expected, -3.0)
        columns[f"{name}_left"], columns[f"{name}_right"] = pair[places], pair[places + 1]
        seen = logs[1]
        columns[f"{name}_left_seen"], columns[f"{name}_right_seen"] = seen[places], seen[places + 1]
        triple = logs[2]
        columns[f"{name}_triple"] = triple[places + 1]
    for name, score in (("class_low", kind), ("word_low", word)):
        wide = np.lib.stride_tricks.sliding_window_view(np.pad(score, (4, 4)), 9)
        columns[name] = wide.min(axis=1)[places]
    # Backwards: how usual the word is before the two behind it.
    back = np.zeros(len(ids), np.float32)
    back[:-2] = np.where(words[2][2:] > 0, words[2][2:] - words[1][2:], _NEVER_WORD)
    columns["back"] = back[places]
    kinds = np.zeros(len(ids), np.float32)
    kinds[:-3] = np.where(classes[3][3:] > 0, classes[3][3:] - classes[2][3:], _NEVER_CLASS)
    columns["class_back"] = kinds[places]
    return columns


def _windows(ids: Ids, places: NDArray[np.int64], low: int, high: int) -> Ids:
    """The words from `low` to `high` (exclusive) around each place, one row each."""
    found: Ids = ids[np.clip(places[:, None] + np.arange(low, high), 0, len(ids) - 1)]
    return found


def changes(
    knowledge: Knowledge, read: Read, places: NDArray[np.int64], model: dict[str, Floats]
) -> tuple[dict[str, Floats], list[str | None]]:
    """How much likelier the words around a place become by another form there, another little word, one less or one more."""
    lm, ids, size = knowledge.model, read.ids, len(places)
    columns = {f"{kind}_{part}": np.full(size, _NO_CHANGE, np.float32) for kind in _KINDS for part in ("word", "class")}
    best = np.full(size, _MIN_GAIN, np.float32)
    better: list[str | None] = [None] * size
    # What the words before a place count, whatever is changed at the place itself.
    words, classes = ([logs[places - 1] for logs in counts] for counts in (read.words, read.classes))
    strange = np.minimum(model["class_sum"] / 3, np.minimum(model["class"], model["class_1"])) < _STRANGE_CLASS
    strange |= np.minimum(model["word"], model["word_1"]) < _STRANGE_WORD

    def as_it_is(length: int) -> tuple[Floats, Floats]:
        """The score of so many words from each place on."""
        word, kind = ((sum(score[places + i] for i in range(length))) for score, _ in (read.word, read.kind))
        return np.asarray(word, np.float32), np.asarray(kind, np.float32)

    longer, shorter = as_it_is(_REACH + 1), as_it_is(_REACH)

    def try_out(
        kind: str, rows: NDArray[np.int64], windows: Ids, before: tuple[Floats, Floats] = longer, new: Ids | None = None
    ) -> None:
        """Keep the best of the changes tried at each place: `windows` show the words around it behind the change."""
        end = windows.shape[1]
        word = lm.total(windows, _REACH, end, [logs[rows] for logs in words], classes=False) - before[0][rows]
        of_class = lm.total(lm.classes[windows], _REACH, end, [logs[rows] for logs in classes], classes=True) - before[1][rows]
        order = np.argsort(word + of_class, kind="stable")
        columns[f"{kind}_word"][rows[order]], columns[f"{kind}_class"][rows[order]] = word[order], of_class[order]
        if new is not None:
            gain = word + of_class
            for i in order[gain[order] > _MIN_GAIN].tolist():
                row = int(rows[i])
                if gain[i] > best[row]:
                    best[row], better[row] = gain[i], knowledge.words[new[i]]

    for kind, options in (("form", knowledge.forms), ("little", knowledge.little)):
        choices = options[ids[places]]
        rows, column = np.nonzero((choices >= 0) & strange[:, None])
        window = _windows(ids, places[rows], -_REACH, _REACH + 1)
        window[:, _REACH] = choices[rows, column]
        try_out(kind, rows, window, new=choices[rows, column])
    rows = np.flatnonzero(strange)
    window = _windows(ids, places[rows], -_REACH, _REACH + 1)
    try_out("drop", rows, np.delete(window, _REACH, axis=1))
    window[:, [_REACH, _REACH + 1]] = window[:, [_REACH + 1, _REACH]]
    try_out("swap", rows, window)
    rows = np.flatnonzero(model["classes_left"] < _STRANGE_GAP)
    size = len(knowledge.fillers)
    window = np.repeat(np.insert(_windows(ids, places[rows], -_REACH, _REACH), _REACH, 0, axis=1), size, axis=0)
    window[:, _REACH] = np.tile(knowledge.fillers, len(rows))
    try_out("put", np.repeat(rows, size), window, before=shorter)
    return columns, better
