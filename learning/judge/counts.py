"""Count words and n-grams, and lay out what the judge knows of French: the first step of learning it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from learning.judge import corpus
from learning.judge.dictionary import Reading, forms
from learning.judge.vocabulary import SPECIAL, guesses, vocabulary
from learning.judge.workers import in_order
from mtalign.detect.judge.knowledge import identify
from mtalign.detect.judge.language_model import kind_of
from mtalign.detect.judge.table import Table, keys
from mtalign.detect.judge.tokens import tokens

#: How often an n-gram of words, or of classes, must have been seen to be kept, by its length.
KEPT = {(2, False): 2, (3, False): 5, (2, True): 2, (3, True): 4, (4, True): 6, (5, True): 8}
_LOAD = 0.88
_FORMS = 6
_CHUNK = 20_000
_LAWS, _PROCEEDINGS = ("canada_laws",), ("europarl_v7",)
_OTHERS = (*corpus.HELD, "multi30k_train", "3b1b_captions")
# What the trees weigh against each other themselves.
_FIXED = frozenset("le la les l' un une des de du d' à au aux ce cet cette ces son sa ses a".split())
_NUMBERS, _GENDERS = {"s": 1, "p": 2}, {"m": 1, "f": 2}


def _batches(lines: Iterable[str]) -> Iterator[tuple[str, ...]]:
    rest = iter(lines)
    while batch := tuple(islice(rest, _CHUNK)):
        yield batch


def _seen(lines: tuple[str, ...]) -> tuple[Counter[str], Counter[str]]:
    """How often each form stands in some lines, and how often with a capital that it has not from its place."""
    counts: Counter[str] = Counter()
    capitals: Counter[str] = Counter()
    for line in lines:
        first = True
        for token in tokens(line):
            counts[token.form] += 1
            capitals[token.form] += token.capital and not first
            first = len(token.form) == 1 and token.form in '.!?:"'
    return counts, capitals


def words_and_classes(path: Path, dictionary: Mapping[str, set[Reading]]) -> dict[str, object]:
    """The vocabulary, its classes, what endings make likely, and how often each word stands without a capital."""
    counts: Counter[str] = Counter()
    capitals: Counter[str] = Counter()
    for some, large in in_order(_seen, _batches(p.french for p in corpus.pairs(path))):
        counts.update(some)
        capitals.update(large)
    words, classes = vocabulary(counts, capitals, dictionary)
    known = len(words)
    names = sorted(set(classes))
    others = [name for name in names if not name.startswith(("=", "<"))]
    words += ["~" + name for name in others]
    classes += others
    index = {word: i for i, word in enumerate(words)}
    return {
        "words": words,
        "known": known,
        "classes": [names.index(name) for name in classes],
        "names": names,
        "guesses": {end: index["~" + name] for end, name in guesses(dictionary).items() if "~" + name in index},
        "counts": [counts[word] for word in words],
        "small": [round(100 * (1 - capitals[word] / max(1, counts[word]))) for word in words],
        "unnamed": [name in ("R:", "X") for name in classes],
    }


class _Reader:
    """Turns lines into numbers of words, in a process of its own."""

    def __init__(self, words: list[str], known: int, endings: dict[str, int]) -> None:
        self.index = {word: i for i, word in enumerate(words[:known])}
        self.endings = endings

    def __call__(self, lines: tuple[str, ...]) -> NDArray[np.int32]:
        found: list[int] = []
        for line in lines:
            found += [
                self.index["<s>"],
                *(identify(token, self.index, self.endings) for token in tokens(line)),
                self.index["</s>"],
            ]
        return np.array(found, np.int32)


def _numbers(reader: _Reader, lines: Iterable[str]) -> NDArray[np.int32]:
    return np.concatenate([np.zeros(0, np.int32), *in_order(reader, _batches(lines))])


def _ngrams(
    row: NDArray[np.int32], order: int, kind: int, start: int, least: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The keys of the n-grams that stand often enough, and how often; none reaches over the start of a line."""
    width = len(row) - order + 1
    inside = np.ones(width, bool)
    for i in range(1, order):
        inside &= row[i : i + width] != start
    found = keys(kind, [row[i : i + width][inside] for i in range(order)])
    found.sort()
    edges = np.flatnonzero(np.concatenate([[True], found[1:] != found[:-1]]))
    counts = np.diff(np.concatenate([edges, [len(found)]]))
    often = counts >= least
    return found[edges[often]], counts[often]


def _lemmas(dictionary: Mapping[str, set[Reading]], index: Mapping[str, int]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for form, readings in dictionary.items():
        if form in index:
            for r in readings:
                found[r.lemma, r.pos].append((form, r.features))
    return found


def _other_forms(word: str, readings: set[Reading], lemmas: Mapping[tuple[str, str], list[tuple[str, str]]]) -> Iterator[str]:
    """Forms of the same word that a writer may have meant."""
    for r in readings:
        for form, features in lemmas.get((r.lemma, r.pos), ()):
            if form == word:
                continue
            if r.pos in "NAP":
                yield form
            elif r.pos == "V":
                if r.features in ("inf", "ppre"):
                    if features in ("inf", "ppre", "pres3s"):
                        yield form
                elif features in ("inf", "pres3s", "pres3p") or (features[:-2] == r.features[:-2] and features[-2] == "3"):
                    yield form
        if r.pos in "VP":
            for form, features in lemmas.get((r.lemma, "V" if r.pos == "P" else "P"), ()):
                if form != word and features in ("inf", "ms"):
                    yield form


def _traits(readings: set[Reading]) -> tuple[int, int, int, int]:
    """Number, gender, whether it is a finite verb, whether a participle or an adjective."""
    number = gender = verb = part = 0
    finite = {r.features[-2:] for r in readings if r.pos == "V" and r.features not in ("inf", "ppre")}
    third = {who for who in finite if who[0] == "3"}
    if finite and not any(r.pos in "NA" for r in readings) and len(third) == 1:
        number, verb = (1 if third == {"3s"} else 2), 1
    qualities = {(r.features + "ei")[:2] for r in readings if r.pos in "AP"}
    if qualities:
        part = 1
        genders, numbers = {_GENDERS.get(q[0], 0) for q in qualities}, {_NUMBERS.get(q[1], 0) for q in qualities}
        gender = genders.pop() if len(genders) == 1 else 0
        if not verb:
            number = numbers.pop() if len(numbers) == 1 else 0
    return number, gender, verb, part


def knowledge(path: Path, dictionary_folder: Path) -> dict[str, NDArray[np.generic]]:
    """All that the judge knows but for its network and its trees, as the arrays that `mtalign.detect.judge.knowledge` reads."""
    dictionary = forms(dictionary_folder)
    said = words_and_classes(path, dictionary)
    words: list[str] = said["words"]  # type: ignore[assignment]
    known: int = said["known"]  # type: ignore[assignment]
    endings: dict[str, int] = said["guesses"]  # type: ignore[assignment]
    counts: list[int] = said["counts"]  # type: ignore[assignment]
    classes = np.array(said["classes"], np.int32)
    reader = _Reader(words, known, endings)
    row = _numbers(reader, (pair.french for pair in corpus.shown(path)))
    by_class = classes[row]
    start = SPECIAL.index("<s>")
    parts = [
        _ngrams(
            by_class if of_classes else row, order, kind_of(order, of_classes), classes[start] if of_classes else start, least
        )
        for (order, of_classes), least in KEPT.items()
    ]
    table = Table.build(np.concatenate([k for k, _ in parts]), np.concatenate([n for _, n in parts]), _LOAD)

    def shares(sources: tuple[str, ...]) -> NDArray[np.float64]:
        found = _numbers(reader, (pair.french for pair in corpus.shown(path) if pair.source in sources))
        return np.bincount(found, minlength=len(words)) / max(1, len(found))

    law = np.log(((shares(_LAWS) + shares(_PROCEEDINGS)) / 2 + 1e-6) / (shares(_OTHERS) + 1e-6))
    index = {word: i for i, word in enumerate(words[:known])}
    lemmas = _lemmas(dictionary, index)
    other = np.full((len(words), _FORMS), -1, np.int32)
    traits = np.zeros((len(words), 4), np.int8)
    for word, i in index.items():
        readings = dictionary.get(word, set())
        traits[i] = _traits(readings)
        if word not in _FIXED:
            meant = sorted(set(_other_forms(word, readings, lemmas)), key=lambda form: (-counts[index[form]], form))
            other[i, : len(meant[:_FORMS])] = [index[form] for form in meant[:_FORMS]]
    text = json.dumps({"words": words, "known": known, "guesses": endings}, ensure_ascii=False)
    return {
        "text": np.frombuffer(text.encode("utf-8"), np.uint8),
        "classes": classes.astype(np.int16),
        "slots": table.slots,
        "word_logs": np.log(np.bincount(row, minlength=len(words)) + 0.5).astype(np.float16),
        "class_logs": np.log(np.bincount(by_class, minlength=int(classes.max()) + 1) + 0.5).astype(np.float16),
        "forms": other,
        "traits": traits,
        "small": np.array(said["small"], np.uint8),
        "law": np.clip(law * 20, -127, 127).astype(np.int8),
        "guessed_name": np.array(said["unnamed"], bool),
    }
