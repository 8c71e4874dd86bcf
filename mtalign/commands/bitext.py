"""What the commands that write an aligned text share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack

import click

from mtalign.commands.terminal import emit
from mtalign.documents import BITEXTS, Output
from mtalign.formats import by_ending, named
from mtalign.records import Bitext
from mtalign.report import REVIEW
from mtalign.version import __version__

#: The formats to choose from.
FORMATS = (*BITEXTS, REVIEW)


def write(output: str | None, form: str | None, make: Callable[[], Bitext]) -> None:
    """Write what `make` makes, to stdout without a file, and say in two lines what it was."""
    output = None if output == "-" else output
    chosen = named(FORMATS, form) if form else by_ending(FORMATS, output)
    with ExitStack() as stack:
        file = stack.enter_context(Output(output)) if output else None
        bitext = make()
        emit(file, chosen.call("render", bitext, __version__))
    if output:
        kinds = Counter(pair.kind for pair in bitext.pairs)
        listed = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items(), key=lambda kv: (-kv[1], kv[0])))
        click.echo(f"bitext: {click.format_filename(output)}\nbeads: {len(bitext.pairs)}" + (f" ({listed})" if listed else ""))
