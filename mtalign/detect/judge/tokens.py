"""French text as the judge reads it: elided words, words, figures and signs, one token each."""

from __future__ import annotations

import re
from typing import NamedTuple

_CLITIC = r"-(?:t-)?(?:je|tu|il|elle|on|nous|vous|ils|elles|ce|le|la|les|lui|leur|moi|toi|y|en|là|ci)(?![^\W\d_])"
_TOKEN = re.compile(
    rf"aujourd['’]hui|[^\W\d_]+['’](?=\w)|{_CLITIC}|[^\W\d_]+(?:(?!{_CLITIC})-[^\W\d_]+)*|\d+(?:[.,\u00a0\u202f]?\d+)*|[^\w\s]|\S",
    re.IGNORECASE,
)
_YEAR = re.compile(r"1[0-9]{3}|20[0-9]{2}")


class Token(NamedTuple):
    """A token: its form for look-up (lower case, figures by kind), where it starts and ends, whether it has a capital.

    `figure` is a figure as it is written, empty for all else.
    """

    form: str
    start: int
    end: int
    capital: bool
    figure: str = ""


def tokens(text: str) -> list[Token]:
    """The tokens of a text, in order."""
    found = []
    for match in _TOKEN.finditer(text):
        said = match.group()
        first = said[0]
        figure = ""
        if first.isdigit():
            figure = said
            form = "<year>" if _YEAR.fullmatch(said) else "<one>" if said == "1" else "<number>"
        elif first in '“”«»„"':
            form = '"'
        else:
            form = said.lower().replace("’", "'")
        found.append(Token(form, *match.span(), first.isupper(), figure))
    return found
