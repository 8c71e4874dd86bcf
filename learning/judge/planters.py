"""One planter for each form of an artifact: it looks at a sentence and returns an edit, or None where it finds no place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from learning.judge.dictionary import Reading
from learning.judge.material import Material
from mtalign.detect.judge.tokens import Token, tokens

_DETERMINERS = {
    "le": "ms", "la": "fs", "les": "ep", "un": "ms", "une": "fs", "des": "ep", "ce": "ms", "cet": "ms", "cette": "fs",
    "ces": "ep", "mon": "ms", "ma": "fs", "mes": "ep", "son": "ms", "sa": "fs", "ses": "ep", "notre": "es", "nos": "ep",
    "leur": "es", "leurs": "ep", "au": "ms", "aux": "ep", "du": "ms", "votre": "es", "vos": "ep", "aucun": "ms",
    "aucune": "fs", "chaque": "es", "quel": "ms", "quelle": "fs", "quels": "mp", "quelles": "fp", "tout": "ms", "toute": "fs",
    "tous": "mp",
    "toutes": "fp", "certains": "mp", "certaines": "fp", "deux": "ep", "trois": "ep", "plusieurs": "ep", "quelques": "ep",
}  # fmt: skip
_SETS = [
    ("le", "la", "les"), ("un", "une", "des"), ("ce", "cette", "ces", "cet"), ("mon", "ma", "mes"), ("son", "sa", "ses"),
    ("notre", "nos"), ("leur", "leurs"), ("au", "aux", "à la"), ("du", "des", "de la"), ("votre", "vos"), ("aucun", "aucune"),
    ("quel", "quelle", "quels", "quelles"), ("tout", "toute", "tous", "toutes"), ("certains", "certaines"),
]  # fmt: skip
_PREPOSITIONS = (
    "de",
    "à",
    "en",
    "dans",
    "par",
    "pour",
    "sur",
    "avec",
    "sans",
    "sous",
    "vers",
    "entre",
    "contre",
    "depuis",
    "chez",
    "d'ici",
)
_AUXILIARIES = {
    "a": ("est", "ont", "avait"), "ont": ("sont", "a"), "est": ("a", "sont", "été"), "sont": ("ont", "est"),
    "avait": ("était", "avaient"),
    "avaient": ("étaient", "avait"), "était": ("avait", "étaient"), "étaient": ("avaient", "était"), "sera": ("aura", "seront"),
    "seront": ("auront", "sera"), "soit": ("ait", "soient"), "serait": ("aurait", "seraient"), "aurait": ("serait", "auraient"),
}  # fmt: skip
_ELISIONS = {
    "l'": ("le", "la"),
    "d'": ("de",),
    "n'": ("ne",),
    "qu'": ("que",),
    "s'": ("se",),
    "j'": ("je",),
    "c'": ("ce",),
    "m'": ("me",),
}
_CONTRACTED = {"du": "de le", "au": "à le", "aux": "à les", "des": "de les"}
_ADVERBS = frozenset(
    "pas plus aussi toujours encore déjà bien souvent jamais rapidement récemment notamment également beaucoup trop très"
    " seulement vraiment particulièrement actuellement finalement".split()
)
_NAMED = 0.5
_DROPPED = frozenset("le la les un une des l' son sa ses du au".split())
_NEEDED = frozenset("que qu' qui se s' ce il est a ont sont dont".split())
# No sentence ends behind these; behind those that come next hardly any.
_CUT_BEHIND = frozenset(
    "le la les l' un une des du de d' à au aux en dans par pour sur avec sans que qu' qui dont et ou son sa ses leur leurs"
    " ce cette ces très ne n' s' vers".split()
)
_HARDLY_LAST = _CUT_BEHIND | frozenset("plus est sont a ont se pas si comme entre".split())
_DOUBLED = ("deux", "le", "la", "les", "un", "une", "certains", "ce", "leurs", "trois", "plusieurs", "son")
_BEFORE_LES = ("deux", "trois", "quatre", "cinq", "dix", "12", "40", "plusieurs", "quelques", "leurs", "des", "ces", "certains")


@dataclass(frozen=True)
class Edit:
    """What replaces the characters from `start` to `end`, and the marked part of it (all of it without `mark`)."""

    start: int
    end: int
    new: str
    mark: tuple[int, int] | None = None


def _fits(features: str, readings: set[Reading]) -> bool:
    """Whether a determiner of these features can stand before a word, or the word be no noun at all."""
    for r in readings:
        if r.pos not in "NAP":
            return True
        gender, number = tuple((r.features + "ei")[:2])
        if (features[0] in ("e", gender) or gender == "e") and (features[1] in ("i", number) or number == "i"):
            return True
    return not readings


def _cased(new: str, like: str) -> str:
    return new[0].upper() + new[1:] if like[:1].isupper() else new


def _pick(material: Material, found: Sequence[Token], wanted: Callable[[int, Token], bool]) -> int | None:
    places = [i for i, t in enumerate(found) if wanted(i, t)]
    return material.rng.choice(places) if places else None


def determiner(m: Material, text: str, found: list[Token]) -> Edit | None:
    """A determiner in another gender or number than its noun."""

    def wanted(i: int, t: Token) -> bool:
        return t.form in _DETERMINERS and i + 1 < len(found) and not _fits("zz", m.dictionary.get(found[i + 1].form, set()))

    i = _pick(m, found, wanted)
    if i is None:
        return None
    t = found[i]
    readings = m.dictionary[found[i + 1].form]
    options = [
        o for s in _SETS if t.form in s for o in s
        if o != t.form and not _fits({"à la": "fs", "de la": "fs"}.get(o) or _DETERMINERS[o], readings)
        and not (o == "cet" and found[i + 1].form[0] not in "aeéiouh")
    ]  # fmt: skip
    if not options:
        return None
    new = _cased(m.rng.choice(options), text[t.start])
    return Edit(t.start, found[i + 1].end, new + text[t.end : found[i + 1].end])


def inflected(m: Material, text: str, found: list[Token]) -> Edit | None:
    """An adjective, a participle or a verb in another gender, number or person."""
    kinds = m.rng.choice(("A", "P", "P", "V", "V", "N"))
    i = _pick(
        m, found,
        lambda i, t: i > 0 and len(t.form) > 2 and any(r.pos in kinds for r in m.dictionary.get(t.form, ()))
        and not (kinds == "N" and found[i - 1].form in ("de", "d'", "en", "sans", "et", "ou", ","))
        and not (kinds == "V" and any(r.pos in "NA" for r in m.dictionary.get(t.form, ()))),
    )  # fmt: skip
    if i is None:
        return None
    options = m.others(found[i].form, kinds)
    if not options:
        return None
    weights = [m.counts[o] ** 0.5 for o in options]
    return Edit(found[i].start, found[i].end, _cased(m.rng.choices(options, weights)[0], text[found[i].start]))


def mood(m: Material, text: str, found: list[Token]) -> Edit | None:
    """A verb in another mood: an infinitive for a participle, a participle for a finite form."""
    i = _pick(m, found, lambda i, t: i > 0 and any(r.pos in "VP" for r in m.dictionary.get(t.form, ())) and len(t.form) > 3)
    if i is None or not (options := m.moods(found[i].form)):
        return None
    return Edit(found[i].start, found[i].end, m.rng.choice(options))


def elision(m: Material, text: str, found: list[Token]) -> Edit | None:
    """An elision or a contraction undone."""
    i = _pick(
        m, found, lambda i, t: i + 1 < len(found) and (t.form in _ELISIONS or (t.form in _CONTRACTED and m.rng.random() < 0.15))
    )
    if i is None:
        return None
    t, behind = found[i], found[i + 1]
    if t.form in _ELISIONS:
        new = _cased(m.rng.choice(_ELISIONS[t.form]), text[t.start]) + " "
        return Edit(t.start, behind.end, new + text[behind.start : behind.end])
    return Edit(t.start, t.end, _cased(_CONTRACTED[t.form], text[t.start]))


def preposition(m: Material, text: str, found: list[Token]) -> Edit | None:
    """A preposition swapped, dropped or added."""
    i = _pick(m, found, lambda i, t: 0 < i < len(found) - 1 and t.form in _PREPOSITIONS)
    if i is None:
        return None
    t, behind = found[i], found[i + 1]
    kind = m.rng.random()
    if kind < 0.4:
        others = [p for p in _PREPOSITIONS if p != t.form and not (p == "d'ici" and m.rng.random() < 0.6)]
        new = m.rng.choice(others)
        return Edit(t.start, behind.end, new + " " + text[behind.start : behind.end])
    if kind < 0.7:
        return Edit(
            found[i - 1].start, behind.end, text[found[i - 1].start : found[i - 1].end] + " " + text[behind.start : behind.end]
        )
    new = m.rng.choice(_PREPOSITIONS)
    return Edit(t.start, behind.end, f"{text[t.start : t.end]} {new} {text[behind.start : behind.end]}")


def determiner_dropped(m: Material, text: str, found: list[Token]) -> Edit | None:
    """A noun without its article, or with two."""
    i = _pick(
        m, found,
        lambda i, t: 0 < i < len(found) - 1 and t.form in _DROPPED
        and any(r.pos in "NA" for r in m.dictionary.get(found[i + 1].form, ())),
    )  # fmt: skip
    if i is None:
        return None
    before, t, behind = found[i - 1], found[i], found[i + 1]
    noun = text[behind.start : behind.end]
    if m.rng.random() < 0.6:
        if t.form in ("du", "au", "des") and m.rng.random() < 0.7:
            return None
        return Edit(before.start, behind.end, f"{text[before.start : before.end]} {noun}")
    extra = m.rng.choice(_BEFORE_LES if t.form == "les" else _DOUBLED)
    return Edit(
        t.start, behind.end, _cased(extra, text[t.start]) + " " + text[t.start].lower() + text[t.start + 1 : behind.end]
    )


def auxiliary(m: Material, text: str, found: list[Token]) -> Edit | None:
    """The other auxiliary, or the same in another number."""
    i = _pick(
        m, found,
        lambda i, t: t.form in _AUXILIARIES and i + 1 < len(found)
        and any(r.pos == "P" for j in (i + 1, min(i + 2, len(found) - 1)) for r in m.dictionary.get(found[j].form, ())),
    )  # fmt: skip
    if i is None:
        return None
    t, behind = found[i], found[i + 1]
    return Edit(t.start, behind.end, m.rng.choice(_AUXILIARIES[t.form]) + text[t.end : behind.end])


def moved(m: Material, text: str, found: list[Token]) -> Edit | None:
    """Two neighbouring words that changed places, or an adverb that moved."""
    i = _pick(m, found, lambda i, t: 1 < i < len(found) - 1 and t.form in _ADVERBS and m.rng.random() < 0.7)
    if i is not None:
        to = i + m.rng.choice((-3, -2, -1, 1, 2, 3))
        if not 0 < to < len(found) - 1:
            return None
        low, high = min(i, to), max(i, to)
        said = [text[t.start : t.end] for t in found[low : high + 1]]
        said = [*said[1:], said[0]] if to > i else [said[-1], *said[:-1]]
        new = " ".join(said).replace("' ", "'").replace("’ ", "’").replace(" ,", ",")
        return Edit(found[low].start, found[high].end, new)
    i = _pick(
        m, found,
        lambda i, t: 1 < i < len(found) - 1 and t.form.isalpha() and found[i + 1].form.isalpha()
        and t.form != found[i + 1].form,
    )  # fmt: skip
    if i is None:
        return None
    a, b = found[i], found[i + 1]
    return Edit(a.start, b.end, f"{text[b.start : b.end]} {text[a.start : a.end]}")


def little_word(m: Material, text: str, found: list[Token]) -> Edit | None:
    """A little word dropped that its neighbours need: que, ne, se, qui, pas."""
    i = _pick(
        m, found,
        lambda i, t: 0 < i < len(found) - 1 and t.form in _NEEDED,
    )  # fmt: skip
    if i is None:
        return None
    before, behind = found[i - 1], found[i + 1]
    return Edit(before.start, behind.end, f"{text[before.start : before.end]} {text[behind.start : behind.end]}")


def fused(m: Material, text: str, found: list[Token]) -> Edit | None:
    """Two words written as one, the comma behind a name lost with the space; the first or the second may have lost letters."""

    def wanted(i: int, t: Token) -> bool:
        if i + 2 >= len(found) or not t.form[0].isalpha() or t.form.endswith("'"):
            return False
        if t.capital and found[i + 1].form == ",":
            return found[i + 2].form[0].isalpha() and not found[i + 2].capital
        return found[i + 1].form[0].isalpha() and ((t.capital and i > 0) or m.rng.random() < 0.25)

    # Mostly a name that the document has elsewhere, where there is one.
    i = _pick(m, found, lambda i, t: t.capital and m.said[t.form] > 1 and wanted(i, t)) if m.rng.random() < _NAMED else None
    i = _pick(m, found, wanted) if i is None else i
    if i is None:
        return None
    a, b = found[i], found[i + 1 + (found[i + 1].form == ",")]
    first, second = text[a.start : a.end], text[b.start : b.end]
    if len(first) > 4 and m.rng.random() < 0.15:
        first = first[:-1]
    if len(second) > 4 and m.rng.random() < 0.1:
        second = second[1:]
    return Edit(a.start, b.end, first + second)


def untranslated(m: Material, text: str, found: list[Token], english: str = "") -> Edit | None:
    """Words of the other language, one or some, in place of French ones, put in, or with a French ending."""
    theirs = english.split()
    kind = m.rng.random()
    inner = [i for i in range(1, len(found) - 1) if found[i].form[0].isalpha()]
    if not inner:
        return None
    if kind < 0.45 and len(theirs) > 6:
        n = m.rng.choice((1, 1, 2, 3, 4))
        i = m.rng.choice(inner)
        at = min(len(theirs) - n, int(i / len(found) * len(theirs)))
        said = " ".join(theirs[at : at + n]).strip('.,;:!?"“”()')
        if not said or said.lower() in text.lower() or all(w.lower() in m.dictionary for w in said.split()):
            return None
        last = min(len(found) - 2, i + n - 1)
        return Edit(found[i].start, found[last].end, said + (" " if text[found[last].end - 1] in "'’" else ""))
    word = m.rng.choice(m.foreign)
    i = m.rng.choice(inner)
    t = found[i]
    if kind < 0.6 and t.form.isalpha():
        return Edit(t.start, t.end, word + (" " if found[i].form.endswith("'") else ""))
    if kind < 0.7 and len(word) > 4:
        return Edit(t.start, t.end, word.rstrip("s").rstrip("e") + m.rng.choice(("é", "er", "ement", "ée", "és", "ait", "ant")))
    if kind < 0.85:
        return Edit(t.start, t.start, word + " ", (0, len(word)))
    return (
        Edit(t.start, t.start, f"{word}, ", (0, len(word)))
        if text[: t.start].rstrip().endswith(",")
        else Edit(t.end, t.end, " " + word, (1, 1 + len(word)))
    )


def _varied(m: Material, said: str) -> str:
    """The same in slightly other words: another tense, an adverb or a determiner left out or changed."""
    found = tokens(said)
    for _ in range(m.rng.choice((0, 1, 1, 2))):
        i = m.rng.randrange(len(found)) if found else 0
        if not found:
            break
        t = found[i]
        options: list[str] = []
        for s in (*_SETS, tuple(_PREPOSITIONS)):
            if t.form in s:
                options = [o for o in s if o != t.form]
        options = options or m.others(t.form, "V") or m.moods(t.form)
        if options:
            said = said[: t.start] + m.rng.choice(options) + said[t.end :]
            found = tokens(said)
    return said


def restart(m: Material, text: str, found: list[Token], other: str = "") -> Edit | None:
    """A clause broken off and begun again, mostly with a capital and in slightly other words."""
    if len(found) < 9:
        return None
    starts = [0] + [
        i + 1 for i, t in enumerate(found[:-6]) if t.form in (",", "que", "qu'", "et", "qui", ":", '"', "de", "pour", "à")
    ]
    j = m.rng.choice(starts)
    k = j + m.rng.randint(2, 9)
    if k >= len(found) - 2 or found[j].form.startswith("-"):
        return None
    broken = text[found[j].start : found[k].end]
    if broken[-1] in "'’,;:.-" or found[k].form.startswith("-"):
        return None
    rest_from = found[j].start
    kind = m.rng.random()
    again_to = found[k].end
    again = text[rest_from:again_to]
    if kind < 0.55:
        again = _varied(m, again)
    elif kind < 0.7 and j + 2 < k:
        rest_from = found[j + 1].start
        again = text[rest_from:again_to]
    elif kind < 0.9 and len(o := tokens(other)) > 6:
        # The whole sentence begins in other words: what was said before it stays where it broke off.
        n = m.rng.randint(2, 6)
        again = other[: o[n].end].rstrip("'’,;:-. ") + m.rng.choice((" que ", " ", ", ")) + again
    again = again[0].upper() + again[1:] if m.rng.random() < 0.8 else again
    new = f"{broken} {again}"
    return Edit(found[j].start, again_to, new)


def repetition(m: Material, text: str, found: list[Token]) -> Edit | None:
    """One to four words said twice at once."""
    n = m.rng.choice((1, 1, 2, 2, 3, 4))
    i = _pick(
        m, found, lambda i, t: i + n <= len(found) and all(f.form[0].isalpha() and f.form[0] != "-" for f in found[i : i + n])
    )
    if i is None:
        return None
    said = text[found[i].start : found[i + n - 1].end]
    if said[-1] in "'’" or (n == 1 and found[i].form in ("nous", "vous", "très")):
        return None
    again = said[0].lower() + said[1:] if i == 0 else said
    return Edit(found[i].start, found[i + n - 1].end, f"{said}{m.rng.choice((' ', ' ', ' ', ', '))}{again}")


def duplication(m: Material, text: str, found: list[Token]) -> Edit | None:
    """Five words or more said twice, with and without changes."""
    n = m.rng.randint(5, 12)
    i = _pick(m, found, lambda i, t: i + n <= len(found) and t.form[0].isalpha() and t.form[0] != "-")
    if i is None:
        return None
    said = text[found[i].start : found[i + n - 1].end]
    if said[-1] in "'’":
        return None
    again = _varied(m, said)
    between = m.rng.choice((" ", " ", ", ", ". ", " et "))
    return Edit(found[i].start, found[i + n - 1].end, said + between + again, (0, len(said + between + again)))


def broken(m: Material, text: str, found: list[Token]) -> Edit | None:
    """A full stop in the middle of a sentence, mostly before a small letter."""
    i = _pick(
        m,
        found,
        lambda i, t: 2 < i < len(found) - 3 and t.form[0].isalpha() and found[i - 1].form[0].isalpha() and t.form[0] != "-",
    )
    if i is None:
        return None
    a, b = found[i - 1], found[i]
    if a.form.endswith("'"):
        return None
    said = text[b.start : b.end]
    if a.form in _HARDLY_LAST and m.rng.random() < 0.5:
        said = said[0].upper() + said[1:]
    elif said[0].isupper():
        return None
    return Edit(a.end, b.end, f". {said}")


def cut(m: Material, text: str, found: list[Token]) -> Edit | None:
    """A sentence that ends behind a word that calls for another."""
    i = _pick(m, found, lambda i, t: i > 3 and i < len(found) - 2 and t.form in _CUT_BEHIND)
    if i is None:
        return None
    t = found[i]
    stop = "" if t.form.endswith("'") and m.rng.random() < 0.3 else m.rng.choice((".", ".", ".", "", ".”", " »"))
    new = text[found[i - 1].start : t.end] + stop
    return Edit(found[i - 1].start, len(text), new)


def law(m: Material, text: str, found: list[Token]) -> Edit | None:
    """Boilerplate of laws and proceedings in the middle of something else."""
    said = m.rng.choice(m.law)
    i = _pick(
        m,
        found,
        lambda i, t: (
            1 < i < len(found) - 1 and t.form[0].isalpha() and t.form[0] != "-" and not found[i - 1].form.endswith("'")
        ),
    )
    if i is None:
        return None
    place = found[i].start
    if m.rng.random() < 0.5 or len(said.split()) > 9:
        words = said.rstrip(" .;").split()
        words = words[: m.rng.randint(3, 12)]
        while len(words) > 2 and words[-1].lower() in _HARDLY_LAST:
            words.pop()
        said = " ".join(words)
        if len(words) < 3:
            return None
    said = said[0].lower() + said[1:]
    if m.clauses and m.rng.random() < 0.4:
        said = m.rng.choice(m.clauses)
        return Edit(found[i - 1].end, place, f", {said}, ") if found[i - 1].form[0].isalpha() else None
    if m.rng.random() < 0.6:
        return Edit(place, place, f", {said}, " if text[place - 2 : place - 1] != "," else f"{said}, ", None)
    return Edit(place, place, f"{said} ", (0, len(said)))
