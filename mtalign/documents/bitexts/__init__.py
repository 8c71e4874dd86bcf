"""Aligned texts to and from files, one file a format. To add one: write its file and name it here.

A format's module has `render(bitext, version)`, and `recognises(data, name)` and `parse(data, name)` where it can be read back.
"""

from __future__ import annotations

from pathlib import Path

from mtalign.errors import InputError
from mtalign.formats import Format, named
from mtalign.records import Bitext

#: The formats of aligned texts; the first one is written where nothing is said.
BITEXTS = (
    Format("tsv", ("tsv",), "mtalign.documents.bitexts.tsv"),
    Format("jsonl", ("jsonl",), "mtalign.documents.bitexts.jsonl"),
    Format("tmx", ("tmx",), "mtalign.documents.bitexts.tmx"),
    Format("xliff", ("xlf", "xliff"), "mtalign.documents.bitexts.xliff"),
    Format("ladder", ("ladder",), "mtalign.documents.bitexts.ladder"),
)
#: Endings of files that are taken for aligned texts: those of the formats that hold texts.
BITEXT_ENDINGS = frozenset(ending for form in BITEXTS if form.name != "ladder" for ending in form.endings)


def render_bitext(bitext: Bitext, form: str, *, version: str = "") -> str:
    """The bitext in a format of BITEXTS. `version` is the tool's, for the headers that want one."""
    return str(named(BITEXTS, form).call("render", bitext, version))


def read_bitext(path: str) -> Bitext:
    """Read an aligned text, its format told by its content. Raises InputError that says what is wrong where."""
    try:
        data = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read {path} ({getattr(error, 'strerror', None) or error})") from None
    return parse_bitext(data, name=Path(path).name)


def parse_bitext(data: bytes, *, name: str) -> Bitext:
    """An aligned text from the bytes of a file in one of BITEXTS."""
    readable = [form for form in BITEXTS if form.has("parse")]
    for form in readable:
        if form.call("recognises", data, name):
            try:
                found: Bitext = form.call("parse", data, name)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise InputError(f"{name} is no bitext: {error}") from None
            return found
    raise InputError(f"{name} is no bitext that can be read: those are {', '.join(form.name for form in readable)}")
