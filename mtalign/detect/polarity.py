"""Sentences that deny on one side what the other side affirms.

Languages deny in many ways, so the two directions are judged unevenly: a plain “not” needs some sign of denial on the
other side, however faint, and only where there is none is it flagged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mtalign.detect.text import Text, seen
from mtalign.records import Finding


@dataclass(frozen=True, slots=True)
class _Signs:
    """`plain` negators deny the clause they stand in; `faint` signs are words that can carry a denial in translation."""

    plain: re.Pattern[str]
    faint: re.Pattern[str]


_NEVER, _ALWAYS = re.compile(r"\b(?:jamais|never)\b", re.IGNORECASE), re.compile(r"\b(?:always|toujours)\b", re.IGNORECASE)
# Words that take up a sign of denial of the other side, so that it cannot be what a “not” translates.
_TAKEN_UP = re.compile(
    r"\b(?:without|refus\w+|den(?:y|ie[sd]|ying)|forb\w+|bans?|banned|prevent\w*|prohibit\w*|avoid\w*|fail\w*|reject\w*|ignor\w*"
    r"|non-\w+|struggl\w+|less than)\b",
    re.IGNORECASE,
)


_FRENCH = _Signs(
    plain=re.compile(
        r"\b(?:ne\s+|n['’]\s*)(?!serait-ce|fût-ce|saurai)(?:[^\s,;.:!?()«»“”]{1,40}\s+){0,5}?[^\s,;.:!?()«»“”]{0,40}?\b"
        r"(?:pas|plus|jamais|rien|aucune?|guère|nullement|personne|point)\b(?!\s+(?:seulement|uniquement|que\b|qu['’]))"
        r"|\b(?:aucune?|personne|rien|jamais|nul)\s+(?:[^\s,;.:!?]{1,40}\s+){0,4}?(?:ne\s|n['’])",
        re.IGNORECASE,
    ),
    faint=re.compile(
        r"\b(?:ne|n['’]|pas|non|sans|ni|aucune?s?|jamais|rien|nul(?:le)?|guère|peine|peu|sauf|sinon|hors|faute|malgré|mal|plutôt|loin"
        r"|au lieu|avant que|à moins|moins de|trop|rares?|rarement|difficile\w*|contrair\w+|dout\w+"
        r"|refus\w+|interdi\w+|empêch\w+|manqu\w+|ignor\w+|échou\w+|échec\w*|évit\w+|renonc\w+|rejet\w+|exclu\w*|ni(?:er|e|é|ait|ent)"
        r"|contest\w+|perd\w+|priv\w+|dépourvu\w*|cess\w+|absen\w+|oppos\w+|méconn\w+|mécontent\w*|déplaî\w+"
        r"|impossib\w+|inca\w+|inutil\w+|insuffi\w+|inconnu\w*|incert\w+|indisp\w+|injust\w+|illég\w+|inact\w+|incompl\w+|inattend\w+"
        r"|irré\w+|inexist\w+|imprév\w+|impar\w+|inch\w+|invis\w+|inégal\w*|inédit\w*|inhab\w+|inac\w+)\b",
        re.IGNORECASE,
    ),
)
_ENGLISH = _Signs(
    plain=re.compile(
        r"\b(?:not|cannot|never|(?:do|does|did|is|are|was|were|wo|would|ca|could|sha|should|has|have|had|must|ai|need)n['’]t)\b"
        r"(?!\s+(?:only|least|to mention))",
        re.IGNORECASE,
    ),
    faint=re.compile(
        r"\b(?:not|cannot|\w+n['’]t|no|none|nobody|nothing|nowhere|never|neither|nor|non|without|hardly|scarcely|barely|rarely|seldom"
        r"|few|little|less|least|only|unless|except\w*|instead|rather|other|until|yet|far|too|unlike|otherwise|rid|free|beyond"
        r"|longer|anything|anyone|anymore|against|despite|although|though|still|worse"
        r"|fail\w*|refus\w*|den(?:y|ies|ied|ial\w*|ying)|forb\w+|bann?\w*|prevent\w*|prohibit\w*|avoid\w*|stop\w*|ceas\w+|lack\w*|absen\w+"
        r"|reject\w*|ignor\w*|neglect\w*|miss\w*|lost|los[es]\w*|abstain\w*|refrain\w*|exclu\w+|oppos\w+|reluctan\w+|struggl\w+|doubt\w*|remain\w*|block\w*"
        r"|(?:un(?!der|it|iv)|dis|mis|non-|anti|impo|inca|insuf|inad|invis|ineff|illeg|irre)[a-z]{3,})\b",
        re.IGNORECASE,
    ),
)
_LANGUAGES: Mapping[str, _Signs] = {"fr": _FRENCH, "en": _ENGLISH}


def polarity(source: Text, target: Text, index: int) -> Iterator[Finding]:
    """A plain negation on one side and no sign of any on the other, or more plain ones than the other has signs."""
    here, there = _LANGUAGES.get(source.lang), _LANGUAGES.get(target.lang)
    if here is None or there is None or source.lang == target.lang:
        return
    src, tgt = source.segments[index], target.segments[index]
    denied = list(there.plain.finditer(tgt.text))
    # “ne … pas” is one denial in two words.
    signs = len(here.faint.findall(src.text)) - sum(m.group()[:1].lower() == "n" for m in here.plain.finditer(src.text))
    signs -= min(signs, len(_TAKEN_UP.findall(tgt.text)))
    if denied and len(denied) > signs:
        found = denied[0]
        yield target.finding(
            "negation",
            "error",
            (tgt.span.start + found.start(), tgt.span.start + found.end()),
            f"“{found.group()}” denies what the source does not deny.",
            seen("negations, against signs of denial in the source", len(denied), signs + 1),
        )
        return
    denials = list(here.plain.finditer(src.text))
    # “Il n’est pas rare”: two denials affirm, in whatever words the translation chooses.
    twice = len(here.faint.findall(src.text)) > 2 * len(denials)
    reversed_ = _NEVER.search(src.text) and _ALWAYS.search(tgt.text) and not there.plain.search(tgt.text)
    if denials and (reversed_ or not (twice or there.faint.search(tgt.text))):
        found = denials[0]
        yield source.finding(
            "negation",
            "error",
            (src.span.start + found.start(), src.span.start + found.end()),
            "This is denied here, and the translation has no sign of denial.",
            seen("negations, with no sign of denial in the translation", len(denials)),
        )
