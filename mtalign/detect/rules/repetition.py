"""The same words in a row, as from a decoder that loops."""

from __future__ import annotations

from collections.abc import Iterator

from mtalign.catalogue import Code, Example
from mtalign.detect.learnt import learnt
from mtalign.detect.measures.loops import LOOPED, Loop, loops
from mtalign.detect.rule import Hit, PairRule, TextRule
from mtalign.detect.text import Text, Word
from mtalign.detect.unit import Unit
from mtalign.records import Span

CODE = Code(
    name="repetition",
    meaning="the same words in a row",
    mqm="Accuracy / Addition",
    advice="Say it once; a decoder that loops may also have lost what should follow.",
    looked_for="text",
)


def _hit(found: list[Word], text: Text, loop: Loop) -> Hit:
    first, last = found[loop.start].span.start, found[loop.start + loop.run - 1].span.end
    once = text.document.text[first : found[loop.start + loop.size - 1].span.end]
    return Hit(span=Span(first, last), value=loop.times, words=(str(round(loop.times)),), suggestion=once)


def _looped(text: Text) -> Iterator[Hit]:
    for _, found in text.sentences():
        for loop in loops(found, text.document.text):
            yield _hit(found, text, loop)


def _doubled(text: Text) -> Iterator[Hit]:
    return (hit for hit in _looped(text) if hit.value == 2)


def _echoed(unit: Unit) -> Iterator[Hit]:
    if unit.src_loops:
        return
    found, text = unit.tgt_words, unit.target
    known = {loop.start for loop in loops(found, text.document.text)}
    for loop in loops(found, text.document.text, any_echo=True):
        if loop.start not in known:
            yield _hit(found, text, loop)


def _in_source_too(unit: Unit) -> bool:
    """A repetition that was translated was not made up."""
    return any(True for _ in loops(unit.src_words, unit.source.document.text))


RULES = (
    TextRule(
        name="repetition/doubled-word",
        severity="warning",
        confidence=0.95,
        measure="function word that never stands twice in a row",
        message="The same words stand here {0} times in a row.",
        why="“le le”, “of of”: no sentence needs an article or a preposition twice. “nous nous” and “had had” are grammar.",
        bad=(
            Example("Il vit dans ⟦le le⟧ quartier nord."),
            Example("The roof ⟦of of⟧ the station is new.", lang="en"),
        ),
        good=(
            Example("Nous nous sommes trompés, et vous vous taisez."),
            Example("He had had enough, and that that happened is no surprise.", lang="en"),
            Example("Il y a le, le quoi, déjà ?"),
        ),
        find=_doubled,
        excused=_in_source_too,
    ),
    TextRule(
        name="repetition/loop",
        severity="error",
        confidence=0.95,
        measure="times in a row",
        threshold=LOOPED,
        message="The same words stand here {0} times in a row.",
        why="A decoder that loops says a phrase again and again. A writer's own refrain has pauses, and ends sooner.",
        bad=(
            Example("He works in a factory ⟦of the region of the region of the region⟧.", lang="en"),
            Example("La crise touche ⟦la ville, puis la ville, puis la ville, puis la ville⟧."),
            Example("Elle vit ⟦à la cour à la cour à la⟧ maison."),
        ),
        good=(
            Example("Elle est très, très contente, et non, non, elle ne part pas."),
            Example("Petit à petit, l’oiseau fait son nid ; coude à coude, ils avancent."),
            Example("Il pleut, il pleut, il pleut, dit la bergère."),
        ),
        find=_looped,
        excused=_in_source_too,
    ),
    PairRule(
        name="repetition/echo",
        side="target",
        severity="error",
        confidence=0.95,
        measure="times in a row, none in the source",
        threshold=2.0,
        message="The same words stand here twice in a row, and nothing is repeated in the source.",
        why="What a text alone leaves open its source decides: where nothing is said twice there, twice is once too often.",
        bad=(
            Example("Le maire a parlé aux juges hier.", "The mayor spoke ⟦to the judges to the judges⟧ yesterday."),
            Example("La ville a fermé le pont.", "The city closed the ⟦bridge bridge⟧."),
        ),
        good=(
            Example("C’est très, très loin, petit à petit.", "It is far, far away, little by little."),
            Example("Il avait eu raison de dire que c’était vrai.", "He had had reason to say that that was true."),
            Example("Il tourne, tourne dans la cour, tourne encore.", "He turns and turns in the yard, turns again."),
        ),
        find=_echoed,
    ),
    learnt(
        "repetition",
        message="“{0}” seems to be said twice.",
        why="The same words stand twice in a row where nothing is stressed or counted.",
        bad=(
            Example("La porte reste ouverte ⟦à la négociation à la négociation⟧."),
            Example("Elle chante ⟦dans un bar dans un bar⟧ de la ville."),
        ),
        good=(
            Example("Petit à petit, l’oiseau fait son nid."),
            Example("Nous nous sommes vus jour après jour."),
        ),
    ),
)
