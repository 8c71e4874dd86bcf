"""Marks that stood for an image, a link or a value and were left behind, and labels with nothing behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtalign.catalogue import Code, Example
from mtalign.detect.rule import Hit, TextRule
from mtalign.detect.text import Text
from mtalign.records import Span

CODE = Code(
    name="placeholder",
    meaning="a mark left from an image, link or value",
    mqm="Design and markup / Markup tag",
    advice="Fill it in, or delete it.",
    looked_for="text",
    inherited=True,
)

_MARKUP = re.compile(
    r"\[\s*\]|\{\s*\}|\{\{[^{}\n]{0,60}\}\}|\{[a-z_]*\d*\}|%\([a-z_]+\)[sd]|(?<![\w%])%[sd](?!\w)"
    r"|\[(?:image|photo|video|vidéo|embed|caption|gallery|tweet|iframe|audio|link|lien)\b[^\]\n]{0,60}\]"
    r"|</?[a-z][a-z0-9]*(?:\s[^<>\n]{0,200})?/?>|&(?:nbsp|amp|quot|lt|gt|#\d+);",
    re.IGNORECASE,
)
# A line that is only a label whose content is gone.
_LABEL = re.compile(
    r"(?:lire aussi|à lire aussi|voir aussi|lire également|crédits?(?: photo)?|photo|image|vidéo|légende|source|publicité|"
    r"read (?:also|more)|see also|related|photo credit|caption|advertisement|image caption|"
    r"texte alternatif|alt text)\s*:?",
    re.IGNORECASE,
)


def _is_label(line: str) -> bool:
    """A single word needs its colon: "Photo" may be a headline."""
    return bool(_LABEL.fullmatch(line)) and (line.endswith(":") or " " in line)


def _markup(text: Text) -> Iterator[Hit]:
    for span, line in text.paragraphs():
        for match in _MARKUP.finditer(line):
            yield Hit(span=Span(span.start + match.start(), span.start + match.end()))


def _labels(text: Text) -> Iterator[Hit]:
    for span, line in text.paragraphs():
        label = line.strip()
        if _is_label(label):
            start = span.start + line.index(label)
            yield Hit(span=Span(start, start + len(label)))


RULES = (
    TextRule(
        name="placeholder/markup",
        severity="warning",
        confidence=0.95,
        measure="leftover markup",
        message="This mark stood for an image, a link or a value that was lost; a reader should not see it.",
        why="Templates, tags and empty brackets are for programs. Brackets that hold a writer's own words are left alone.",
        bad=(
            Example("Bonjour ⟦{{name}}⟧, voici la suite."),
            Example("Le match commence.\n⟦[]⟧\nIl finit."),
            Example("The photo shows ⟦[image: caption]⟧ the crowd.", lang="en"),
            Example("La salle a ri ⟦<br/>⟧ puis applaudi."),
            Example("Il reste ⟦%d⟧ places dans le train."),
            Example("Chers amis,⟦&nbsp;⟧nous partons demain."),
        ),
        good=(
            Example("Le président [russe] a parlé […] longtemps."),
            Example("La hausse est de 3 % si x < y et si y > z."),
        ),
        find=_markup,
    ),
    TextRule(
        name="placeholder/label",
        severity="warning",
        confidence=0.95,
        measure="label without content",
        message="This label announces something that is missing from the text.",
        why="A line of nothing but “Lire aussi :” or “Read more” led to a link that is gone. A label with content is fine.",
        bad=(
            Example("⟦Lire aussi :⟧\nLe match commence."),
            Example("The match begins.\n  ⟦Read more⟧\nIt ends.", lang="en"),
            Example("La place est vide.\n⟦Photo:⟧"),
        ),
        good=(
            Example("Lire aussi : le match en direct\nLe match commence."),
            Example("Publicité\nLa réclame a cent ans."),
        ),
        find=_labels,
    ),
)
