"""Plant artifacts in clean French, in the forms that machine translation and post-processing make, and say where they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from learning.judge import planters
from learning.judge.material import Material
from learning.judge.planters import Edit
from mtalign.detect.judge.tokens import tokens


class Planted(NamedTuple):
    """A text, and the artifacts in it: start and end (exclusive) in characters, and the code."""

    text: str
    marks: tuple[tuple[int, int, str], ...]


#: How often a planter looks for a place.
TRIES = 4
#: code, planter, weight.
PLANTERS: tuple[tuple[str, Callable[..., Edit | None], float], ...] = (
    ("agreement", planters.determiner, 2.0),
    ("agreement", planters.inflected, 7.0),
    ("grammar", planters.mood, 1.2),
    ("grammar", planters.elision, 1.2),
    ("grammar", planters.preposition, 2.0),
    ("grammar", planters.determiner_dropped, 1.8),
    ("grammar", planters.auxiliary, 0.8),
    ("grammar", planters.moved, 1.2),
    ("grammar", planters.little_word, 0.8),
    ("fused_word", planters.fused, 2.0),
    ("untranslated", planters.untranslated, 2.5),
    ("restart", planters.restart, 3.0),
    ("repetition", planters.repetition, 1.2),
    ("duplication", planters.duplication, 1.5),
    ("sentence_break", planters.broken, 1.5),
    ("truncation", planters.cut, 1.5),
    ("addition", planters.law, 1.8),
)


def plant(m: Material, text: str, english: str = "", other: str = "") -> Planted | None:
    """One artifact in a sentence, or None where the planter that was drawn found no place; `other` is another sentence."""
    found = tokens(text)
    if len(found) < 4:
        return None
    code, planter, _ = m.rng.choices(PLANTERS, [w for *_, w in PLANTERS])[0]
    more = {planters.untranslated: (english,), planters.restart: (other,)}.get(planter, ())
    edit = next((edit for _ in range(TRIES) if (edit := planter(m, text, found, *more))), None)
    if edit is None:
        return None
    new = text[: edit.start] + edit.new + text[edit.end :]
    if new == text:
        return None
    low, high = edit.mark or (0, len(edit.new))
    lead = len(edit.new[low:high]) - len(edit.new[low:high].lstrip(" ,"))
    return Planted(new, ((edit.start + low + lead, edit.start + len(edit.new[:high].rstrip(" ,")), code),))
