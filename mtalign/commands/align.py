"""`mtalign align`."""

from __future__ import annotations

from typing import Any

import click

from mtalign.commands import options as shared
from mtalign.commands.bitext import FORMATS, write
from mtalign.documents import check_distinct, read_bitext, read_document
from mtalign.pipeline import align_documents


@click.command()
@click.argument("source")
@click.argument("target")
@shared.output
@shared.one_format(FORMATS)
@click.option("--src-lang", default="fr", show_default=True, help="Language of SOURCE.")
@click.option("--tgt-lang", default="en", show_default=True, help="Language of TARGET.")
@click.option("--split/--presplit", default=True, help="Split sentences, or take each line as one.  [default: split]")
@click.option("--keep-paragraphs", is_flag=True, help="No bead crosses the end of a paragraph.")
@click.option(
    "--skip-penalty",
    type=float,
    metavar="X",
    help="Price of a sentence left alone, in log-odds.  [default: by the texts, 1 to 2]",
)
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Less sure beads are left unaligned."
)
@click.option("--edits", metavar="FILE", help="Take the beads from FILE, as saved from the review page.")
@shared.encoding
def align(
    source: str,
    target: str,
    output: str | None,
    form: str | None,
    src_lang: str,
    tgt_lang: str,
    split: bool,
    edits: str | None,
    encoding: str | None,
    **options: Any,
) -> None:
    """Align the sentences of SOURCE and TARGET, two texts that say the same in two languages."""
    check_distinct([path for path in (source, target, edits) if path], [output] if output else [])
    src = read_document(source, lang=src_lang, encoding=encoding)
    tgt = read_document(target, lang=tgt_lang, encoding=encoding)
    beads = read_bitext(edits) if edits else None
    write(output, form, lambda: align_documents(src, tgt, split="sentences" if split else "none", edits=beads, **options))
