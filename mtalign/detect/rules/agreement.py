"""French words that do not agree: closed patterns in which no other reading is left.

Gender and number of a noun are read off its determiner, a participle's off its ending; whatever else could be the
subject rules the pattern out. What needs a parse is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from mtalign.catalogue import Code, Example
from mtalign.detect.learnt import learnt
from mtalign.detect.measures.frequency import frequency
from mtalign.detect.patterns import Sentence, Verdict, at
from mtalign.detect.rule import TextRule

CODE = Code(
    name="agreement",
    meaning="words that do not agree in gender or number",
    mqm="Linguistic conventions / Grammar (agreement)",
    advice="Make article, noun, adjective and verb agree.",
    looked_for="French",
)

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
_BE = {
    1: frozenset("est était sera serait fut soit".split()),
    2: frozenset("sont étaient seront seraient furent soient".split()),
}
_HAVE = {"a": 1, "avait": 1, "aura": 1, "aurait": 1, "ont": 2, "avaient": 2, "auront": 2, "auraient": 2}
_PLURAL_DETERMINERS = frozenset("les des ces mes tes ses nos vos leurs aux certains certaines plusieurs quelques".split())
_FEMININE, _MASCULINE = frozenset("la une cette sa ma".split()), frozenset("le un ce".split())
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
_DEGREES = frozenset("trop très plus moins si assez bien peu".split())
_KNOWN = 3e-7
# Behind these “elle” and “elles” are no subjects.
_NO_SUBJECT_AFTER = frozenset(
    "avec pour chez sans contre entre sur et ou à de d par ni comme vers envers parmi selon qu que".split()
)
# Subjects in the singular that may take a plural verb: “la plupart ont”, “une dizaine ont”.
_COLLECTIVE = frozenset("plupart majorité moitié quart tiers million milliard total reste nombre pire mieux pis".split())
_PRONOUNS = frozenset({"il", "elle", "ils", "elles"})
_SUBJECTS = _PRONOUNS | _FEMININE | _MASCULINE | {"les", "ces"}
_COLLECTIVE_ENDINGS = ("aine", "ière")
# Words before a pattern among which another subject may stand.
_NEAR, _NEARER = 8, 6
_PHRASE_ENDS = (".", ",", ";", ":", "")


def _noun_phrase(s: Sentence, k: int) -> Verdict | None:
    """“les dernière restrictions”, “la derniers mois”: determiner and adjective before a noun that settles it."""
    if not (s.is_plain(k + 1) and s.is_plain(k + 2)):
        return None
    determiner, adjective, noun = s.lower[k : k + 3]
    if determiner in _PLURAL_DETERMINERS and noun.endswith(("s", "x")) and frequency(noun[:-1], "fr") > _KNOWN:
        right = _PLURAL_OF.get(adjective)
    elif determiner in _SINGULAR_DETERMINERS and not noun.endswith(("s", "x", "z")) and frequency(noun, "fr") > _KNOWN:
        # “tous les derniers” needs no noun in the plural behind it.
        right = None if s.lower[k - 1 : k] in (["tous"], ["toutes"]) else _SINGULAR_OF.get(adjective)
    else:
        return None
    return (right and Verdict(k, k + 2, (s.found[k + 1].text,), f"{s.said(k, k + 1)} {right} {s.said(k + 2, k + 3)}")) or None


def _behind_noun(s: Sentence, k: int) -> Verdict | None:
    """“un prix trop élevée”: a noun with its article, and a participle of the other gender or number behind it."""
    if not s.is_plain(k + 1) or s.word(k + 1) == "fois":
        return None
    if frequency(s.word(k + 1), "fr") < _KNOWN or not s.found[k + 1].is_content:
        return None
    at = k + 3 if s.word(k + 2) in _DEGREES else k + 2
    base = _base(s.word(at)) if s.is_plain(at) else None
    # “une extrême facilité”: an adjective may stand first, and the noun in -ité behind it.
    if base is None or base.endswith("ité") or s.word(at).endswith("s"):
        return None
    right = base + "e" * (s.word(k) == "une")
    if s.word(at) == right:
        return None
    return Verdict(k, at, (s.said(at, at + 1), s.said(k, k + 2)), f"{s.said(k, at)} {right}")


def _passive(s: Sentence, k: int) -> Verdict | None:
    """“ont été emporté”: the verb says how many there are, whatever the subject is."""
    number = _HAVE[s.word(k)]
    # “on a été invités”
    if s.word(k + 1) != "été" or "on" in s.lower[max(0, k - _NEARER) : k]:
        return None
    at = k + 3 if s.word(k + 2) in _ADVERBS else k + 2
    if not s.is_plain(at) or _base(s.word(at)) is None or s.word(at).endswith("s") == (number == 2):
        return None
    return Verdict(k, at, (s.said(at, at + 1), s.said(k, k + 2)))


def _list(s: Sentence, k: int) -> Verdict | None:
    """“chars et munitions abandonné.”: two plurals joined, and a singular participle that ends the phrase; k is their “et”."""
    if not k or not s.word(k + 2) or "un" in s.lower[max(0, k - 1 - _NEAR) : k - 1]:
        return None
    for i in (k - 1, k + 1):
        if not (s.word(i).endswith("s") and frequency(s.word(i)[:-1], "fr") > _KNOWN and s.found[i].is_content):
            return None
    if _base(s.word(k + 2)) is None or s.word(k + 2).endswith("s") or s.behind(k + 2) not in _PHRASE_ENDS:
        return None
    return Verdict(k - 1, k + 2, (s.said(k + 2, k + 3),))


def _counted(s: Sentence, k: int) -> Verdict | None:
    """“… du service, 61 a cessé”: a number of people or things as subject, and a verb in the singular, word k."""
    figure = s.word(k - 1) if k else ""
    if not figure.isdigit() or not 2 <= len(figure) <= 3 or figure.startswith("0") or not s.before(k - 1).endswith(", "):
        return None
    if not _PARTICIPLE.fullmatch(s.word(k + 1)):
        return None
    return Verdict(k - 1, k + 1, (s.said(k, k + 1), figure))


def _base(word: str) -> str | None:
    """The masculine singular of a participle in -é; None for what is none.

    A participle has an infinitive; “liberté”, “musée” and the like have not.
    """
    if not _PARTICIPLE.fullmatch(word):
        return None
    base = word.removesuffix("s")
    base = base.removesuffix("e") if base.endswith("ée") else base
    return base if frequency(base[:-1] + "er", "fr") >= _KNOWN else None


@dataclass(frozen=True, slots=True)
class _Subject:
    """Where its verb stands, how many it is, and its gender: "m", "f" or unknown."""

    verb: int
    number: int
    gender: str


def _subject(s: Sentence, k: int) -> _Subject | None:
    """The subject that begins at a word, where nothing else can be one."""
    word = s.word(k)
    if word in _PRONOUNS:
        feminine = word.startswith("elle")
        # After a preposition or “et” the pronoun is not the subject: “avec elle sont venus”.
        if feminine and k and s.word(k - 1) in _NO_SUBJECT_AFTER:
            return None
        found = _Subject(k + 1, 2 if word.endswith("s") else 1, "f" if feminine else "m")
    elif s.is_plain(k + 1) and _CLAUSE_START.search(s.before(k)):
        noun = s.word(k + 1)
        if word in ("les", "ces") and noun.endswith(("s", "x", "z")):
            found = _Subject(k + 2, 2, "")
        elif word not in ("les", "ces") and _is_singular_noun(noun):
            found = _Subject(k + 2, 1, "f" if word in _FEMININE else "m")
        else:
            return None
    else:
        return None
    return found if s.is_plain(found.verb) else None


def _is_singular_noun(noun: str) -> bool:
    if noun.endswith(("s", "x")) or noun in _PLURAL_OF or noun in ("qui", "ne", "n"):
        return False
    return frequency(noun, "fr") >= _KNOWN


def _subject_and_verb(s: Sentence, k: int) -> Verdict | None:
    """“Les soldats a quitté”: a subject whose verb has another number."""
    subject = _subject(s, k)
    if subject is None:
        return None
    form = s.word(subject.verb)
    right = _SINGULAR.get(form) if subject.number == 2 else _PLURAL.get(form)
    # “Les reste” is a noun, and collectives take either.
    if right is None or (form == "reste" and subject.number == 2) or (subject.number == 1 and _is_collective(s.word(k + 1))):
        return None
    # Which of the two is wrong, only the writer knows.
    return Verdict(k, subject.verb, (s.said(subject.verb, subject.verb + 1), right))


def _is_collective(noun: str) -> bool:
    return noun in _COLLECTIVE or noun.endswith(_COLLECTIVE_ENDINGS)


def _subject_and_participle(s: Sentence, k: int) -> Verdict | None:
    """“Elle a été nommé”: a subject whose participle has another gender or number."""
    subject = _subject(s, k)
    if subject is None:
        return None
    verb = at = subject.verb
    if s.word(verb) in _BE[subject.number]:
        at += 1
    elif _HAVE.get(s.word(verb)) == subject.number and s.word(verb + 1) == "été":
        at += 2
    else:
        return None
    at += s.word(at) in _ADVERBS
    base = _base(s.word(at)) if s.is_plain(at) else None
    if base is None:
        return None
    said = s.word(at)
    feminine = subject.gender == "f" if subject.gender else "ée" in said[-3:]
    right = base + "e" * feminine + "s" * (subject.number == 2)
    if said == right:
        return None
    return Verdict(k, at, (s.said(at, at + 1), s.said(k, verb)), f"{s.said(k, at)} {right}")


_FRENCH = frozenset({"fr"})
_SEEN = "forms that contradict each other"
_DIFFERS = "“{0}” does not agree with “{1}”."
_DIFFERS_IN_NUMBER = "“{0}” does not agree in number with “{1}”."

RULES = (
    TextRule(
        name="agreement/noun-phrase",
        severity="error",
        confidence=0.9,
        measure=_SEEN,
        languages=_FRENCH,
        message="“{0}” does not agree in number with the words around it.",
        why="Article and noun agree, and the adjective between them does not.",
        bad=(
            Example("Le maire a reçu ⟦les nouvelle équipes⟧ du club."),
            Example("Elle habite ⟦la petites maison⟧ du canal."),
            Example("Il attend ⟦des important chantiers⟧ en mai."),
        ),
        good=(
            Example("Tous les derniers mois, les premières années et un vieil homme âgé."),
            Example("Ils prennent toutes la dernières route, et la petites filles du Nord."),
            Example("Il cite la Petites maison et les grand Kolbsas."),
        ),
        find=partial(at, _PLURAL_DETERMINERS | _SINGULAR_DETERMINERS, _noun_phrase),
    ),
    TextRule(
        name="agreement/article-and-participle",
        severity="error",
        confidence=0.9,
        measure=_SEEN,
        languages=_FRENCH,
        message=_DIFFERS,
        why="“un” and “une” say the noun's gender, and a participle right behind it has another.",
        bad=(
            Example("Ils ont loué ⟦une salle trop éloigné⟧ du centre."),
            Example("Il paie ⟦un prix élevée⟧ pour cela."),
        ),
        good=(
            Example("Il les a vus, une fois terminé le repas, avec une extrême facilité."),
            Example("Ils ont loué une salle éloignée et un hangar très éloigné."),
            Example("Il a pour elle un cœur, et une amitié calée."),
        ),
        find=partial(at, frozenset({"un", "une"}), _behind_noun),
    ),
    TextRule(
        name="agreement/passive",
        severity="error",
        confidence=0.9,
        measure=_SEEN,
        languages=_FRENCH,
        message=_DIFFERS_IN_NUMBER,
        why="“a été” and “ont été” say how many there are; the participle behind them says otherwise.",
        bad=(
            Example("Des tonnes de sable ⟦ont été déposé⟧ sur la plage."),
            Example("Beaucoup d’eau ⟦a été déjà versés⟧ ici."),
        ),
        good=(
            Example("Puis on a été invités, et des tonnes de sable ont été déposées."),
            Example("Ces femmes ont été liberté et passion."),
        ),
        find=partial(at, frozenset(_HAVE), _passive),
    ),
    TextRule(
        name="agreement/list",
        severity="error",
        confidence=0.9,
        measure=_SEEN,
        languages=_FRENCH,
        message="“{0}” stands behind a list and should be plural.",
        why="Two plurals joined by “et” need a plural participle, where it ends the phrase and nothing singular stands before.",
        bad=(
            Example("Les soldats ont laissé ⟦camions et canons abandonné⟧."),
            Example("Il reste ⟦tables et chaises cassé⟧, dit-elle."),
        ),
        good=(
            Example("Un stock de camions et canons abandonné."),
            Example("Les soldats ont laissé camions et canons abandonnés."),
            Example("Les camions et canons abandonné par eux rouillent."),
        ),
        find=partial(at, frozenset({"et"}), _list),
    ),
    TextRule(
        name="agreement/count",
        severity="error",
        confidence=0.9,
        measure=_SEEN,
        languages=_FRENCH,
        message="“{0}” is singular, and its subject is {1}.",
        why="Behind a comma a number of people is the subject, and it is more than one.",
        bad=(
            Example("Sur les quarante salariés, ⟦27 a refusé⟧ l’offre."),
            Example("Selon la préfecture, ⟦112 avait quitté⟧ les lieux."),
        ),
        good=(
            Example("Le 27 a refusé l’offre, et, 1 a refusé la suite."),
            Example("Sur les quarante salariés, 27 ont refusé l’offre."),
            Example("Au numéro, 1234 a changé, 012 a changé."),
        ),
        find=partial(at, frozenset({"a", "avait", "aura"}), _counted),
    ),
    TextRule(
        name="agreement/subject-and-verb",
        severity="error",
        confidence=0.9,
        measure=_SEEN,
        languages=_FRENCH,
        message="“{0}” does not agree with its subject; “{1}” would.",
        why="At the start of a clause the subject is plain, and its verb has another number. Collectives may take either.",
        bad=(
            Example("⟦Ils a⟧ quitté la salle avant la fin."),
            Example("⟦Les pêcheurs est⟧ partis au port."),
            Example("⟦La route sont⟧ longue depuis mardi."),
            Example("Il sait que ⟦ces juges doit⟧ partir."),
        ),
        good=(
            Example("Ce ne sont pas des erreurs, et la plupart ont compris."),
            Example("L’un des soldats a quitté la ville, le port des Sables est fermé."),
            Example("Ceux qui vivent avec elle ont faim."),
            Example("Une dizaine ont fui, et la moitié sont revenus."),
        ),
        find=partial(at, _SUBJECTS, _subject_and_verb),
    ),
    TextRule(
        name="agreement/subject-and-participle",
        severity="error",
        confidence=0.9,
        measure=_SEEN,
        languages=_FRENCH,
        message=_DIFFERS,
        why="With “être” the participle takes gender and number of its subject.",
        bad=(
            Example("⟦Elle a été nommé⟧ à la tête du musée."),
            Example("⟦La route est aussi fermé⟧ depuis mardi."),
            Example("⟦Les pêcheurs sont rentré⟧ au port."),
            Example("⟦Le toit est réparée⟧ depuis mardi."),
        ),
        good=(
            Example("Elle est passée, ils sont restés, et nous, on est arrivés."),
            Example("Le toit est liberté, et les murs sont beauté."),
            Example("Les routes ont été fermées, les ponts ont été fermés."),
        ),
        find=partial(at, _SUBJECTS, _subject_and_participle),
    ),
    learnt(
        "agreement",
        message="“{0}” does not seem to agree with the words around it.",
        why="Gender, number and person of a word follow from its neighbours; the judge has learnt which fit.",
        bad=(
            Example("Il a acheté ⟦un maison⟧ avec sa femme."),
            Example("Les deux ⟦suspect⟧ ont été remis en liberté."),
        ),
        good=(
            Example("Les autorités ont levé les dernières restrictions."),
            Example("Elle est mannequin, et eux sont champions du monde."),
        ),
    ),
)
