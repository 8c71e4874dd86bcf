"""Options that several commands have, and the kinds of values they take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from mtalign.detect import catalogue
from mtalign.formats import Format

Command = Callable[..., Any]

if TYPE_CHECKING:
    _Text = click.ParamType[str]
else:
    # Generic in newer versions of Click only.
    _Text = click.ParamType


class RuleName(_Text):
    """A code or a rule. The rules are loaded when one is asked for."""

    name = "name"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name as it is listed; UsageError for one that is not."""
        name = normalised(value)
        if name not in catalogue().names:
            self.fail(f"there is no code or rule {value!r}: choose from {', '.join(catalogue().codes)}", param, ctx)
        return name

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The names that begin like it."""
        return [CompletionItem(name) for name in catalogue().names if name.startswith(incomplete)]


def normalised(name: str) -> str:
    """A name as it is listed, from one in which the code may have hyphens."""
    code, slash, rule = name.partition("/")
    return code.replace("-", "_") + slash + rule


def names_of(listed: str) -> frozenset[str]:
    """The names in a list with commas between."""
    return frozenset(normalised(part.strip()) for part in listed.split(",") if part.strip())


def one_format(formats: Sequence[Format]) -> Callable[[Command], Command]:
    """The option of a command that writes one of these formats."""
    names = [form.name for form in formats]
    return click.option(
        "-f", "--format", "form", type=click.Choice(names), help=f"[default: by FILE's ending, else {names[0]}]"
    )


output = click.option("-o", "--output", metavar="FILE", help="Where to write; stdout when left out.")
encoding = click.option("--encoding", metavar="NAME", help="Encoding of the files.  [default: detected]")


def fail_on(default: str, what: str) -> Callable[[Command], Command]:
    """The option that says from which severity on the exit code is 1."""
    return click.option(
        "--fail-on",
        type=click.Choice(("error", "warning", "never")),
        default=default,
        show_default=True,
        help=f"Exit with 1 when a {what} is this severe.",
    )
