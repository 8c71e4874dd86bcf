"""What was checked, in the forms that compilers, editors and CI systems read; and what those forms share."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mtalign.catalogue import Catalogue
from mtalign.records import Checked, Document, Finding, Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a format may need beside the results: the codes and rules, a finding's key from it and its segments, the tool's
    version, and whether a terminal shows colours."""

    catalogue: Catalogue
    key_of: Callable[[Finding, Sequence[Segment]], str]
    version: str = ""
    colour: bool = False


class Lines:
    """Offsets of a text as 1-based lines and columns, of code points."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        number = bisect_right(self._starts, offset)
        return number, offset - self._starts[number - 1] + 1

    def line(self, number: int) -> tuple[int, str]:
        """First offset of a line, and the line without its end."""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self._text)
        return start, self._text[start:end].rstrip("\r")


def placed(result: Checked) -> Iterator[tuple[Finding, Document, Lines]]:
    """The findings with their texts, source side first, in order of place."""
    for side in ("source", "target"):
        found = [finding for finding in result.findings if finding.side == side]
        if found:
            text = result.document(found[0].side)
            lines = Lines(text.text)
            yield from ((finding, text, lines) for finding in found)
