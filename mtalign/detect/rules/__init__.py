"""Every rule, one file a code. To add a code: write its file and name it here."""

from __future__ import annotations

from mtalign.catalogue import Catalogue
from mtalign.detect.rules import (
    addition,
    agreement,
    duplication,
    entity,
    fused_word,
    grammar,
    negation,
    nonword,
    number,
    omission,
    placeholder,
    quote,
    repetition,
    restart,
    sentence_break,
    truncation,
    untranslated,
)

_FILES = (
    addition,
    agreement,
    duplication,
    entity,
    fused_word,
    grammar,
    negation,
    nonword,
    number,
    omission,
    placeholder,
    quote,
    repetition,
    restart,
    sentence_break,
    truncation,
    untranslated,
)

#: The rules that are applied, in order of code.
RULES = tuple(rule for file in _FILES for rule in file.RULES)
CATALOGUE = Catalogue(codes={file.CODE.name: file.CODE for file in _FILES}, rules={rule.name: rule for rule in RULES})
