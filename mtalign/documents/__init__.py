"""Texts in, texts out: bytes to `Document`, and results to files that are whole or not there."""

from mtalign.documents.bitexts import BITEXT_ENDINGS, BITEXTS, parse_bitext, read_bitext, render_bitext
from mtalign.documents.read import decode, document, read_document
from mtalign.documents.write import Output, check_distinct

__all__ = [
    "BITEXTS",
    "BITEXT_ENDINGS",
    "Output",
    "check_distinct",
    "decode",
    "document",
    "parse_bitext",
    "read_bitext",
    "read_document",
    "render_bitext",
]
