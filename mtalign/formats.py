"""What a table of formats lists: a name, the endings of its files, and the module that writes or reads it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from mtalign.errors import OutputError


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files. Its module, which is loaded when it is needed, has the functions that its table asks for."""

    name: str
    endings: tuple[str, ...]
    home: str

    def call(self, function: str, *args: Any, **options: Any) -> Any:
        """Call a function of the format's module."""
        return getattr(import_module(self.home), function)(*args, **options)

    def has(self, function: str) -> bool:
        """Whether the format's module has such a function."""
        return hasattr(import_module(self.home), function)


def ending_of(path: str) -> str:
    """A file name's ending in lower case, without its dot."""
    return os.path.splitext(path)[1][1:].lower()


def named(formats: Sequence[Format], name: str) -> Format:
    """The format of that name. Raises OutputError that lists those there are."""
    found = next((form for form in formats if form.name == name), None)
    if found is None:
        raise OutputError(f"there is no format {name!r}: choose from {', '.join(form.name for form in formats)}")
    return found


def by_ending(formats: Sequence[Format], path: str | None) -> Format:
    """The format that a file's ending asks for; the first one without a file, or without an ending.

    Raises OutputError for an ending that no format has.
    """
    ending = ending_of(path) if path else ""
    found = next((form for form in formats if ending in form.endings), None) if ending else formats[0]
    if found is None:
        known = ", ".join(f".{ending}" for form in formats for ending in form.endings)
        raise OutputError(f"cannot write {path}: no format has the ending .{ending}; name one with -f, or end it with {known}")
    return found
