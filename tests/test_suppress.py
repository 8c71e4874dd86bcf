"""Which findings are reported: selection, suppression by sentence, baselines."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mtalign.detect import find
from mtalign.documents import document
from mtalign.errors import InputError
from mtalign.records import Finding, Segment
from mtalign.segment import segments
from mtalign.suppress import Selection, Suppressions, baseline, key_of

TEXT = "Le chat vit dans le le jardin.\nIl est parti. les autres dorment.\n"


def found(text: str) -> tuple[tuple[Finding, ...], tuple[Segment, ...]]:
    doc = document(text, name="x", lang="fr")
    parts = segments(doc)
    return find(doc, parts), parts


def test_selection_by_code_severity_and_confidence() -> None:
    findings, _ = found(TEXT)
    assert {f.code for f in findings} == {"repetition", "sentence_break"}
    kept = [f.code for f in findings if Selection(only=frozenset({"repetition"})).keeps(f)]
    assert kept == ["repetition"]
    assert not any(Selection(exclude=frozenset({"repetition", "sentence_break"})).keeps(f) for f in findings)
    warning = next(f for f in findings if f.severity == "warning")
    assert not Selection(min_severity="error").keeps(warning)
    assert Selection(min_severity="warning").keeps(warning)
    assert not Selection(min_confidence=0.6).keeps(replace(warning, confidence=0.5))
    with pytest.raises(InputError, match="there is no code or rule 'typo'"):
        Selection(only=frozenset({"typo"}))


def test_a_key_follows_its_sentence_not_its_line() -> None:
    findings, parts = found(TEXT)
    moved, moved_parts = found("Une ligne de plus.\n\n" + TEXT.replace("vit dans", "vit  dans"))
    keys = {key_of(f, parts) for f in findings}
    assert len(keys) == 2
    assert {key_of(f, moved_parts) for f in moved} == keys
    changed, changed_parts = found(TEXT.replace("chat", "chien"))
    assert {key_of(f, changed_parts) for f in changed} != keys


def test_a_baseline_is_read_back() -> None:
    findings, parts = found(TEXT)
    text = baseline((f, parts) for f in findings)
    assert text == baseline((f, parts) for f in reversed(findings))
    known = Suppressions.parse(text, name="base")
    assert all(known.covers(f, parts) for f in findings)
    assert re.search(r"^repetition [0-9a-f]{16}  # le le$", text, re.MULTILINE)
    other, other_parts = found("La ville est est calme, dit-il.")
    assert not any(known.covers(f, other_parts) for f in other)


def test_lines_may_name_words_or_a_whole_code_and_carry_reasons() -> None:
    findings, parts = found(TEXT)
    ignored = Suppressions.parse('\ufeff# head\n\nrepetition "le le"  # an echo, on purpose\nquote # house style\n', name="x")
    assert ignored.words == {("repetition", "le le"): "an echo, on purpose"}
    assert ignored.names == {"quote": "house style"}
    assert [f.code for f in findings if not ignored.covers(f, parts)] == ["sentence_break"]


@pytest.mark.parametrize("line", ["typo", "repetition 12", 'repetition "open', "repetition zzzzzzzzzzzzzzzz"])
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(InputError, match="x, line 2"):
        Suppressions.parse(f"# ok\n{line}\n", name="x")


def test_rules_can_be_named_wherever_codes_can() -> None:
    findings, parts = found(TEXT)
    rule = "repetition/doubled-word"
    assert [f.rule for f in findings] == [rule, "sentence_break/lower-case"]
    assert [f.rule for f in findings if Selection(only=frozenset({rule})).keeps(f)] == [rule]
    assert [f.rule for f in findings if not Selection(exclude=frozenset({rule})).keeps(f)] == [rule]
    assert not any(Selection(only=frozenset({"repetition/loop"})).keeps(f) for f in findings)
    key = key_of(findings[0], parts)
    for line in (rule, f"{rule} {key}", f'{rule} "le le"'):
        assert [f.rule for f in findings if Suppressions.parse(line, name="x").covers(f, parts)] == [rule]
    with pytest.raises(InputError, match="choose from repetition/doubled-word"):
        Selection(only=frozenset({"repetition/typo"}))


def test_baselines_written_by_earlier_versions_hold() -> None:
    findings, parts = found(TEXT)
    written = "repetition 126b76661d924af2  # le le\nsentence_break 3d8e1ae00368fae1  # . les autres\n"
    assert all(Suppressions.parse(written, name="old").covers(f, parts) for f in findings)
