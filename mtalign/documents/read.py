"""Bytes to `Document`, to the byte."""

from __future__ import annotations

import codecs
import re
import sys
from pathlib import Path

from mtalign.errors import InputError
from mtalign.records import Document, Span

STDIN = "-"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# French and English text outside Unicode is in one of these; guessing among more only finds worse answers.
_LEGACY = ["cp1252", "iso8859_15", "mac_roman", "cp850"]
_SAMPLE = 65536
# Share of control characters above which bytes are no text.
_MAX_CONTROL = 0.3
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LINE = re.compile(r"[^\r\n](?:[^\n]*[^\r\n])?")


def read_document(path: str, *, lang: str, encoding: str | None = None) -> Document:
    """Read a file, or stdin for "-". Raises InputError when it cannot be read or is no text."""
    if path == STDIN and sys.stdin is None:
        raise InputError("stdin is closed: name a file to read")
    if path == STDIN:
        return document_from_bytes(sys.stdin.buffer.read(), name="stdin", lang=lang, encoding=encoding)
    try:
        data = Path(path).read_bytes()
    except IsADirectoryError:
        raise InputError(f"{path} is a folder: name the file to read") from None
    except FileNotFoundError:
        raise InputError(f"{path} does not exist") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"cannot read {path} ({reason})") from None
    return document_from_bytes(data, name=Path(path).name, lang=lang, encoding=encoding)


def document_from_bytes(data: bytes, *, name: str, lang: str, encoding: str | None = None) -> Document:
    """Decode bytes and find the paragraphs."""
    text, used = decode(data, name=name, encoding=encoding)
    return document(text, name=name, lang=lang, encoding=used)


def document(text: str, *, name: str, lang: str, encoding: str = "utf-8") -> Document:
    """A text as a Document. Lone surrogates, which no file can hold, become U+FFFD; offsets stay as they were."""
    text = _SURROGATE.sub("\ufffd", text)
    spans = (Span(*match.span()) for match in _LINE.finditer(text))
    return Document(
        name=name,
        lang=lang,
        text=text,
        paragraphs=tuple(span for span in spans if not text[span.start : span.end].isspace()),
        encoding=encoding,
    )


def decode(data: bytes, *, name: str, encoding: str | None = None) -> tuple[str, str]:
    """Text and the encoding it was in: the one named, else by byte-order mark, else UTF-8, else a guess.

    Raises InputError for bytes that are not in the named encoding, and for bytes that are no text.
    """
    if encoding is not None:
        return _decode_as(data, name, encoding)
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _decode_as(data, name, codec)
    try:
        text, used = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        used = _guess(data, name)
        text, used = _decode_as(data, name, used)
    else:
        if wide := _utf16_without_mark(data):
            text, used = _decode_as(data, name, wide)
    if len(_CONTROL.findall(text)) > _MAX_CONTROL * len(text):
        raise InputError(f"{name} is a binary file, not a text")
    return text, used


def _decode_as(data: bytes, name: str, encoding: str) -> tuple[str, str]:
    try:
        info = codecs.lookup(encoding)
        if not getattr(info, "_is_text_encoding", True):
            raise InputError(f"{encoding!r} is not an encoding of text: try utf-8, cp1252, latin-1, utf-16")
        text = info.decode(data, "strict")[0]
    except (LookupError, ValueError) as error:
        if isinstance(error, UnicodeError):
            where = f" (byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
            raise InputError(f"{name} is not in {encoding}{where}: name its encoding with --encoding") from None
        raise InputError(f"there is no encoding {encoding!r}: try utf-8, cp1252, latin-1, utf-16") from None
    # A named encoding may leave the mark in place: it is no part of the text.
    return text.removeprefix("\ufeff"), info.name


def _guess(data: bytes, name: str) -> str:
    sample = data[:_SAMPLE]
    if wide := _utf16_without_mark(data):
        return wide
    if b"\0" in sample or sum(b < 32 and b not in b"\t\n\r\f" for b in sample) > 0.02 * len(sample):
        raise InputError(f"{name} is a binary file, not a text (name its encoding with --encoding if it is one)")
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_LEGACY).best()
    # Latin-1 bytes without any of the others' printable extras are the same text in cp1252.
    return best.encoding if best is not None else "cp1252"


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:_SAMPLE]
    if len(sample) < 4 or len(data) % 2 or b"\0" not in sample:
        return None
    half = len(sample) // 2
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    if high > 0.6 * half and low < 0.1 * half:
        return "utf-16-le"
    if low > 0.6 * half and high < 0.1 * half:
        return "utf-16-be"
    return None
