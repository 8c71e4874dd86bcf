"""What TMX and XLIFF share: XML read without doing anything it says, and text that may hold any character.

XML cannot hold most control characters; each format has an element that stands for them. Sentence boundaries inside a bead
travel as lengths in a property or note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from lxml import etree
from lxml.etree import _Element

from mtalign.documents.bitexts.text import first_mark, is_wide
from mtalign.errors import InputError
from mtalign.records import Sentence

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# Inline codes whose text is the sentence's.
_INLINE = ("hi", "sub", "mrk", "pc", "g")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\r")

#: Makes, in an element, one that stands for a character.
StandIn = Callable[[_Element, str], _Element]
#: The character that an element stands for, None for other elements.
StoodFor = Callable[[_Element], str | None]


@lru_cache(maxsize=1)
def root_of(data: bytes, name: str) -> _Element | None:
    """The root of a document; None for what is no XML. Raises InputError for XML that is not well-formed.

    Nothing is fetched, and no entity of a document's own is expanded.
    """
    if first_mark(data) != b"<" and not is_wide(data):
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"{name} is no well-formed XML ({str(error).splitlines()[0]})") from None


def serialised(root: _Element, texts: Sequence[tuple[_Element, str]], stand_in: StandIn, doctype: str | None = None) -> str:
    """The tree as text, indented before the texts go in, so that no white space is added to them."""
    etree.indent(root, space=" ")
    for element, text in texts:
        _fill(element, text, stand_in)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n' + (f"{doctype}\n" if doctype else "")
    return head + etree.tostring(root, encoding="unicode") + "\n"


def clean(text: str) -> str:
    """The text with what XML cannot hold replaced."""
    return _NOT_XML.sub("\ufffd", text)


def _fill(element: _Element, text: str, stand_in: StandIn) -> None:
    last: _Element | None = None
    position = 0
    for match in _NOT_XML.finditer(text):
        _append(element, last, text[position : match.start()])
        last = stand_in(element, match.group())
        position = match.end()
    _append(element, last, text[position:])


def _append(element: _Element, last: _Element | None, text: str) -> None:
    if last is None:
        element.text = text
    else:
        last.tail = text


def text_of(element: _Element, stood_for: StoodFor) -> str:
    """The element's text, its stand-ins turned back into the characters they stand for, other inline codes left out."""
    out = [element.text or ""]
    for child in element:
        character = stood_for(child)
        if character is not None:
            out.append(character)
        elif isinstance(child.tag, str) and child.tag.rsplit("}", 1)[-1] in _INLINE:
            out.append(text_of(child, stood_for))
        out.append(child.tail or "")
    return "".join(out)


def places(side: Sequence[Sentence]) -> Iterator[tuple[str, str]]:
    """What `sentences` needs beside the text of a side: names and values."""
    if side:
        yield "lines", ",".join(str(s.line) for s in side)
        yield "lengths", ",".join(str(len(s.text)) for s in side)


def sentences(text: str, lines: str, lengths: str) -> tuple[Sentence, ...]:
    """The sentences that a text was made of; one sentence where somebody has edited it since."""
    sizes = [int(n) for n in lengths.split(",")] if lengths else [len(text)]
    at = [int(n) for n in lines.split(",")] if lines else [0] * len(sizes)
    if sum(sizes) + len(sizes) - 1 != len(text) or len(at) != len(sizes):
        return (Sentence(text=text, line=at[0] if at else 0),)
    out, position = [], 0
    for size, line in zip(sizes, at, strict=True):
        out.append(Sentence(text=text[position : position + size], line=line))
        position += size + 1
    return tuple(out)
