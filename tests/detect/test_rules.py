"""Every rule on its own examples: this rule, at this place, and no other; and nothing where only the look is wrong."""

from __future__ import annotations

import pkgutil
import re

import pytest

from mtalign.catalogue import Example, Rule
from mtalign.detect import catalogue, rules
from mtalign.detect.rules import CATALOGUE, RULES
from tests.detect.examples import findings

BAD = [pytest.param(rule, example, id=f"{rule.name}: {example}") for rule in RULES for example in rule.bad]
GOOD = [pytest.param(example, id=f"{rule.name}: {example}") for rule in RULES for example in rule.good]


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_a_rule_finds_its_bad_examples_and_no_other_does(rule: Rule, example: Example) -> None:
    (finding,) = findings(example)
    assert (finding.rule, finding.side, finding.span) == (rule.name, *(example.wanted or ()))
    assert (finding.code, finding.severity) == (rule.code, rule.severity)
    text = example.text if finding.side == "source" else str(example.translation)
    assert finding.text == text[finding.span.start : finding.span.end]
    assert finding.message.endswith(".")
    assert "{" not in finding.message
    assert finding.evidence.measure == rule.measure
    assert finding.evidence.threshold == rule.threshold
    if finding.evidence.value is not None:
        assert rule.crossed(finding.evidence.value)


@pytest.mark.parametrize("example", GOOD)
def test_nothing_is_found_in_good_examples(example: Example) -> None:
    assert [(f.rule, f.text) for f in findings(example)] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_says_what_a_reader_and_a_test_need(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z_]+/[a-z]+(-[a-z]+)*", rule.name)
    assert len(rule.bad) >= 2
    assert len(rule.good) >= 2
    assert all(example.wanted for example in rule.bad)
    assert not any(example.wanted for example in rule.good)
    assert 0.5 <= rule.confidence <= 1
    assert rule.why.endswith(".")
    assert rule.message.endswith((".", "}"))


def test_every_file_of_rules_is_listed_and_holds_one_code() -> None:
    files = {module.name for module in pkgutil.iter_modules(rules.__path__)}
    assert files == set(CATALOGUE.codes)
    assert len(files) >= 16
    assert len(CATALOGUE.rules) == len(RULES)
    assert list(CATALOGUE.rules) == [rule.name for rule in RULES]
    assert all(CATALOGUE.of(code) for code in CATALOGUE.codes)
    assert catalogue() is CATALOGUE
    assert CATALOGUE.names == tuple(sorted({*CATALOGUE.codes, *CATALOGUE.rules}))


def test_a_measured_value_is_needed_where_there_is_a_threshold() -> None:
    rule = CATALOGUE.rules["repetition/loop"]
    assert rule.crossed(rule.threshold)
    assert not rule.crossed(2.4)
    with pytest.raises(ValueError, match="nothing measured"):
        rule.crossed(None)
    below = CATALOGUE.rules["truncation/short"]
    assert below.crossed(below.threshold)
    assert not below.crossed(0.81)
