"""A full stop in the middle of a sentence: what follows begins in lower case."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtalign.catalogue import Code, Example
from mtalign.detect.learnt import learnt
from mtalign.detect.measures.frequency import is_known
from mtalign.detect.rule import Hit, TextRule
from mtalign.detect.text import Text
from mtalign.languages import splitting_of
from mtalign.records import Span

CODE = Code(
    name="sentence_break",
    meaning="a full stop inside a sentence",
    mqm="Linguistic conventions / Punctuation",
    advice="Join the two halves, or begin a sentence properly.",
    looked_for="text",
    inherited=True,
)

_BREAK = re.compile(
    r"(?P<word>(?<![\w’'-])[\w’'-]{1,60})(?P<close>[”»\")\]]*)\.(?=\s+(?P<next>[^\W\d_][\w’'-]*)(?P<more>\s+[\w’'-]+)?)"
)
# An unknown word shorter than this is more likely an abbreviation.
_MIN_UNKNOWN = 5
_MIN_YEAR = 3


def _breaks(text: Text) -> Iterator[Hit]:
    for span, line in text.paragraphs():
        for match in _BREAK.finditer(line):
            # A capital inside is a brand's: "iPhone".
            if match["next"].islower() and not _abbreviates(match, line, text.lang):
                end = match.end("more") if match["more"] else match.end("next")
                yield Hit(span=Span(span.start + match.end("close"), span.start + end))


def _abbreviates(match: re.Match[str], line: str, lang: str) -> bool:
    if match["close"]:
        return False
    key = match["word"].replace("’", "'").rsplit("'", 1)[-1].rsplit("-", 1)[-1]
    low, known = key.lower(), splitting_of(lang)
    if low in known.titles | known.maybe_final | known.before_number or len(key) == 1:
        return True
    if line[match.start() - 1 : match.start()] == ".":
        # The last part of "p.ex."
        return True
    if key.isdigit():
        return len(key) < _MIN_YEAR
    return len(key) < _MIN_UNKNOWN and not is_known(low, lang)


RULES = (
    TextRule(
        name="sentence_break/lower-case",
        severity="error",
        confidence=0.95,
        measure="full stop before a lower-case word",
        languages=frozenset({"fr", "en"}),
        message="A full stop cuts this sentence in two: what follows starts in lower case and belongs to it.",
        why="Sentences begin with a capital. Behind an abbreviation or a list number a small letter is right.",
        bad=(
            Example("Les ouvriers du chantier sont épuisés⟦. les plus⟧ jeunes veulent partir."),
            Example("Les autorités “nient les faits”⟦. ont fermé⟧ la route."),
            Example("The workers at the plant are tired⟦. and want⟧ to leave.", lang="en"),
            Example("La tour date de 1932⟦. les travaux⟧ reprendront."),
            Example("Il revient de Brévanne⟦. demain⟧, il repart."),
        ),
        good=(
            Example("Les tomates, les poivrons, etc. ont vu leur prix doubler."),
            Example("Il y a eu 3 800 blessés, p. ex. dans l’art. 4 du rapport, et 12. un autre."),
            Example("Mr. Smith met Dr. Jones, i.e. the director, at 5 p.m. on Monday.", lang="en"),
            Example("Il préfère Apple. iPhone et Mac dominent."),
            Example("La thèse cite Durand (trad. anglaise) et la rev. belge."),
        ),
        find=_breaks,
    ),
    learnt(
        "sentence_break",
        message="A full stop seems to stand inside a sentence here.",
        why="What follows the stop cannot begin a sentence, and what stands before it does not end one.",
        bad=(
            Example("Il est tombé ⟦. du⟧ cheval hier soir."),
            Example("Elle vit ⟦. à⟧ Paris depuis dix ans."),
        ),
        good=(
            Example("Il est tombé. Du cheval, il ne reste rien."),
            Example("Le compte à rebours était déjà bien avancé."),
        ),
    ),
)
