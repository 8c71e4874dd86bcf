"""Artifacts of form: quotes, placeholders, broken sentences, fused words, sentences that stop short."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtalign.detect.lexicon import RARE, frequency, is_known
from mtalign.detect.text import Text, seen
from mtalign.language import BEFORE_NUMBER, CANNOT_END, FUNCTION_WORDS, MAYBE_FINAL, TITLES
from mtalign.records import Finding, Span

_OPENING = "“«"
_CLOSING = "”»"
_QUOTE = re.compile(r"[“”«»]")
_WORD_BEFORE = re.compile(r"[\w’'-]*\W?\Z")
_WORD_AFTER = re.compile(r"\W?[\w’'-]*")

_PLACEHOLDER = re.compile(
    r"\[\s*\]|\{\s*\}|\{\{[^{}\n]{0,60}\}\}|\{[a-z_]*\d*\}|%\([a-z_]+\)[sd]|(?<![\w%])%[sd](?!\w)"
    r"|\[(?:image|photo|video|vidéo|embed|caption|gallery|tweet|iframe|audio|link|lien)\b[^\]\n]{0,60}\]"
    r"|</?[a-z][a-z0-9]*(?:\s[^<>\n]{0,200})?/?>|&(?:nbsp|amp|quot|lt|gt|#\d+);",
    re.IGNORECASE,
)
# A line that is only a label whose content is gone.
_LABEL = re.compile(
    r"(?:lire aussi|à lire aussi|voir aussi|lire également|crédits?(?: photo)?|photo|image|vidéo|légende|source|publicité|"
    r"read (?:also|more)|see also|related|photo credit|caption|advertisement|image caption|"
    r"texte alternatif|alt text)\s*:?",
    re.IGNORECASE,
)

_BREAK = re.compile(
    r"(?P<word>(?<![\w’'-])[\w’'-]{1,60})(?P<close>[”»\")\]]*)\.(?=\s+(?P<next>[^\W\d_][\w’'-]*)(?P<more>\s+[\w’'-]+)?)"
)

_TOKEN = re.compile(r"[^\W\d_]+(?:['’]|\b)")
_CAMEL = re.compile(r"[a-zà-öø-ÿœæ](?=[A-ZÀ-ÖØ-ÞŒÆ])")
# What starts a sentence or a noun phrase behind a word it was glued to.
_GLUED_START = frozenset(
    """
        le la les l' l’ un une il elle ils elles ce cette ces on nous the it he she they
    """.split()
)
_PREFIXES = frozenset(
    """
        anti contre sur sous super hyper micro macro télé auto inter trans mono poly pré post non mi co re ré dé
        dés extra ultra bio éco géo photo radio vidéo thermo hydro électro aéro socio psycho neuro cyber narco
        euro franco multi mini maxi demi semi para archi outre entre avant arrière après hors pro néo pseudo
        proto rétro intra infra méta nano ciné moto agro crypto over under out up down fore back counter self
        mid near pre un dis mis il im in ir
    """.split()
)
# What people are in a newspaper: the word that follows a name, and that a name is glued to when the comma is lost.
_ROLES = frozenset(
    """
        président présidente directeur directrice ministre secrétaire chef cheffe responsable porte présentateur
        présentatrice animateur animatrice journaliste rédacteur rédactrice professeur professeure maire député
        députée sénateur sénatrice médecin docteur avocat avocate juge procureur procureure général colonel
        capitaine commandant lieutenant sergent amiral chercheur chercheuse historien historienne économiste
        politologue sociologue analyste expert experte spécialiste conseiller conseillère ambassadeur
        ambassadrice gouverneur préfet préfète chancelier coordinateur coordinatrice fondateur fondatrice patron
        patronne entrepreneur gérant gérante propriétaire joueur joueuse entraîneur entraîneuse sélectionneur
        attaquant défenseur gardien champion championne acteur actrice chanteur chanteuse écrivain écrivaine
        auteur autrice réalisateur réalisatrice peintre musicien musicienne architecte ingénieur ingénieure
        infirmier infirmière aide agriculteur agricultrice éleveur ouvrier ouvrière enseignant enseignante
        étudiant étudiante syndicaliste militant militante bénévole habitant habitante voisin voisine membre
        ancien ancienne numéro leader candidat candidate élu élue vice adjoint adjointe délégué déléguée
        president director minister secretary head chief spokesman spokeswoman spokesperson professor mayor
        lawyer judge analyst economist founder owner coach player manager editor author
    """.split()
)
# Ends of inflected forms that happen to be words too: a rare form of a verb is no fusion.
_ENDINGS = frozenset(
    """
        rait raient rais rions riez ront rons rez ras ment ments ants ante antes ions aient ais ait ons ent ient
        nait nais nant nante nants nantes âmes âtes îmes ûmes oraux
        ront aux eaux elle elles eur eurs euse euses tion tions age ages iste istes able ables ible ible ure
        ures ance ance esse esses ette ettes ing ings ness less able ship ships man men land
    """.split()
)
_PREPOSITIONS = frozenset("de à dans par pour sur sous avec sans chez vers entre contre".split())
_MIN_PART = 3
_MIN_FUSED, _MAX_FUSED = 7, 40
_FREQUENT = 1e-6
_VERY_FREQUENT = 1e-4


def quotes(text: Text) -> Iterator[Finding]:
    """Quotation marks that point the wrong way, or that never close."""
    pending: list[Span] = []
    for number, (span, line) in enumerate(text.paragraphs()):
        if pending and not _continues(line):
            yield from (_unclosed(text, at) for at in pending[:1])
            pending = []
        reopens = bool(pending) and line.lstrip()[:1] in tuple(_OPENING)
        stack: list[Span] = [] if reopens or not pending else pending
        pending = []
        for match in _QUOTE.finditer(line):
            mark, at = match.group(), match.start()
            place = Span(span.start + at, span.start + at + 1)
            opens = _opens(line, at)
            if opens is None:
                opens = mark in _OPENING
            elif opens != (mark in _OPENING):
                yield _misdirected(text, line, span.start, at, opens)
            if opens:
                stack.append(place)
            elif stack:
                stack.pop()
        if stack and number + 1 < len(text.document.paragraphs):
            pending = stack
        elif stack:
            yield _unclosed(text, stack[0])


def _continues(line: str) -> bool:
    """Whether a paragraph can be inside a quotation that the one before left open: it opens anew or closes first."""
    first = _QUOTE.search(line)
    return line.lstrip()[:1] in tuple(_OPENING) or (first is not None and first.group() in _CLOSING)


def _opens(line: str, at: int) -> bool | None:
    """What the neighbours of a quotation mark say: opening, closing, or nothing."""
    before = line[at - 1] if at else " "
    after = line[at + 1] if at + 1 < len(line) else " "
    if before.isspace() and after.isspace():
        return None
    elided = before in "'’" and at >= 2 and line[at - 2].isalpha()
    starts = before.isspace() or before in "([—–-" or elided
    ends = after.isspace() or after in ".,;:!?)]…—–”»"
    if starts == ends:
        return None
    # Guillemets stand apart from what they enclose: there only the outer side tells.
    if line[at] in "«»" and (before in "\u00a0\u202f" or after in "\u00a0\u202f"):
        return None
    return starts


def _misdirected(text: Text, line: str, offset: int, at: int, opens: bool) -> Finding:
    mark = line[at]
    right = {"“": "”", "”": "“", "«": "»", "»": "«"}[mark]
    if opens:
        match = _WORD_AFTER.match(line, at + 1)
        start, end = at, match.end() if match else at + 1
    else:
        match = _WORD_BEFORE.search(line, max(0, at - 40), at)
        start, end = match.start() if match else at, at + 1
    role, used = ("opens", "closing") if opens else ("closes", "opening")
    return text.finding(
        "quote",
        "warning",
        (offset + start, offset + end),
        f"This mark {role} a quotation, but it is written as {used} mark {mark}.",
        seen("quotation mark that points the wrong way"),
        suggestion=line[start:at] + right + line[at + 1 : end],
    )


def _unclosed(text: Text, at: Span) -> Finding:
    match = _WORD_AFTER.match(text.document.text, at.end)
    end = match.end() if match else at.end
    return text.finding(
        "quote",
        "warning",
        (at.start, end),
        "This quotation is opened and never closed, so a reader cannot tell where the quoted words end.",
        seen("quotation marks left open"),
    )


def placeholders(text: Text) -> Iterator[Finding]:
    """Marks that stood for an image, a link or a value and were left behind, and labels with nothing behind them."""
    for span, line in text.paragraphs():
        stripped = line.strip()
        if _LABEL.fullmatch(stripped) and (stripped.endswith(":") or len(stripped.split()) > 1):
            start = span.start + line.index(stripped)
            yield text.finding(
                "placeholder",
                "warning",
                (start, start + len(stripped)),
                "This label announces something that is missing from the text.",
                seen("label without content"),
            )
            continue
        for match in _PLACEHOLDER.finditer(line):
            yield text.finding(
                "placeholder",
                "warning",
                (span.start + match.start(), span.start + match.end()),
                "This mark stood for an image, a link or a value that was lost; a reader should not see it.",
                seen("leftover markup"),
            )


def sentence_breaks(text: Text) -> Iterator[Finding]:
    """A full stop in the middle of a sentence: what follows begins in lower case."""
    for span, line in text.paragraphs():
        for match in _BREAK.finditer(line):
            word, following = match.group("word"), match.group("next")
            if not following[0].islower() or any(c.isupper() for c in following):
                continue
            key = word.replace("’", "'").rsplit("'", 1)[-1].rsplit("-", 1)[-1].lower()
            abbreviates = key in TITLES or key in MAYBE_FINAL or key in BEFORE_NUMBER or len(key) == 1
            dotted = match.start() > 0 and line[match.start() - 1] == "."
            if (abbreviates or dotted) and not match.group("close"):
                continue
            year = len(key) >= 3 and key.isdigit()
            if not match.group("close") and not year and not is_known(key) and not key[:1].isupper() and len(key) < 5:
                continue
            end = match.end("more") if match.group("more") else match.end("next")
            stop = match.end("close")
            yield text.finding(
                "sentence_break",
                "error",
                (span.start + stop, span.start + end),
                "A full stop cuts this sentence in two: what follows starts in lower case and belongs to it.",
                seen("full stop before a lower-case word"),
            )


def fused_words(text: Text) -> Iterator[Finding]:
    """Two words written as one."""
    for segment in text.segments:
        for match in _TOKEN.finditer(segment.text):
            token = match.group()
            if len(token) < 4:
                continue
            at = _fusion(token, segment.text, match, text.lang)
            if at is None:
                continue
            start, end = segment.span.start + match.start(), segment.span.start + match.end()
            parts = token[:at] + " " + token[at:]
            yield text.finding(
                "fused_word",
                "error",
                (start, end),
                "Two words run into each other here; a space, perhaps a comma too, is missing between them.",
                seen("frequency of the word as written", frequency(token.rstrip("'’"), text.lang), RARE),
                suggestion=parts if token[0].islower() else None,
            )


def _fusion(token: str, line: str, match: re.Match[str], lang: str) -> int | None:
    """Where a token falls into two words, None when it is one."""
    camel = _CAMEL.search(token)
    if camel:
        at = camel.end()
        left, right = token[:at], token[at:].lower()
        glued = right in _GLUED_START or right in {"l'", "l’"}
        known = left[0].islower() and len(left) >= _MIN_PART and is_known(left)
        return at if known or (glued and len(left) >= _MIN_PART) else None
    word = token.rstrip("'’")
    if not _MIN_FUSED <= len(word) <= _MAX_FUSED or is_known(word) or "'" in token or "’" in token:
        return None
    if word[0].isupper():
        return _name_and_role(word, line, match) if not word.isupper() else None
    if line[match.start() - 1 : match.start()] == "-" or line[match.end() : match.end() + 1] == "-":
        return None
    return _two_words(word, lang)


def _name_and_role(word: str, line: str, match: re.Match[str]) -> int | None:
    before = line[: match.start()].rstrip()
    after_name = before.rsplit(None, 1)[-1][:1].isupper() if before else False
    for at in range(4, len(word) - 3):
        right = word[at:].lower()
        if right in _ROLES and (after_name or len(right) >= 6) and not is_known(word):
            return at
        if after_name and len(right) >= 8 and frequency(right, "fr") >= _FREQUENT:
            return at
    return None


def _two_words(word: str, lang: str) -> int | None:
    best, best_value = None, 0.0
    for at in range(_MIN_PART, len(word) - 2):
        left, right = word[:at], word[at:]
        if left in _PREFIXES or right in _ENDINGS:
            continue
        low = min(frequency(left, lang), frequency(right, lang))
        function = left in FUNCTION_WORDS or right in FUNCTION_WORDS
        # English writes new compounds as one word: there one part must be a word that is never part of one.
        if lang == "en" and not function:
            continue
        short = left if len(left) < len(right) else right
        if low < _FREQUENT or (len(short) < 4 and not function and frequency(short, lang) < _VERY_FREQUENT):
            continue
        if low > best_value:
            best, best_value = at, low
    return best


def truncations(text: Text) -> Iterator[Finding]:
    """Sentences that stop behind a word that needs another one."""
    last_words = CANNOT_END.get(text.lang, frozenset())
    for segment, found in zip(text.segments, text.words, strict=True):
        if len(found) < 4:
            continue
        last = found[-1]
        tail = text.document.text[last.span.end : segment.span.end]
        # “la” may be a pronoun at the end of a sentence, but not behind a preposition.
        dangling = text.lang == "fr" and last.text in ("la", "le") and found[-2].text in _PREPOSITIONS
        if not (last.text in last_words or dangling) or tail.strip(".…!?”»\"') \u00a0\u202f") or "…" in tail or "..." in tail:
            continue
        before = text.document.text[last.span.start - 1]
        if before in "-'’" or tail[:1] in ("'", "’"):
            continue
        start = found[-2].span.start
        yield text.finding(
            "truncation",
            "error",
            (start, segment.span.end),
            f"The sentence stops behind “{last.text}”, which needs another word: its end is lost.",
            seen("last word cannot end a sentence"),
        )
