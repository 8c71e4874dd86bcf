"""Words that a model has made up."""

from __future__ import annotations

from collections.abc import Iterator

from mtalign.catalogue import Code, Example
from mtalign.detect.measures.derivation import is_derived
from mtalign.detect.measures.frequency import frequency, is_known
from mtalign.detect.rule import Hit, PairRule
from mtalign.detect.unit import Unit
from mtalign.languages import fold

CODE = Code(
    name="nonword",
    meaning="a word of the translation that no language knows",
    mqm="Linguistic conventions / Spelling",
    advice="Translate the word anew; the model has put it together from pieces.",
    looked_for="pair",
)

_MIN_LETTERS = 5
# Other languages that texts borrow from, and how frequent a word must be there to be borrowed.
_LENDERS, _BORROWED = ("de", "es", "it"), 1e-7
# What may stand beside a word: a hyphen, an apostrophe or a stop makes it part of something larger.
_PART_OF_MORE = frozenset("-'’/@._")


def _made_up(unit: Unit) -> Iterator[Hit]:
    language = unit.target.language
    if not language.suffixes or unit.source.lang == unit.target.lang:
        return
    originals = {fold(word.text) for word in unit.src_words}
    text = unit.target.document.text
    for word in unit.tgt_words:
        start, end = word.span
        beside = text[max(0, start - 1) : start] + text[end : end + 1]
        if (
            len(word.text) < _MIN_LETTERS
            or not (word.text.islower() and word.text.isascii())
            or not _PART_OF_MORE.isdisjoint(beside.strip("."))
        ):
            continue
        if is_known(word.lower, unit.target.lang) or any(frequency(word.lower, lang) > _BORROWED for lang in _LENDERS):
            continue
        if fold(word.text) not in originals and not is_derived(word.lower, unit.target.lang):
            yield Hit(span=word.span, words=(word.text,))


RULES = (
    PairRule(
        name="nonword/made-up",
        side="target",
        severity="error",
        confidence=0.8,
        measure="word that is in no list of frequencies, nor made of words that are",
        message="No language knows “{0}”: the model seems to have made it up.",
        why="A small model that has not learnt a word may spell one. Names, the source's words and compounds are left alone.",
        bad=(
            Example("Les élus ont vu le village.", "The elected ⟦acipals⟧ saw the village."),
            Example("Les pompiers ont été intoxiqués.", "The firemen were ⟦inxiated⟧ there."),
        ),
        good=(
            Example(
                "Le préfet a dénationalisé le port de la ville.", "The prefect has denationalised the harbour of the city."
            ),
            Example("Le canyonisme plaît à Zbrzyk et à sa sœur.", "Zbrzyk and his sister like canyonisme."),
        ),
        find=_made_up,
    ),
)
