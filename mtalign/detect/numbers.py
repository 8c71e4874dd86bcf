"""Quantities in French and English text, as values that can be compared across the two.

A quantity has one or more readings ("1,250" is 1250 in English and 1.25 in French) and stands in for its parts too:
"18 h 30" is the time 18:30, or the numbers 18 and 30.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

Key = tuple[str, float]


class _Add(Protocol):
    def __call__(self, start: int, end: int, keys: set[Key], parts: set[Key] | None = None, *, weak: bool = False) -> None: ...


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity at `start:end` of its text. `keys` are its readings; `weak` ones only confirm, and are never missed."""

    start: int
    end: int
    keys: frozenset[Key]
    parts: frozenset[Key]
    weak: bool = False


_FR_UNITS: Mapping[str, int] = dict(
    zip(
        """
            zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize
        """.split(),
        range(17),
        strict=True,
    )
) | {"une": 1, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_FR_UNITS = {**_FR_UNITS, "septante": 70, "huitante": 80, "octante": 80, "nonante": 90}
_EN_UNITS: Mapping[str, int] = dict(
    zip(
        """
            zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
            sixteen seventeen eighteen nineteen
        """.split(),
        range(20),
        strict=True,
    )
) | dict(
    zip(
        """
        twenty thirty forty fifty sixty seventy eighty ninety
    """.split(),
        range(20, 100, 10),
        strict=True,
    )
)
_HUNDREDS = {"fr": frozenset({"cent", "cents"}), "en": frozenset({"hundred"})}
_SCALES = {
    "fr": {
        "mille": 10**3,
        "millier": 10**3,
        "milliers": 10**3,
        "million": 10**6,
        "millions": 10**6,
        "milliard": 10**9,
        "milliards": 10**9,
        "billion": 10**12,
        "billions": 10**12,
    },
    "en": {
        "thousand": 10**3,
        "thousands": 10**3,
        "million": 10**6,
        "millions": 10**6,
        "billion": 10**9,
        "billions": 10**9,
        "trillion": 10**12,
        "trillions": 10**12,
        "m": 10**6,
        "bn": 10**9,
        "k": 10**3,
        "tn": 10**12,
    },
}
_ROUND = {
    "fr": {
        "dizaine": 10,
        "douzaine": 12,
        "quinzaine": 15,
        "vingtaine": 20,
        "trentaine": 30,
        "quarantaine": 40,
        "cinquantaine": 50,
        "soixantaine": 60,
        "centaine": 100,
        "millier": 1000,
        "moitié": 0.5,
        "demi": 0.5,
        "tiers": 3,
        "quart": 4,
        "double": 2,
        "triple": 3,
        "midi": 12,
        "minuit": 0,
        "premier": 1,
        "première": 1,
        "seconde": 2,
        "second": 2,
        "deuxième": 2,
        "troisième": 3,
        "quatrième": 4,
        "cinquième": 5,
        "sixième": 6,
        "septième": 7,
        "huitième": 8,
        "neuvième": 9,
        "dixième": 10,
        "quinze": 15,
        "huitaine": 8,
        "semaine": 7,
        "décennie": 10,
        "siècle": 100,
    },
    "en": {
        "dozen": 12,
        "dozens": 12,
        "score": 20,
        "fortnight": 15,
        "hundreds": 100,
        "half": 0.5,
        "quarter": 4,
        "third": 3,
        "thirds": 3,
        "double": 2,
        "twice": 2,
        "triple": 3,
        "both": 2,
        "pair": 2,
        "couple": 2,
        "noon": 12,
        "midday": 12,
        "midnight": 0,
        "first": 1,
        "second": 2,
        "fourth": 4,
        "fifth": 5,
        "sixth": 6,
        "seventh": 7,
        "eighth": 8,
        "ninth": 9,
        "tenth": 10,
        "once": 1,
        "week": 7,
        "decade": 10,
        "century": 100,
        "single": 1,
    },
}
_MONTHS = {
    "fr": """
            janvier février mars avril mai juin juillet août septembre octobre novembre décembre
        """.split(),
    "en": """
            january february march april may june july august september october november december
        """.split(),
}
_DAYS = {
    "fr": ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    "en": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
}
_SHORT_MONTHS = "jan/janv feb/fév/févr mar apr/avr may jun/juin jul/juil aug sep/sept oct nov dec/déc".split()
# Words that are also something else ("may", "mars" the planet, "second"): they confirm and never accuse.
_AMBIGUOUS_MONTHS = {"may", "march", "mars", "mai", "august"}

_FR_TIME = re.compile(r"\b(\d{1,2})(?:\s?[hH](?:eures?\b)?\.?\s?(\d{2})?(?:\s?(?:min|mn)\b)?|:(\d{2}))(?![\w:])")
_EN_TIME = re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))?\s?([ap])\.?\s?m\b\.?|\b(\d{1,2}):(\d{2})\b", re.IGNORECASE)
# A longer run of digits is no quantity.
_MAX_FIGURE = 30
_DATE = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})\b")
_NUMBER = re.compile(r"(?<![\w.,])[-−]?\d+(?:[ \u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)*")
_SUFFIX = re.compile(r"(?:er|ère|re|e|ème|ième|nd|nde|st|nd|rd|th|s|’s|'s)\b")
_SCALE_WORD = re.compile(r"[\s\u00a0\u202f-]*([^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+")
# "1200 GMT", "15.00 UTC": hours as the military and the wire services write them.
_ZONED = re.compile(r"\b([01]\d|2[0-3])[.:h]?([0-5]\d)(?=\s*(?:GMT|UTC|CET|CEST|EST|EDT|BST|hours|hrs|local time)\b)")
_ROMAN = re.compile(
    r"\b([IVX]{1,6})(?:e|ème|er)(?=\s+siècle|(?:\s?[-–—]\s?|\s+(?:et|ou|au|à)\s+(?:au\s+|l[ae]\s+)?)[IVX]{1,6}(?:e|ème)\s+siècle)"
)


def quantities(text: str, lang: str) -> list[Quantity]:
    """The quantities of a text in "fr" or "en", in order of place."""
    if lang not in _SCALES:
        lang = "en"
    found: list[Quantity] = []
    taken = bytearray(len(text))

    def add(start: int, end: int, keys: set[Key], parts: set[Key] | None = None, *, weak: bool = False) -> None:
        if any(taken[start:end]):
            return
        taken[start:end] = b"\1" * (end - start)
        found.append(Quantity(start, end, frozenset(keys), frozenset(parts or ()), weak))

    for match in _DATE.finditer(text):
        day, month, year = (int(g) for g in match.groups())
        # Day first in French; either in English. Spelled out, a date is a day, a month's name and a year.
        if lang == "en" and day <= 12 < month:
            day, month = month, day
        parts = {("number", float(day)), ("number", float(year)), ("month", float(month))}
        add(match.start(), match.end(), {("date", day * 100.0 + month), ("date", month * 100.0 + day)}, parts)
    for match in (_FR_TIME if lang == "fr" else _EN_TIME).finditer(text):
        add(match.start(), match.end(), *_time(match, lang))
    for match in _ZONED.finditer(text):
        hour, minute = int(match.group(1)), int(match.group(2))
        parts = {("number", float(hour)), ("number", float(minute))}
        add(match.start(), match.end(), {("time", float(hour * 60 + minute))}, parts)
    for match in _ROMAN.finditer(text):
        add(match.start(1), match.end(1), {("number", float(_roman(match.group(1))))})
    for match in _NUMBER.finditer(text):
        _figure(text, match, lang, add)
    _spelled(text, lang, add)
    return sorted(found, key=lambda q: q.start)


def unmatched(here: list[Quantity], there: list[Quantity]) -> Iterator[Quantity]:
    """The quantities of one side that the other side does not have in any reading."""
    known = {key for q in there for key in q.keys | q.parts}
    for quantity in here:
        if quantity.weak or quantity.keys & known or any(_near(key, known) for key in quantity.keys):
            continue
        if quantity.parts and quantity.parts <= known:
            continue
        yield quantity


def _near(key: Key, known: set[Key]) -> bool:
    # Large round figures are rounded further in translation, and years lose their century ("1980s", "années 80").
    kind, value = key
    if kind != "number":
        return False
    if 1900 <= value < 2000 and value % 10 == 0 and ("number", value - 1900) in known:
        return True
    return 0 < value < 100 and value % 10 == 0 and ("number", value + 1900) in known


def _time(match: re.Match[str], lang: str) -> tuple[set[Key], set[Key]]:
    if lang == "fr":
        minutes = match.group(2) or match.group(3)
        hour, minute = int(match.group(1)), int(minutes or 0)
        parts = {("number", float(hour))} | ({("number", float(minute))} if minutes else set())
        return {("time", float(hour % 24 * 60 + minute)), ("time", float(hour % 12 * 60 + minute))}, parts
    if match.group(3):
        hour, minute = int(match.group(1)), int(match.group(2) or 0)
        shift = 12 if match.group(3).lower() == "p" else 0
        return {("time", float((hour % 12 + shift) * 60 + minute))}, set()
    hour, minute = int(match.group(4)), int(match.group(5))
    return {("time", float(hour * 60 + minute))}, {("number", float(hour)), ("number", float(minute))}


def _figure(text: str, match: re.Match[str], lang: str, add: _Add) -> None:
    values = set(_readings(match.group(), lang))
    if not values:
        return
    end = match.end()
    scale_word = _SCALE_WORD.match(text, end)
    scales = _SCALES[lang]
    if scale_word and scale_word.group(1).lower() in scales:
        word = scale_word.group(1)
        # "5 m" is five metres; money says "5m".
        if len(word) > 2 or scale_word.start(1) == end:
            values = {value * scales[word.lower()] for value in values}
            end = scale_word.end(1)
            follow = _SCALE_WORD.match(text, end)
            if follow and lang == "fr" and word.lower() == "mille" and follow.group(1).lower() in scales:
                values = {value * scales[follow.group(1).lower()] for value in values}
                end = follow.end(1)
    elif suffix := _SUFFIX.match(text, end):
        end = suffix.end()
    elif end < len(text) and text[end].isalpha():
        # "4x4", "G20b": names, not amounts.
        return
    add(match.start(), end, {("number", round(value, 6)) for value in values})


def _readings(figure: str, lang: str) -> Iterator[float]:
    if len(figure) > _MAX_FIGURE:
        return
    plain = re.sub(r"[ \u00a0\u202f]", "", figure).lstrip("-−")
    marks = [c for c in plain if c in ".,"]
    digits = re.sub(r"[.,]", "", plain)
    if not marks:
        yield float(plain)
        return
    decimal, group = (",", ".") if lang == "fr" else (".", ",")
    head, _, tail = plain.rpartition(marks[-1])
    if len(set(marks)) == 2:
        yield float(re.sub(r"[.,]", "", head) + "." + tail)
        return
    grouped = all(len(part) == 3 for part in plain.split(marks[0])[1:]) and len(plain.split(marks[0])[0]) <= 3
    if len(marks) > 1:
        yield float(digits)
        return
    if marks[0] == group and grouped:
        yield float(digits)
        return
    yield float(head + "." + tail) if head else float("0." + tail)
    if marks[0] == decimal and grouped:
        # Text of mixed habits: the other language's thousands.
        yield float(digits)


def _spelled(text: str, lang: str, add: _Add) -> None:
    units, scales, rounds, hundreds = (_FR_UNITS if lang == "fr" else _EN_UNITS), _SCALES[lang], _ROUND[lang], _HUNDREDS[lang]
    joiner = "et" if lang == "fr" else "and"
    tokens = [(m.group().lower(), m.start(), m.end()) for m in _WORD.finditer(text)]
    months = {name: i + 1 for i, name in enumerate(_MONTHS[lang])}
    # "Oct. 14", "14 oct.": the point tells them from words.
    short = {name: i + 1 for i, names in enumerate(_SHORT_MONTHS) for name in names.split("/")}
    days = {name: i + 1 for i, name in enumerate(_DAYS[lang])}
    i = 0
    while i < len(tokens):
        word, start, end = tokens[i]
        singular = word[:-1] if word.endswith("s") else word
        if word in months:
            capital = text[start].isupper()
            weak = word in _AMBIGUOUS_MONTHS and not (lang == "en" and capital and _beside_figure(text, start, end))
            weak = weak and not (lang == "fr" and _beside_figure(text, start, end))
            add(start, end, {("month", float(months[word]))}, weak=weak)
        elif word in short and text[end : end + 1] == "." and _beside_figure(text, start, end + 1):
            add(start, end, {("month", float(short[word]))})
        elif singular in days:
            add(start, end, {("day", float(days[singular]))})
        elif word in units or word in hundreds or (word in scales and len(word) > 2 and word not in rounds):
            value, after = _run(tokens, i, text, units, scales, joiner)
            weak = (after == i + 1 and value < 13) or word in (
                "million",
                "millions",
                "milliards",
                "thousands",
                "milliers",
                "billions",
            )
            last = tokens[after - 1][2]
            add(start, last, {("number", float(value))}, _within(tokens, i, after, units), weak=weak)
            i = after
            continue
        elif word in rounds or singular in rounds:
            value = float(rounds.get(word, rounds.get(singular, 0)))
            add(start, end, {("number", value)}, weak=True)
        i += 1


def _beside_figure(text: str, start: int, end: int) -> bool:
    return bool(re.search(r"\d(?:er|st|nd|rd|th)?\s*(?:of\s+)?\Z", text[max(0, start - 12) : start])) or bool(
        re.match(r"\s*\d", text[end : end + 4])
    )


def _within(tokens: list[tuple[str, int, int]], start: int, end: int, units: Mapping[str, int]) -> set[Key]:
    return {("number", float(units[w])) for w, _, _ in tokens[start:end] if w in units} if end - start > 3 else set()


def _run(
    tokens: list[tuple[str, int, int]], i: int, text: str, units: Mapping[str, int], scales: Mapping[str, int], joiner: str
) -> tuple[float, int]:
    """Value of the spelled numeral that starts at token i, and the token behind it."""
    total = current = 0.0
    last_end = tokens[i][1]
    while i < len(tokens):
        word, start, end = tokens[i]
        gap = text[last_end:start]
        if gap.strip("- \u00a0\u202f‑"):
            break
        if word in units:
            value = units[word]
            if current and value == 20 and current % 10 == 4 and current % 100 < 10:
                current = current - 4 + 80
            elif (
                (current and (current % 100 >= 20 and value < 20))
                or (current >= 100 and current % 100 == 0)
                or (
                    (current and word not in ("vingt", "vingts") and current % 10 == 0 and value < 10 and current >= 20)
                    or (current == 10 and 7 <= value <= 9)
                )
            ):
                current += value
            elif current:
                break
            else:
                current = float(value)
        elif word in _HUNDREDS["en" if joiner == "and" else "fr"]:
            current = max(1.0, current % 100 if current < 100 else 1.0) * 100
        elif word in scales and len(word) > 2:
            total += max(1.0, current) * scales[word]
            current = 0.0
        elif word == joiner and i + 1 < len(tokens) and tokens[i + 1][0] in units and (current or total):
            joined = current and (current % 10 == 0) and units[tokens[i + 1][0]] in (1, 11)
            if joiner == "and":
                joined = bool((current and current % 100 == 0) or (total and not current))
            if not joined:
                break
        else:
            break
        last_end = end
        i += 1
    return total + current, i


def _roman(numeral: str) -> int:
    values = {"I": 1, "V": 5, "X": 10}
    total = 0
    for c, after in zip(numeral, numeral[1:] + " ", strict=True):
        value = values[c]
        total += -value if after in values and values[after] > value else value
    return total
