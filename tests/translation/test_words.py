"""Which words of a pair belong together: weights to links, and the model on pairs linked by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pytest

from mtalign.pipeline import Settings, translate
from mtalign.records import Span
from mtalign.report import render, render_html
from mtalign.translation import Attender, Engine, readings, resolve, word_links
from mtalign.translation.engines import Attention
from tests.conftest import CORPUS


class Fixed:
    """An engine that looks where it is told."""

    checkpoint = resolve("tiny-fr-en")

    def __init__(self, attention: Attention | None) -> None:
        self.given = attention

    def attention(self, sources: Sequence[str], targets: Sequence[str], /) -> list[Attention | None]:
        assert len(sources) == len(targets)
        return [self.given for _ in sources]

    def logprobs(self, sources: Sequence[str], targets: Sequence[str], /) -> list[np.ndarray | None]:
        raise AssertionError("links need no probabilities")


def said(source: str, target: str, pieces: tuple[list[Span], list[Span]], weights: list[list[float]]) -> list[tuple[str, str]]:
    engine = Fixed(Attention(*pieces, np.array(weights, dtype=np.float32)))
    (links,) = word_links([source], [target], engine, source_lang="fr", target_lang="en")
    return [(s.of(source), t.of(target)) for s, t in links]


def test_pieces_are_summed_to_words() -> None:
    pieces = ([Span(0, 2), Span(2, 6), Span(7, 11)], [Span(0, 3), Span(4, 7), Span(7, 10)])
    # "chiens" is two pieces of the source, "barking" two of the target.
    weights = [[0.3, 0.4, 0.3], [0.1, 0.1, 0.8], [0.2, 0.2, 0.6]]
    assert said("chiens gros", "big barked", pieces, weights) == [("chiens", "big"), ("gros", "barked")]


def test_weak_looks_are_no_links() -> None:
    pieces = ([Span(0, 5), Span(6, 10)], [Span(0, 5)])
    assert said("chien gros", "hound", pieces, [[0.2, 0.25]]) == []


def test_a_word_with_content_takes_one_with_content() -> None:
    pieces = ([Span(0, 3), Span(4, 9)], [Span(0, 5)])
    assert said("les chien", "hound", pieces, [[0.5, 0.3]]) == [("chien", "hound")]
    assert said("les chien", "these", pieces, [[0.5, 0.3]]) == [("les", "these")]


def test_elided_words_are_words() -> None:
    pieces = ([Span(0, 2), Span(2, 7)], [Span(0, 3), Span(4, 10)])
    assert said("l’école", "the school", pieces, [[0.9, 0.1], [0.2, 0.8]]) == [("l’", "the"), ("école", "school")]


def test_what_cannot_be_read_has_no_links() -> None:
    assert word_links(["a"], ["b"], Fixed(None), source_lang="fr", target_lang="en") == [()]
    with pytest.raises(ValueError, match="1 sources against 2 targets"):
        word_links(["a"], ["b", "c"], Fixed(None), source_lang="fr", target_lang="en")


def test_the_model_links_most_words_as_a_person_does(engine: Engine) -> None:
    assert isinstance(engine, Attender)
    rows = [line.split("\t") for line in (CORPUS / "word_links.tsv").read_text(encoding="utf-8").splitlines()]
    found = word_links([row[0] for row in rows], [row[1] for row in rows], engine, source_lang="fr", target_lang="en")
    hits = total = 0
    for (source, target, links), spans in zip(rows, found, strict=True):
        words = {(s.of(source), t.of(target)) for s, t in spans}
        gold = {tuple(link.split("=")) for link in links.split()}
        assert all(a in source and b in target for a, b in gold)
        hits += len(words & gold)
        total += len(gold)
    assert total > 90
    assert hits > 0.8 * total


def test_any_text_gets_links_inside_it(engine: Engine) -> None:
    assert isinstance(engine, Attender)
    texts = ["", " ", "[]", "日本 語", "a\u00a0b\u202fc", "mot " * 900, "𝔘 est là", "\0"]
    for source in texts:
        for target, (links,) in [(t, word_links([source], [t], engine, source_lang="fr", target_lang="en")) for t in texts]:
            assert all(0 <= s.start < s.end <= len(source) and 0 <= t.start < t.end <= len(target) for s, t in links)


@pytest.mark.parametrize(
    ("source", "word", "target", "counterpart"),
    [
        ("Il dit : « Le chat dort ».", "chat", "He says: “The cat sleeps.”", "cat"),
        (
            "«\u00a0Le chat dort\u00a0», dit-il (« et le chien\u00a0»…).",
            "chien",
            "“The cat sleeps,” he says (“and the dog”…).",
            "dog",
        ),
        ("Le\u202f«\u202fchat\u202f» dort\u00a0!", "chat", "The “cat” sleeps!", "cat"),
    ],
)
def test_quotation_marks_do_not_hide_words(engine: Engine, source: str, word: str, target: str, counterpart: str) -> None:
    assert isinstance(engine, Attender)
    (links,) = word_links([source], [target], engine, source_lang="fr", target_lang="en")
    assert (word, counterpart) in [(s.of(source), t.of(target)) for s, t in links]


def words_of(text: str) -> list[Span]:
    return [Span(*match.span()) for match in re.finditer(r"\w+", text)]


def test_the_model_says_by_words_where_it_looks_and_what_it_expects(engine: Engine) -> None:
    assert isinstance(engine, Attender)
    source = "Le maire a inauguré la nouvelle bibliothèque avec trois ministres."
    targets = [
        "The mayor opened the new library with three ministers.",
        "The mayor opened the new library.",
        "The mayor opened the new banana with three ministers.",
    ]
    places = words_of(source), [words_of(target) for target in targets]
    whole, cut, odd = readings([source] * 3, targets, [places[0]] * 3, places[1], engine)
    assert whole is not None and cut is not None and odd is not None
    assert [reading.weights.shape for reading in (whole, cut, odd)] == [(9, 10), (6, 10), (9, 10)]
    assert [reading.logprobs.shape for reading in (whole, cut, odd)] == [(10, 4), (7, 4), (10, 4)]
    for reading in (whole, cut, odd):
        assert reading.weights.min() >= 0 and reading.weights.max() <= 1
        first, said, least, pieces = reading.logprobs.T
        assert (first <= 0).all() and (said <= least + 1e-6).all() and (least <= first).all() and (pieces >= 1).all()
    # "ministres" is looked at less where nothing stands for it, and "banana" is not expected.
    assert whole.weights[:, -1].max() > 2 * cut.weights[:, -1].max()
    assert odd.logprobs[5, 1] < whole.logprobs[5, 1] - 2
    # Each pair is read on its own.
    (again,) = readings([source], [targets[1]], [places[0]], [places[1][1]], engine)
    assert again is not None
    np.testing.assert_allclose(again.logprobs, cut.logprobs, atol=2e-2)


def test_what_cannot_be_read_has_no_reading(engine: Engine) -> None:
    assert isinstance(engine, Attender)
    assert (
        readings(
            ["", "un " * 900, "un"],
            ["x", "one", ""],
            [[], [Span(0, 2)], [Span(0, 2)]],
            [[Span(0, 1)], [Span(0, 3)], []],
            engine,
        )
        == [None] * 3
    )


def test_the_report_holds_the_links_when_asked() -> None:
    report = translate("Le chat dort.\n\n[]\n", settings=Settings(words=True))
    assert len(report.links) == 2
    assert "data-links=" in render_html(report)
    assert '"links": [[[' in render(report, "jsonl")
    assert translate("Le chat dort.").links == ()
