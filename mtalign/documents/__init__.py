"""Texts in, texts out: bytes to `Document`, and results to files that are whole or not there."""

from mtalign.documents.bitext import BITEXT_FORMATS, parse_bitext, read_bitext, render_bitext
from mtalign.documents.read import decode, document, read_document
from mtalign.documents.write import Output, check_distinct

__all__ = [
    "BITEXT_FORMATS",
    "Output",
    "check_distinct",
    "decode",
    "document",
    "parse_bitext",
    "read_bitext",
    "read_document",
    "render_bitext",
]
