"""Closed patterns of broken French: sequences that no writer produces and that glued translations do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtalign.detect.lexicon import frequency
from mtalign.detect.text import Text, seen
from mtalign.language import FUNCTION_WORDS
from mtalign.records import Finding

_CARDINALS = (
    "deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|cinquante"
    "|soixante|cent|cents|mille|millions?|milliards?"
)
# Adverbs and prepositions in -ant: "sont maintenant", "sont pendant la nuit".
_NOT_PARTICIPLES = (
    "maintenant|pourtant|cependant|auparavant|autant|tant|avant|devant|durant|pendant|quant|dorénavant"
    "|nonobstant|suivant|moyennant|instant"
)
_VOWEL = "aàâeéèêiîoôuû"


@dataclass(frozen=True, slots=True)
class _Pattern:
    expression: re.Pattern[str]
    message: str


_PATTERNS = (
    _Pattern(
        re.compile(
            rf"\b(?:sont|étaient|furent|seront|sommes|êtes)\s+[“«\"]?\s?(?!(?:{_NOT_PARTICIPLES})\b)[^\W\d_]{{2,}}ant\b(?!-)"
        ),
        "French has no progressive of this kind: “être” cannot stand before a present participle.",
    ),
    _Pattern(
        re.compile(r"\b(?:est|était|fut|sera|suis|es)\s+[“«\"]?\s?(?:étant|ayant)\b"),
        "French has no progressive of this kind: “être” cannot stand before a present participle.",
    ),
    _Pattern(
        re.compile(
            rf"(?<![\w.,:])(?<!\bh )(?<!\ben )(?<!\ble )(?<!\ban )(?<!\bde )(?<!\bà )(?<!\bles )(?<!\bannées )"
            rf"(?:(?!(?:1\d|20)\d\d\b)\d+(?: \d{{3}})*|{_CARDINALS})"
            r"\s+les\s+(?!un[es]?\b|autres?\b|uns\b|deux\b)[^\W\d_]+"
        ),
        "A number cannot stand before “les”: two pieces were translated apart and put together.",
    ),
    _Pattern(
        re.compile(
            r"\b(?:a|ont|avait|avaient|aura|auront)\s+[^\W\d_]{2,20}é\s+[^\W\d_]{2,20}(?:tions|sions|ments|ances|ences|ures|ages)\b"
            r"(?!\s*(?:,|et\b|ou\b))"
        ),
        "The noun stands without its article: a word is missing between the two.",
    ),
    _Pattern(
        re.compile(r"\bd['’]ici\s+(?:à\s+)?\d{4}\s+et\s+\d{4}\b"),
        "“d’ici” names one moment to come and cannot span two years; “entre … et …” was meant.",
    ),
)
# “a fait purges”: a plural noun right behind the verb has lost its article.
_BARE = re.compile(r"\b(?:a|ont|avait|avaient)\s+fait\s+(?P<noun>[^\W\d_]{4,25}s)\b(?!\s*(?:,|et\b|ou\b))")
_EMPTY_LIST = re.compile(
    r"\b(?:les|des|aux)\s+(?:éléments|points|facteurs|aspects|choses|raisons|mesures|informations)\s+suivant(?:e)?s(?=\s+(?:l[ae]s?|un|une|des?|du|son|sa|ses)\b)"
)
_ELISION = re.compile(
    rf"(?<!-)\b(?P<first>de|que|ne|je|jusque|lorsque|puisque)\s+(?P<second>[{_VOWEL}][^\W\d_]*)(?=\s+(?P<third>\w+))?"
)
# Words that begin with a vowel and take no elision before them.
_NO_ELISION = frozenset(
    """
        onze onzième onzièmes oui ouistiti ouistitis uhlan ululer un une à a i e o u y et ou
    """.split()
)
_ANY_ELISION = 1e-5
_RARE_NOUN = 1e-8


def grammar(text: Text) -> Iterator[Finding]:
    """Sequences that French grammar rules out, where one closed pattern is enough to see them."""
    if text.lang != "fr":
        return
    for segment in text.segments:
        offset = segment.span.start
        for pattern in _PATTERNS:
            for match in pattern.expression.finditer(segment.text):
                yield text.finding(
                    "grammar", "error", (offset + match.start(), offset + match.end()), pattern.message, seen("pattern")
                )
        for match in _BARE.finditer(segment.text):
            noun = match.group("noun")
            if (
                noun.islower()
                and noun not in FUNCTION_WORDS
                and frequency(noun[:-1], "fr") > frequency(noun, "fr") / 10 > _RARE_NOUN
            ):
                yield text.finding(
                    "grammar",
                    "error",
                    (offset + match.start(), offset + match.end()),
                    "The noun stands without its article: a word is missing between the two.",
                    seen("pattern"),
                )
        for match in _EMPTY_LIST.finditer(segment.text):
            yield text.finding(
                "addition",
                "error",
                (offset + match.start(), offset + match.end()),
                "The sentence announces a list that does not come: these words fill a gap.",
                seen("announced list without a colon"),
            )
        for match in _ELISION.finditer(segment.text):
            first, second = match.group("first"), match.group("second")
            article = (
                second in ("un", "une") and first in ("de", "que") and match.group("third") not in ("à", "sur", "et", None)
            )
            if not article and (second in _NO_ELISION or frequency(second, "fr") < _ANY_ELISION):
                continue
            yield text.finding(
                "grammar",
                "warning",
                (offset + match.start(), offset + match.end("second")),
                f"“{first}” loses its vowel before “{second}”.",
                seen("missing elision"),
                suggestion=f"{first[:-1]}’{second}",
            )
