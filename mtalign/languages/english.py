"""English."""

from __future__ import annotations

import re

from mtalign.languages.base import Language, Negation, Numerals, Splitting, words_of

_SPLITTING = Splitting(
    titles=words_of(
        """
            dr drs pr prs st capt col lt maj mr mrs ms messrs prof gen sen rep gov hon rev sgt cpl pvt adm cmdr supt
            insp pres mx cf vs viz eg ie i.e e.g resp approx ibid id op
        """
    ),
    before_number=words_of(
        """
            p pp n no nos art arts fig figs vol vols chap ch t tab sect sec § l ll v vv eq h min s tel fax jan feb mar
            apr jun jul aug sep sept oct nov dec r ref cat ca c app
        """
    ),
    maybe_final=words_of(
        """
            etc al inc ltd co corp jr sr bros univ dept ed eds mt ft ave blvd rd sq apr a.m p.m am pm n.b nb p.s ps
            ph.d b.a m.a suppl
        """
    ),
    starters=words_of(
        """
            the a an he she it they we you i this that these those his her its their our
            my your in on at by for from with without but and or so if when while as then thus however yet still
            after before since during according there here what who why how where which some many most all each
            every no not nor both another such once although though because despite under over between among about
            into today yesterday tomorrow now even only also
        """
    ),
)

_NUMERALS = Numerals(
    decimal=".",
    group=",",
    units={
        word: value
        for value, word in enumerate(
            """
                zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
                sixteen seventeen eighteen nineteen
            """.split()
        )
    }
    | {
        word: 10 * value
        for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
    },
    hundreds=frozenset({"hundred"}),
    scales={
        "thousand": 10**3, "thousands": 10**3, "million": 10**6, "millions": 10**6, "billion": 10**9, "billions": 10**9,
        "trillion": 10**12, "trillions": 10**12, "m": 10**6, "bn": 10**9, "k": 10**3, "tn": 10**12,
    },
    rounds={
        "dozen": 12, "dozens": 12, "score": 20, "fortnight": 15, "hundreds": 100, "half": 0.5, "quarter": 4, "third": 3,
        "thirds": 3, "double": 2, "twice": 2, "triple": 3, "both": 2, "pair": 2, "couple": 2, "noon": 12, "midday": 12,
        "midnight": 0, "first": 1, "second": 2, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
        "tenth": 10, "once": 1, "week": 7, "decade": 10, "century": 100, "single": 1,
    },
    vague=words_of("million millions thousands billions"),
    joiner="and",
    joins_tens=False,
    months=(
        "january/jan/janv", "february/feb/fév/févr", "march/mar", "april/apr/avr", "may", "june/jun/juin",
        "july/jul/juil", "august/aug", "september/sep/sept", "october/oct", "november/nov", "december/dec/déc",
    ),
    ambiguous_months=frozenset({"may", "march", "august"}),
    capital_months=True,
    days=("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    clock=re.compile(
        r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?(?P<half>[ap])\.?\s?m\b\.?|\b(?P<bare>\d{1,2}):(?P<colon>\d{2})\b",
        re.IGNORECASE,
    ),
    twelve_hours=True,
    month_first=True,
)  # fmt: skip

_NEGATION = Negation(
    plain=re.compile(
        r"\b(?:not|cannot|never|(?:do|does|did|is|are|was|were|wo|would|ca|could|sha|should|has|have|had|must|ai|need)n['’]t)\b"
        r"(?!\s+(?:only|least|to mention))",
        re.IGNORECASE,
    ),
    faint=re.compile(
        r"\b(?:not|cannot|\w+n['’]t|no|none|nobody|nothing|nowhere|never|neither|nor|non|without|hardly|scarcely|barely|rarely|seldom"
        r"|few|little|less|least|only|unless|except\w*|instead|rather|other|until|yet|far|too|unlike|otherwise|rid|free|beyond"
        r"|longer|anything|anyone|anymore|against|despite|although|though|still|worse"
        r"|fail\w*|refus\w*|den(?:y|ies|ied|ial\w*|ying)|forb\w+|bann?(?:s|ed|ing)?|prevent\w*|prohibit\w*|avoid\w*|stop\w*|ceas\w+|lack\w*|absen\w+"
        r"|reject\w*|ignor\w*|neglect\w*|miss(?:es|ed|ing)?|lost|los[es]\w*|abstain\w*|refrain\w*|exclu\w+|oppos\w+|reluctan\w+|struggl\w+|doubt\w*|remain\w*|block\w*"
        r"|(?:un(?!der|it|iv)|dis(?!tric|cuss|pla[cy]|tan[ct]|tribut|astro)|mis(?!s(?:ion|ile))|non-|anti|impo|inca|insuf|inad|invis|ineff|illeg|irre)[a-z]{3,})\b",
        re.IGNORECASE,
    ),
    taken_up=re.compile(
        r"\b(?:without|refus\w+|den(?:y|ie[sd]|ying)|forb\w+|bans?|banned|prevent\w*|prohibit\w*|avoid\w*|fail\w*|reject\w*|ignor\w*"
        r"|non-\w+|struggl\w+|less than)\b",
        re.IGNORECASE,
    ),
    never=re.compile(r"\b(?:never|nobody|no one)\b", re.IGNORECASE),
    always=re.compile(r"\b(?:always|everyone|everybody)\b", re.IGNORECASE),
)

ENGLISH = Language(
    code="en",
    name="English",
    neighbours=("fr",),
    splitting=_SPLITTING,
    function_words=words_of(
        """
            the a an of to in on
            at by for with from into onto upon about above below over under between among through during before
            after since until against within without and or but nor so yet if because as than that which who whom
            whose what when where why how this these those it its he him his she her hers they them their we us our
            you your i me my is are was were be been being am has have had having do does did will would shall
            should can could may might must not no n t s there here then also very more most less least much many
            some any all each every both other others such only own same too just
        """
    ),
    pronouns=words_of("it he she they we there"),
    determiners=words_of("the a an this these"),
    cannot_end=words_of("the a an of and or but from into than my your their our every because whose onto"),
    comparing=words_of("more less most least very too so"),
    never_twice=words_of("the a an of to and or for with from by at as this these their his our was were be"),
    restarts=("The", "It", "He", "She", "They", "This", "These", "There", "We"),
    prefixes=words_of(
        """
            anti super hyper micro macro auto inter trans mono poly post non co re extra ultra bio photo radio thermo
            hydro socio psycho neuro cyber euro multi mini maxi semi para pro pseudo proto intra infra meta nano crypto
            over under out up down fore back counter self mid near pre un dis mis il im in ir de tele post sub ultra
        """
    ),
    endings=words_of("ment ments able ables ible age ages ing ings ness less ship ships man men land ure ures ance ants"),
    suffixes=words_of(
        """
            s es ed d ing er ers r rs ly ness less ful able ably ability ism ist ists ization isation ize ise ized ised
            izing ising ward wards like ship hood ish al ally ian ians ic y ity wise fold some ment ments
        """
    ),
    compounds=True,
    doings=words_of(
        """
            accused added admitted announced argued asked believes called claimed confirmed declared denied explained
            hopes insisted noted promised recalled refused replied said says stressed suggested thinks told wants warned
        """
    ),
    roles=words_of(
        """
            president director minister secretary head chief spokesman spokeswoman spokesperson professor mayor
            lawyer judge analyst economist founder owner coach player manager editor author
        """
    ),
    unborrowed=("ly",),
    numerals=_NUMERALS,
    negation=_NEGATION,
)
