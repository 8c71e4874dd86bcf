"""Text as it can be shown: nothing in it goes unseen, and nothing in it acts."""

from __future__ import annotations

import re

# Control characters have no place on a page or a terminal; their pictures do.
_PICTURES = {c: 0x2400 + c for c in range(0x20)} | {0x7F: 0x2421, 0x09: 0x20, 0x0A: 0x20}
_PICTURES |= dict.fromkeys(range(128, 160), 65533)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def shown(text: str) -> str:
    """The text with control characters as visible pictures."""
    return text.translate(_PICTURES)


def short(name: str) -> str:
    """A file's name without its folders: a page has no room for paths."""
    return name.replace("\\", "/").rsplit("/", 1)[-1] or name


def xml_text(text: str) -> str:
    """The text with what XML cannot hold replaced."""
    return _NOT_XML.sub("\ufffd", text)
