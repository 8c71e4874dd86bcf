"""The command line: parse, one library call, echo, exit code.

Exit codes: 0 done, 1 findings at or above --fail-on, 2 anything that went wrong, with one line on stderr.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, NoReturn

import click

from mtalign import __version__
from mtalign.cli_check import check, explain
from mtalign.errors import MtalignError
from mtalign.terminal import emit, exit_code, progress, stdin_or_file

if TYPE_CHECKING:
    from mtalign.pipeline import Settings
    from mtalign.records import Bitext, Report

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_ENGINES = ("ctranslate2", "transformers")
_COMPUTE_TYPES = ("int8", "int8_float32", "int16", "float32", "float16", "bfloat16", "auto")
_FORMATS = ("html", "txt", "tsv", "jsonl")
_BITEXT_FORMATS = ("tsv", "jsonl", "tmx", "xliff", "ladder", "html")


def main() -> NoReturn:
    """Run the command line; never leaves a traceback behind."""
    try:
        # Not cli.main(): that writes a line of its own before it passes an interrupt on.
        with cli.make_context("mtalign", sys.argv[1:]) as context:
            code = cli.invoke(context)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.exceptions.Abort:
        _die("interrupted; nothing was written")
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        where = f" (see {error.ctx.command_path} --help)" if isinstance(error, click.UsageError) and error.ctx else ""
        _die(error.format_message() + where)
    except MtalignError as error:
        _die(str(error))
    except KeyboardInterrupt:
        _die("interrupted; nothing was written")
    except BrokenPipeError:
        # The reader of our output has left: that is its right, and there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except MemoryError:
        _die("out of memory; give the text in smaller pieces")
    except OSError as error:
        _die(f"{error.strerror or error}" + (f": {error.filename}" if error.filename else ""))
    sys.exit(code if isinstance(code, int) else 0)


def _die(message: str) -> NoReturn:
    line = " ".join(message.split())
    click.echo(f"mtalign: {line.encode('utf-8', 'backslashreplace').decode()}", err=True)
    # What is still buffered for a full or closed stdout must not fail a second time at exit.
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(2)


@click.group(context_settings=_CONTEXT)
@click.version_option(__version__, prog_name="mtalign")
def cli() -> None:
    """Machine translation a person can check: translate, align, flag, score, side by side."""


def _model_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(
        (
            click.option(
                "--model", default="tiny-fr-en", show_default=True, help="Bundled name, folder, or hub name OWNER/NAME."
            ),
            click.option("--hub-revision", metavar="REV", help="Branch, tag or commit of a hub model."),
            click.option("--offline", is_flag=True, help="Never use the network; a hub model must be in the cache."),
            click.option(
                "--engine", type=click.Choice(_ENGINES), default="ctranslate2", show_default=True, help="What runs the model."
            ),
            click.option("--beam", type=click.IntRange(1, 64), default=4, show_default=True, help="Beam width; 1 is greedy."),
            click.option(
                "--threads", type=click.IntRange(0, 1024), default=0, show_default=True, help="Threads; 0 takes all cores."
            ),
            click.option(
                "--compute-type",
                type=click.Choice(_COMPUTE_TYPES),
                help="Arithmetic.  [default: int8, or float32 for transformers]",
            ),
            click.option(
                "--batch-tokens",
                type=click.IntRange(1, 1_000_000),
                default=512,
                show_default=True,
                help="Source tokens to a batch.",
            ),
            click.option(
                "--max-input-tokens",
                type=click.IntRange(8, 4096),
                default=128,
                show_default=True,
                help="Longer sentences are translated clause by clause.",
            ),
        )
    ):
        command = option(command)
    return command


@cli.command()
@click.argument("source", default="-")
@click.option("-o", "--output", metavar="FILE", help="Where to write; stdout when left out.")
@click.option(
    "-f",
    "--format",
    "formats",
    metavar="LIST",
    help="html, txt, tsv, jsonl, or several with commas.  [default: by FILE's ending, else txt]",
)
@click.option("--ref", "reference", metavar="FILE", help="A reference translation to align and score against.")
@click.option(
    "--split",
    type=click.Choice(("sentences", "none")),
    default="sentences",
    show_default=True,
    help="none: one segment a line, as many lines out as in.",
)
@click.option("--source-lang", default="fr", show_default=True, help="Language of the text.")
@click.option("--target-lang", default="en", show_default=True, help="Language the model translates into.")
@click.option("--encoding", metavar="NAME", help="Encoding of the files.  [default: detected]")
@click.option(
    "--fail-on",
    type=click.Choice(("error", "warning", "never")),
    default="never",
    show_default=True,
    help="Exit with 1 when a flag is this severe.",
)
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
    from mtalign.documents import Output, check_distinct, read_document
    from mtalign.pipeline import translate_document
    from mtalign.report import render

    targets = _targets(output, formats)
    check_distinct([path for path in (source, reference) if path], [path for path, _ in targets if path])
    # Only what shows or holds word links asks for them: they cost about as much as a translation.
    words = any(form in ("html", "jsonl") for _, form in targets)
    settings = _settings(words=words, **options)
    text = read_document(stdin_or_file(source), lang=settings.source_lang, encoding=encoding)
    ref = read_document(reference, lang=settings.target_lang, encoding=encoding) if reference else None
    with ExitStack() as stack:
        files = [(stack.enter_context(Output(path)) if path else None, form) for path, form in targets]
        with progress(quiet) as step:
            report = translate_document(text, reference=ref, settings=settings, progress=step)
        contents = [(file, render(report, form)) for file, form in files]
        for file, content in contents:
            emit(file, content)
    _summarise(report, [path for path, _ in targets if path], quiet)
    sys.exit(exit_code(report.findings, fail_on))


@cli.command()
@click.argument("source")
@click.argument("target")
@click.option("-o", "--output", metavar="FILE", help="Where to write; stdout when left out.")
@click.option("-f", "--format", "form", type=click.Choice(_BITEXT_FORMATS), help="[default: by FILE's ending, else tsv]")
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
@click.option("--encoding", metavar="NAME", help="Encoding of the files.  [default: detected]")
def align(
    source: str,
    target: str,
    output: str | None,
    form: str | None,
    src_lang: str,
    tgt_lang: str,
    encoding: str | None,
    **options: Any,
) -> None:
    """Align the sentences of SOURCE and TARGET, two texts that say the same in two languages."""
    from mtalign.documents import check_distinct, read_bitext, read_document
    from mtalign.pipeline import align_documents

    edits = options.pop("edits")
    check_distinct([path for path in (source, target, edits) if path], [output] if output else [])
    src = read_document(source, lang=src_lang, encoding=encoding)
    tgt = read_document(target, lang=tgt_lang, encoding=encoding)
    options["split"] = "sentences" if options["split"] else "none"
    options["edits"] = read_bitext(edits) if edits else None
    _write_bitext(output, form, lambda: align_documents(src, tgt, **options))


@cli.command()
@click.argument("bitext")
@click.option("-o", "--output", metavar="FILE", help="Where to write; stdout when left out.")
@click.option("-f", "--format", "form", type=click.Choice(_BITEXT_FORMATS), help="[default: by FILE's ending, else tsv]")
def convert(bitext: str, output: str | None, form: str | None) -> None:
    """Convert BITEXT (TMX, XLIFF, TSV or JSONL, told apart by content) to another format."""
    from mtalign.documents import check_distinct, read_bitext

    check_distinct([bitext], [output] if output else [])
    _write_bitext(output, form, lambda: read_bitext(bitext))


def _write_bitext(output: str | None, form: str | None, make: Callable[[], Bitext]) -> None:
    from mtalign.documents import Output, render_bitext
    from mtalign.report import render_review

    output = None if output == "-" else output
    ending = os.path.splitext(output)[1][1:].lower() if output else ""
    chosen = form or {"xlf": "xliff"}.get(ending, ending if ending in _BITEXT_FORMATS else "tsv")
    with ExitStack() as stack:
        file = stack.enter_context(Output(output)) if output else None
        bitext = make()
        render = render_review if chosen == "html" else lambda b, version: render_bitext(b, chosen, version=version)
        emit(file, render(bitext, version=__version__))
    if output:
        kinds = Counter(pair.kind for pair in bitext.pairs)
        listed = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items(), key=lambda kv: (-kv[1], kv[0])))
        click.echo(f"bitext: {click.format_filename(output)}\nbeads: {len(bitext.pairs)}" + (f" ({listed})" if listed else ""))


@cli.command()
@click.argument("hypothesis")
@click.argument("reference")
@click.option("--encoding", metavar="NAME", help="Encoding of the files.  [default: detected]")
@click.option("--no-intervals", is_flag=True, help="Leave out the bootstrap intervals.")
def score(hypothesis: str, reference: str, encoding: str | None, no_intervals: bool) -> None:
    """Score the lines of HYPOTHESIS against the lines of REFERENCE: BLEU, chrF2++ and TER."""
    from mtalign.documents import read_document
    from mtalign.report import score_line
    from mtalign.scoring import lines_of
    from mtalign.scoring import score as score_corpus

    sides = [lines_of(read_document(path, lang="en", encoding=encoding).text) for path in (hypothesis, reference)]
    for result in score_corpus(*sides, intervals=not no_intervals):
        click.echo(score_line(result))
    click.echo(f"segments:{len(sides[0])}|seg:lines|align:lines|mtalign:{__version__}")


@cli.group()
def models() -> None:
    """List, describe and verify models."""


@models.command("list")
def models_list() -> None:
    """The models that work without network."""
    from mtalign.translation import bundled_models, resolve

    for name in bundled_models():
        checkpoint = resolve(name)
        size = sum(path.stat().st_size for path in checkpoint.weight_files)
        click.echo(f"{name}  {size / 1e6:.0f} MB  bundled")


@models.command("info")
@click.argument("name")
@click.option("--offline", is_flag=True, help="Never use the network.")
def models_info(name: str, offline: bool) -> None:
    """What NAME is: a bundled model, a folder, or a hub model."""
    from mtalign.translation import resolve
    from mtalign.translation.inspect import describe

    for label, value in describe(resolve(name, offline=offline)):
        click.echo(f"{label + ':':15}{value}")


@models.command("verify")
@click.argument("name")
@click.option("--offline", is_flag=True, help="Never use the network.")
def models_verify(name: str, offline: bool) -> None:
    """Check that NAME is whole and runs."""
    from mtalign.translation import resolve
    from mtalign.translation.inspect import verify

    for passed in verify(resolve(name, offline=offline)):
        click.echo(f"ok: {passed}")


def _settings(
    *,
    model: str,
    hub_revision: str | None,
    offline: bool,
    engine: Any,
    beam: int,
    threads: int,
    compute_type: str | None,
    batch_tokens: int,
    max_input_tokens: int,
    split: Any,
    source_lang: str,
    target_lang: str,
    no_retry: bool,
    words: bool,
) -> Settings:
    from mtalign.pipeline import Settings
    from mtalign.translation import Decoding

    compute_type = compute_type or ("int8" if engine == "ctranslate2" else "float32")
    return Settings(
        model=model,
        hub_revision=hub_revision,
        engine=engine,
        decoding=Decoding(beam=beam, threads=threads, compute_type=compute_type, batch_tokens=batch_tokens),
        max_input_tokens=max_input_tokens,
        split=split,
        source_lang=source_lang,
        target_lang=target_lang,
        offline=offline,
        retry=not no_retry,
        words=words,
    )


def _targets(output: str | None, formats: str | None) -> list[tuple[str | None, str]]:
    """Paths and formats to write: one to stdout (None), or one file a format."""
    output = None if output == "-" else output
    ending = os.path.splitext(output)[1][1:].lower() if output else ""
    wanted = formats.split(",") if formats else [ending if ending in _FORMATS else "txt"]
    unknown = next((form for form in wanted if form not in _FORMATS), None)
    if unknown is not None:
        raise click.UsageError(f"there is no format {unknown!r}: choose from {', '.join(_FORMATS)}")
    if output is None:
        if len(wanted) > 1:
            raise click.UsageError("several formats need -o FILE to be named after")
        return [(None, wanted[0])]
    if len(wanted) == 1:
        return [(output, wanted[0])]
    stem = os.path.splitext(output)[0] if ending in _FORMATS else output
    return [(f"{stem}.{form}", form) for form in dict.fromkeys(wanted)]


def _summarise(report: Report, paths: list[str], quiet: bool) -> None:
    from mtalign.report import summary

    if quiet:
        return
    to_stderr = not paths
    if report.source.encoding not in ("utf-8", "utf-8-sig", "ascii"):
        click.echo(f"{report.source.name} was read as {report.source.encoding}; --encoding names another", err=True)
    for path in paths:
        click.echo(f"report: {click.format_filename(path)}", err=to_stderr)
    for line in summary(report):
        click.echo(line, err=to_stderr)


cli.add_command(check)
cli.add_command(explain)
