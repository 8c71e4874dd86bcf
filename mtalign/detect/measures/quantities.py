"""Quantities in a text, as values that can be compared across languages.

A quantity has one or more readings ("1,250" is 1250 in English and 1.25 in French) and stands in for its parts too:
"18 h 30" is the time 18:30, or the numbers 18 and 30.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from mtalign.detect.measures.conversions import conversions
from mtalign.languages import Numerals, language_of

Key = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity at `start:end` of its text. `keys` are its readings; `weak` ones only confirm, and are never missed."""

    start: int
    end: int
    keys: frozenset[Key]
    parts: frozenset[Key]
    weak: bool = False


# A longer run of digits is no quantity.
_MAX_FIGURE = 30
# "le 05/11", "on 5/11": a day and a month where a nought or the word before says so; elsewhere it may be a share or a score.
_SHORT_DATE = re.compile(
    r"(?<![\w/])(?:(?<=\ble )|(?<=\bau )|(?<=\bdu )|(?<=\bon )|(?=0\d/)|(?=\d{1,2}/0))(\d{1,2})/(\d{1,2})(?![\w/])",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\s(),;“”«»\"]+")
_DATE = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})\b")
_FIGURE = re.compile(r"(?<![\w.,])[-−]?\d+(?:[ \u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)*")
_SUFFIX = re.compile(r"(?:er|ère|re|e|ème|ième|nd|nde|st|rd|th|s|’s|'s)\b")
_SCALE_WORD = re.compile(r"[\s\u00a0\u202f-]*([^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+")
# "1200 GMT", "15.00 UTC": hours as the military and the wire services write them.
_ZONED = re.compile(r"\b([01]\d|2[0-3])[.:h]?([0-5]\d)(?=\s*(?:GMT|UTC|CET|CEST|EST|EDT|BST|hours|hrs|local time)\b)")
_ROMAN = re.compile(
    r"\b([IVX]{1,6})(?:e|ème|er)(?=\s+siècle|(?:\s?[-–—]\s?|\s+(?:et|ou|au|à)\s+(?:au\s+|l[ae]\s+)?)[IVX]{1,6}(?:e|ème)\s+siècle)"
)
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}
_FIGURE_BEFORE = re.compile(r"\d(?:er|st|nd|rd|th)?\s*(?:of\s+)?\Z")
_FIGURE_BEHIND = re.compile(r"\s*\d")
# Scales of one or two letters ("5m", "3bn") count only where they touch a figure: "5 m" is five metres.
_MAX_SHORT = 2
# A spelled numeral below this is too often an article or a pronoun to be missed.
_WEAK_BELOW = 13
_GLUE = "- \u00a0\u202f‑"


@lru_cache(maxsize=1 << 10)
def quantities(text: str, lang: str) -> tuple[Quantity, ...]:
    """The quantities of a text, in order of place."""
    numerals = language_of(lang).numerals
    if numerals is None:
        return ()
    found: list[Quantity] = []
    taken = bytearray(len(text))
    for quantity in _candidates(text, numerals):
        if not any(taken[quantity.start : quantity.end]):
            taken[quantity.start : quantity.end] = b"\1" * (quantity.end - quantity.start)
            found.append(quantity)
    return tuple(sorted(found, key=lambda q: q.start))


def unmatched(here: Sequence[Quantity], there: Sequence[Quantity]) -> Iterator[Quantity]:
    """The quantities of one side that the other side does not have in any reading."""
    known = {key for q in there for key in q.keys | q.parts}
    for quantity in here:
        if quantity.weak or quantity.keys & known or any(_is_decade(key, known) for key in quantity.keys):
            continue
        if quantity.parts and quantity.parts <= known:
            continue
        yield quantity


def written_alike(quantity: Quantity, here: str, there: str) -> bool:
    """Whether the word that a quantity stands in is a word of the other side too, letter by letter ("8K", "7h30")."""
    words = (m.group() for m in _TOKEN.finditer(here) if m.start() < quantity.end and m.end() > quantity.start)
    others = {m.group().rstrip(".:!?") for m in _TOKEN.finditer(there)}
    return all(any(c.isdigit() for c in word) and word.rstrip(".:!?") in others for word in words)


def _is_decade(key: Key, known: set[Key]) -> bool:
    """Whether the other side has the decade without its century, or with it ("1980s", "années 80")."""
    kind, value = key
    if kind != "number" or value % 10:
        return False
    if 1900 < value < 2000:
        return ("number", value - 1900) in known
    return 0 < value < 100 and ("number", value + 1900) in known


def _candidates(text: str, numerals: Numerals) -> Iterator[Quantity]:
    """Quantities by every way of reading, the surest first; where two overlap the first one is meant."""
    for match in _DATE.finditer(text):
        yield _date(match, numerals)
    for match in _SHORT_DATE.finditer(text):
        if 1 <= int(match[1]) <= 31 and 1 <= int(match[2]) <= 12:
            yield _short_date(match)
    for place in conversions(text, partial(_readings, numerals=numerals)):
        yield _quantity(place, [("number", value) for value in _readings(text[slice(*place)], numerals)], weak=True)
    for match in numerals.clock.finditer(text):
        yield _time(match, numerals)
    for match in _ZONED.finditer(text):
        hour, minute = int(match[1]), int(match[2])
        yield _quantity(match.span(), [("time", hour * 60 + minute)], [("number", hour), ("number", minute)])
    for match in _ROMAN.finditer(text):
        yield _quantity(match.span(1), [("number", _roman(match[1]))])
    for match in _FIGURE.finditer(text):
        yield from _figure(text, match, numerals)
    yield from _spelled(text, numerals)


def _quantity(
    place: tuple[int, int], keys: Iterable[tuple[str, float]], parts: Iterable[tuple[str, float]] = (), *, weak: bool = False
) -> Quantity:
    return Quantity(*place, frozenset((k, float(v)) for k, v in keys), frozenset((k, float(v)) for k, v in parts), weak)


def _date(match: re.Match[str], numerals: Numerals) -> Quantity:
    day, month, year = (int(g) for g in match.groups())
    # Spelled out, a date is a day, a month's name and a year.
    if numerals.month_first and day <= 12 < month:
        day, month = month, day
    keys = [("date", day * 100 + month), ("date", month * 100 + day)]
    return _quantity(match.span(), keys, [("number", day), ("number", year), ("month", month)])


def _short_date(match: re.Match[str]) -> Quantity:
    day, month = int(match[1]), int(match[2])
    keys = [("date", day * 100 + month), ("date", month * 100 + day)]
    return _quantity(match.span(), keys, [("number", day), ("month", month)])


def _time(match: re.Match[str], numerals: Numerals) -> Quantity:
    said = match.groupdict()
    minutes = said.get("minute") or said.get("colon")
    hour, minute = int(said.get("hour") or said["bare"]), int(minutes or 0)
    if half := said.get("half"):
        return _quantity(match.span(), [("time", (hour % 12 + 12 * (half.lower() == "p")) * 60 + minute)])
    keys = [("time", hour % 24 * 60 + minute)]
    if numerals.twelve_hours and hour <= 12:
        keys.append(("time", (hour % 12 + 12) * 60 + minute))
    return _quantity(match.span(), keys, [("number", hour), *([("number", minute)] if minutes else [])])


def _figure(text: str, match: re.Match[str], numerals: Numerals) -> Iterator[Quantity]:
    values = set(_readings(match.group(), numerals))
    if not values:
        return
    end = match.end()
    scale = _scale_at(text, end, numerals)
    if scale:
        values, end = {value * scale[0] for value in values}, scale[1]
        # "3 mille milliards"
        if further := _scale_at(text, end, numerals):
            values, end = {value * further[0] for value in values}, further[1]
    elif suffix := _SUFFIX.match(text, end):
        end = suffix.end()
    elif text[end : end + 1].isalpha():
        # "4x4", "G20b": names, not amounts.
        return
    yield _quantity((match.start(), end), [("number", round(value, 6)) for value in values])


def _scale_at(text: str, place: int, numerals: Numerals) -> tuple[int, int] | None:
    """The scale that stands behind a figure, and where it ends."""
    match = _SCALE_WORD.match(text, place)
    if match is None or match[1].lower() not in numerals.scales:
        return None
    if len(match[1]) <= _MAX_SHORT and match.start(1) != place:
        return None
    return numerals.scales[match[1].lower()], match.end(1)


def _readings(figure: str, numerals: Numerals) -> Iterator[float]:
    if len(figure) > _MAX_FIGURE:
        return
    plain = re.sub(r"[ \u00a0\u202f]", "", figure).lstrip("-−")
    marks = [c for c in plain if c in ".,"]
    digits = re.sub(r"[.,]", "", plain)
    if not marks:
        yield float(plain)
        return
    head, _, tail = plain.rpartition(marks[-1])
    if len(set(marks)) == 2:
        yield float(re.sub(r"[.,]", "", head) + "." + tail)
        return
    if len(marks) > 1:
        yield float(digits)
        return
    grouped = len(tail) == 3 and len(head) <= 3
    if marks[0] == numerals.group and grouped:
        yield float(digits)
        return
    yield float(head + "." + tail)
    if grouped:
        # Text of mixed habits: the other language's thousands.
        yield float(digits)


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of months and days, with their numbers."""

    months: dict[str, int]
    short_months: dict[str, int]
    days: dict[str, int]


@lru_cache(maxsize=16)
def _names(months: tuple[str, ...], days: tuple[str, ...]) -> _Names:
    forms = [month.split("/") for month in months]
    return _Names(
        months={names[0]: number for number, names in enumerate(forms, 1)},
        short_months={name: number for number, names in enumerate(forms, 1) for name in names[1:]},
        days={name: number for number, name in enumerate(days, 1)},
    )


def _spelled(text: str, numerals: Numerals) -> Iterator[Quantity]:
    tokens = [(m.group().lower(), m.start(), m.end()) for m in _WORD.finditer(text)]
    names = _names(numerals.months, numerals.days)
    i = 0
    while i < len(tokens):
        word, start, end = tokens[i]
        singular = word.removesuffix("s")
        i += 1
        if word in names.months:
            yield _month(text, start, end, names.months[word], ambiguous=word in numerals.ambiguous_months, numerals=numerals)
        elif word in names.short_months and text[end : end + 1] == "." and _beside_figure(text, start, end + 1):
            # "Oct. 14", "14 oct.": the point tells them from words.
            yield _quantity((start, end), [("month", names.short_months[word])])
        elif singular in names.days:
            yield _quantity((start, end), [("day", names.days[singular])])
        elif _begins_numeral(word, numerals):
            value, after = _run(tokens, i - 1, text, numerals)
            weak = (after == i and value < _WEAK_BELOW) or word in numerals.vague
            yield _quantity(
                (start, tokens[after - 1][2]), [("number", value)], _within(tokens[i - 1 : after], numerals), weak=weak
            )
            i = after
        elif word in numerals.rounds or singular in numerals.rounds:
            value = numerals.rounds.get(word, numerals.rounds.get(singular, 0))
            yield _quantity((start, end), [("number", value)], weak=True)


def _begins_numeral(word: str, numerals: Numerals) -> bool:
    if word in numerals.units or word in numerals.hundreds:
        return True
    return word in numerals.scales and len(word) > _MAX_SHORT and word not in numerals.rounds


def _month(text: str, start: int, end: int, number: int, *, ambiguous: bool, numerals: Numerals) -> Quantity:
    sure = _beside_figure(text, start, end) and (text[start].isupper() or not numerals.capital_months)
    return _quantity((start, end), [("month", number)], weak=ambiguous and not sure)


def _beside_figure(text: str, start: int, end: int) -> bool:
    return bool(_FIGURE_BEFORE.search(text[max(0, start - 12) : start]) or _FIGURE_BEHIND.match(text[end : end + 4]))


def _within(tokens: Sequence[tuple[str, int, int]], numerals: Numerals) -> list[tuple[str, float]]:
    """The units inside a long numeral, which the other side may write one by one."""
    return [("number", numerals.units[w]) for w, _, _ in tokens if w in numerals.units] if len(tokens) > 3 else []


def _run(tokens: Sequence[tuple[str, int, int]], i: int, text: str, numerals: Numerals) -> tuple[float, int]:
    """Value of the spelled numeral that starts at token i, and the token behind it."""
    total = current = 0
    last_end = tokens[i][1]
    while i < len(tokens):
        word, start, end = tokens[i]
        if text[last_end:start].strip(_GLUE):
            break
        if word in numerals.units:
            joined = _joined(current, numerals.units[word])
            if joined is None:
                break
            current = joined
        elif word in numerals.hundreds:
            current = 100 * (current if 1 <= current < 100 else 1)
        elif word in numerals.scales and len(word) > _MAX_SHORT:
            total += max(1, current) * numerals.scales[word]
            current = 0
        elif not (word == numerals.joiner and _joins(tokens, i + 1, total, current, numerals)):
            break
        last_end = end
        i += 1
    return total + current, i


def _joined(current: int, value: int) -> int | None:
    """What a unit makes of the numeral so far: "soixante" + "dix", "cent" + "six"; None where it begins another one."""
    if not current:
        return value
    if value == 20 and current == 4:
        # quatre-vingts
        return 80
    if value == 20 and current > 100 and current % 100 == 4:
        return current + 76
    behind_tens = current % 100 >= 20 and value < 20 and current % 10 == 0
    behind_hundreds = current >= 100 and current % 100 == 0
    behind_ten = current % 100 == 10 and 7 <= value <= 9
    return current + value if behind_tens or behind_hundreds or behind_ten else None


def _joins(tokens: Sequence[tuple[str, int, int]], i: int, total: int, current: int, numerals: Numerals) -> bool:
    """Whether the joiner before token i stands inside a numeral."""
    if i >= len(tokens) or tokens[i][0] not in numerals.units:
        return False
    if numerals.joins_tens:
        return current > 0 and current % 10 == 0 and numerals.units[tokens[i][0]] in (1, 11)
    return current % 100 == 0 and current + total > 0


def _roman(numeral: str) -> int:
    total = 0
    for c, after in zip(numeral, numeral[1:] + "I", strict=True):
        value = _ROMAN_DIGITS[c]
        total += -value if _ROMAN_DIGITS[after] > value else value
    return total
