"""`mtalign convert`."""

from __future__ import annotations

import click

from mtalign.commands import options as shared
from mtalign.commands.bitext import FORMATS, write
from mtalign.documents import check_distinct, read_bitext


@click.command()
@click.argument("bitext")
@shared.output
@shared.one_format(FORMATS)
def convert(bitext: str, output: str | None, form: str | None) -> None:
    """Convert BITEXT (TMX, XLIFF, TSV or JSONL, told apart by content) to another format."""
    check_distinct([bitext], [output] if output else [])
    write(output, form, lambda: read_bitext(bitext))
