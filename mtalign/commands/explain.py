"""`mtalign explain`."""

from __future__ import annotations

import click

from mtalign.commands.options import RuleName
from mtalign.detect import catalogue
from mtalign.report import explain as explained


@click.command()
@click.argument("name", type=RuleName())
def explain(name: str) -> None:
    """What NAME, a code or one of its rules, means, with examples and what to do."""
    click.echo(explained(name, catalogue()), nl=False)
