"""What `mtalign check` prints, in every format."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from mtalign.detect import catalogue
from mtalign.documents import document
from mtalign.pipeline import check_document, check_documents
from mtalign.records import Checked
from mtalign.report import CHECKS, Context, check_summary, explain, render_checked
from mtalign.suppress import key_of

NASTY = "Le maire <script>alert(1)</script> vit dans le le jardin.\n\tIl\x07 est 日本 parti. les autres dorment ]]> & fuient.\n"


def checked(text: str = NASTY) -> Checked:
    return check_document(replace(document(text, name="a", lang="fr"), name="dir/a & b.txt"))


def render(result: Checked, form: str, **options: Any) -> str:
    return render_checked([result], form, Context(catalogue=catalogue(), key_of=key_of, version="1", **options))


def test_text_is_what_compilers_print() -> None:
    lines = render(checked(), "text").splitlines()
    head = next(line for line in lines if "repetition" in line)
    assert head.startswith("dir/a & b.txt:1:45: warning repetition: ")
    quoted, caret = lines[lines.index(head) + 1 : lines.index(head) + 3]
    assert quoted[caret.index("^") : caret.rindex("^") + 1] == "le le"
    assert "\x07" not in "".join(lines)
    assert "\x1b[" not in "".join(lines)
    assert "\x1b[33mwarning\x1b[0m" in render(checked(), "text", colour=True)


def test_carets_stand_under_the_words_whatever_stands_before() -> None:
    lines = render(checked(), "text").splitlines()
    at = next(i for i, line in enumerate(lines) if "sentence_break" in line)
    quoted, caret = lines[at + 1], lines[at + 2]
    # Each of the two wide characters takes two columns.
    assert caret.index("^") == quoted.index(". les") + 2


def test_long_lines_are_quoted_in_part() -> None:
    result = checked("mot " * 500 + "dans le le jardin " + "mot " * 500)
    lines = render(result, "text").splitlines()
    at = next(i for i, line in enumerate(lines) if "le le" in line)
    assert max(map(len, lines[at : at + 2])) < 120
    assert lines[at][lines[at + 1].index("^") :].startswith("le le")


def test_json_holds_everything() -> None:
    data = json.loads(render(checked(), "json"))
    rows = data["results"][0]["findings"]
    assert data["results"][0]["files"] == [{"name": "dir/a & b.txt", "lang": "fr"}]
    assert len(rows) >= 2
    for row in rows:
        start, end = row["span"]
        assert NASTY[start:end] == row["text"]
        assert (row["line"], row["column"]) == (NASTY.count("\n", 0, start) + 1, start - NASTY.rfind("\n", 0, start))
        assert row["mqm"] == catalogue().codes[row["code"]].mqm
        assert len(row["key"]) == 16


def test_sarif_keeps_the_rules_of_its_schema() -> None:
    data = json.loads(render(checked(), "sarif"))
    assert data["version"] == "2.1.0"
    (run,) = data["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(catalogue().rules)
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert 0 <= result["rank"] <= 100
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "dir/a%20%26%20b.txt"
        region = place["region"]
        assert min(region[k] for k in ("startLine", "startColumn", "endLine", "endColumn")) >= 1
        assert NASTY[region["charOffset"] : region["charOffset"] + region["charLength"]] == region["snippet"]["text"]
        line = NASTY.split("\n")[region["startLine"] - 1]
        assert line[region["startColumn"] - 1 :].startswith(region["snippet"]["text"].split("\n")[0])


def test_junit_is_xml_with_a_failure_for_each_finding() -> None:
    result = checked()
    root = ElementTree.fromstring(render(result, "junit"))
    assert root.attrib["failures"] == str(len(result.findings))
    assert len(root.findall(".//failure")) == len(result.findings)
    clean = ElementTree.fromstring(render(checked("Le chat dort."), "junit"))
    assert (clean.attrib["tests"], clean.attrib["failures"]) == ("1", "0")


def test_html_runs_nothing_and_shows_each_finding_once() -> None:
    result = checked()
    page = render(result, "html")
    assert len(result.findings) >= 2
    assert "<script>alert" not in page
    assert page.count('class="entry ') == len(result.findings)
    for number in range(len(result.findings)):
        assert page.count(f'id="m{number}"') == 1
        assert page.count(f'id="f{number}"') == 1
    assert "\x07" not in page


def test_pairs_show_both_sides_and_what_stands_alone() -> None:
    src = document("Le chat dort sur le mur. Il pleut à Lyon depuis mardi soir.", name="s", lang="fr")
    tgt = document("The cat sleeps on the wall.", name="t", lang="en")
    result = check_documents(src, tgt)
    assert [(f.code, f.side) for f in result.findings] == [("omission", "source")]
    page = render(result, "html")
    assert "no counterpart in the translation" in page
    assert render(result, "text").startswith("s:1:26: error omission: ")
    assert check_summary([result]) == "1 finding (1 error) in 1 pair"


@pytest.mark.parametrize("form", [form.name for form in CHECKS])
def test_nothing_to_say_is_said_in_every_format(form: str) -> None:
    said = render(checked(""), form)
    assert said == render(checked(""), form)
    assert not any(name in said for name in catalogue().rules if form != "sarif")
    assert check_summary([checked("")]) == "0 findings in 1 text"


@pytest.mark.parametrize("name", catalogue().names)
def test_everything_that_can_be_named_is_explained(name: str) -> None:
    text = explain(name, catalogue())
    assert text.startswith(name)
    rule = catalogue().rules.get(name)
    code = catalogue().codes[name.partition("/")[0]]
    assert code.advice in text
    assert code.meaning in text
    if rule:
        assert all(str(example) in text for example in (*rule.bad, *rule.good))
        assert rule.why in text
    else:
        assert all(rule.name in text for rule in catalogue().of(name))


def test_evidence_is_a_number_only_where_something_was_measured() -> None:
    rows = json.loads(render(checked("La ville est est calme. " + "Il vit à la cour à la cour à la cour."), "json"))["results"][
        0
    ]["findings"]
    evidence = {row["rule"]: row["evidence"] for row in rows}
    # The judge of French finds the first one too, and says how likely it is.
    also = evidence["repetition/doubled-word"].pop("also")
    assert also.startswith("probability that it is wrong, by the words around it 0.")
    assert evidence["repetition/doubled-word"] == {
        "measure": "function word that never stands twice in a row",
        "value": None,
        "threshold": None,
    }
    evidence["repetition/loop"].pop("also")
    assert evidence["repetition/loop"] == {"measure": "times in a row", "value": 3.0, "threshold": 2.5}
    page = render(checked("La ville est est calme."), "html")
    assert "Seen: function word that never stands twice in a row" in page
    assert "1.0 against" not in page
