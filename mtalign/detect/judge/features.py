"""What is measured of every word of a French text, for the judge to weigh."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtalign.detect.judge import echoes, likelihood, subjects, wording
from mtalign.detect.judge.knowledge import Knowledge
from mtalign.detect.judge.language_model import Floats, Ids
from mtalign.detect.judge.tokens import Token
from mtalign.detect.judge.wording import Surroundings


@dataclass(frozen=True)
class Measured:
    """The tokens of the segments, one row of `values` for each, in order; `segment` is the segment's index of each.

    `better` is for each token the word that would stand there more likely, None where none was found.
    """

    tokens: list[Token]
    segment: NDArray[np.int32]
    values: Floats
    better: list[str | None]


def measure(knowledge: Knowledge, found: list[list[Token]], around: Surroundings) -> Measured:
    """What is measured of every token of these segments of one document."""
    flat = [token for row in found for token in row]
    owner = np.repeat(np.arange(len(found), dtype=np.int32), [len(row) for row in found])
    if not flat:
        return Measured(flat, owner, np.zeros((0, len(NAMES)), np.float32), [])
    ids, places = likelihood.sequence(knowledge, found)
    read = likelihood.Read.of(knowledge, ids)
    model = likelihood.model(knowledge, read, places)
    changes, better = likelihood.changes(knowledge, read, places, model)
    columns = {
        **model,
        **changes,
        **wording.shapes(knowledge, found, ids[places], around),
        **echoes.echoes(found),
        **subjects.agreement(knowledge, found, ids[places]),
    }
    columns |= _read(knowledge, found, ids[places], columns)
    base = np.stack([np.asarray(columns[name], np.float32) for name in _BASE], axis=1)
    near = base[:, [_BASE.index(name) for name in _NEIGHBOURS]]
    return Measured(flat, owner, np.concatenate([base, *(_moved(near, owner, shift) for shift in _SHIFTS)], axis=1), better)


def _moved(near: Floats, owner: NDArray[np.int32], shift: int) -> Floats:
    """What was measured so many tokens further on; nothing beyond the segment."""
    moved = np.roll(near, -shift, axis=0)
    moved[np.roll(owner, -shift) != owner] = 0.0
    if shift > 0:
        moved[-shift:] = 0.0
    else:
        moved[:-shift] = 0.0
    return moved


def _read(knowledge: Knowledge, found: list[list[Token]], ids: Ids, columns: dict[str, Floats]) -> dict[str, Floats]:
    """What the network says of each token: the log-odds of each code, and of any."""
    edges = np.cumsum([len(row) for row in found])[:-1]
    border = [np.array([end], np.int32) for end in (knowledge.start, knowledge.end)]
    plain = np.zeros(1, np.int32)
    shape = (columns["capital"] + 2 * columns["first"]).astype(np.int32)
    rows = [np.concatenate([border[0], row, border[1]]) for row in np.split(ids, edges)]
    shapes = [np.concatenate([plain, row, plain]) for row in np.split(shape, edges)]
    scores = knowledge.network.scores(rows, [knowledge.model.classes[row] for row in rows], shapes)
    return {
        "net": np.logaddexp.reduce(scores, axis=1),
        **{f"net_{code}": scores[:, i] for i, code in enumerate(knowledge.codes)},
    }


_SHIFTS = (-2, -1, 1, 2)
_BASE = (
    *likelihood.NAMES,
    *wording.NAMES,
    *echoes.NAMES,
    *subjects.NAMES,
    "net", "net_addition", "net_agreement", "net_duplication", "net_fused_word", "net_grammar", "net_repetition", "net_restart",
    "net_sentence_break", "net_truncation", "net_untranslated",
)  # fmt: skip
_NEIGHBOURS = (
    "word", "class", "class_used", "word_log", "class_log", "words_left", "classes_left", "form_word", "form_class",
    "drop_class", "put_class", "capital", "usually_small", "unknown", "foreign_lead", "splits", "length", "same_before", "run",
    "law", "net", "net_agreement", "net_grammar",
)  # fmt: skip
#: The columns of `Measured.values`.
NAMES = (*_BASE, *(f"{name}@{shift:+d}" for shift in _SHIFTS for name in _NEIGHBOURS))
