"""Sentence splitting, with the abbreviations of the languages that are known, and general rules for every other.

A sentence ends at a run of stops (`. ! ? …` and their kin), takes the closing quotes and brackets behind it along, and
must be followed by something that can begin a sentence. A lower-case start after a stop is therefore no boundary: it
is an incise ("dit-il"), an abbreviation, or an artifact that a detector should see whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from mtalign.languages import Splitting, splitting_of
from mtalign.records import Document, Segment, Span

Split = Literal["sentences", "none"]
SPLITS: tuple[Split, ...] = ("sentences", "none")

#: Changes whenever a boundary may move; part of the provenance signature.
SEGMENTER = "mtalign-1"

_STOPS = ".!?…‽。！？؟।॥"
_CLOSERS = "»”’\"')]}›」』）"
_OPENERS = "«“‘\"'([{‹¿¡「『（„"
_DASHES = "—–―-"

_STOP = re.compile(
    rf"(?P<stops>[{re.escape(_STOPS)}]+(?:\s[!?]+)*)"
    rf"(?P<close>(?:[{re.escape(_CLOSERS)}]|[ \u00a0\u202f]{{1,2}}[»›])*)"
    r"(?P<gap>\s*)"
)
_WORD_BEFORE = re.compile(r"[\w.§’'-]*\Z")
_NEXT_WORD = re.compile(r"[^\W\d_]+(?:['’](?=\w))?")
_URL = re.compile(r"://|^www\.|@|^\w+(?:\.\w+)+/")
_NUMBER_START = re.compile(rf"[{re.escape(_OPENERS)}]*[\d]")
_ROMAN = re.compile(r"[IVXLC]+\b")
_LOOKBACK = 64
_SAID = 200


def split_sentences(text: str, lang: str = "fr") -> list[Span]:
    """Sentence spans of one paragraph, in order, without the white space around them; every other character is in one.

    The abbreviations are those of `lang` and of the languages that its texts quote; of any language where it is not known.
    """
    spans = []
    start = 0
    for end, resume in _boundaries(text, splitting_of(lang)):
        span = _trim(text, start, end)
        if span.length:
            spans.append(span)
        start = resume
    span = _trim(text, start, len(text))
    if span.length:
        spans.append(span)
    return spans


def segments(document: Document, split: Split = "sentences") -> tuple[Segment, ...]:
    """The document's segments in order: sentences, or whole paragraphs (lines) with `split="none"`."""
    out = []
    for number, paragraph in enumerate(document.paragraphs):
        text = paragraph.of(document.text)
        spans = split_sentences(text, document.lang) if split == "sentences" else [_trim(text, 0, len(text))]
        for start, end in spans:
            span = Span(paragraph.start + start, paragraph.start + end)
            out.append(Segment(paragraph=number, span=span, text=span.of(document.text)))
    return tuple(out)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _boundaries(text: str, known: Splitting) -> Iterator[tuple[int, int]]:
    """Pairs of where a sentence ends and where the next may start."""
    sentence = 0
    position = 0
    while match := _STOP.search(text, position):
        position = match.end()
        if match.end() == len(text):
            return
        end = _close(text, match)
        if _is_boundary(text, sentence, match, end, known):
            yield end, end
            sentence = position = end


def _close(text: str, match: re.Match[str]) -> int:
    """Where the sentence ends: behind the closing marks, unless a straight one rather opens the next sentence."""
    close = match.group("close")
    end = match.end("close")
    if close in ("'", '"') and not match.group("gap"):
        before = text.count(close, max(0, match.start() - 2000), match.start())
        if before % 2 == 0:
            return match.end("stops")
    return end


def _is_boundary(text: str, sentence: int, match: re.Match[str], end: int, known: Splitting) -> bool:
    stops, close = match.group("stops"), text[match.end("stops") : end]
    spaced = end < len(text) and text[end].isspace()
    follow = end
    while follow < len(text) and text[follow].isspace():
        follow += 1
    if follow == len(text):
        return False
    dash = text[follow] in _DASHES and follow + 1 < len(text)
    start = follow
    while start < len(text) and (text[start] in _OPENERS or text[start] in _DASHES or text[start].isspace()):
        start += 1
    if start == len(text):
        return False
    first = text[start]
    if first in "。！？":
        return False
    if stops[-1] in "。！？":
        return True
    if dash and text[follow] == "-" and not text[follow + 1].isspace():
        return False
    if not (first.isupper() or first.istitle() or first.isdigit() or (first.isalpha() and not first.islower())):
        return False
    said = _said(text, sentence, match.start())
    if not any(c.isalnum() for c in said):
        # Nothing said yet: "… et", "?!", "(...)".
        return False
    if close.startswith((")", "]", "}")) and not any(c.isalnum() for c in _inside(said, close[0])):
        return False
    if first.isdigit() and start > follow and dash:
        return False
    if not spaced:
        return _glued_boundary(text, match, start, known)
    if close or stops != ".":
        return True
    return not _is_abbreviation(text, sentence, match.start(), start, known)


def _said(text: str, sentence: int, end: int) -> str:
    """The last of what the sentence has said so far: enough to judge by, and a bounded piece however long it is."""
    return text[max(sentence, end - _SAID) : end]


def _inside(said: str, closer: str) -> str:
    opener = {")": "(", "]": "[", "}": "{"}[closer]
    return said[said.rfind(opener) + 1 :]


def _glued_boundary(text: str, match: re.Match[str], start: int, known: Splitting) -> bool:
    """No space behind the stop: "fin.Le début" is two sentences, "lemonde.Fr", "U.S.A" and "3.B" are not."""
    before = text[max(0, match.start() - _LOOKBACK) : match.start()]
    token = before.split()[-1] if before.split() else ""
    behind = text[match.end() : match.end() + _LOOKBACK].split()
    if _URL.search(token + "." + (behind[0] if behind else "")):
        return False
    if text[start].isdigit() or not text[start].isupper():
        return False
    if match.group("stops") != ".":
        return True
    word = token.rsplit(".", 1)[-1].strip(_OPENERS + _CLOSERS + ",")
    long_enough = len(word) > 2 and word[-1].islower() and word.lower() not in known.titles
    follows_word = start + 1 < len(text) and (text[start + 1].islower() or text[start + 1] in "'’ ")
    return (long_enough or bool(match.group("close"))) and follows_word


def _is_abbreviation(text: str, sentence: int, stop: int, start: int, known: Splitting) -> bool:
    found = _WORD_BEFORE.search(text, max(sentence, stop - _LOOKBACK), stop)
    token = found.group() if found else ""
    token = token.lstrip("'’-").replace("’", "'")
    if "'" in token:
        token = token.rsplit("'", 1)[-1]
    if not token:
        return False
    following = _NEXT_WORD.match(text, start)
    starter = bool(following) and following is not None and following.group().replace("’", "'").lower() in known.starters
    before_number = _NUMBER_START.match(text, start) is not None or (_ROMAN.match(text, start) is not None and not starter)
    key = token.lower().strip(".")
    if token.isdigit() or _ROMAN.fullmatch(token):
        # A list number opens its item: "1. Introduction". Elsewhere a year, an amount or a king ends the sentence.
        return not _said(text, sentence, stop - len(token)).strip(_OPENERS + " ") and len(token) <= 3
    if key in known.titles:
        return token[0].isupper() or key not in ("me", "fr", "mar", "id", "op", "col", "gal", "pres") or token.count(".") > 0
    if key == "ex" and _said(text, sentence, stop - len(token)).rstrip().lower().endswith("p."):
        return True
    if _is_initial(token):
        if "-" in token and key != "j.-c":
            # Compound first names, as in "J.-M. Le Clézio"; only Christ ends sentences.
            return True
        lone = "." not in token and "-" not in token
        previous = _said(text, sentence, stop - len(token)).rstrip().rsplit(None, 1)
        capital_before = bool(previous) and (previous[-1][:1].isupper() or previous[-1].endswith("."))
        return not starter or (lone and capital_before and previous[-1][-1:] != ".")
    if key in known.before_number and before_number:
        return True
    return (key in known.maybe_final or (token.count(".") > 0 and not any(c.isdigit() for c in token))) and not starter


def _is_initial(token: str) -> bool:
    """ "J", "J.-C", "U.S": capitals that stand for names; "y" and "a" are words."""
    parts = [part for part in re.split(r"[.-]+", token) if part]
    return bool(parts) and all(len(part) == 1 and part.isupper() for part in parts)
