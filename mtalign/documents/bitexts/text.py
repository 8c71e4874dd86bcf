"""What the formats of plain text share."""

from __future__ import annotations

from mtalign.errors import InputError


def first_mark(data: bytes) -> bytes:
    """The first byte that is not white space or a byte-order mark."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]


def is_wide(data: bytes) -> bool:
    """Whether the bytes begin with a mark of UTF-16: only XML comes in that."""
    return data[:2] in (b"\xff\xfe", b"\xfe\xff")


def decoded(data: bytes, name: str) -> str:
    """The text, in UTF-8 with or without a mark; InputError that says where it is not."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not in utf-8 (byte {error.start})") from None
