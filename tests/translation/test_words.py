"""Which words of a pair belong together: weights to links, and the model on pairs linked by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from mtalign.pipeline import Settings, translate
from mtalign.records import Span
from mtalign.report import render, render_html
from mtalign.translation import Attender, Engine, looked_at, resolve, word_links
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


def test_the_model_looks_less_at_what_was_left_out(engine: Engine) -> None:
    assert isinstance(engine, Attender)
    source = "Le maire a inauguré la nouvelle bibliothèque avec trois ministres."
    word = Span(source.index("ministres"), len(source) - 1)
    whole, cut = (
        looked_at([source], [target], [[word]], engine)[0]
        for target in ("The mayor opened the new library with three ministers.", "The mayor opened the new library.")
    )
    assert whole is not None and cut is not None
    assert whole[0] > 2 * cut[0]
    assert looked_at([""], ["x"], [[]], engine) == [None]


def test_the_report_holds_the_links_when_asked() -> None:
    report = translate("Le chat dort.\n\n[]\n", settings=Settings(words=True))
    assert len(report.links) == 2
    assert "data-links=" in render_html(report)
    assert '"links": [[[' in render(report, "jsonl")
    assert translate("Le chat dort.").links == ()
