"""Sentences that deny on one side what the other side affirms.

Languages deny in many ways, so the two directions are judged unevenly: a plain “not” needs some sign of denial on the
other side, however faint, and only where there is none is it flagged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtalign.catalogue import Code, Example
from mtalign.detect.rule import Hit, PairRule
from mtalign.detect.unit import Unit
from mtalign.languages import Negation, stem
from mtalign.languages.lexicon import lexicons

CODE = Code(
    name="negation",
    meaning="a sentence that affirms what the other denies",
    mqm="Accuracy / Mistranslation (polarity)",
    advice="Check who denies what in the source, and say the same.",
    looked_for="pair",
)


def _both(unit: Unit) -> tuple[Negation, Negation] | None:
    """How the two languages deny, where that is known of two that differ."""
    here, there = unit.source.language.negation, unit.target.language.negation
    return (here, there) if here and there and unit.source.lang != unit.target.lang else None


def _invented(unit: Unit) -> Iterator[Hit]:
    known = _both(unit)
    if known is None:
        return
    here, there = known
    denied = list(there.plain.finditer(unit.tgt.text))
    signs = len(here.faint.findall(unit.src.text))
    # “ne … pas” is one denial in two words.
    signs -= sum(
        m.group().lower().startswith(here.openers) and len(here.faint.findall(m.group())) > 1
        for m in here.plain.finditer(unit.src.text)
        if here.openers
    )
    signs -= min(signs, len(there.taken_up.findall(unit.tgt.text)))
    if denied:
        yield Hit(span=unit.in_tgt(*denied[0].span()), value=len(denied) - signs, words=(denied[0].group(),))


def _lost(unit: Unit) -> Iterator[Hit]:
    known = _both(unit)
    if known is None or any(hit.value and hit.value >= _MORE for hit in _invented(unit)):
        return
    here, there = known
    denials = list(here.plain.finditer(unit.src.text))
    # “Il n’est pas rare”: two denials affirm, in whatever words the translation chooses.
    twice = len(here.faint.findall(unit.src.text)) > 2 * len(denials)
    plain, faint = there.plain.search(unit.tgt.text), there.faint.search(unit.tgt.text)
    never = here.never.search(unit.src.text)
    reverse = never and there.always.search(unit.tgt.text) and not plain
    if reverse and never:
        # “Nul n’ignore” is “everyone knows”: what is denied is a denial itself, and is gone from the translation with it.
        found = list(here.faint.finditer(unit.src.text))
        signs = {m.start() for m in found} | {never.start()}
        kept = _turned_into([m.group() for m in found], [m.group() for m in there.faint.finditer(unit.tgt.text)], unit)
        reverse = len(signs) <= 2 * len(denials) or kept
    if denials and (reverse or not (twice or faint)):
        start, said = denials[0].start(), denials[0].group().rstrip()
        yield Hit(span=unit.in_src(start, start + len(said)))


def _turned_into(said: Sequence[str], others: Sequence[str], unit: Unit) -> bool:
    """Whether one of these words of the source has a translation among those of the target, as far as the lexicon knows."""
    known = lexicons(unit.source.lang, unit.target.lang)
    if not known:
        return bool(others)
    links = known[unit.source.lang].links
    return any(not links.get(stem(word), frozenset()).isdisjoint(stem(other) for other in others) for word in said)


# Negations more than the other side has signs of denial.
_MORE = 1

RULES = (
    PairRule(
        name="negation/invented",
        side="target",
        severity="error",
        confidence=0.8,
        measure="negations beyond the source's signs of denial",
        threshold=_MORE,
        message="“{0}” denies what the source does not deny.",
        why="The translation says “not”, and nothing in the source denies, refuses, lacks or fails.",
        bad=(
            Example("Les élèves ont aimé la pièce.", "The pupils did ⟦not⟧ like the play."),
            Example("Le maire vend le terrain.", "The mayor ⟦never⟧ sells the land."),
            Example("Elle refuse de partir.", "She will ⟦not⟧ refuse to leave."),
        ),
        good=(
            Example("Il est impossible d’entrer.", "You cannot get in."),
            Example("Elle refuse de partir sans lui.", "She will not leave without him."),
            Example("Voilà deux ans qu’il ne fume plus.", "He hasn’t smoked for two years."),
            Example("Non seulement il chante, mais il danse.", "Not only does he sing, he dances too."),
        ),
        find=_invented,
    ),
    PairRule(
        name="negation/lost",
        side="source",
        severity="error",
        confidence=0.8,
        measure="negation, and no sign of denial in the translation",
        message="This is denied here, and the translation has no sign of denial.",
        why="The source says “ne … pas”, and no word of the translation denies, refuses, lacks or fails.",
        bad=(
            Example("Le maire ⟦ne veut pas⟧ vendre le terrain.", "The mayor wants to sell the land."),
            Example("Il ⟦n’a jamais⟧ payé son loyer.", "He always paid his rent."),
            Example("⟦Personne n’⟧a vu le maire.", "Everybody saw the mayor."),
            Example("⟦Nul ne⟧ conteste le bilan.", "Everyone disputes the results."),
            Example("Ils sont partis ⟦sans payer⟧.", "They left after paying."),
            Example("Il est ⟦impossible⟧ d’entrer.", "It is possible to get in."),
            Example("La sieste est ⟦déconseillée⟧ aux enfants.", "A nap is recommended for children."),
            Example("La banque ⟦n’a jamais⟧ été prévenue.", "The bank was told."),
        ),
        good=(
            Example("Il n’est pas rare qu’il neige en mai.", "It often snows in May."),
            Example("Le maire n’a pas voulu vendre.", "The mayor refused to sell."),
            Example("Il ne vend que du pain.", "He sells bread."),
            Example("Personne n’ignore le bilan.", "Everyone knows the firm is struggling."),
            Example("Sans compter le pain, sans parler du vin.", "Bread besides, and wine too."),
        ),
        find=_lost,
    ),
)
