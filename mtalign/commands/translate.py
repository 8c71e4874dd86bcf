"""`mtalign translate`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import click

from mtalign.commands import options as shared
from mtalign.commands.terminal import emit, exit_code, progress, stdin_or_file
from mtalign.documents import Output, check_distinct, read_document
from mtalign.formats import Format, by_ending, ending_of, named
from mtalign.pipeline import Settings, translate_document
from mtalign.records import Report
from mtalign.report import REPORTS, render, summary
from mtalign.segment import SPLITS
from mtalign.translation import COMPUTE_TYPES, DEFAULT_MODEL, ENGINES, MAX_INPUT_TOKENS, Decoding

_NAMES = ", ".join(form.name for form in REPORTS)
# Only what shows or holds word links asks for them: they cost about as much as a translation.
_WITH_LINKS = ("html", "jsonl")


def _model_options(command: Callable[..., Any]) -> Callable[..., Any]:
    usual = Decoding()
    for option in reversed(
        (
            click.option(
                "--model", default=DEFAULT_MODEL, show_default=True, help="Bundled name, folder, or hub name OWNER/NAME."
            ),
            click.option("--hub-revision", metavar="REV", help="Branch, tag or commit of a hub model."),
            click.option("--safetensors-only", is_flag=True, help="Refuse weights that are there only as pickle."),
            click.option("--offline", is_flag=True, help="Never use the network; a hub model must be in the cache."),
            click.option(
                "--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True, help="What runs the model."
            ),
            click.option(
                "--beam", type=click.IntRange(1, 64), default=usual.beam, show_default=True, help="Beam width; 1 is greedy."
            ),
            click.option(
                "--threads",
                type=click.IntRange(0, 1024),
                default=usual.threads,
                show_default=True,
                help="Threads; 0 takes all cores.",
            ),
            click.option(
                "--compute-type",
                type=click.Choice(COMPUTE_TYPES),
                help="Arithmetic.  [default: int8, or float32 for transformers]",
            ),
            click.option(
                "--batch-tokens",
                type=click.IntRange(1, 1_000_000),
                default=usual.batch_tokens,
                show_default=True,
                help="Source tokens to a batch.",
            ),
            click.option(
                "--max-input-tokens",
                type=click.IntRange(8, 4096),
                default=MAX_INPUT_TOKENS,
                show_default=True,
                help="Longer sentences are translated clause by clause.",
            ),
        )
    ):
        command = option(command)
    return command


@click.command()
@click.argument("source", default="-")
@shared.output
@click.option(
    "-f",
    "--format",
    "formats",
    metavar="LIST",
    help=f"{_NAMES}, or several with commas.  [default: by FILE's ending, else {REPORTS[0].name}]",
)
@click.option("--ref", "reference", metavar="FILE", help="A reference translation to align and score against.")
@click.option(
    "--split",
    type=click.Choice(SPLITS),
    default=SPLITS[0],
    show_default=True,
    help="none: one segment a line, as many lines out as in.",
)
@click.option("--source-lang", default="fr", show_default=True, help="Language of the text.")
@click.option("--target-lang", default="en", show_default=True, help="Language the model translates into.")
@shared.encoding
@shared.fail_on("never", "flag")
@click.option("--no-retry", is_flag=True, help="Do not translate flagged sentences again in other ways.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary.")
@_model_options
def translate(
    source: str,
    output: str | None,
    formats: str | None,
    reference: str | None,
    encoding: str | None,
    fail_on: str,
    quiet: bool,
    **options: Any,
) -> None:
    """Translate SOURCE (a French text, or - for stdin), check it, and show it side by side.

    With -f html,tsv,jsonl one run writes several files, named like FILE with the ending of each format.
    """
    targets = _targets(output, formats)
    check_distinct([path for path in (source, reference) if path], [path for path, _ in targets if path])
    settings = _settings(words=any(form.name in _WITH_LINKS for _, form in targets), **options)
    text = read_document(stdin_or_file(source), lang=settings.source_lang, encoding=encoding)
    ref = read_document(reference, lang=settings.target_lang, encoding=encoding) if reference else None
    with ExitStack() as stack:
        files = [(stack.enter_context(Output(path)) if path else None, form) for path, form in targets]
        with progress(quiet) as step:
            report = translate_document(text, reference=ref, settings=settings, progress=step)
        contents = [(file, render(report, form.name)) for file, form in files]
        for file, content in contents:
            emit(file, content)
    if not quiet:
        _summarise(report, [path for path, _ in targets if path])
    sys.exit(exit_code(report.findings, fail_on))


def _settings(*, beam: int, threads: int, compute_type: Any, batch_tokens: int, no_retry: bool, **options: Any) -> Settings:

    decoding = Decoding(beam=beam, threads=threads, compute_type=compute_type, batch_tokens=batch_tokens)
    return Settings(decoding=decoding, retry=not no_retry, **options)


def _targets(output: str | None, formats: str | None) -> list[tuple[str | None, Format]]:
    """Paths and formats to write: one to stdout (None), or one file a format."""
    output = None if output == "-" else output
    wanted = [named(REPORTS, name) for name in dict.fromkeys(formats.split(","))] if formats else [by_ending(REPORTS, output)]
    if len(wanted) == 1:
        return [(output, wanted[0])]
    if output is None:
        raise click.UsageError("several formats need -o FILE to be named after")
    known = any(ending_of(output) in form.endings for form in REPORTS)
    stem = os.path.splitext(output)[0] if known else output
    return [(f"{stem}.{form.endings[0]}", form) for form in wanted]


def _summarise(report: Report, paths: list[str]) -> None:
    to_stderr = not paths
    if report.source.encoding not in ("utf-8", "utf-8-sig", "ascii"):
        click.echo(f"{report.source.name} was read as {report.source.encoding}; --encoding names another", err=True)
    for path in paths:
        click.echo(f"report: {click.format_filename(path)}", err=to_stderr)
    for line in summary(report):
        click.echo(line, err=to_stderr)
