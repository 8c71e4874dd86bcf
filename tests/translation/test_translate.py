"""From texts to hypotheses: what passes through, what is cut, what is typed how."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtalign.records import Hypothesis
from mtalign.translation import Engine, split_clauses, translate_texts
from mtalign.translation.normalize import (
    english_numbers,
    english_text,
    is_capitals,
    needs_translation,
    sentence_case,
    source_text,
)
from tests.conftest import echo


def characters(texts: Sequence[str]) -> list[int]:
    return [len(text) for text in texts]


@pytest.mark.parametrize(
    "text",
    ["", "  ", "[]", "***", "—", "…", "12", "3 800", "{{name}}", "%s", "<br>", "https://exemple.fr/à", "a@b.fr", "[image]"],
)
def test_what_holds_no_words_passes_through(text: str) -> None:
    def never(texts: Sequence[str]) -> list[Hypothesis]:
        raise AssertionError(texts)

    (hypothesis,) = translate_texts([text], never)
    assert hypothesis.n_parts == 0
    assert hypothesis.text == text.replace("3 800", "3,800")


def test_equal_texts_are_translated_once_and_order_is_kept() -> None:
    asked: list[str] = []

    def translator(texts: Sequence[str]) -> list[Hypothesis]:
        asked.extend(texts)
        return echo(texts)

    texts = ["Le chat.", "Un chien dort ici.", "Le chat.", "[]", "Le chat."]
    assert [h.text for h in translate_texts(texts, translator)] == texts
    assert sorted(asked) == ["Le chat.", "Un chien dort ici."]


def test_long_sentences_are_cut_at_clauses_and_nothing_is_lost() -> None:
    text = "Le maire parle longuement, mais personne n’écoute ; les élus bavardent, et la séance, qui devait finir à midi, dure encore."
    parts = split_clauses(text, characters, 45)
    assert max(map(len, parts)) <= 45
    assert " ".join(parts) == text
    assert parts[1].endswith(";") or parts[0].endswith(",")
    (hypothesis,) = translate_texts([text], echo, count_tokens=characters, max_input_tokens=45)
    assert hypothesis.n_parts == len(parts)
    assert hypothesis.logprob == pytest.approx(-0.1 * len(parts))


@given(st.text(alphabet="abc ,.;é—\n", max_size=400), st.integers(20, 60))
def test_clauses_hold_every_word(text: str, limit: int) -> None:
    plain = source_text(text)
    parts = split_clauses(plain, characters, limit)
    assert "".join("".join(parts).split()) == "".join(plain.split())
    assert all(len(part) <= limit for part in parts)


@pytest.mark.parametrize("text", ["a" * 300_000, "mot " * 80_000, "été, " * 60_000, "(" * 100_000])
def test_a_line_without_end_is_cut_in_good_time(text: str, engine: Engine) -> None:
    parts = split_clauses(source_text(text), engine.count_tokens, 128)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert max(engine.count_tokens(parts)) <= 160


def test_a_real_sentence_too_long_keeps_its_end(engine: Engine) -> None:
    text = "Il a vu " + ", ".join(f"la ville numéro {n}" for n in range(20, 90)) + "."
    assert engine.count_tokens([text])[0] > 300
    (hypothesis,) = translate_texts([text], echo, count_tokens=engine.count_tokens)
    assert hypothesis.n_parts > 3
    assert hypothesis.text == text


def test_capitals_come_back_as_capitals(engine: Engine) -> None:
    shouted, said = translate_texts(["LE PRÉSIDENT EST ARRIVÉ HIER SOIR.", "Le président est arrivé hier soir."], engine)
    assert shouted.text == said.text.upper() != said.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "no" and "yes".', "He said “no” and “yes”."),
        ('"I go." She left.', "“I go.” She left."),
        ('It ends here."', "It ends here.”"),
        ("Really ? Yes ! Well ; so : done .", "Really? Yes! Well; so: done."),
        ("He saw 3 800 people and 12\u202f345\u00a0678 birds.", "He saw 3,800 people and 12,345,678 birds."),
        ("It grew by 1,5 % in 2014.", "It grew by 1.5% in 2014."),
        ("It grew by 1,500 in 2014, 2015.", "It grew by 1,500 in 2014, 2015."),
        ("« Good » ( really ) .", "“Good” (really)."),
        ("Call 01 23 45 67 89 now.", "Call 01 23 45 67 89 now."),
    ],
)
def test_english_typography(text: str, expected: str) -> None:
    assert english_text(text) == expected
    assert english_text(expected) == expected


def test_single_quotes_become_double_where_the_source_has_double() -> None:
    assert english_text("He says 'no' to the dogs' owner.", "Il dit “non”.") == "He says “no” to the dogs' owner."
    assert english_text("He says 'no'.", "Il dit non.") == "He says 'no'."


def test_source_typography() -> None:
    assert source_text("«\u00a0L’été…\u00a0» “oui” \ufeff\x00 cœur e\u0301") == '"L\'été..." "oui" cœur é'


@pytest.mark.parametrize(
    ("text", "capitals"), [("LA VILLE BRÛLE", True), ("ONU", False), ("La VILLE brûle", False), ("OTAN, ONU ET UE", True)]
)
def test_capitals_are_recognised(text: str, capitals: bool) -> None:
    assert is_capitals(text) == capitals


def test_sentence_case() -> None:
    assert sentence_case("«ÉTÉ À PARIS»") == "«Été à paris»"


@given(st.text())
def test_typography_takes_any_text(text: str) -> None:
    source_text(text)
    english_text(text)
    english_numbers(text)
    needs_translation(text)
