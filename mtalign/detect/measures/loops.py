"""Runs of repeated words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from mtalign.detect.text import Word

_MAX_LOOP = 6
# Times in a row from which a phrase is a loop, without and with a pause between.
LOOPED, _LOOPED_PAUSED = 2.5, 3.5
_PAUSES = ",;:!?.-–—"


class Loop(NamedTuple):
    """A phrase of `size` words that begins at word `start` and repeats for `run` words in all."""

    start: int
    size: int
    run: int

    @property
    def times(self) -> float:
        """How often the phrase stands there; the last time may be cut off."""
        return self.run / self.size


def loops(found: Sequence[Word], text: str, *, any_echo: bool = False) -> Iterator[Loop]:
    """The runs of repeated words in a sentence's words; `text` is the document's.

    A function word that cannot stand twice counts from two times on, a longer phrase from two and a half (the last one
    may be cut off); with pauses between, which a writer may mean, from three and a half. With `any_echo` a phrase counts
    from two times on: for translations, whose source shows what the writer meant.
    """
    lower = [word.lower for word in found]
    position = 0
    while position < len(lower):
        loop = _loop_at(found, lower, position, any_echo=any_echo)
        if loop is not None and _counts(found, text, loop, any_echo=any_echo):
            yield loop
            position += loop.run
        else:
            position += 1


def _counts(found: Sequence[Word], text: str, loop: Loop, *, any_echo: bool) -> bool:
    first = found[loop.start]
    paused = any(
        c in _PAUSES for a, b in pairwise(found[loop.start : loop.start + loop.run]) for c in text[a.span.end : b.span.start]
    )
    if loop.size == 1 and not paused and first.lower in first.language.never_twice:
        return True
    if any_echo and not (loop.size == 1 and (paused or first.is_function)):
        return True
    return loop.times >= (_LOOPED_PAUSED if paused else LOOPED)


def _loop_at(found: Sequence[Word], lower: Sequence[str], position: int, *, any_echo: bool) -> Loop | None:
    """The run that begins at a word, of the shortest phrase that repeats."""
    if lower[position].isdigit():
        # Figures stand in tables and counts.
        return None
    for size in range(1, min(_MAX_LOOP, (len(lower) - position) // 2) + 1):
        run = size
        while position + run < len(lower) and lower[position + run] == lower[position + run - size]:
            run += 1
        once = size == 1 and run == 2 and not found[position].is_function and not any_echo
        if run >= 2 * size and not once:
            return Loop(position, size, run)
    return None
