"""Two words written as one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from mtalign.catalogue import Code, Example
from mtalign.detect.learnt import learnt
from mtalign.detect.measures.frequency import RARE, frequency, is_known
from mtalign.detect.rule import Hit, TextRule
from mtalign.detect.text import Text
from mtalign.languages import Language
from mtalign.records import Span

CODE = Code(
    name="fused_word",
    meaning="two words written as one",
    mqm="Linguistic conventions / Spelling",
    advice="Put the space back; a comma or a full stop may be lost with it.",
    looked_for="text",
)

_TOKEN = re.compile(r"[^\W\d_]+(?:['’]|\b)")
_CAMEL = re.compile(r"[a-zà-öø-ÿœæ](?=[A-ZÀ-ÖØ-ÞŒÆ])")
_MIN_PART = 3
_MIN_FUSED, _MAX_FUSED = 7, 40
# A role that stands behind a name, one that stands behind anything, and any other noun behind a name: least lengths.
_MIN_ROLE, _MIN_LONE_ROLE, _MIN_NOUN = 4, 6, 8
_FREQUENT, _VERY_FREQUENT = 1e-6, 1e-4
_SHORT = 4
# A name that is as frequent as this is one, whether the text has it elsewhere or not.
_NAME = 1e-7

#: Where a token falls into two words, from it, its line and its place in it; None when it is one.
Cut = Callable[[str, str, int, Language], int | None]


def _tokens(cut: Cut, text: Text) -> Iterator[Hit]:
    for segment in text.segments:
        for match in _TOKEN.finditer(segment.text):
            token = match.group()
            at = cut(token, segment.text, match.start(), text.language)
            if at is not None:
                yield Hit(
                    span=Span(segment.span.start + match.start(), segment.span.start + match.end()),
                    value=_commonness(token, text.lang),
                    suggestion=token[:at] + " " + token[at:] if token[0].islower() else None,
                )


def _commonness(token: str, lang: str) -> float:
    return frequency(token.rstrip("'’"), lang)


def _inner_capital(token: str, line: str, start: int, language: Language) -> int | None:
    camel = _CAMEL.search(token)
    if camel is None or camel.end() < _MIN_PART:
        return None
    left, right = token[: camel.end()], token[camel.end() :].replace("’", "'")
    begins = right.capitalize() in language.restarts
    known = left.islower() and is_known(left, language.code)
    return camel.end() if begins or known else None


def _is_one_word(token: str, language: Language) -> bool:
    """Whether there is no reason to cut: a known word, an elided one, or one with a capital inside."""
    return (
        not _MIN_FUSED <= len(token) <= _MAX_FUSED
        or not token.isalpha()
        or token.isupper()
        or is_known(token, language.code)
        or _CAMEL.search(token) is not None
    )


def _name_and_role(token: str, line: str, start: int, language: Language) -> int | None:
    if not token[0].isupper() or _is_one_word(token, language):
        return None
    before = line[:start].split()[-1:]
    behind_name = bool(before) and before[0][0].isupper()
    for at in range(_MIN_ROLE, len(token) - _MIN_ROLE + 1):
        right = token[at:].lower()
        if right in language.roles and (behind_name or len(right) >= _MIN_LONE_ROLE):
            return at
        if behind_name and len(right) >= _MIN_NOUN and frequency(right, "fr") >= _FREQUENT:
            return at
    return None


def _name_and_verb(text: Text) -> Iterator[Hit]:
    """A known name, or one that the document has elsewhere, with what its bearer does."""
    said = {word.text for _, found in text.sentences() for word in found if word.text[0].isupper()}
    for segment in text.segments:
        for match in _TOKEN.finditer(segment.text):
            token = match.group()
            if not token[0].isupper() or _is_one_word(token, text.language):
                continue
            for at in range(_MIN_ROLE, len(token) - _MIN_ROLE + 1):
                name = token[:at]
                if token[at:] in text.language.doings and (name in said or frequency(name, text.lang) >= _NAME):
                    yield Hit(
                        span=Span(segment.span.start + match.start(), segment.span.start + match.end()),
                        value=_commonness(token, text.lang),
                        suggestion=f"{name} {token[at:]}",
                    )
                    break


def _two_words(token: str, line: str, start: int, language: Language) -> int | None:
    if token[0].isupper() or _is_one_word(token, language):
        return None
    if "-" in (line[start - 1 : start], line[start + len(token) : start + len(token) + 1]):
        return None
    cuts = {at: _rarer(token[:at], token[at:], language) for at in range(_MIN_PART, len(token) - _MIN_PART + 1)}
    best = max(cuts, key=lambda at: cuts[at])
    return best if cuts[best] else None


def _rarer(left: str, right: str, language: Language) -> float:
    """Frequency of the rarer of two words that a token falls into; 0.0 where they are rather parts of one."""
    if left in language.prefixes or right in language.endings:
        return 0.0
    low = min(frequency(left, language.code), frequency(right, language.code))
    if left in language.function_words or right in language.function_words:
        return low if low >= _FREQUENT else 0.0
    # Where new compounds are written as one word, one part must be a word that is never part of one.
    short = min(left, right, key=len)
    rare = len(short) < _SHORT and frequency(short, language.code) < _VERY_FREQUENT
    return 0.0 if language.compounds or rare or low < _FREQUENT else low


_MESSAGE = "Two words run into each other here; a space, perhaps a comma too, is missing between them."
_LANGUAGES = frozenset({"fr", "en"})

RULES = (
    TextRule(
        name="fused_word/inner-capital",
        severity="error",
        confidence=0.95,
        measure="capital inside a word",
        languages=_LANGUAGES,
        message=_MESSAGE,
        why="A word in small letters goes on with a capital, as where a full stop was lost. Brands (“iPhone”) are left alone.",
        bad=(
            Example("La ⟦pluieLe⟧ vent a cessé."),
            Example("Elle a vu Mathieu à ⟦VeniseLa⟧ veille."),
            Example("They left the ⟦stationThe⟧ night before.", lang="en"),
        ),
        good=(
            Example("iPhone, YouTube et McDonald sont des marques, eLivres aussi."),
            Example("Le vin de LaVilliers et l’appli MonCompte plaisent."),
        ),
        find=partial(_tokens, _inner_capital),
    ),
    TextRule(
        name="fused_word/name-and-role",
        severity="error",
        confidence=0.95,
        measure="frequency of the word as written",
        threshold=RARE,
        below=True,
        languages=_LANGUAGES,
        message=_MESSAGE,
        why="A name runs into what its bearer is: the comma between them is lost.",
        bad=(
            Example("Selon Marc ⟦Delvauxdirecteur⟧ de la banque, tout va bien."),
            Example("Selon ⟦Brévannedirecteur⟧ de la banque, tout va bien."),
            Example("According to Mark ⟦Delvauxcoach⟧ of the team, all is well.", lang="en"),
            Example("Il cite Paul ⟦Brévannecommentateur⟧ sportif."),
        ),
        good=(
            Example("Jean Dumaire et Luc Dujuge vivent à Beaupréaide."),
            Example("Le BRÉVANNEDIRECTEUR est un titre, et Vice-président aussi."),
        ),
        find=partial(_tokens, _name_and_role),
    ),
    TextRule(
        name="fused_word/name-and-verb",
        severity="error",
        confidence=0.95,
        measure="frequency of the word as written",
        threshold=RARE,
        below=True,
        languages=_LANGUAGES,
        message=_MESSAGE,
        why="A name that is known, or that the text has elsewhere, runs into what its bearer does.",
        bad=(
            Example("Le préfet ⟦Dumontannonce⟧ une enquête."),
            Example("Zbrzyk a tort. Mais ⟦Zbrzykestime⟧ avoir raison."),
            Example("Mr ⟦Johnsonsaid⟧ no.", lang="en"),
        ),
        good=(
            Example("Le village de Villerestime est petit, et Mme Doulance aussi."),
            Example("Zbrzykestime et Combejuge sont des hameaux."),
        ),
        find=_name_and_verb,
    ),
    TextRule(
        name="fused_word/two-words",
        severity="error",
        confidence=0.95,
        measure="frequency of the word as written",
        threshold=RARE,
        below=True,
        languages=_LANGUAGES,
        message=_MESSAGE,
        why="No such word is known, and it falls into two that are. Prefixes, endings and English compounds make real words.",
        bad=(
            Example("Les habitants ont fui la ⟦villeavec⟧ leurs enfants."),
            Example("Le rapport décrit des ⟦conditionspour⟧ les détenus."),
            Example("Les skieurs descendent la ⟦pentenord⟧ du massif."),
            Example("The council met ⟦themayor⟧ on Friday.", lang="en"),
        ),
        good=(
            Example("Le contre-amiral et l’ex-premier ministre rouvriraient le dossier."),
            Example("Ils désaltéreraient les hypertouristes et radiobalisaient la côte."),
            Example("The oatsteam and the snowclerk are new words.", lang="en"),
        ),
        find=partial(_tokens, _two_words),
    ),
    learnt(
        "fused_word",
        message="“{0}” seems to be two words written as one.",
        why="No such word is known, and it falls into two that are.",
        bad=(
            Example("La hausse ⟦duprix⟧ du blé inquiète."),
            Example("Elle a dit ⟦ouià⟧ la proposition."),
        ),
        good=(
            Example("Le maire de Saint-Malo a remercié les pompiers."),
            Example("Ils ont trouvé un accord sur les salaires."),
        ),
    ),
)
