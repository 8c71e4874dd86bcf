"""Texts in, texts out: bytes to `Document`, and results to files that are whole or not there."""

from mtalign.documents.read import decode, document, read_document
from mtalign.documents.write import Output, check_distinct

__all__ = ["Output", "check_distinct", "decode", "document", "read_document"]
