"""`mtalign check`."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from mtalign.commands import options as shared
from mtalign.commands.terminal import emit, exit_code, stdin_or_file
from mtalign.detect import catalogue, guess_language
from mtalign.documents import BITEXT_ENDINGS, Output, check_distinct, read_bitext, read_document
from mtalign.formats import by_ending, ending_of, named
from mtalign.pipeline import check_bitext, check_document, check_documents, sift
from mtalign.records import SEVERITIES, Checked, Document
from mtalign.report import CHECKS, Context, check_summary, render_checked
from mtalign.suppress import Selection, Suppressions, key_of
from mtalign.suppress import baseline as baseline_of
from mtalign.version import __version__

_IGNORE_FILE = ".mtalignignore"


@click.command()
@click.argument("files", nargs=-1, metavar="[FILES]... | -")
@click.option("--pair", nargs=2, metavar="SRC TGT", help="Check a text and its translation; they are aligned first.")
@shared.output
@shared.one_format(CHECKS)
@click.option("--lang", metavar="CODE", help="Language of FILES, fr or en.  [default: detected]")
@click.option("--src-lang", default="fr", show_default=True, help="Language of SRC.")
@click.option("--tgt-lang", default="en", show_default=True, help="Language of TGT.")
@click.option("--presplit", is_flag=True, help="Take each line of SRC and TGT as a sentence.")
@click.option("--only", metavar="NAMES", help="Look for these codes or rules only, with commas between.")
@click.option("--exclude", metavar="NAMES", help="Leave these codes or rules out.")
@click.option("--min-severity", type=click.Choice(SEVERITIES), default="info", show_default=True, help="Least severity shown.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Least confidence shown.")
@shared.fail_on("error", "finding")
@click.option("--baseline", metavar="FILE", help="Leave out the findings that FILE knows.")
@click.option("--write-baseline", metavar="FILE", help="Write what is found to FILE, for --baseline; exit with 0.")
@click.option("--ignore-file", metavar="FILE", help=f"Findings judged already.  [default: {_IGNORE_FILE}, if it is there]")
@shared.encoding
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
def check(
    files: tuple[str, ...],
    pair: tuple[str, str] | None,
    output: str | None,
    form: str | None,
    only: str | None,
    exclude: str | None,
    min_severity: Any,
    min_confidence: float,
    fail_on: str,
    baseline: str | None,
    write_baseline: str | None,
    ignore_file: str | None,
    quiet: bool,
    **reading: Any,
) -> None:
    """Find machine-translation artifacts in French or English texts, or in a text and its translation.

    FILES are texts, or bitexts by their ending (.tmx, .xlf, .tsv, .jsonl); - is stdin. Exit codes: 0 nothing at or above
    --fail-on, 1 something, 2 an error.
    """
    if bool(files) == bool(pair):
        raise click.UsageError("name FILES to check, or --pair SRC TGT" + (", not both" if pair else ""))
    output = None if output == "-" else output
    chosen = named(CHECKS, form) if form else by_ending(CHECKS, output)
    written = [path for path in (output, write_baseline) if path]
    check_distinct([*files, *(pair or ()), *(p for p in (ignore_file, baseline) if p and p != write_baseline)], written)
    selection = Selection(
        only=None if only is None else shared.names_of(only),
        exclude=shared.names_of(exclude or ""),
        min_severity=min_severity,
        min_confidence=min_confidence,
    )
    suppressions = _suppressions(baseline if baseline != write_baseline else None, ignore_file)
    with ExitStack() as stack:
        out, known = (stack.enter_context(Output(path)) if path else None for path in (output, write_baseline))
        results = [sift(result, selection, suppressions) for result in _results(files, pair, **reading)]
        if known is not None:
            known.write(_baseline(results))
        if out is not None or known is None:
            context = Context(catalogue=catalogue(), key_of=key_of, version=__version__, colour=out is None and _has_colours())
            emit(out, render_checked(results, chosen.name, context))
    if not quiet:
        click.echo(check_summary(results), err=out is None)
    sys.exit(0 if known is not None else exit_code((f for result in results for f in result.findings), fail_on))


def _has_colours() -> bool:
    return sys.stdout is not None and sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _results(
    files: tuple[str, ...],
    pair: tuple[str, str] | None,
    *,
    lang: str | None,
    src_lang: str,
    tgt_lang: str,
    presplit: bool,
    encoding: str | None,
) -> list[Checked]:

    if pair:
        source, target = _read(pair[0], src_lang, encoding), _read(pair[1], tgt_lang, encoding)
        return [check_documents(source, target, split="none" if presplit else "sentences")]
    return [
        check_bitext(read_bitext(path), name=path)
        if ending_of(path) in BITEXT_ENDINGS
        else check_document(_read(path, lang, encoding))
        for path in files
    ]


def _read(path: str, lang: str | None, encoding: str | None) -> Document:
    """The text under the name it was called by, in the language named or guessed."""
    text = read_document(stdin_or_file(path), lang=lang or "und", encoding=encoding)
    guessed = lang or guess_language(text.text)
    if guessed == "und":
        shown = click.format_filename(path)
        click.echo(f"{shown} looks neither French nor English: not everything can be looked for (see --lang)", err=True)
    return replace(text, name="stdin" if path == "-" else path, lang=guessed)


def _suppressions(baseline: str | None, ignore_file: str | None) -> Suppressions:

    paths = [path for path in (baseline, ignore_file) if path]
    if ignore_file is None and Path(_IGNORE_FILE).is_file():
        paths.append(_IGNORE_FILE)
    found = Suppressions()
    for path in paths:
        found = found.merged(Suppressions.parse(read_document(path, lang="en").text, name=path))
    return found


def _baseline(results: list[Checked]) -> str:

    return baseline_of((finding, result.segments(finding.side)) for result in results for finding in result.findings)
