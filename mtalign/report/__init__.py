"""Records to text: the HTML a person reads, and the plain forms a program reads. Same report, same bytes."""

from mtalign.report.checked import CHECK_FORMATS, check_summary, explain, render_checked
from mtalign.report.html import render_html
from mtalign.report.plain import FORMATS, render, score_line, summary
from mtalign.report.review import render_review

__all__ = [
    "CHECK_FORMATS",
    "FORMATS",
    "check_summary",
    "explain",
    "render",
    "render_checked",
    "render_html",
    "render_review",
    "score_line",
    "summary",
]
