"""Inflected forms and what they can be, from a Hunspell dictionary with morphological fields.

Debian has one for French, hunspell-fr-comprehensive.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

_GENDERS = {"mas": "m", "fem": "f", "epi": "e"}
_NUMBERS = {"sg": "s", "pl": "p", "inv": "i"}
_PERSONS = re.compile(r"po:([123])(sg|pl)")
_TENSES = {
    "ipre": "pres",
    "iimp": "imp",
    "ipsi": "past",
    "ifut": "fut",
    "cond": "cond",
    "spre": "subj",
    "simp": "subjimp",
    "impe": "impe",
}
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*'?")


class Reading(NamedTuple):
    """What a form can be: its lemma, its part of speech (N, A, V, P for participles, others as they are), and its features."""

    lemma: str
    pos: str
    features: str


@dataclass(frozen=True)
class _Suffix:
    strip: str
    add: str
    ends: re.Pattern[str]
    fields: tuple[str, ...]


def _suffixes(path: Path) -> dict[str, list[_Suffix]]:
    found: dict[str, list[_Suffix]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if len(parts) >= 5 and parts[0] == "SFX":
            _, flag, strip, add, ends, *fields = parts
            add = add.partition("/")[0]
            found[flag].append(
                _Suffix("" if strip == "0" else strip, "" if add == "0" else add, re.compile(f"(?:{ends})$"), tuple(fields))
            )
    return found


def _readings(lemma: str, fields: list[str]) -> Iterator[Reading]:
    """What a form with these fields can be."""
    joined = " ".join(fields)
    gender = next((_GENDERS[f[3:]] for f in reversed(fields) if f.startswith("is:") and f[3:] in _GENDERS), "e")
    number = next((_NUMBERS[f[3:]] for f in reversed(fields) if f.startswith("is:") and f[3:] in _NUMBERS), "i")
    kinds = {f[3:] for f in fields if f.startswith("po:")}
    if "infi" in kinds:
        yield Reading(lemma, "V", "inf")
    elif "ppre" in kinds:
        yield Reading(lemma, "V", "ppre")
    elif "ppas" in kinds:
        yield Reading(lemma, "P", gender + number)
    elif persons := _PERSONS.findall(joined):
        for tense in sorted(kinds & _TENSES.keys()):
            for person, many in persons:
                yield Reading(lemma, "V", f"{_TENSES[tense]}{person}{'p' if many == 'pl' else 's'}")
    else:
        for kind in sorted(kinds):
            if kind == "nom":
                yield Reading(lemma, "N", gender + number)
            elif kind == "adj":
                yield Reading(lemma, "A", gender + number)
            elif kind in ("npr", "patr", "prn"):
                yield Reading(lemma, "R", "")
            elif not re.match(r"v\d", kind) and kind not in ("mg", "pfx"):
                yield Reading(lemma, kind, gender + number if "is:" in joined else "")


def forms(folder: Path) -> dict[str, set[Reading]]:
    """Every form of the dictionary in lower case, with its readings."""
    suffixes = _suffixes(folder / "fr.aff")
    found: dict[str, set[Reading]] = defaultdict(set)
    for line in (folder / "fr.dic").read_text(encoding="utf-8").splitlines()[1:]:
        entry, *fields = line.split()
        stem, _, flags = entry.partition("/")
        if not _WORD.fullmatch(stem):
            continue
        pairs = {flags[i : i + 2] for i in range(0, len(flags), 2)}
        own = [f for f in fields if f.startswith(("po:", "is:"))]
        if "()" not in pairs:
            found[stem.lower()].update(_readings(stem, own))
        for flag in sorted(pairs & suffixes.keys()):
            for suffix in suffixes[flag]:
                if stem.endswith(suffix.strip) and suffix.ends.search(stem):
                    form = stem[: len(stem) - len(suffix.strip)] + suffix.add
                    verbal = [f for f in suffix.fields if f.startswith("po:")]
                    keep = [f for f in own if not (verbal and f in ("po:nom", "po:adj"))]
                    found[form.lower()].update(_readings(stem, [*keep, *suffix.fields]))
    return dict(found)
