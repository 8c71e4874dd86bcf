"""Typography on both sides of the model: what it was trained to read, and what an English reader expects to see."""

from __future__ import annotations

import re
import unicodedata

_SOURCE = str.maketrans(
    {
        **dict.fromkeys("«»“”„‟〝〞", '"'),
        **dict.fromkeys("‘’‚‛ʼ´`", "'"),
        **dict.fromkeys("\u00a0\u202f\u2007\u2009\u200a\u2002\u2003\u3000", " "),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None),
        "…": "...",
    }
)
_SPACES = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_GUILLEMET_SPACE = re.compile(r"(?<=[«‹])\s+|\s+(?=[»›])")
_GROUPED = re.compile(r"(?<![\d.,])(\d{1,3})((?:[ \u00a0\u202f]\d{3})+)(?![\d])")
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(\d+),(\d{1,2})(?![\d,])")
_DOUBLE = re.compile('["“”«»]')
_SINGLE_PAIR = re.compile(r"(?<!\w)'(?=\S)([^']+)(?<=\S)'(?!\w)")
_SPACE_BEFORE = re.compile(r"(?<=\S)\s+(?=[;:!?,.%](?:[\s”\"')\]]|$))")
_SPACE_IN_PAIR = re.compile(r"(?<=[(\[“])\s+|\s+(?=[)\]”])")
_UNTOUCHED = re.compile(
    r"\[[^\[\]\s]*\]|\{[^{}\s]*\}|\{\{[^{}]*\}\}|%\w|%\(\w+\)\w|</?\w[^<>]*>|\[(?:image|photo|vidéo|video|…|\.\.\.)[^\[\]]*\]"
    r"|https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]+",
    re.IGNORECASE,
)

# A line longer than this is text, whatever it holds.
_MAX_UNTOUCHED = 2000
# Share of capitals among the letters above which a sentence counts as written in capitals.
_CAPS_SHARE = 0.8
_CAPS_LETTERS = 5


def source_text(text: str) -> str:
    """A sentence as MarianMT models were trained to read it: plain quotes and apostrophes, single spaces, NFC."""
    text = _GUILLEMET_SPACE.sub("", text)
    text = _CONTROL.sub(" ", unicodedata.normalize("NFC", text).translate(_SOURCE))
    return _SPACES.sub(" ", text).strip()


def needs_translation(text: str) -> bool:
    """Whether there are words to translate: not for blank, punctuation, figures, placeholders and addresses."""
    if len(text) <= _MAX_UNTOUCHED:
        text = _UNTOUCHED.sub("", text)
    return any(c.isalpha() for c in text)


def is_capitals(text: str) -> bool:
    """Whether the sentence is written in capitals throughout."""
    letters = [c for c in text if c.isalpha()]
    if len(letters) < _CAPS_LETTERS or " " not in text.strip():
        return False
    return sum(c.isupper() for c in letters) >= _CAPS_SHARE * len(letters)


def sentence_case(text: str) -> str:
    """The sentence in lower case with a capital at its start."""
    lower = text.lower()
    for i, c in enumerate(lower):
        if c.isalpha():
            return lower[:i] + c.upper() + lower[i + 1 :]
    return lower


def english_text(text: str, source: str = "") -> str:
    """English typography: paired “ ”, no space before ; : ! ? and %, 3,800 and 1.5 instead of 3 800 and 1,5.

    Where `source` quotes with double marks and the translation with single ones, the single ones become double.
    """
    text = english_numbers(text)
    if _DOUBLE.search(source) and not _DOUBLE.search(text):
        text = _SINGLE_PAIR.sub(r'"\1"', text)
    text = _SPACES.sub(" ", text).strip()
    text = _pair_quotes(re.sub(r"[«„]\s*", "“", re.sub(r"\s*»", "”", text)))
    return _SPACE_IN_PAIR.sub("", _SPACE_BEFORE.sub("", text))


def english_numbers(text: str) -> str:
    """French figures as English ones: "3 800" is "3,800", "1,5" is "1.5"; English figures stay as they are."""
    text = _GROUPED.sub(lambda m: m.group(1) + re.sub(r"\s", ",", m.group(2)), text)
    return _DECIMAL_COMMA.sub(r"\1.\2", text)


def _pair_quotes(text: str) -> str:
    """Straight double quotes to “ ”: by their neighbours where those say, else in turn."""
    out = []
    is_open = False
    for i, c in enumerate(text):
        if c == '"':
            before = text[i - 1] if i else " "
            after = text[i + 1] if i + 1 < len(text) else " "
            opens = before.isspace() or before in "([—–“-"
            closes = after.isspace() or after in ".,;:!?)]—–”"
            c = "“" if (opens and not closes) or (opens == closes and not is_open) else "”"
        if c in "“”":
            is_open = c == "“"
        out.append(c)
    return "".join(out)
