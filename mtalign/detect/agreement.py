"""French words that do not agree: closed patterns in which no other reading is left.

Gender and number of a noun are read off its determiner, a participle's off its ending; whatever else could be the
subject rules the pattern out. What needs a parse is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtalign.detect.lexicon import frequency
from mtalign.detect.text import Text, Word, seen
from mtalign.records import Finding

# Third persons of the verbs that newspapers use most, singular to plural.
_SINGULAR = dict(
    pair.split("/")
    for pair in """
        a/ont est/sont était/étaient avait/avaient va/vont peut/peuvent doit/doivent sera/seront aura/auront
        veut/veulent sait/savent fait/font devait/devaient pouvait/pouvaient serait/seraient aurait/auraient
        reste/restent vient/viennent prend/prennent devra/devront pourra/pourront fera/feront
    """.split()
)
_PLURAL = {plural: singular for singular, plural in _SINGULAR.items()}
_BE_SINGULAR = frozenset("est était sera serait fut soit".split())
_BE_PLURAL = frozenset("sont étaient seront seraient furent soient".split())
_HAVE = {"a": 1, "avait": 1, "aura": 1, "aurait": 1, "ont": 2, "avaient": 2, "auront": 2, "auraient": 2}
_PLURAL_DETERMINERS = frozenset("les des ces mes tes ses nos vos leurs aux certains certaines plusieurs quelques".split())
_FEMININE = frozenset("la une cette sa ma".split())
_MASCULINE = frozenset("le un ce".split())
_SINGULAR_DETERMINERS = _FEMININE | _MASCULINE | frozenset("du au son mon".split())
# Adjectives that stand before their noun: masculine and feminine singular, then plural.
_BEFORE_NOUN = [
    forms.split("/")
    for forms in """
        dernier/dernière/derniers/dernières premier/première/premiers/premières grand/grande/grands/grandes
        petit/petite/petits/petites nouveau/nouvelle/nouveaux/nouvelles ancien/ancienne/anciens/anciennes
        principal/principale/principaux/principales prochain/prochaine/prochains/prochaines
        jeune/jeune/jeunes/jeunes autre/autre/autres/autres meilleur/meilleure/meilleurs/meilleures
        bon/bonne/bons/bonnes mauvais/mauvaise/mauvais/mauvaises long/longue/longs/longues
        important/importante/importants/importantes récent/récente/récents/récentes
        différent/différente/différents/différentes véritable/véritable/véritables/véritables
        seul/seule/seuls/seules vaste/vaste/vastes/vastes fort/forte/forts/fortes
    """.split()
]
_PLURAL_OF = {s: p for m, f, ms, fs in _BEFORE_NOUN for s, p in ((m, ms), (f, fs)) if s != p}
_SINGULAR_OF = {p: s for s, p in _PLURAL_OF.items()}
# Before a subject at the start of its clause; elsewhere a noun may belong to another phrase.
_CLAUSE_START = re.compile(
    r"(?:\A|[.!?…:;(\[«“\"—–]|\b(?:que|où|si|car|mais|quand|lorsque|comme)\b|\bqu['’])\s*\Z", re.IGNORECASE
)
_PARTICIPLE = re.compile(r"[^\W\d_]{2,}(?:é|ée|és|ées)")
_ADVERBS = frozenset("pas plus jamais déjà bien tous toutes également aussi encore ensuite toujours".split())
_KNOWN = 3e-7
# Behind these “elle” and “elles” are no subjects.
_NO_SUBJECT_AFTER = frozenset(
    """
        avec pour chez sans contre entre sur et ou à de d par ni comme vers envers parmi selon qu que
    """.split()
)
# Subjects in the singular that may take a plural verb: “la plupart ont”, “une dizaine ont”.
_COLLECTIVE = frozenset("plupart majorité moitié quart tiers million milliard total reste nombre pire mieux pis".split())
_DEGREES = frozenset("trop très plus moins si assez bien peu".split())
_TOO_FAR = re.compile(r"[^\s\u00a0]")


@dataclass(frozen=True, slots=True)
class _Verdict:
    first: int
    last: int
    message: str
    suggestion: str | None = None


def agreement(text: Text) -> Iterator[Finding]:
    """Determiner, adjective, participle and verb forms that contradict each other."""
    if text.lang != "fr":
        return
    for segment, found in zip(text.segments, text.words, strict=True):
        offset = segment.span.start
        lower = [word.lower for word in found]
        for k in range(len(found)):
            verdict = (
                _noun_phrase(found, lower, k)
                or _after_noun(found, lower, k)
                or _passive(found, lower, k)
                or _list(found, lower, k, text)
                or _counted(found, lower, k, text)
                or _subject(found, lower, k, segment.text, offset)
            )
            if verdict is None or _interrupted(text, found, verdict):
                continue
            yield text.finding(
                "agreement",
                "error",
                (found[verdict.first].span.start, found[verdict.last].span.end),
                verdict.message,
                seen("forms that contradict each other"),
                suggestion=verdict.suggestion,
            )


def _interrupted(text: Text, found: list[Word], verdict: _Verdict) -> bool:
    """Whether anything but white space stands between the words: a pattern holds for neighbours only."""
    return any(
        _TOO_FAR.search(text.document.text[a.span.end : b.span.start])
        for a, b in zip(found[verdict.first : verdict.last], found[verdict.first + 1 : verdict.last + 1], strict=True)
    )


def _noun_phrase(found: list[Word], lower: list[str], k: int) -> _Verdict | None:
    """“les dernière restrictions”, “la derniers mois”: determiner and adjective before a noun that settles it."""
    if k + 2 >= len(found):
        return None
    determiner, adjective, noun = lower[k : k + 3]
    if not (found[k + 1].text.islower() and found[k + 2].text.islower()):
        return None
    plural_noun = noun.endswith(("s", "x")) and frequency(noun[:-1], "fr") > _KNOWN
    if determiner in _PLURAL_DETERMINERS and adjective in _PLURAL_OF and plural_noun:
        right = _PLURAL_OF[adjective]
    elif determiner in _SINGULAR_DETERMINERS and adjective in _SINGULAR_OF and not noun.endswith(("s", "x", "z")):
        if not frequency(noun, "fr") > _KNOWN or lower[k - 1 : k] in (["tous"], ["toutes"]):
            return None
        right = _SINGULAR_OF[adjective]
    else:
        return None
    return _Verdict(k, k + 2, f"“{found[k + 1].text}” does not agree in number with the words around it.",
                    f"{found[k].text} {right} {found[k + 2].text}")  # fmt: skip


def _after_noun(found: list[Word], lower: list[str], k: int) -> _Verdict | None:
    """“un prix trop élevée”: a noun with its article, and a participle of the other gender or number behind it."""
    if lower[k] not in ("un", "une") or k + 2 >= len(found) or lower[k + 1] == "fois" or not found[k + 1].text.islower():
        return None
    at = k + 3 if lower[k + 2] in _DEGREES else k + 2
    if frequency(lower[k + 1], "fr") < _KNOWN or not found[k + 1].is_content or at >= len(found):
        return None
    base = _base(lower[at])
    # “une extrême facilité”: an adjective may stand first, and the noun in -ité behind it.
    right = None if base is None or base.endswith("ité") or not found[at].text.islower() else base + "e" * (lower[k] == "une")
    if right is None or lower[at] == right or lower[at].endswith("s"):
        return None
    return _Verdict(
        k, at, f"“{found[at].text}” does not agree with “{_said(found, k, k + 2)}”.", f"{_said(found, k, at)} {right}"
    )


def _passive(found: list[Word], lower: list[str], k: int) -> _Verdict | None:
    """“ont été emporté”: the verb says how many there are, whatever the subject is."""
    number = _HAVE.get(lower[k])
    if number is None or lower[k + 1 : k + 2] != ["été"] or "on" in lower[max(0, k - 6) : k]:
        return None
    at = k + 3 if lower[k + 2 : k + 3] and lower[k + 2] in _ADVERBS else k + 2
    base = _base(lower[at]) if at < len(found) and found[at].text.islower() else None
    if base is None or lower[at].endswith("s") == (number == 2):
        return None
    message = f"“{found[at].text}” does not agree in number with “{_said(found, k, k + 2)}”."
    return _Verdict(k, at, message)


def _list(found: list[Word], lower: list[str], k: int, text: Text) -> _Verdict | None:
    """“chars et munitions abandonné.”: two plurals joined, and a singular participle that ends the phrase."""
    if lower[k + 1 : k + 2] != ["et"] or k + 3 >= len(found) or "un" in lower[max(0, k - 8) : k]:
        return None
    if not all(lower[i].endswith("s") and frequency(lower[i][:-1], "fr") > _KNOWN and found[i].is_content for i in (k, k + 2)):
        return None
    base = _base(lower[k + 3])
    after = text.document.text[found[k + 3].span.end : found[k + 3].span.end + 1]
    if base is None or lower[k + 3].endswith("s") or after not in (".", ",", ";", ":", ""):
        return None
    return _Verdict(k, k + 3, f"“{found[k + 3].text}” stands behind a list and should be plural.")


def _counted(found: list[Word], lower: list[str], k: int, text: Text) -> _Verdict | None:
    """“… du service, 61 a cessé”: a number of people or things as subject, and a verb in the singular."""
    before = text.document.text[max(0, found[k].span.start - 2) : found[k].span.start]
    if not lower[k].isdigit() or not 2 <= len(lower[k]) <= 3 or lower[k].startswith("0") or before != ", ":
        return None
    if k + 2 >= len(found) or lower[k + 1] not in ("a", "avait", "aura") or not _PARTICIPLE.fullmatch(lower[k + 2]):
        return None
    return _Verdict(k, k + 2, f"“{found[k + 1].text}” is singular, and its subject is {lower[k]}.")


def _base(word: str) -> str | None:
    """The masculine singular of a participle in -é; None for what is none.

    A participle has an infinitive; “liberté”, “musée” and the like have not.
    """
    if not _PARTICIPLE.fullmatch(word):
        return None
    base = word.rstrip("s")
    base = base.removesuffix("e") if base.endswith("ée") else base
    return base if frequency(base[:-1] + "er", "fr") >= _KNOWN else None


def _subject(found: list[Word], lower: list[str], k: int, line: str, offset: int) -> _Verdict | None:
    """A subject whose verb or participle has another number or gender."""
    starts = bool(_CLAUSE_START.search(line[max(0, found[k].span.start - offset - 12) : found[k].span.start - offset]))
    word = lower[k]
    if word in ("il", "elle", "ils", "elles"):
        number, gender, verb = 2 if word.endswith("s") else 1, "f" if word.startswith("elle") else "m", k + 1
        # After a preposition or “et” the pronoun is not the subject: “avec elle sont venus”.
        if k and lower[k - 1] in _NO_SUBJECT_AFTER and gender == "f":
            return None
    elif starts and k + 2 < len(found) and found[k + 1].text.islower():
        noun = lower[k + 1]
        if word in ("les", "ces") and noun.endswith(("s", "x", "z")):
            number, gender = 2, ""
        elif word in _FEMININE or word in _MASCULINE:
            if noun.endswith(("s", "x")) or frequency(noun, "fr") < _KNOWN or noun in _PLURAL_OF or noun in ("qui", "ne", "n"):
                return None
            number, gender = 1, "f" if word in _FEMININE else "m"
        else:
            return None
        verb = k + 2
    else:
        return None
    if verb >= len(found) or not found[verb].text.islower():
        return None
    form = lower[verb]
    wrong = _SINGULAR.get(form) if number == 2 else _PLURAL.get(form)
    if wrong and not (form == "reste" and number == 2) and not _collective(lower, k, number):
        # Which of the two is wrong, only the writer knows.
        return _Verdict(k, verb, f"“{found[verb].text}” does not agree with its subject; “{wrong}” would.")
    return _participle(found, lower, k, verb, number, gender)


def _collective(lower: list[str], k: int, number: int) -> bool:
    return number == 1 and (lower[k + 1] in _COLLECTIVE or lower[k + 1].endswith(("aine", "ière")))


def _participle(found: list[Word], lower: list[str], k: int, verb: int, number: int, gender: str) -> _Verdict | None:
    at = verb + 1
    if lower[verb] in (_BE_PLURAL if number == 2 else _BE_SINGULAR):
        pass
    elif _HAVE.get(lower[verb]) == number and lower[at : at + 1] == ["été"]:
        at += 1
    else:
        return None
    if lower[at : at + 1] and lower[at] in _ADVERBS:
        at += 1
    base = _base(lower[at]) if at < len(found) and found[at].text.islower() else None
    if base is None:
        return None
    said = lower[at]
    feminine, plural = "ée" in said[-3:], said.endswith("s")
    if plural == (number == 2) and (not gender or feminine == (gender == "f")):
        return None
    right = base + ("e" if (gender == "f" if gender else feminine) else "") + ("s" if number == 2 else "")
    return _Verdict(
        k, at, f"“{found[at].text}” does not agree with “{_said(found, k, verb)}”.", f"{_said(found, k, at)} {right}"
    )


def _said(found: list[Word], first: int, last: int) -> str:
    return " ".join(word.text for word in found[first:last])
