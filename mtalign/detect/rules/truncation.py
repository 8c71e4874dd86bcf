"""Sentences whose end is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtalign.catalogue import Code, Example
from mtalign.detect.learnt import learnt
from mtalign.detect.rule import Hit, PairRule, TextRule
from mtalign.detect.text import Text, Word
from mtalign.detect.unit import Unit
from mtalign.records import Segment, Span

CODE = Code(
    name="truncation",
    meaning="a sentence whose end is lost",
    mqm="Accuracy / Omission",
    advice="Find the end in the original text; it cannot be guessed.",
    looked_for="text, pair",
)

_PREPOSITIONS = frozenset("de à dans par pour sur sous avec sans chez vers entre contre".split())
_MIN_WORDS = 4
_STOPS = ".…!?”»\"') \u00a0\u202f"
_FINAL = (".", "!", "?", "»", "”")
# A translation shorter than this share of what one expects was cut off.
_CUT = 0.8


def _last_words(text: Text) -> Iterator[tuple[Segment, list[Word]]]:
    """Sentences that end behind a word, not in an ellipsis or a list, with their words."""
    for segment, found in text.sentences():
        if len(found) < _MIN_WORDS:
            continue
        last = found[-1]
        tail = text.document.text[last.span.end : segment.span.end]
        hyphened = text.document.text[last.span.start - 1] in "-'’" or tail[:1] in ("'", "’")
        if not (tail.strip(_STOPS) or "…" in tail or "..." in tail or hyphened):
            yield segment, found


def _hit(segment: Segment, found: list[Word]) -> Hit:
    return Hit(span=Span(found[-2].span.start, segment.span.end), words=(found[-1].text,))


def _unfinished(text: Text) -> Iterator[Hit]:
    for segment, words in _last_words(text):
        last = words[-1]
        # “prends-en un”: there it is a pronoun.
        pronoun = last.text in ("un", "une") and any(word.lower == "en" for word in words)
        if last.text in text.language.cannot_end and not pronoun:
            yield _hit(segment, words)


def _article(text: Text) -> Iterator[Hit]:
    for segment, words in _last_words(text):
        if words[-1].text in ("la", "le") and words[-2].text in _PREPOSITIONS:
            yield _hit(segment, words)


def _without_stop(unit: Unit) -> Span | None:
    """The last two words of a translation that stops without a full stop where its source has one."""
    src, tgt, found = unit.src.text.rstrip(), unit.tgt.text.rstrip(), unit.tgt_words
    if len(found) < _MIN_WORDS or not src.endswith(_FINAL) or not (tgt[-1:].isalnum() or tgt.endswith(",")):
        return None
    return Span(found[-2].span.start, found[-1].span.end)


def _short(unit: Unit) -> Iterator[Hit]:
    if span := _without_stop(unit):
        yield Hit(span=span, value=unit.proportion[0])


def _open_end(unit: Unit) -> Iterator[Hit]:
    language = unit.target.language
    if (span := _without_stop(unit)) and unit.tgt_words[-1].lower in language.cannot_end | language.comparing:
        yield Hit(span=span)


_STOPS_HERE = "The translation stops here without a full stop: its end is lost."

# “Elle en a acheté une.”
_ONE_OF_THEM = re.compile(r"\ben\b.*\bune?\W*\Z", re.IGNORECASE | re.DOTALL)

RULES = (
    TextRule(
        name="truncation/last-word",
        severity="error",
        confidence=0.95,
        measure="last word cannot end a sentence",
        languages=frozenset({"fr", "en"}),
        message="The sentence stops behind “{0}”, which needs another word: its end is lost.",
        why="Behind “des” or “of the” something must follow. A sentence that trails off says so with three dots.",
        bad=(
            Example("Le conseil a voté la construction ⟦pour des.⟧"),
            Example("The council has voted to build a bridge ⟦for the.⟧", lang="en"),
            Example("Elle a dit hier qu’⟦elle et⟧\nIl pleut."),
        ),
        good=(
            Example("Le conseil a voté la construction pour des…"),
            Example("Il aime ces fleurs, alors prends-en une. Il n’en reste pas un."),
            Example("Le conseil a voté, semble-t-il, la construction-des..."),
        ),
        find=_unfinished,
    ),
    TextRule(
        name="truncation/article",
        severity="error",
        confidence=0.95,
        measure="article behind a preposition at the end",
        languages=frozenset({"fr"}),
        message="The sentence stops behind “{0}”, which needs another word: its end is lost.",
        why="Behind a preposition “la” and “le” are articles, and their noun is missing. Elsewhere they may be pronouns.",
        bad=(
            Example("Le conseil a voté la construction ⟦de la.⟧"),
            Example("Les soldats ont traversé la rivière ⟦vers le⟧"),
        ),
        good=(
            Example("Cette histoire est vieille, mais il faut raconter-la."),
            Example("Elle donne toujours le la."),
        ),
        find=_article,
    ),
    PairRule(
        name="truncation/short",
        side="target",
        severity="error",
        confidence=0.95,
        measure="length of the translation to the expected length",
        threshold=_CUT,
        below=True,
        message=_STOPS_HERE,
        why="The source ends with a full stop; the translation has none and is too short. A headline has none on either side.",
        bad=(
            Example(
                "Il est là et il y sera, et ce sera comme ça, avec ou sans nous, même après.", "He is there and will ⟦be there⟧"
            ),
            Example("Les élèves ont quitté la salle avant midi.", "The pupils left ⟦the room⟧"),
        ),
        good=(
            Example("Les élèves ont quitté la salle avant la fin du concert", "The pupils left the concert hall early"),
            Example("Les élèves ont quitté la salle.", "The pupils have left the room"),
        ),
        find=_short,
    ),
    PairRule(
        name="truncation/open-end",
        side="target",
        severity="error",
        confidence=0.95,
        measure="last word needs another one, and no full stop where the source has one",
        message=_STOPS_HERE,
        why="The translation stops behind a word that cannot end a sentence.",
        bad=(
            Example(
                "Le pont relie les deux rives et permet aux camions d’éviter la ville.",
                "The bridge links both banks and allows the lorries to avoid ⟦town more⟧",
            ),
            Example("Les élèves sont fatigués et ont faim.", "The pupils are tired and hungry ⟦but very⟧"),
        ),
        good=(
            Example("Les élèves sont fatigués et ont faim.", "The pupils are tired, hungry and weary"),
            Example("Il y en a de plus en plus", "There is more and more"),
        ),
        find=_open_end,
    ),
    learnt(
        "truncation",
        message="The sentence seems to break off here.",
        unless=_ONE_OF_THEM,
        why="What stands at the end calls for another word.",
        bad=(
            Example("Le voyage durera six ans, soit un an de moins ⟦que la.⟧"),
            Example("On aurait dit que tout le monde ⟦retenait son.⟧"),
        ),
        good=(
            Example("Le voyage durera six ans, soit un an de moins que prévu."),
            Example("Il n’en pense pas moins. Des deux maisons, elle en a acheté une."),
        ),
    ),
)
