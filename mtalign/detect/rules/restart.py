"""A clause that is broken off and begun again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from mtalign.catalogue import Code, Example
from mtalign.detect.learnt import learnt
from mtalign.detect.rule import Hit, TextRule
from mtalign.detect.text import Text, Word
from mtalign.languages import language_of
from mtalign.records import Span

CODE = Code(
    name="restart",
    meaning="a clause broken off and begun again",
    mqm="Linguistic conventions / Grammar",
    advice="Two renderings of one clause are glued together: keep one.",
    looked_for="text",
    inherited=True,
)

# Words on either side of the break in which the same thing may be said.
_WINDOW = 12
_GLUED = re.compile(
    r"(?:[LlDd]['’])?(?<![^\W\d_])(?P<word>[^\W\d_]{4,40})(?P<join>[“”«»\"\s]{0,3}(?:[LlDd]['’]|(?-i:L[ae]s?\s))?[“”«»\"]{0,2})(?P=word)\b[”»\"]?",
    re.IGNORECASE,
)
# “Molinero a déclaré que Molinero a assuré que”: two reports of one speech, one inside the other.
_REPORTED_TWICE = re.compile(
    r"(?<![^\W\d_])(?P<who>[A-ZÀ-Ý][^\W\d_]{1,30})(?P<title>[^.!?;:]{0,40}),?\s+(?:a|ont|avait)\s+[^\W\d_]{2,20}\s+(?:que|qu['’])\s*"
    r"(?P=who)\s+(?:a|ont|avait)\s+[^\W\d_]{2,20}\s+(?:que\b|qu['’])"
)


@lru_cache(maxsize=8)
def _capital(lang: str) -> re.Pattern[str]:
    """A lower-case word, a word that begins clauses with its capital, and the next one."""
    begins = language_of(lang).restarts
    elided = "".join(word[0] for word in begins if word.endswith("'"))
    full = "|".join(word for word in begins if not word.endswith("'"))
    starts = (f"[{elided}]['’]|" if elided else "") + rf"(?:{full})\b(?=\s)"
    return re.compile(rf"(?<![^\W\d_])(?P<before>[^\W\d_]{{1,40}})\s{{1,4}}(?P<cap>{starts})\s*(?P<next>[^\W\d_]+)")


def _glued(text: Text) -> Iterator[Hit]:
    for segment in text.segments:
        for match in _GLUED.finditer(segment.text):
            # Words with a plain space between them are a repetition.
            if match["join"].strip():
                yield _at(segment.span.start, match)


def _reported_twice(text: Text) -> Iterator[Hit]:
    for segment in text.segments:
        for match in _REPORTED_TWICE.finditer(segment.text):
            yield _at(segment.span.start, match)


def _at(offset: int, match: re.Match[str]) -> Hit:
    return Hit(span=Span(offset + match.start(), offset + match.end()))


def _capitals(text: Text) -> Iterator[Hit]:
    for segment, found in text.sentences():
        for match in _capital(text.lang).finditer(segment.text):
            if match["before"].islower() and (hit := _new_start(text, found, match, segment.span.start)):
                yield hit


def _new_start(text: Text, found: Sequence[Word], match: re.Match[str], offset: int) -> Hit | None:
    at = offset + match.start("cap")
    left = [word for word in found if word.span.end <= at][-_WINDOW:]
    right = [word for word in found if word.span.start >= at][: _WINDOW + 1]
    said = {word.stem for word in left if word.is_content}
    again = [word for word in right if word.is_content and word.stem in said]
    # “La Réunion”, “Le Monde”: before a name the article may keep its capital, unless the name itself comes again.
    if match["next"][0].isupper() and all(word.text != match["next"] for word in again):
        return None
    start, end = offset + match.start("before"), offset + match.end("next")
    if again:
        start = next(word for word in left if word.stem in {word.stem for word in again}).span.start
        end = again[-1].span.end
    return Hit(span=Span(start, end), value=_signs(text, match, bool(again)))


def _signs(text: Text, match: re.Match[str], again: bool) -> int:
    """Signs of a new start: something said again, or a determiner without its noun, count twice."""
    signs = 2 * again + 2 * (match["before"] in text.language.determiners)
    return signs + match["next"][0].islower() + (match["cap"].lower().replace("’", "'") in text.language.pronouns)


RULES = (
    TextRule(
        name="restart/glued",
        severity="error",
        confidence=0.95,
        measure="the same word on both sides of a join",
        languages=frozenset({"fr", "en"}),
        message="The same words stand here twice, run together: one of the two renderings is left over.",
        why="Two renderings of a word meet at a mark or an article, without a space where one belongs.",
        bad=(
            Example("Il a suivi le ⟦match”match⟧ d’hier."),
            Example("Le juge cite ⟦l’avocat”L’avocat⟧ de la ville."),
            Example("They fear the ⟦storm”storm⟧ of the century.", lang="en"),
        ),
        good=(
            Example("Il vend des bonbons, des coucous et des kangourous."),
            Example("Entre la mer et la mer intérieure, il choisit “la mer”."),
        ),
        find=_glued,
    ),
    TextRule(
        name="restart/reported-twice",
        severity="error",
        confidence=0.95,
        measure="two reports of one speech, one inside the other",
        languages=frozenset({"fr"}),
        message="Who said it stands here twice: one of the two beginnings is left over.",
        why="“Marchal a indiqué que Marchal a précisé que”: a name and its verb of saying were translated twice.",
        bad=(
            Example("La préfète, ⟦Marchal, a indiqué que Marchal a précisé que⟧ la route reste fermée."),
            Example("⟦Delvaux, le directeur, a assuré qu’Delvaux a répété qu’⟧il partirait."),
        ),
        good=(
            Example("Marchal a indiqué que Delvaux a précisé que la route reste fermée."),
            Example("Marchal a indiqué hier que Marchal a tout vu."),
        ),
        find=_reported_twice,
    ),
    TextRule(
        name="restart/capital",
        severity="error",
        confidence=0.95,
        measure="signs of a new start inside the sentence",
        threshold=2,
        languages=frozenset({"fr", "en"}),
        message="The sentence breaks off here and starts again with a capital, saying the same thing a second time.",
        why="A clause stops, and a capital begins it again. “La Rochelle” and “Le Monde” have their capitals by right.",
        bad=(
            Example("La mairie a ⟦fermé les écoles Les établissements scolaires ont été fermés⟧ en raison de la neige."),
            Example("Le juge a demandé de ne pas parler ⟦des Il est⟧ interdit de citer les témoins."),
            Example("On Friday the committee has ⟦approved There it approved⟧ a new budget.", lang="en"),
            Example("Hier soir, le groupe ⟦menace On menace⟧ la ville."),
        ),
        good=(
            Example("Il vit à La Rochelle et lit Le Monde chaque matin."),
            Example("Le journal La Croix et la chaîne Le Média ont suivi Les Républicains."),
            Example("The Guardian and The Times covered it; so did Le Monde.", lang="en"),
            Example("Il chante The End devant une foule qui chante la fin."),
        ),
        find=_capitals,
    ),
    learnt(
        "restart",
        message="The sentence seems to break off here and to begin again.",
        why="What stands before and behind says the same twice, and nothing joins the two.",
        bad=(
            Example("Il a promis que ⟦toute la lumière serait Toute la lumière⟧ sera faite sur les causes du drame."),
            Example("L’avocat affirme que ⟦son client n’a Son client n’a⟧ rien fait."),
        ),
        good=(
            Example("Il a promis que toute la lumière serait faite sur les causes du drame."),
            Example("Il y a Le Havre et il y a Le Mans."),
        ),
    ),
)
