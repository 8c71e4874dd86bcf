"""Content the source does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtalign.catalogue import Code, Example
from mtalign.detect.learnt import learnt
from mtalign.detect.rule import Hit, LoneRule, PairRule, TextRule
from mtalign.detect.text import Text
from mtalign.detect.uncovered import LACKING, MIN_CHARS, MIN_LACKING, alone, run_hits
from mtalign.detect.unit import Unit
from mtalign.records import Span

CODE = Code(
    name="addition",
    meaning="content the source does not have",
    mqm="Accuracy / Addition",
    advice="Compare with the source and delete what it does not say; in a French text alone, look for a leftover heading.",
    looked_for="pair, French",
)

_EMPTY_LIST = re.compile(
    r"\b(?:les|des|aux)\s+(?:éléments|points|facteurs|aspects|choses|raisons|mesures|informations)\s+suivant(?:e)?s(?=\s+(?:l[ae]s?|un|une|des?|du|son|sa|ses)\b)"
)
# A translation this many times as long as one expects, by so many standard deviations, has gained content.
_LONG, _DEVIATIONS = 1.9, 3.0


def _announced(text: Text) -> Iterator[Hit]:
    for segment in text.segments:
        for match in _EMPTY_LIST.finditer(segment.text):
            yield Hit(span=Span(segment.span.start + match.start(), segment.span.start + match.end()))


def _words(unit: Unit) -> Iterator[Hit]:
    return run_hits(unit.invented, unit.tgt_words, unit.src_words)


def _length(unit: Unit) -> Iterator[Hit]:
    ratio, deviations = unit.proportion
    if deviations > _DEVIATIONS and (len(unit.src.text) >= MIN_CHARS or len(unit.tgt.text) >= 2 * MIN_CHARS):
        yield Hit(span=unit.tgt.span, value=ratio, words=(f"{ratio:.1f}",))


RULES = (
    TextRule(
        name="addition/announced-list",
        severity="error",
        confidence=0.75,
        measure="announced list without a colon",
        languages=frozenset({"fr"}),
        message="The sentence announces a list that does not come: these words fill a gap.",
        why="“les points suivants” needs a colon and a list. Followed by an article they fill a gap in the sentence.",
        bad=(
            Example("Le maire craint ⟦les points suivants⟧ la colère des habitants."),
            Example("Il faut tenir compte ⟦des mesures suivantes⟧ une baisse des prix."),
        ),
        good=(
            Example("Le maire craint les points suivants : la colère, la grève."),
            Example("Il regarde les trains suivants la nuit."),
        ),
        find=_announced,
    ),
    PairRule(
        name="addition/words",
        side="target",
        severity="warning",
        confidence=0.5,
        measure=LACKING,
        threshold=MIN_LACKING,
        message="The source seems to have nothing for these words.",
        why="A lexicon and a translation model that reads both sides find nothing for them; what stands around them is there.",
        bad=(
            Example("Le maire est parti.", "The mayor ⟦left with his two brothers and a dog⟧."),
            Example("Le maire est parti hier soir.", "The mayor left last night with his ⟦son in his car⟧."),
        ),
        good=(
            Example("L’UE et l’ONU ont signé.", "The European Union and the United Nations have signed."),
            Example("Bonjour.", "Good morning."),
            Example("Le maire est parti hier.", "The mayor left town yesterday."),
        ),
        find=_words,
    ),
    PairRule(
        name="addition/length",
        side="target",
        severity="error",
        confidence=0.75,
        measure="length of the translation to the expected length",
        threshold=_LONG,
        message="The translation is {0} times as long as one would expect: part of it is probably invented.",
        why="Twice the length is more than any two languages differ by.",
        bad=(
            Example(
                "La ministre a refusé de répondre à la presse.",
                "⟦The minister refused to answer the press, and then she went on to speak for a long time about every other "
                "thing that she had done in her life.⟧",
            ),
            Example(
                "Elle y va avec lui.",
                "⟦She is with him there, and he is with her, and so are all of them, as they were before, and after that too.⟧",
            ),
        ),
        good=(
            Example("Bien sûr, comme vous voulez.", "Yes, of course, as you like, sir."),
            Example("Elle a refusé de répondre à la presse.", "She would not give any answer at all to the press."),
        ),
        find=_length,
    ),
    LoneRule(
        name="addition/sentence",
        side="target",
        severity="error",
        confidence=0.75,
        measure="sentence without a counterpart in the alignment",
        message="This sentence has no counterpart in the source.",
        why="The alignment left it alone; its confidence says how surely. Lines without words are not missed.",
        bad=(
            Example("Le chat dort.\n", "The cat sleeps.\n⟦A red bus went past the church.⟧"),
            Example("\nLe chat dort.", "⟦It was raining in Lyon.⟧\nThe cat sleeps."),
        ),
        good=(
            Example("Le chat dort.\n", "The cat sleeps.\n***"),
            Example("Le chat dort.\nIl rêve.", "The cat sleeps.\nIt dreams."),
        ),
        find=alone,
    ),
    learnt(
        "addition",
        message="This reads like a law or like proceedings, and the text around it does not.",
        why="Machine translation fills gaps with what its training text is full of.",
        bad=(
            Example("La reine gardera, ⟦conformément à l’article 2 du règlement⟧, son rang dans la famille."),
            Example("Le match, ⟦dans le cadre de la politique agricole commune⟧, a été reporté à lundi."),
        ),
        good=(
            Example("La loi sera votée conformément à l’article 49."),
            Example("Le règlement de la course est clair : son article 3 l’interdit."),
        ),
    ),
)
