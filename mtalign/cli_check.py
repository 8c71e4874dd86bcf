"""`mtalign check` and `mtalign explain`."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mtalign import __version__
from mtalign.records import SEVERITIES
from mtalign.taxonomy import CODES
from mtalign.terminal import emit, exit_code, stdin_or_file

if TYPE_CHECKING:
    from mtalign.detect import Suppressions
    from mtalign.records import Checked, Document

_FORMATS = ("text", "json", "sarif", "junit", "html")
_BITEXT_ENDINGS = (".tmx", ".xlf", ".xliff", ".tsv", ".jsonl")
_IGNORE_FILE = ".mtalignignore"


@click.command()
@click.argument("files", nargs=-1, metavar="[FILES]... | -")
@click.option("--pair", nargs=2, metavar="SRC TGT", help="Check a text and its translation; they are aligned first.")
@click.option("-o", "--output", metavar="FILE", help="Where to write; stdout when left out.")
@click.option("-f", "--format", "form", type=click.Choice(_FORMATS), help="[default: by FILE's ending, else text]")
@click.option("--lang", metavar="CODE", help="Language of FILES, fr or en.  [default: detected]")
@click.option("--src-lang", default="fr", show_default=True, help="Language of SRC.")
@click.option("--tgt-lang", default="en", show_default=True, help="Language of TGT.")
@click.option("--presplit", is_flag=True, help="Take each line of SRC and TGT as a sentence.")
@click.option("--only", metavar="CODES", help="Look for these codes only, with commas between.")
@click.option("--exclude", metavar="CODES", help="Leave these codes out.")
@click.option("--min-severity", type=click.Choice(SEVERITIES), default="info", show_default=True, help="Least severity shown.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Least confidence shown.")
@click.option(
    "--fail-on",
    type=click.Choice(("error", "warning", "never")),
    default="error",
    show_default=True,
    help="Exit with 1 when a finding is this severe.",
)
@click.option("--baseline", metavar="FILE", help="Leave out the findings that FILE knows.")
@click.option("--write-baseline", metavar="FILE", help="Write what is found to FILE, for --baseline; exit with 0.")
@click.option("--ignore-file", metavar="FILE", help=f"Findings judged already.  [default: {_IGNORE_FILE}, if it is there]")
@click.option("--encoding", metavar="NAME", help="Encoding of the files.  [default: detected]")
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
def check(
    files: tuple[str, ...],
    pair: tuple[str, str] | None,
    output: str | None,
    form: str | None,
    only: str | None,
    exclude: str | None,
    min_severity: str,
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
    from mtalign.detect import Selection, key_of
    from mtalign.documents import Output, check_distinct
    from mtalign.pipeline import sift
    from mtalign.report import check_summary, render_checked

    if bool(files) == bool(pair):
        raise click.UsageError("name FILES to check, or --pair SRC TGT" + (", not both" if pair else ""))
    output = None if output == "-" else output
    form = form or _by_ending(output)
    written = [path for path in (output, write_baseline) if path]
    check_distinct([*files, *(pair or ()), *(p for p in (ignore_file, baseline) if p and p != write_baseline)], written)
    selection = Selection(
        only=_codes(only) if only is not None else None,
        exclude=_codes(exclude or ""),
        min_severity=min_severity,  # type: ignore[arg-type]
        min_confidence=min_confidence,
    )
    suppressions = _suppressions(baseline if baseline != write_baseline else None, ignore_file)
    with ExitStack() as stack:
        out, known = (stack.enter_context(Output(path)) if path else None for path in (output, write_baseline))
        results = [sift(result, selection, suppressions) for result in _results(files, pair, **reading)]
        if known is not None:
            known.write(_baseline(results))
        colour = out is None and sys.stdout is not None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
        if out is not None or known is None:
            emit(out, render_checked(results, form, key_of=key_of, version=__version__, colour=colour))
    if not quiet:
        click.echo(check_summary(results), err=out is None)
    sys.exit(0 if known is not None else exit_code((f for result in results for f in result.findings), fail_on))


@click.command()
@click.argument("code", type=click.Choice(sorted(CODES)))
def explain(code: str) -> None:
    """What CODE means, with an example and what to do."""
    from mtalign.report import explain as explained

    click.echo(explained(code), nl=False)


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
    from mtalign.documents import read_bitext
    from mtalign.pipeline import check_bitext, check_document, check_documents

    if pair:
        source, target = _read(pair[0], src_lang, encoding), _read(pair[1], tgt_lang, encoding)
        return [check_documents(source, target, split="none" if presplit else "sentences")]
    results = []
    for path in files:
        if path.lower().endswith(_BITEXT_ENDINGS):
            results.append(check_bitext(read_bitext(path), name=path))
        else:
            results.append(check_document(_read(path, lang, encoding)))
    return results


def _read(path: str, lang: str | None, encoding: str | None) -> Document:
    """The text under the name it was called by, in the language named or guessed."""
    from mtalign.detect import guess_language
    from mtalign.documents import read_document

    text = read_document(stdin_or_file(path), lang=lang or "und", encoding=encoding)
    guessed = lang or guess_language(text.text)
    if guessed == "und":
        shown = click.format_filename(path)
        click.echo(f"{shown} looks neither French nor English: not everything can be looked for (see --lang)", err=True)
    return replace(text, name="stdin" if path == "-" else path, lang=guessed)


def _codes(listed: str) -> frozenset[str]:
    return frozenset(code for part in listed.split(",") if (code := part.strip().replace("-", "_")))


def _by_ending(output: str | None) -> str:
    ending = os.path.splitext(output)[1][1:].lower() if output else ""
    return {"xml": "junit", "htm": "html"}.get(ending, ending if ending in _FORMATS else "text")


def _suppressions(baseline: str | None, ignore_file: str | None) -> Suppressions:
    from mtalign.detect import Suppressions
    from mtalign.documents import read_document

    paths = [path for path in (baseline, ignore_file) if path]
    if ignore_file is None and Path(_IGNORE_FILE).is_file():
        paths.append(_IGNORE_FILE)
    found = Suppressions()
    for path in paths:
        found = found.merged(Suppressions.parse(read_document(path, lang="en").text, name=path))
    return found


def _baseline(results: list[Checked]) -> str:
    from mtalign.detect import baseline

    return baseline((finding, result.segments(finding.side)) for result in results for finding in result.findings)
