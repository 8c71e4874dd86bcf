"""The words the judge knows, and the class of each: what it can be, as far as its neighbours care."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from learning.judge.dictionary import Reading

SIZE = 60_000
MIN_COUNT = 5
MIN_IN_CLASS = 300
OWN_CLASS = 450
SUFFIXES = (5, 4, 3, 2)
MIN_SUFFIX = 15
AUXILIARIES = {"être", "avoir"}
MODALS = {"pouvoir", "devoir", "aller", "faire", "vouloir", "falloir", "venir", "savoir", "laisser"}
OPEN = {"N", "A", "V", "P", "R"}
SPECIAL = ("<s>", "</s>", "<cap>", "<unk>", "<elided>")


def _tag(reading: Reading) -> str:
    if reading.pos != "V":
        return reading.pos + ("" if reading.pos not in OPEN else ":" + reading.features)
    features = reading.features
    head = "M" if reading.lemma in MODALS else "V"
    if features in ("inf", "ppre"):
        return f"{head}:{features}"
    tense, who = features[:-2], features[-2:]
    return f"{head}:{'subj' if tense.startswith('subj') else 'impe' if tense == 'impe' else 'fin'}{who}"


def class_of(readings: Iterable[Reading]) -> str:
    """The class of a form in the open classes: its tags, less those that say nothing beside the others."""
    tags = {_tag(r) for r in readings if r.pos in OPEN or r.pos == "adv"}
    finite = {t for t in tags if ":fin" in t}
    tags = {t for t in tags if not ((":subj" in t or ":impe" in t) and finite)}
    if "P:ms" in tags or "P:fs" in tags or "P:mp" in tags or "P:fp" in tags:
        tags = {t for t in tags if not t.startswith("A:")}
    return "|".join(sorted(tags)) or "X"


def guesses(dictionary: Mapping[str, set[Reading]]) -> dict[str, str]:
    """The most usual class of the words that end so, for endings of some letters."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for form, readings in dictionary.items():
        if len(form) > 4 and form.isalpha():
            name = class_of(readings)
            for n in SUFFIXES:
                seen[form[-n:]][name] += 1
    return {end: found.most_common(1)[0][0] for end, found in seen.items() if found.total() >= MIN_SUFFIX}


def vocabulary(
    counts: Mapping[str, int], capitals: Mapping[str, int], dictionary: Mapping[str, set[Reading]]
) -> tuple[list[str], list[str]]:
    """The words, most frequent first behind the special ones, and the class of each."""
    usual = sorted(
        (w for w, n in counts.items() if n >= (MIN_COUNT if w in dictionary else 3 * MIN_COUNT)), key=lambda w: (-counts[w], w)
    )
    words = [*SPECIAL, *usual[:SIZE]]
    classes = list(SPECIAL)
    closed = 0
    for word in words[len(SPECIAL) :]:
        readings = dictionary.get(word, set())
        kinds = {r.pos for r in readings}
        own = (
            not word[0].isalpha()
            or bool(kinds - OPEN - {"interj", "titr", "loc.adv", "err"})
            or word.endswith("'")
            or word.startswith("-")
        )
        own = own or any(r.lemma in AUXILIARIES and r.pos == "V" for r in readings)
        if own and closed < OWN_CLASS:
            closed += 1
            classes.append("=" + word)
        elif not readings:
            classes.append("R:" if capitals.get(word, 0) > 0.7 * counts[word] else "X")
        else:
            classes.append(class_of(readings))
    size: Counter[str] = Counter()
    for word, name in zip(words[len(SPECIAL) :], classes[len(SPECIAL) :], strict=True):
        size[name] += counts[word]
    return words, [n if n in SPECIAL or n.startswith("=") or size[n] >= MIN_IN_CLASS else "X" for n in classes]
