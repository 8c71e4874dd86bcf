"""Measures said again in another unit, in brackets: "14 km (9 miles)"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

# What stands for a unit, and how many of the second make one of the first.
_NAMES = {
    "km": r"km|kilomet(?:re|er)s?|kilomètres?",
    "m": r"m|met(?:re|er)s?|mètres?",
    "cm": r"cm|centimet(?:re|er)s?|centimètres?",
    "kg": r"kg|kilos?|kilogram(?:me)?s?",
    "ha": r"ha|hectares?",
    "km/h": r"km/h|kph",
    "l": r"l|lit(?:re|er)s?",
    "mile": r"miles?",
    "foot": r"feet|foot|ft|pieds?",
    "inch": r"inch(?:es)?|pouces?",
    "pound": r"pounds?|lbs?|livres?",
    "acre": r"acres?",
    "mph": r"mph",
    "gallon": r"gallons?",
}
_FACTORS = (
    ("km", "mile", 0.6214),
    ("m", "foot", 3.281),
    ("cm", "inch", 0.3937),
    ("kg", "pound", 2.205),
    ("ha", "acre", 2.471),
    ("km/h", "mph", 0.6214),
    ("l", "gallon", 0.2642),
)
_WAYS = (*_FACTORS, *((b, a, 1 / factor) for a, b, factor in _FACTORS))
# How far off a rounded figure may be.
_ROUNDING = 0.12
_SAID_AGAIN = re.compile(
    r"(?<![\d.,])(?P<one>\d{1,12}(?:[.,]\d{1,12}){0,4})[\s-]?(?P<unit>[a-zè/]+)\s*"
    r"\((?:about |around |some |roughly |nearly |environ |près de )?"
    r"(?P<other>\d{1,12}(?:[.,]\d{1,12}){0,4})[\s-]?(?P<into>[a-zè/]+)\)",
    re.IGNORECASE,
)


def conversions(text: str, readings: Callable[[str], Iterable[float]]) -> Iterator[tuple[int, int]]:
    """Start and end of each figure that says the one before it in another unit; `readings` are the values a figure may have."""
    for match in _SAID_AGAIN.finditer(text):
        factors = [
            factor
            for unit, into, factor in _WAYS
            if re.fullmatch(_NAMES[unit], match["unit"], re.IGNORECASE)
            and re.fullmatch(_NAMES[into], match["into"], re.IGNORECASE)
        ]
        values = [(a * factor, b) for factor in factors for a in readings(match["one"]) for b in readings(match["other"])]
        if any(abs(a - b) <= _ROUNDING * a for a, b in values):
            yield match.span("other")
