"""Content of the source that is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtalign.catalogue import Code, Example
from mtalign.detect.rule import Hit, LoneRule, PairRule
from mtalign.detect.uncovered import LACKING, MIN_CHARS, MIN_LACKING, alone, run_hits
from mtalign.detect.unit import Unit

CODE = Code(
    name="omission",
    meaning="content of the source that is missing",
    mqm="Accuracy / Omission",
    advice="Translate what is missing.",
    looked_for="pair",
)

# A translation this short, by so many standard deviations, has lost content.
_SHORT, _DEVIATIONS = 0.5, 3.0
# English words that need a noun behind them, followed by what cannot be one.
_GAP = re.compile(
    r"(?<![\w’'-])(?:the|a|an|its|their|our|your|my)(?:\s*[,.;:!?](?=\s|\Z)"
    r"|\s+(?:of|from|at|by|with|and|or|is|are|was|were|which|has|had)(?![\w’'-]))"
)


def _words(unit: Unit) -> Iterator[Hit]:
    return run_hits(unit.lost, unit.src_words, unit.tgt_words)


def _noun(unit: Unit) -> Iterator[Hit]:
    gap = _GAP.search(unit.tgt.text)
    # Where words are known to be missing, this is where they are missing.
    if gap and unit.coverage and not unit.lost:
        yield Hit(span=unit.in_tgt(*gap.span()))


def _length(unit: Unit) -> Iterator[Hit]:
    ratio, deviations = unit.proportion
    if deviations < -_DEVIATIONS and len(unit.src.text) >= MIN_CHARS:
        yield Hit(span=unit.src.span, value=ratio, words=(f"{ratio:.0%}",))


RULES = (
    PairRule(
        name="omission/words",
        side="source",
        severity="warning",
        confidence=0.5,
        measure=LACKING,
        threshold=MIN_LACKING,
        message="The translation seems to have nothing for these words.",
        why="A lexicon and a translation model that reads both sides find nothing for them; what stands around them is there.",
        bad=(
            Example(
                "Le chien du voisin a mordu deux enfants ⟦près de la fontaine du village⟧.",
                "The neighbour's dog bit two children.",
            ),
            Example("Il est venu avec sa ⟦femme et ses trois enfants⟧ en ville.", "He came to town."),
        ),
        good=(
            Example(
                "Quand les agents sont arrivés, les délinquants ont d’abord fui.",
                "The offenders initially fled when officers arrived.",
            ),
            Example("Les îles Malouines sont loin de Londres.", "The Falkland Islands are far from London."),
            Example("Kurumbala zigoneau fripolet.", "Come."),
        ),
        find=_words,
    ),
    PairRule(
        name="omission/noun",
        side="target",
        severity="error",
        confidence=0.75,
        measure="article without a noun",
        targets=frozenset({"en"}),
        message="A noun is missing behind this word.",
        why="“sentenced the.” or “the of”: an article or possessive stands where only a noun can follow.",
        bad=(
            Example("Les juges ont condamné le voleur.", "The judges sentenced ⟦the of⟧ the village."),
            Example("Le prix du pain a monté.", "Bread is dearer, as ⟦its was⟧ raised."),
        ),
        good=(
            Example("Il a eu un A en chant.", "He got an A in singing, and a B."),
            Example("Les juges ont condamné le voleur.", "The judges sentenced the thief."),
        ),
        find=_noun,
    ),
    PairRule(
        name="omission/length",
        side="source",
        severity="error",
        confidence=0.75,
        measure="length of the translation to the expected length",
        threshold=_SHORT,
        below=True,
        message="The translation is only {0} as long as one would expect: part of this sentence is probably lost.",
        why="Half the length is less than any two languages differ by.",
        bad=(
            Example("⟦Les pompiers, arrivés sur place très vite après l’appel d’un voisin, ont sauvé les enfants.⟧", "Saved."),
            Example("⟦Il n’y a rien de plus à en faire ici, et ce n’est pas à toi de le faire.⟧", "There is not."),
        ),
        good=(
            Example("Qu’est-ce que c’est ?", "What?"),
            Example("Qu’est-ce que c’est que cela, dis-moi donc ?", "Tell me what that is, will you?"),
        ),
        find=_length,
    ),
    LoneRule(
        name="omission/sentence",
        side="source",
        severity="error",
        confidence=0.75,
        measure="sentence without a counterpart in the alignment",
        message="This sentence has no counterpart in the translation.",
        why="The alignment left it alone; its confidence says how surely. Lines without words are not missed.",
        bad=(
            Example("Le chat dort.\n⟦Il pleut à Lyon depuis mardi soir.⟧", "The cat sleeps.\n"),
            Example("⟦La ville est calme.⟧\nLe chat dort.", "\nThe cat sleeps."),
        ),
        good=(
            Example("Le chat dort.\n* * *", "The cat sleeps.\n"),
            Example("Le chat dort.\nIl rêve.", "The cat sleeps.\nIt dreams."),
        ),
        find=alone,
    ),
)
