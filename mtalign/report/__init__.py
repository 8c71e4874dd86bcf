"""Records to text: pages that a person reads, and the forms that programs read. Same record, same bytes.

One file a format, in `translated`, `checked` and `pages`. To add one: write its file with a function `render`, and name it in a
table here.
"""

from __future__ import annotations

from collections.abc import Sequence

from mtalign.formats import Format, named
from mtalign.records import Bitext, Checked, Report
from mtalign.report.checked import Context
from mtalign.report.words import check_summary, explain, score_line, summary

__all__ = [
    "CHECKS",
    "REPORTS",
    "REVIEW",
    "Context",
    "check_summary",
    "explain",
    "render",
    "render_checked",
    "render_html",
    "render_review",
    "score_line",
    "summary",
]

#: What `mtalign translate` can write: `render(report)`. The first one is written where nothing is said.
REPORTS = (
    Format("txt", ("txt",), "mtalign.report.translated.txt"),
    Format("html", ("html", "htm"), "mtalign.report.pages.side_by_side"),
    Format("tsv", ("tsv",), "mtalign.report.translated.tsv"),
    Format("jsonl", ("jsonl",), "mtalign.report.translated.jsonl"),
)
#: What `mtalign check` can write: `render(results, context)`.
CHECKS = (
    Format("text", ("txt", "text"), "mtalign.report.checked.text"),
    Format("json", ("json",), "mtalign.report.checked.json"),
    Format("sarif", ("sarif",), "mtalign.report.checked.sarif"),
    Format("junit", ("xml",), "mtalign.report.checked.junit"),
    Format("html", ("html", "htm"), "mtalign.report.pages.checked"),
)
#: What `mtalign align` can write beside the formats of aligned texts: `render(bitext, version)`.
REVIEW = Format("html", ("html", "htm"), "mtalign.report.pages.review")


def render(report: Report, form: str) -> str:
    """The report in a format of REPORTS."""
    return str(named(REPORTS, form).call("render", report))


def render_html(report: Report) -> str:
    """The report as one HTML file: source, translation and reference side by side."""
    return render(report, "html")


def render_checked(results: Sequence[Checked], form: str, context: Context) -> str:
    """What was checked in a format of CHECKS."""
    return str(named(CHECKS, form).call("render", results, context))


def render_review(bitext: Bitext, *, version: str = "") -> str:
    """The bitext as one HTML file in which beads can be joined, split and saved as TSV or TMX, without a server."""
    return str(REVIEW.call("render", bitext, version))
