"""The page as text: complete, safe, the same each time; and the plain formats."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtalign.documents import document
from mtalign.pipeline import Settings, translate, translate_document
from mtalign.records import Evidence, Finding, Report, Span
from mtalign.report import REPORTS, render, render_html, summary
from mtalign.report.words import caution
from mtalign.translation import Translator
from tests.conftest import echo

FORMATS = [form.name for form in REPORTS]

HOSTILE = '<script>alert(1)</script> & "quotes" <img src=x onerror=alert(2)> </title></style></script><!-- \x00\x07\x1b[31m \u202e إلى é'


class FakeEngine:
    """An engine without a model, for texts that only the report must bear."""

    def __init__(self) -> None:
        from mtalign.translation import resolve

        self.checkpoint = resolve("tiny-fr-en")
        self.max_tokens = 511

    __call__ = staticmethod(echo)

    def count_tokens(self, texts: list[str]) -> list[int]:
        return [len(text) // 4 + 1 for text in texts]

    def variant(self, *, beam: int, no_repeat_ngram: int = 0) -> Translator:
        assert beam or no_repeat_ngram
        return echo


def of(text: str, reference: str | None = None, **settings_: object) -> Report:
    ref = None if reference is None else document(reference, name="r", lang="en")
    return translate_document(
        document(text, name="<b>name</b>", lang="fr"), reference=ref, engine=FakeEngine(), settings=Settings(**settings_)  # type: ignore[arg-type]
    )  # fmt: skip


class Reader(HTMLParser):
    """Tags with attributes, and the text inside the cells."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_holds_every_sentence_of_all_three_texts(report: Report) -> None:
    text = " ".join(Reader(render_html(report)).text.split())
    for segment in (*report.source_segments, *report.target_segments, *report.reference_segments):
        assert " ".join(segment.text.split()) in text
    assert len(report.source_segments) == 32


def test_the_page_fetches_nothing(report: Report) -> None:
    html = render_html(report)
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", html)
    tags = Reader(html).tags
    assert not {"img", "iframe", "object", "embed"} & {tag for tag, _ in tags}
    assert all((attrs.get("href") or "#").startswith(("#", "data:,")) for tag, attrs in tags if tag in ("a", "link"))


def test_every_flag_is_marked_explained_and_linked(report: Report) -> None:
    tags = Reader(render_html(report)).tags
    ids = [attrs["id"] for _, attrs in tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    described = " ".join(attrs.get("aria-describedby") or "" for tag, attrs in tags if tag == "mark").split()
    assert sorted(described) == sorted(f"f{n}" for n in range(len(report.findings)))
    assert all(f"f{n}" in ids for n in range(len(report.findings)))
    assert len(report.findings) > 15
    links = {attrs["href"] for tag, attrs in tags if tag == "a" and (attrs.get("href") or "").startswith("#")}
    assert {link[1:] for link in links if link} <= set(ids)


def test_no_markup_of_the_text_reaches_the_page() -> None:
    plain, hostile = of("Bonjour le monde."), of(HOSTILE + "\n" + HOSTILE, HOSTILE)
    tags = [tag for tag, _ in Reader(render_html(hostile)).tags]
    assert tags.count("script") == [t for t, _ in Reader(render_html(plain)).tags].count("script") == 1
    assert "img" not in tags
    assert not any("onerror" in attrs for _, attrs in Reader(render_html(hostile)).tags)
    assert "\x00" not in render_html(hostile)
    assert "␀␇␛" in render_html(hostile)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.one_of(st.none(), st.text(max_size=100)))
def test_any_text_can_be_shown(text: str, reference: str | None) -> None:
    report = of(text, reference)
    for form in FORMATS:
        render(report, form).encode("utf-8")
    assert len(summary(report)) == 3 + bool(caution(report))


def test_the_same_input_gives_the_same_bytes(sample: str, reference: str, report: Report) -> None:
    again = translate(sample, reference=reference, name="kharkiv.fr.txt")
    for form in FORMATS:
        assert render(again, form) == render(report, form)


def test_plain_text_keeps_the_lines() -> None:
    text = "Un.\r\n\r\n  Deux. Trois.\n[]\n\n\tQuatre.  "
    assert of(text).target.text == text


@pytest.mark.parametrize("ending", ["", "\n", "\n\n", "\r\n"])
def test_unsplit_lines_come_back_one_for_one(ending: str) -> None:
    lines = ["Un. Deux.", "", "[]", "  ", "\tTrois\u2028quatre", "a\rb", "…", "1 000", "\x0b\x0c\x85", "Fin"]
    text = "\n".join(lines) + ending
    assert of(text, split="none").target.text.count("\n") == text.count("\n")


def test_tsv_has_a_row_for_each_unit(report: Report) -> None:
    rows = list(csv.reader(io.StringIO(render(report, "tsv")), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) == 1 + len(report.units)
    assert {len(row) for row in rows} == {8}
    assert rows[1][2] == report.source_segments[0].text


def test_jsonl_says_all_that_the_report_knows(report: Report) -> None:
    head, *units = [json.loads(line) for line in render(report, "jsonl").splitlines()]
    assert head["segments"] == 32
    assert head["provenance"]["signature"] == report.provenance.signature()
    assert sum(len(unit["findings"]) for unit in units) == len(report.findings)
    assert [s for unit in units for s in unit["target"]] == [s.text for s in report.target_segments]


def test_the_summary_has_three_lines_and_a_warning_where_one_is_due(report: Report) -> None:
    segments_, flags, scores, *warning = summary(report)
    assert warning == [f"warning: {caution(report)}"] * bool(caution(report))
    assert segments_.startswith("segments: 32 (792 words)")
    assert flags.startswith(f"flags: {len(report.findings)} (")
    assert scores.startswith("scores: BLEU ") and "chrF2++" in scores and "TER" in scores and "|mtalign:" in scores


def test_reference_sentences_without_source_are_shown() -> None:
    report = of("Le chat dort.", "The cat is asleep.\n\nNobody knows why the dog was sent to the far north of the country.")
    assert sum(u.ref.length for u in report.units) == len(report.reference_segments) == 2
    assert "far north of the country" in render_html(report)


# Sentences of a report, of which so many are unsure and so many of the translations flagged, and what is said of it.
CAUTIONS = [
    (14, 11, 0, "The model was unsure of 11 of 14 sentences: do not publish this unread."),
    (6, 1, 1, "The model was unsure of 1 of 6 sentences and 1 has flags: do not publish this unread."),
    (6, 2, 2, "The model was unsure of 2 of 6 sentences and 2 have flags: do not publish this unread."),
    (6, 0, 2, "2 of 6 translated sentences have flags: do not publish this unread."),
    (7, 0, 2, ""),
    (7, 2, 0, ""),
    (1, 1, 0, ""),
    (3, 0, 0, ""),
    (0, 0, 0, ""),
]


@pytest.mark.parametrize(("total", "unsure", "flagged", "said"), CAUTIONS)
def test_a_bad_translation_is_warned_of_in_plain_words(total: int, unsure: int, flagged: int, said: str) -> None:
    report = of("\n".join(["Le chat dort."] * total), split="none")
    finding = Finding(
        code="number", rule="number/unknown", severity="error", side="target", segment=0, span=Span(0, 1), text="L",
        message="A figure.", evidence=Evidence(measure="figure", value=None, threshold=None), confidence=0.9,
    )  # fmt: skip
    hypotheses = tuple(replace(h, logprob=-9.0 if i < unsure else 0.0) for i, h in enumerate(report.hypotheses))
    flags = tuple(replace(finding, segment=total - 1 - i) for i in range(flagged))
    doubtful = replace(report, hypotheses=hypotheses, findings=flags)
    assert caution(doubtful) == said
    assert ('role="note"' in render_html(doubtful)) == bool(said)
    assert said in render_html(doubtful)
    # What is only noted, and what is wrong with the source, says nothing of the translation.
    noted = tuple(replace(flag, severity="info") for flag in flags)
    theirs = tuple(replace(flag, side="source") for flag in flags)
    assert caution(replace(report, hypotheses=hypotheses, findings=noted)) == caution(replace(doubtful, findings=()))
    assert caution(replace(report, hypotheses=hypotheses, findings=theirs)) == caution(replace(doubtful, findings=()))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The old man crosses the street and no longer sees his dog.", "The source does not seem to be French, but English"),
        ("Der alte Mann geht über die Straße und sieht seinen Hund nicht mehr. " * 3, "The source does not seem to be French:"),
        ("Le vieil homme traverse la rue et ne voit plus son chien.", ""),
        ("The old man.", ""),
        ("Zbrzyk Kowalski, Nguyen Van Anh, Krzysztof Wójcik, Grzegorz Mazur, Łukasz", ""),
        ("", ""),
    ],
)
def test_a_source_in_another_language_is_told(text: str, said: str) -> None:
    warning = caution(of(text))
    assert ("does not seem to be" in warning) == bool(said)
    assert said in warning
