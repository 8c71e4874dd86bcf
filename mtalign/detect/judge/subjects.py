"""What a verb's or a participle's subject seems to be, against the form it has: a guess without a parser.

The subject is the first noun phrase of a clause that no preposition governs, or the pronoun nearest before the verb.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mtalign.detect.judge.knowledge import Knowledge
from mtalign.detect.judge.language_model import Floats, Ids
from mtalign.detect.judge.tokens import Token

_CLAUSE_ENDS = frozenset((".", ";", ":", '"', "que", "qu'", "dont", "où", "mais", "si", "car", "quand"))
_HAVE = frozenset("a ont avait avaient aura auront aurait auraient ai as avons avez ait aient eut eurent ayant avoir".split())
_BE = frozenset("est sont était étaient sera seront serait seraient fut furent soit soient été être suis sommes".split())
_PLURAL = 2
_FARTHEST, _HELPS = 20, 3
NAMES = ("verb_number", "subject_number", "subject_gap", "part_gender", "subject_gender", "clash", "helper")


@dataclass(slots=True)
class _Clause:
    """What has been read of a clause: the subject's number and gender (0 for unknown), and where it stands."""

    number: int = 0
    gender: int = 0
    at: int = -1
    governed: bool = False
    joined: bool = False
    helper: int = 0
    helper_at: int = field(default=-_HELPS - 1)

    def noun_phrase(self, shown: tuple[int, int], place: int) -> None:
        """A determiner that shows a number and a gender begins a noun phrase."""
        if self.governed:
            self.governed = False
        elif self.at < 0:
            (self.number, self.gender), self.at = shown, place
        elif self.joined:
            self.number, self.gender = _PLURAL, self.gender if self.gender == shown[1] else 0
        self.joined = False

    def pronoun(self, shown: tuple[int, int], place: int) -> None:
        """A subject pronoun: whatever stood before it is not the subject."""
        (self.number, self.gender), self.at = shown, place
        self.governed = self.joined = False


def agreement(knowledge: Knowledge, found: list[list[Token]], ids: Ids) -> dict[str, Floats]:
    """For each token the columns of `NAMES`; `clash` is negative where form and subject differ, positive where they agree."""
    columns = {name: np.zeros(len(ids), np.float32) for name in NAMES}
    place = 0
    for row in found:
        clause = _Clause()
        for i, token in enumerate(row):
            _read(knowledge, clause, token.form, i, knowledge.traits[ids[place]], columns, place)
            place += 1
    return columns


def _read(
    knowledge: Knowledge, clause: _Clause, form: str, i: int, traits: NDArray[np.int8], columns: dict[str, Floats], place: int
) -> None:
    """Read one token, and note what is known of the subject where it stands."""
    number, gender, verb, part = traits.tolist()
    if form in _HAVE or form in _BE:
        clause.helper, clause.helper_at = 1 + (form in _HAVE), i
    if form in _CLAUSE_ENDS:
        clause.number, clause.gender, clause.at, clause.governed, clause.joined = 0, 0, -1, False, False
    elif form in ("et", "ou", "ni"):
        clause.joined = clause.at >= 0
    elif form in knowledge.prepositions:
        clause.governed = True
    elif form in knowledge.determiners and not verb:
        clause.noun_phrase(knowledge.determiners[form], i)
    elif form in knowledge.pronouns:
        clause.pronoun(knowledge.pronouns[form], i)
    else:
        known = clause.at >= 0
        columns["subject_number"][place], columns["subject_gender"][place] = clause.number, clause.gender
        columns["subject_gap"][place] = min(i - clause.at, _FARTHEST) if known else 0
        columns["helper"][place] = clause.helper if i - clause.helper_at <= _HELPS else 0
        if verb:
            columns["verb_number"][place] = number
            if known and clause.number and number:
                columns["clash"][place] = 1 if clause.number == number else -1
        if part:
            columns["part_gender"][place] = gender * 3 + number
            if known:
                same = _may_be(clause.gender, gender) and _may_be(clause.number, number)
                columns["clash"][place] += 2 if same else -2


def _may_be(a: int, b: int) -> bool:
    return a == b or not a or not b
