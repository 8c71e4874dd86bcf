"""Figures, dates, hours and spelled numerals of one side that the other side does not have."""

from __future__ import annotations

from collections.abc import Iterator

from mtalign.catalogue import Code, Example
from mtalign.detect.rule import Hit, PairRule
from mtalign.detect.unit import Unit

CODE = Code(
    name="number",
    meaning="a figure, date or hour that differs",
    mqm="Accuracy / Mistranslation (number)",
    advice="Take the figure from the source; mind commas, units and scales (un milliard is a billion).",
    looked_for="pair",
)


def _unknown(unit: Unit) -> Iterator[Hit]:
    lost, wrong = unit.unmatched
    said = ", ".join(unit.src.text[q.start : q.end] for q in lost)
    rest = f", which has “{said}”." if said else "; check where it comes from."
    for quantity in wrong:
        yield Hit(span=unit.in_tgt(quantity.start, quantity.end), words=(rest,))


def _missing(unit: Unit) -> Iterator[Hit]:
    lost, wrong = unit.unmatched
    # A figure that was changed is flagged where it was changed.
    if lost and not wrong:
        yield Hit(span=unit.in_src(lost[0].start, lost[0].end))


RULES = (
    PairRule(
        name="number/unknown",
        side="target",
        severity="error",
        confidence=0.9,
        measure="quantity that the source does not have",
        message="This figure or date is not in the source sentence{0}",
        why="Figures, dates and hours are compared as values: “2,8 milliards” is “2.8 billion”, “18 h 30” “6:30 p.m.”.",
        bad=(
            Example("Le séisme a fait 47 morts.", "The earthquake killed ⟦74⟧ people."),
            Example("La dette atteint 2,8 milliards d’euros.", "The debt is ⟦2.8 million⟧ euros."),
            Example("Les travaux débuteront le 13 mars.", "Work begins on 13 ⟦May⟧."),
            Example("La séance est reportée à mardi.", "The session is put off until ⟦Thursday⟧."),
            Example("Quatre-vingt-douze pour cent ont voté.", "⟦Eighty-two⟧ per cent voted."),
            Example("Le sentier est long de 18 km.", "The path is 18 km (⟦15⟧ miles) long."),
        ),
        good=(
            Example("Le conseil se réunira jeudi à 18 h 30.", "The council will meet on Thursday at 6:30 p.m."),
            Example("Quatre-vingt-dix-sept élèves ont été reçus.", "Ninety-seven students passed."),
            Example("L’entreprise a perdu 1,5 million d’euros en 2021.", "The company lost €1.5 million in 2021."),
            Example("La ville compte 3 200 000 habitants.", "The city has 3.2 million inhabitants."),
            Example("Le rapport date du 03/04/2021.", "The report is dated 3 April 2021."),
            Example("Dans les années 80, on dansait.", "In the 1980s people danced."),
            Example("Rendez-vous le 07/03 à midi.", "See you on 7 March at noon."),
            Example("Le sentier est long de 18 km.", "The path is 18 km (11 miles) long."),
            Example("Le film en 8K dure jusqu’à 7h30.", "The 8K film runs until 7h30."),
        ),
        find=_unknown,
    ),
    PairRule(
        name="number/missing",
        side="source",
        severity="warning",
        confidence=0.9,
        measure="quantity that the translation does not have",
        message="This figure or date is missing from the translation.",
        why="A figure of the source has no counterpart, and none was put in its place.",
        bad=(
            Example("Il vend ⟦47⟧ pommes au marché.", "He sells apples at the market."),
            Example("Elle arrive ⟦mardi⟧ par le train.", "She arrives by train."),
        ),
        good=(
            Example("Une quinzaine de personnes sont venues.", "Around fifteen people came."),
            Example("Il a deux mains et un nez.", "He has hands and a nose."),
            Example("Le 14 juillet 1789, la Bastille tombait.", "The Bastille fell on 14 July 1789."),
        ),
        find=_missing,
    ),
)
