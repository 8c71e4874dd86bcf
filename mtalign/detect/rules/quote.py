"""Quotation marks that point the wrong way, or that never close."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtalign.catalogue import Code, Example
from mtalign.detect.rule import Hit, TextRule
from mtalign.detect.text import Text
from mtalign.records import Span

CODE = Code(
    name="quote",
    meaning="a quotation mark that is wrong or missing",
    mqm="Linguistic conventions / Punctuation",
    advice="Close the quotation where the quoted words end.",
    looked_for="text",
    inherited=True,
)

_OPENING = ("“", "«")
_OTHER = {"“": "”", "”": "“", "«": "»", "»": "«"}
_MARK = re.compile("[“”«»]")
_WORD_BEFORE = re.compile(r"[\w’'-]*\W?\Z")
_WORD_AFTER = re.compile(r"\W?[\w’'-]*")
_OPENS_AFTER, _CLOSES_BEFORE = "([—–-", ".,;:!?)]…—–”»"
_THIN = "\u00a0\u202f"
_REACH = 40


def _directions(line: str) -> Iterator[tuple[int, bool, bool]]:
    """Each quotation mark's place, whether it opens, and whether its neighbours say otherwise than its form."""
    for match in _MARK.finditer(line):
        form = match.group() in _OPENING
        opens = _opens(line, match.start())
        yield match.start(), form if opens is None else opens, opens is not None and opens != form


def _opens(line: str, at: int) -> bool | None:
    """What the neighbours of a quotation mark say: opening, closing, or nothing."""
    before = line[at - 1] if at else " "
    after = line[at + 1] if at + 1 < len(line) else " "
    elided = before in "'’" and line[: at - 1][-1:].isalpha()
    starts = before.isspace() or before in _OPENS_AFTER or elided
    ends = after.isspace() or after in _CLOSES_BEFORE
    if starts == ends:
        return None
    # Guillemets stand apart from what they enclose: there only the outer side tells.
    if line[at] in "«»" and (before in _THIN or after in _THIN):
        return None
    return starts


def _misdirected(text: Text) -> Iterator[Hit]:
    for span, line in text.paragraphs():
        for at, opens, wrong in _directions(line):
            if not wrong:
                continue
            if opens:
                match = _WORD_AFTER.match(line, at + 1)
                start, end, words = at, match.end() if match else at + 1, ("opens", "closing", line[at])
            else:
                match = _WORD_BEFORE.search(line, max(0, at - _REACH), at)
                start, end, words = match.start() if match else at, at + 1, ("closes", "opening", line[at])
            right = line[start:at] + _OTHER[line[at]] + line[at + 1 : end]
            yield Hit(span=Span(span.start + start, span.start + end), words=words, suggestion=right)


def _unclosed(text: Text) -> Iterator[Hit]:
    pending: list[int] = []
    for span, line in text.paragraphs():
        if pending and not _continues(line):
            yield _at(text, pending[0])
            pending = []
        # A quotation of several paragraphs opens anew in each.
        stack = [] if line.lstrip().startswith(_OPENING) else pending
        for at, opens, _ in _directions(line):
            if opens:
                stack.append(span.start + at)
            elif stack:
                stack.pop()
        pending = stack
    if pending:
        yield _at(text, pending[0])


def _continues(line: str) -> bool:
    """Whether a paragraph can be inside a quotation that the one before left open: it opens anew or closes first."""
    first = _MARK.search(line)
    return line.lstrip().startswith(_OPENING) or (first is not None and first.group() not in _OPENING)


def _at(text: Text, start: int) -> Hit:
    match = _WORD_AFTER.match(text.document.text, start + 1)
    return Hit(span=Span(start, match.end() if match else start + 1))


RULES = (
    TextRule(
        name="quote/direction",
        severity="warning",
        confidence=0.9,
        measure="quotation mark that points the wrong way",
        message="This mark {0} a quotation, but it is written as {1} mark {2}.",
        why="A space outside and a word inside say which way a mark must point. Where both sides look alike, nothing is said.",
        bad=(
            Example("Il parle d’un “coup de ⟦maître“⟧ devant la presse."),
            Example("Elle dit : « C’est ⟦fini«⟧, puis elle sort."),
            Example("They call him ⟦”the⟧ old man” in the village.", lang="en"),
        ),
        good=(
            Example("Il a dit “oui” puis “non”, et “peut-être”."),
            Example("« Tu viens ? » demanda-t-il à sa mère, qu’« on » attendait."),
            Example("“I can’t,” she said. “Not now.”", lang="en"),
        ),
        find=_misdirected,
    ),
    TextRule(
        name="quote/unclosed",
        severity="warning",
        confidence=0.9,
        measure="quotation mark left open",
        message="This quotation is opened and never closed, so a reader cannot tell where the quoted words end.",
        why="A closing mark was lost. A quotation that goes on in the next paragraph opens anew there, or closes in it.",
        bad=(
            Example("Il a annoncé ⟦“un⟧ accord historique avec son voisin."),
            Example("She spoke of ⟦“a⟧ new start.\nThe room was silent.", lang="en"),
            Example("Il lit ⟦« la⟧ suite demain.\nElle part.\nIl dit « oui » et s’en va."),
        ),
        good=(
            Example("« La glace recule depuis dix ans.\n« Elle ne reviendra pas. »"),
            Example("« Je pars », dit-il. « Elle aussi. »"),
            Example("Il écrit : “La nuit tombe.\nLe jour viendra” et signe."),
        ),
        find=_unclosed,
    ),
)
