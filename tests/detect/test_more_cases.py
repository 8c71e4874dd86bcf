"""Guards of single rules, each at its edge: what is just found and what is just not."""

from __future__ import annotations

import pytest

from mtalign.catalogue import Example
from tests.detect.examples import findings

# A rule, an example, and whether the rule finds it.
EDGES = [
    ("sentence_break/lower-case", "Il cite la rev. belge du port.", False),
    ("sentence_break/lower-case", "Il cite le vol. deux de la série.", False),
    ("sentence_break/lower-case", "Il vit à Lyon, etc. avec elle.", False),
    ("sentence_break/lower-case", "Le point b. vient après le point.", False),
    ("sentence_break/lower-case", "Le tome 12. est sorti hier matin.", False),
    ("sentence_break/lower-case", "Le tome 123. est sorti hier matin.", True),
    ("sentence_break/lower-case", "Il a dit oui (bis). puis il est parti.", True),
    ("sentence_break/lower-case", "Il vit à Zrkw. avec elle.", False),
    ("sentence_break/lower-case", "Il vit à Zrkwq. avec elle.", True),
    ("sentence_break/lower-case", "Il revient d’Italie. demain il repart.", True),
    ("sentence_break/lower-case", "Il voit l’adj. puis il repart.", False),
    ("sentence_break/lower-case", "Il voit le sous-adj. puis il repart.", False),
    ("sentence_break/lower-case", "Il dort bien. mais peu.", True),
    ("sentence_break/lower-case", "Il dit a.b.cde. puis il repart.", False),
    ("grammar/elision", "Il part de un à deux.", False),
    ("grammar/elision", "Il parle de un.", False),
    ("grammar/elision", "Il dit que une chose est sûre.", True),
    ("grammar/elision", "Il ne une fois pas.", False),
    ("grammar/elision", "Il vient de onze.", False),
    ("grammar/elision", "Il vient de école.", True),
    ("grammar/bare-noun-behind-faire", "Le maire a fait Promesses à tous.", False),
    ("grammar/bare-noun-behind-faire", "Le maire a fait depuis fortune.", False),
    ("grammar/bare-noun-behind-faire", "Le maire a fait dettes hier.", True),
    ("untranslated/english-adverb", "Les élus ont été allegedly.", True),
    ("untranslated/english-adverb", "Les élus ont été allegedly Paul.", False),
    ("untranslated/english-adverb", "Les élus ont été, allegedly prévenus.", False),
    ("untranslated/english-adverb", "Les élus ont été Paul allegedly prévenus.", False),
    ("untranslated/english-adverb", "Les élus ont été allegedly) prévenus.", False),
    ("untranslated/english-adverb", "allegedly prévenus", False),
    ("agreement/passive", "Des routes ont été aussi fermé.", True),
    ("truncation/last-word", "Il va vers des.", True),
    ("truncation/last-word", "Vers des.", False),
]


@pytest.mark.parametrize(("rule", "text", "found"), EDGES)
def test_a_guard_holds_at_its_edge(rule: str, text: str, found: bool) -> None:
    assert (rule in {finding.rule for finding in findings(Example(text))}) == found
