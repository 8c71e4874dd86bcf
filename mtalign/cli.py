"""The command line: parse, one library call, echo, exit code.

Exit codes: 0 done, 1 findings at or above --fail-on, 2 anything that went wrong, with one line on stderr.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import NoReturn

import click

from mtalign.errors import MtalignError
from mtalign.version import __version__

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


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


# Each command stands in a module of its name, which is loaded when the command is called: what is said of it here is the first
# sentence of its help.
COMMANDS = {
    "translate": "Translate SOURCE (a French text, or - for stdin), check it, and show it side by side.",
    "align": "Align the sentences of SOURCE and TARGET, two texts that say the same in two languages.",
    "check": "Find machine-translation artifacts in French or English texts, or in a text and its translation.",
    "convert": "Convert BITEXT (TMX, XLIFF, TSV or JSONL, told apart by content) to another format.",
    "explain": "What NAME, a code or one of its rules, means, with examples and what to do.",
    "models": "List, describe and verify models.",
    "score": "Score the lines of HYPOTHESIS against the lines of REFERENCE: BLEU, chrF2++ and TER.",
}


class _Commands(click.Group):
    """The commands, loaded one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = getattr(import_module(f"mtalign.commands.{cmd_name}"), cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings=_CONTEXT)
@click.version_option(__version__, prog_name="mtalign")
def cli() -> None:
    """Machine translation a person can check: translate, align, flag, score, side by side."""
