"""Closed patterns of broken French: sequences that no writer produces and that glued translations do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from mtalign.catalogue import Code, Example
from mtalign.detect.learnt import learnt
from mtalign.detect.measures.frequency import frequency
from mtalign.detect.rule import Hit, TextRule
from mtalign.detect.text import Text
from mtalign.languages import language_of
from mtalign.records import Span

CODE = Code(
    name="grammar",
    meaning="a sequence that grammar rules out",
    mqm="Linguistic conventions / Grammar",
    advice="Rewrite the phrase; where only one form is possible, it is suggested.",
    looked_for="French",
)

_CARDINALS = (
    "deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|cinquante"
    "|soixante|cent|cents|mille|millions?|milliards?"
)
# Adverbs and prepositions in -ant: "sont maintenant", "sont pendant la nuit".
_NOT_PARTICIPLES = (
    "maintenant|pourtant|cependant|auparavant|autant|tant|avant|devant|durant|pendant|quant|dorénavant"
    "|nonobstant|suivant|moyennant|instant"
)
_VOWEL = "aàâeéèêiîoôuû"
_PROGRESSIVE = re.compile(
    rf"\b(?:sont|étaient|furent|seront|sommes|êtes)\s+[“«\"]?\s?(?!(?:{_NOT_PARTICIPLES})\b)[^\W\d_]{{2,}}ant\b(?!-)"
    r"|\b(?:est|était|fut|sera|suis|es)\s+[“«\"]?\s?(?:étant|ayant)\b"
)
_NUMBER_AND_ARTICLE = re.compile(
    rf"(?<![\w.,:])(?<!\bh )(?<!\ben )(?<!\ble )(?<!\ban )(?<!\bde )(?<!\bà )(?<!\bles )(?<!\bannées )"
    rf"(?:(?!(?:1\d|20)\d\d\b)\d+(?: \d{{3}})*|{_CARDINALS})"
    r"\s+les\s+(?!un[es]?\b|autres?\b|uns\b|deux\b)[^\W\d_]+",
    re.IGNORECASE,
)
_BARE_NOUN = re.compile(
    r"\b(?:a|ont|avait|avaient|aura|auront)\s+[^\W\d_]{2,20}é\s+[^\W\d_]{2,20}(?:tions|sions|ments|ances|ences|ures|ages)\b"
    r"(?!\s*(?:,|et\b|ou\b))"
)
# “a fait purges”: a plural noun right behind the verb has lost its article.
_BARE_BEHIND_FAIRE = re.compile(r"\b(?:a|ont|avait|avaient)\s+fait\s+(?P<noun>[^\W\d_]{4,25}s)\b(?!\s*(?:,|et\b|ou\b))")
_SPAN_OF_YEARS = re.compile(r"\bd['’]ici\s+(?:à\s+)?\d{4}\s+et\s+\d{4}\b")
_ELISION = re.compile(
    rf"(?<!-)\b(?P<first>de|que|ne|je|me|te|se|le|la|jusque|lorsque|puisque)\s+(?P<second>[{_VOWEL}][^\W\d_]*)(?=\s+(?P<third>\w+))?"
)
# Words that begin with a vowel and take no elision before them.
_NO_ELISION = frozenset("onze onzième onzièmes oui ouistiti ouistitis uhlan ululer un une à a i e o u y et ou".split())
# A noun must be this frequent to be one, whatever else the language knows.
_ANY_WORD = 1e-5
# Behind these stands a verb or a pronoun, and no title or foreign name.
_BEFORE_VERBS, _ANY_VERB = frozenset(("ne", "je", "me", "te", "se")), 1e-7
_RARE_NOUN, _PLURAL_SHARE = 1e-8, 10


def _pattern(expression: re.Pattern[str], text: Text) -> Iterator[Hit]:
    """Every place of a pattern."""
    for segment in text.segments:
        for match in expression.finditer(segment.text):
            yield Hit(span=Span(segment.span.start + match.start(), segment.span.start + match.end()))


def _bare_behind_faire(text: Text) -> Iterator[Hit]:
    for segment in text.segments:
        for match in _BARE_BEHIND_FAIRE.finditer(segment.text):
            if _is_plural_noun(match["noun"]):
                yield Hit(span=Span(segment.span.start + match.start(), segment.span.start + match.end()))


def _is_plural_noun(noun: str) -> bool:
    if not noun.islower() or noun in language_of("fr").function_words:
        return False
    return frequency(noun[:-1], "fr") > frequency(noun, "fr") / _PLURAL_SHARE > _RARE_NOUN


def _elisions(text: Text) -> Iterator[Hit]:
    for segment in text.segments:
        for match in _ELISION.finditer(segment.text):
            if _needs_elision(match):
                yield Hit(
                    span=Span(segment.span.start + match.start(), segment.span.start + match.end("second")),
                    words=(match["first"], match["second"]),
                    suggestion=f"{match['first'][:-1]}’{match['second']}",
                )


def _needs_elision(match: re.Match[str]) -> bool:
    first, second, third = match["first"], match["second"], match["third"]
    if second in ("un", "une"):
        # As articles, not as figures: "de un à dix".
        return first in ("de", "que") and third not in ("à", "sur", "et", None)
    return (
        second.islower()
        and second not in _NO_ELISION
        and frequency(second, "fr") >= (_ANY_VERB if first in _BEFORE_VERBS else _ANY_WORD)
    )


_FRENCH = frozenset({"fr"})

RULES = (
    TextRule(
        name="grammar/progressive",
        severity="error",
        confidence=0.95,
        measure="“être” before a present participle",
        languages=_FRENCH,
        message="French has no progressive of this kind: “être” cannot stand before a present participle.",
        why="“are leaving” was translated word by word. “sont maintenant” and “sont pourtant” only look alike.",
        bad=(
            Example("Les soldats ⟦sont quittant⟧ la ville."),
            Example("Le pays ⟦est “étant⟧ envahi” depuis des mois."),
            Example("Les élus ⟦étaient hésitant⟧ sur la loi."),
        ),
        good=(
            Example("Les enfants sont maintenant grands, et les preuves sont pourtant là."),
            Example("Ce sont avant-hier et demain qui comptent."),
        ),
        find=partial(_pattern, _PROGRESSIVE),
    ),
    TextRule(
        name="grammar/number-and-article",
        severity="error",
        confidence=0.95,
        measure="number before “les”",
        languages=_FRENCH,
        message="A number cannot stand before “les”: two pieces were translated apart and put together.",
        why="“40 les villages” is “40 of the villages” in pieces. A year or an hour before “les” ends its own phrase.",
        bad=(
            Example("Il a visité ⟦40 les villages⟧ de la vallée."),
            Example("Le feu a détruit ⟦trois les granges⟧ du hameau."),
            Example("⟦Deux les départs⟧ ont été remarqués."),
        ),
        good=(
            Example("En 2014 les ventes ont doublé ; à 18 h les portes ferment."),
            Example("Tous les deux les ont vus, et les vingt autres aussi."),
            Example("Ils marchaient tous les trois les uns derrière les autres."),
        ),
        find=partial(_pattern, _NUMBER_AND_ARTICLE),
    ),
    TextRule(
        name="grammar/bare-noun",
        severity="error",
        confidence=0.95,
        measure="plural noun without an article behind a participle",
        languages=_FRENCH,
        message="The noun stands without its article: a word is missing between the two.",
        why="English leaves the article out (“announced subsidies”), French does not, but in lists.",
        bad=(
            Example("Le conseil ⟦a annoncé subventions⟧ pour les écoles."),
            Example("Les juges ⟦ont demandé changements⟧ de règles."),
        ),
        good=(
            Example("Le conseil a annoncé subventions et travaux, et a parlé affaires."),
            Example("Le conseil a annoncé des subventions."),
        ),
        find=partial(_pattern, _BARE_NOUN),
    ),
    TextRule(
        name="grammar/bare-noun-behind-faire",
        severity="error",
        confidence=0.95,
        measure="plural noun without an article behind “faire”",
        languages=_FRENCH,
        message="The noun stands without its article: a word is missing between the two.",
        why="“a fait promesses” has lost “des”. “a fait toujours” and “a fait depuis” are followed by adverbs.",
        bad=(
            Example("Le ministre ⟦a fait promesses⟧ aux maires du pays."),
            Example("Les élus ⟦ont fait efforts⟧ pour la paix."),
        ),
        good=(
            Example("Elle a fait toujours plus, il a fait depuis fortune, et ils vivent au jour le jour."),
            Example("Le ministre a fait promesses et serments aux maires."),
        ),
        find=_bare_behind_faire,
    ),
    TextRule(
        name="grammar/span-of-years",
        severity="error",
        confidence=0.95,
        measure="“d’ici” before two years",
        languages=_FRENCH,
        message="“d’ici” names one moment to come and cannot span two years; “entre … et …” was meant.",
        why="“by 2019 and 2025” came of “between”.",
        bad=(
            Example("Les pertes subies ⟦d’ici 2009 et 2015⟧ sont lourdes."),
            Example("Le prix a doublé ⟦d'ici à 1990 et 2001⟧ au moins."),
        ),
        good=(
            Example("Les pertes seront lourdes d’ici 2035 et même après."),
            Example("Les gens d’ici ont connu 2009 et 2015."),
        ),
        find=partial(_pattern, _SPAN_OF_YEARS),
    ),
    TextRule(
        name="grammar/elision",
        severity="warning",
        confidence=0.95,
        measure="missing elision",
        languages=_FRENCH,
        message="“{0}” loses its vowel before “{1}”.",
        why="“de”, “que”, “ne”, “le” and so on are elided before a vowel, but not before “onze”, “oui” or a figure in words.",
        bad=(
            Example("Il s’agit ⟦de un⟧ simple retard."),
            Example("La fin ⟦de année⟧ approche."),
            Example("Il dit ⟦que elle⟧ viendra."),
            Example("La police ⟦ne exclut⟧ rien."),
            Example("Il a fermé ⟦la école⟧ du village."),
        ),
        good=(
            Example("De un à dix, il donne huit. Il sort de onze heures à midi."),
            Example("Le nombre passe de un à trois, puis de un sur dix à de un et demi."),
            Example("Il vient de Aknaar, dit-il, et croit que oui."),
            Example("Dites-le avec des fleurs le onze mai, et le iPhone sonnera."),
        ),
        find=_elisions,
    ),
    learnt(
        "grammar",
        message="Words hardly ever stand so in French: one here may be wrong, missing or too many.",
        why="The judge has read 40 million words: these stand together far less often than chance would have it, or never.",
        bad=(
            Example("Ils sont arrivés ⟦à dans la⟧ nuit."),
            Example("Il a parlé ⟦de sur la⟧ réforme des retraites."),
        ),
        good=(
            Example("Il a menacé ses voisins de représailles."),
            Example("Le conseil s’oppose au projet de la mairie."),
        ),
    ),
)
