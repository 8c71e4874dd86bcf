"""What a code and a rule say of themselves: all that anybody but the detector needs to know of them."""

from __future__ import annotations

from dataclasses import dataclass

from mtalign.records import Severity, Span

OPEN, CLOSE = "⟦", "⟧"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A kind of artifact.

    `mqm` is the nearest type of the Multidimensional Quality Metrics typology (Lommel et al. 2014; themqm.org), `looked_for`
    says in words where it is looked for. A fault that is `inherited` is the source's where the source has it too, and shown
    there only.
    """

    name: str
    meaning: str
    mqm: str
    advice: str
    looked_for: str
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A text, or a source and its translation; what a rule must find stands between ⟦ and ⟧ on one of its sides.

    The lines of the two sides belong together, and an empty one says that the other has no counterpart.
    """

    marked: str
    marked_translation: str | None = None
    lang: str = "fr"
    translation_lang: str = "en"

    @property
    def text(self) -> str:
        """The text, or the source, without marks."""
        return _plain(self.marked)

    @property
    def translation(self) -> str | None:
        """The translation without marks, None for a text alone."""
        return None if self.marked_translation is None else _plain(self.marked_translation)

    @property
    def wanted(self) -> tuple[str, Span] | None:
        """The side and the span of what must be found; None where nothing must."""
        for side, text in (("source", self.marked), ("target", self.marked_translation or "")):
            if OPEN in text:
                return side, Span(text.index(OPEN), text.index(CLOSE) - 1)
        return None

    def __str__(self) -> str:
        """One line: the text, or source → translation, with the marks."""
        line = self.marked if self.marked_translation is None else f"{self.marked} → {self.marked_translation}"
        return " ⏎ ".join(line.split("\n"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way to find artifacts of one code.

    `name` is the code, a slash and the rule's own name. `measure` says in words what is measured, or what was seen where
    `threshold` is None. A measured value crosses the threshold from it upwards, with `below` from it downwards. `message` is
    what a finding says; `{0}`, `{1}` ... in it are words of the text. `why` says why this is an artifact and what would
    not be one. `confidence` is the estimated probability that a finding is right, from texts with known artifacts, unless the
    finding has one of its own. `bad` examples show one artifact each, `good` ones look wrong and are right.
    """

    name: str
    severity: Severity
    confidence: float
    measure: str
    threshold: float | None = None
    below: bool = False
    message: str
    why: str
    bad: tuple[Example, ...]
    good: tuple[Example, ...]

    @property
    def code(self) -> str:
        """The code of its findings."""
        return self.name.partition("/")[0]

    def crossed(self, value: float | None) -> bool:
        """Whether a measured value is a finding; always for a rule without a threshold."""
        if self.threshold is None:
            return True
        if value is None:
            raise ValueError(f"{self.name} has the threshold {self.threshold} and nothing measured")
        return value <= self.threshold if self.below else value >= self.threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The codes and the rules there are, each by name, in order of name."""

    codes: dict[str, Code]
    rules: dict[str, Rule]

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that can be selected or suppressed: codes and rules, sorted."""
        return tuple(sorted((*self.codes, *self.rules)))

    def of(self, code: str) -> list[Rule]:
        """The rules of a code."""
        return [rule for rule in self.rules.values() if rule.code == code]


def _plain(text: str) -> str:
    return text.replace(OPEN, "").replace(CLOSE, "")
