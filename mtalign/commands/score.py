"""`mtalign score`."""

from __future__ import annotations

import click

from mtalign.commands import options as shared
from mtalign.documents import read_document
from mtalign.report import score_line
from mtalign.scoring import lines_of
from mtalign.scoring import score as score_corpus
from mtalign.version import __version__


@click.command()
@click.argument("hypothesis")
@click.argument("reference")
@shared.encoding
@click.option("--no-intervals", is_flag=True, help="Leave out the bootstrap intervals.")
def score(hypothesis: str, reference: str, encoding: str | None, no_intervals: bool) -> None:
    """Score the lines of HYPOTHESIS against the lines of REFERENCE: BLEU, chrF2++ and TER."""
    sides = [lines_of(read_document(path, lang="en", encoding=encoding).text) for path in (hypothesis, reference)]
    for result in score_corpus(*sides, intervals=not no_intervals):
        click.echo(score_line(result))
    click.echo(f"segments:{len(sides[0])}|seg:lines|align:lines|mtalign:{__version__}")
