"""Aligned texts to and from files: TSV, JSONL, TMX 1.4b, XLIFF 2.1, and the bare ladder of sentence numbers.

XML cannot hold most control characters. XLIFF has an element for them (`cp`); in TMX they become placeholders (`ph`),
which other tools show and keep. Sentence boundaries inside a bead travel as lengths in a property or note.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtalign.errors import InputError
from mtalign.records import Bitext, Pair, Sentence, Span

if TYPE_CHECKING:
    from lxml.etree import _Element

BITEXT_FORMATS = ("tsv", "jsonl", "tmx", "xliff", "ladder")

_TSV_COLUMNS = ("bead", "kind", "confidence", "source_lines", "target_lines", "source", "target")
# Sentences of one side stand in one cell; this character, which no text needs, stands between them.
_BETWEEN = "\u241e"
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", _BETWEEN: "\\u241e"}
_UNESCAPE = re.compile(r"\\(\\|t|n|r|u241e)")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\r")
_XLIFF = "urn:oasis:names:tc:xliff:document:2.0"
_DEFAULT_NAMESPACE: Any = {None: _XLIFF}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CONTROL = "x-control-"


def render_bitext(bitext: Bitext, form: str, *, version: str = "") -> str:
    """The bitext in one of BITEXT_FORMATS. `version` is the tool's, for the headers that want one."""
    writers: dict[str, Callable[[Bitext, str], str]] = {
        "tsv": lambda b, _: _tsv(b),
        "jsonl": lambda b, _: _jsonl(b),
        "tmx": _tmx,
        "xliff": _xliff,
        "ladder": lambda b, _: _ladder(b),
    }
    return writers[form](bitext, version)


def read_bitext(path: str) -> Bitext:
    """Read TSV, JSONL, TMX or XLIFF, told apart by their content. Raises InputError that says what is wrong where."""
    try:
        data = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read {path} ({getattr(error, 'strerror', None) or error})") from None
    return parse_bitext(data, name=Path(path).name)


def parse_bitext(data: bytes, *, name: str) -> Bitext:
    """A bitext from the bytes of a TSV, JSONL, TMX or XLIFF file."""
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _parse_xml(data, name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not in utf-8 (byte {error.start})") from None
    try:
        return _parse_jsonl(text) if start == b"{" else _parse_tsv(text)
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{name} is no bitext: {error}") from None


def _ladder(bitext: Bitext) -> str:
    def numbers(span: Span, side: Sequence[Sentence]) -> str:
        found = [sentence.line - 1 for sentence in side] if bitext.by_line else range(*span)
        return "[" + ",".join(map(str, found)) + "]"

    beads = zip(bitext.alignment().beads, bitext.pairs, strict=True)
    return "".join(f"{numbers(bead.src, pair.src)}:{numbers(bead.tgt, pair.tgt)}\n" for bead, pair in beads)


def _tsv(bitext: Bitext) -> str:
    head = f"# source: {_escape(bitext.source_lang)} {_escape(bitext.source_name)}\n"
    head += f"# target: {_escape(bitext.target_lang)} {_escape(bitext.target_name)}\n"
    rows = ["\t".join(_TSV_COLUMNS)]
    for number, pair in enumerate(bitext.pairs, 1):
        lines = [",".join(str(s.line) for s in side) for side in (pair.src, pair.tgt)]
        texts = [_BETWEEN.join(_escape(s.text) for s in side) for side in (pair.src, pair.tgt)]
        rows.append("\t".join([str(number), pair.kind, f"{pair.confidence:.4f}", *lines, *texts]))
    return head + "\n".join(rows) + "\n"


def _parse_tsv(text: str) -> Bitext:
    langs = {"source": ("und", ""), "target": ("und", "")}
    pairs = []
    for number, line in enumerate(text.split("\n"), 1):
        line = line.removesuffix("\r")
        if found := re.fullmatch(r"# (source|target): (\S*) ?(.*)", line):
            langs[found[1]] = (_unescape(found[2]), _unescape(found[3]))
            continue
        cells = line.split("\t")
        if not line or tuple(cells) == _TSV_COLUMNS:
            continue
        if len(cells) == 2:
            # The plain form of two columns, a pair a line, that corpora come in.
            pairs.append(_pair([cells[0]] if cells[0] else [], [cells[1]] if cells[1] else [], number=number))
            continue
        if len(cells) != len(_TSV_COLUMNS):
            raise ValueError(f"line {number} has {len(cells)} columns, expected {len(_TSV_COLUMNS)} or 2")
        kind, confidence, src_lines, tgt_lines, src, tgt = cells[1:]
        n_src, n_tgt = (int(n) for n in kind.split("-"))
        sides = [[_unescape(part) for part in cell.split(_BETWEEN)] if n else [] for cell, n in ((src, n_src), (tgt, n_tgt))]
        if [len(side) for side in sides] != [n_src, n_tgt]:
            raise ValueError(f"line {number} says {kind}, and holds {len(sides[0])} and {len(sides[1])} sentences")
        pairs.append(_pair(sides[0], sides[1], float(confidence), src_lines, tgt_lines, number=number))
    return Bitext(
        source_lang=langs["source"][0],
        target_lang=langs["target"][0],
        source_name=langs["source"][1],
        target_name=langs["target"][1],
        pairs=tuple(pairs),
    )


def _pair(
    src: Sequence[str],
    tgt: Sequence[str],
    confidence: float = 1.0,
    src_lines: str = "",
    tgt_lines: str = "",
    *,
    number: int = 0,
) -> Pair:
    def side(texts: Sequence[str], lines: str) -> tuple[Sentence, ...]:
        at = [int(n) for n in lines.split(",")] if lines else [0] * len(texts)
        return tuple(Sentence(text=text, line=line) for text, line in zip(texts, at, strict=True))

    if not src and not tgt:
        raise ValueError(f"line {number} is empty on both sides")
    return Pair(src=side(src, src_lines), tgt=side(tgt, tgt_lines), confidence=confidence)


def _escape(text: str) -> str:
    return "".join(_ESCAPES.get(c, c) for c in text)


def _unescape(text: str) -> str:
    back = {value[1:]: key for key, value in _ESCAPES.items()}
    return _UNESCAPE.sub(lambda m: back[m[1]], text)


def _jsonl(bitext: Bitext) -> str:
    names = {k: getattr(bitext, k) for k in ("source_lang", "target_lang", "source_name", "target_name")}
    rows: list[dict[str, Any]] = [{"type": "bitext", **names}]
    for number, pair in enumerate(bitext.pairs, 1):
        rows.append(
            {
                "type": "bead",
                "bead": number,
                "kind": pair.kind,
                "confidence": round(pair.confidence, 4),
                "source": [{"line": s.line, "text": s.text} for s in pair.src],
                "target": [{"line": s.line, "text": s.text} for s in pair.tgt],
            }
        )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _parse_jsonl(text: str) -> Bitext:
    head: dict[str, Any] = {}
    pairs = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        row = json.loads(line)
        if row.get("type") == "bitext":
            head = row
            continue
        sides = [
            tuple(Sentence(text=str(s["text"]), line=int(s.get("line", 0))) for s in row[side]) for side in ("source", "target")
        ]
        pairs.append(Pair(src=sides[0], tgt=sides[1], confidence=float(row.get("confidence", 1.0))))
    return Bitext(
        source_lang=str(head.get("source_lang", "und")),
        target_lang=str(head.get("target_lang", "und")),
        source_name=str(head.get("source_name", "")),
        target_name=str(head.get("target_name", "")),
        pairs=tuple(pairs),
    )


def _tmx(bitext: Bitext, version: str) -> str:
    from lxml import etree

    texts: list[tuple[_Element, str]] = []
    root = etree.Element("tmx", version="1.4")
    etree.SubElement(
        root, "header", {
            "creationtool": "mtalign", "creationtoolversion": version or "0", "segtype": "block", "o-tmf": "mtalign",
            "adminlang": "en", "srclang": bitext.source_lang, "datatype": "plaintext",
        },
    )  # fmt: skip
    body = etree.SubElement(root, "body")
    for number, pair in enumerate(bitext.pairs, 1):
        unit = etree.SubElement(body, "tu", tuid=str(number))
        etree.SubElement(unit, "prop", type="x-confidence").text = f"{pair.confidence:.4f}"
        for lang, side in ((bitext.source_lang, pair.src), (bitext.target_lang, pair.tgt)):
            if not side:
                continue
            variant = etree.SubElement(unit, "tuv", {_XML_LANG: lang})
            for kind, value in _places(side):
                etree.SubElement(variant, "prop", type=f"x-{kind}").text = value
            texts.append((etree.SubElement(variant, "seg"), " ".join(s.text for s in side)))
    return _xml(root, texts, _placeholder, '<!DOCTYPE tmx SYSTEM "tmx14.dtd">')


def _xliff(bitext: Bitext, version: str) -> str:
    from lxml import etree

    def tag(name: str) -> str:
        return f"{{{_XLIFF}}}{name}"

    texts: list[tuple[_Element, str]] = []
    root = etree.Element(
        tag("xliff"), nsmap=_DEFAULT_NAMESPACE, version="2.1", srcLang=bitext.source_lang, trgLang=bitext.target_lang
    )
    file = etree.SubElement(root, tag("file"), id="f1", original=_NOT_XML.sub("\ufffd", bitext.source_name) or "source")
    for number, pair in enumerate(bitext.pairs, 1):
        unit = etree.SubElement(file, tag("unit"), id=f"u{number}")
        notes = etree.SubElement(unit, tag("notes"))
        etree.SubElement(notes, tag("note"), category="confidence").text = f"{pair.confidence:.4f}"
        for name, side in (("source", pair.src), ("target", pair.tgt)):
            for kind, value in _places(side):
                etree.SubElement(notes, tag("note"), category=f"{name}-{kind}").text = value
        segment = etree.SubElement(unit, tag("segment"), state="translated" if pair.src and pair.tgt else "initial")
        for name, side in (("source", pair.src), ("target", pair.tgt)):
            # XLIFF wants a source in every segment; one that is empty says that nothing was there.
            if side or name == "source":
                texts.append((etree.SubElement(segment, tag(name), {_XML_SPACE: "preserve"}), " ".join(s.text for s in side)))
    return _xml(root, texts, _code_point)


def _places(side: Sequence[Sentence]) -> Iterator[tuple[str, str]]:
    if side:
        yield "lines", ",".join(str(s.line) for s in side)
        yield "lengths", ",".join(str(len(s.text)) for s in side)


_StandIn = Callable[["_Element", str], "_Element"]


def _xml(root: _Element, texts: Sequence[tuple[_Element, str]], stand_in: _StandIn, doctype: str | None = None) -> str:
    """The tree as text, indented before the texts go in, so that no white space is added to them."""
    from lxml import etree

    etree.indent(root, space=" ")
    for element, text in texts:
        _fill(element, text, stand_in)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n' + (f"{doctype}\n" if doctype else "")
    return head + etree.tostring(root, encoding="unicode") + "\n"


def _placeholder(parent: _Element, character: str) -> _Element:
    from lxml import etree

    return etree.SubElement(parent, "ph", type=f"{_CONTROL}{ord(character):04x}")


def _code_point(parent: _Element, character: str) -> _Element:
    from lxml import etree

    return etree.SubElement(parent, f"{{{_XLIFF}}}cp", hex=f"{ord(character):04X}")


def _fill(element: _Element, text: str, stand_in: _StandIn) -> None:
    """Put text into an element, with a stand-in element for every character that XML cannot hold."""
    last: _Element | None = None
    position = 0
    for match in _NOT_XML.finditer(text):
        _append(element, last, text[position : match.start()])
        last = stand_in(element, match.group())
        position = match.end()
    _append(element, last, text[position:])


def _append(element: _Element, last: _Element | None, text: str) -> None:
    if last is None:
        element.text = text
    else:
        last.tail = text


def _parse_xml(data: bytes, name: str) -> Bitext:
    from lxml import etree

    # Nothing is fetched, and no entity of a document's own is expanded.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"{name} is no well-formed XML ({str(error).splitlines()[0]})") from None
    try:
        if root.tag == "tmx":
            return _parse_tmx(root)
        if root.tag == f"{{{_XLIFF}}}xliff":
            return _parse_xliff(root)
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{name} is no bitext: {error}") from None
    raise InputError(f"{name} is neither TMX 1.4 nor XLIFF 2 (its root is {str(root.tag)[:80]})")


def _parse_tmx(root: _Element) -> Bitext:
    header = root.find("header")
    source_lang = header.get("srclang", "") if header is not None else ""
    units = list(root.iter("tu"))
    seen = [tuv.get(_XML_LANG) or tuv.get("lang") or "und" for unit in units for tuv in unit.iter("tuv")]
    if source_lang in ("", "*all*"):
        source_lang = seen[0] if seen else "und"
    target_lang = next((lang for lang in seen if lang.lower() != source_lang.lower()), "und")
    pairs = []
    for unit in units:
        sides: dict[bool, tuple[Sentence, ...]] = {}
        for tuv in unit.iter("tuv"):
            lang = (tuv.get(_XML_LANG) or tuv.get("lang") or "und").lower()
            if lang not in (source_lang.lower(), target_lang.lower()):
                continue
            props = {prop.get("type"): prop.text or "" for prop in tuv.iter("prop")}
            seg = tuv.find("seg")
            text = _text(seg) if seg is not None else ""
            sides[lang == source_lang.lower()] = _sentences(text, props.get("x-lines", ""), props.get("x-lengths", ""))
        confidence = next((p.text for p in unit.findall("prop") if p.get("type") == "x-confidence"), None)
        if sides.get(True) or sides.get(False):
            pairs.append(Pair(src=sides.get(True, ()), tgt=sides.get(False, ()), confidence=float(confidence or 1.0)))
    return Bitext(source_lang=source_lang, target_lang=target_lang, pairs=tuple(pairs))


def _parse_xliff(root: _Element) -> Bitext:
    def tag(name: str) -> str:
        return f"{{{_XLIFF}}}{name}"

    pairs = []
    for unit in root.iter(tag("unit")):
        notes = {note.get("category"): note.text or "" for note in unit.iter(tag("note"))}
        segments = list(unit.iter(tag("segment")))
        for segment in segments:
            sides = []
            for name in ("source", "target"):
                element = segment.find(tag(name))
                text = _text(element) if element is not None else ""
                whole = len(segments) == 1
                lines, lengths = (notes.get(f"{name}-{kind}", "") if whole else "" for kind in ("lines", "lengths"))
                sides.append(_sentences(text, lines, lengths) if text or lengths else ())
            if sides[0] or sides[1]:
                pairs.append(Pair(src=sides[0], tgt=sides[1], confidence=float(notes.get("confidence") or 1.0)))
    return Bitext(source_lang=root.get("srcLang", "und"), target_lang=root.get("trgLang", "und"), pairs=tuple(pairs))


def _text(element: _Element) -> str:
    """The element's text, its stand-ins turned back into the characters they stand for, other inline codes left out."""
    out = [element.text or ""]
    for child in element:
        kind = child.get("type") or ""
        if child.tag == f"{{{_XLIFF}}}cp":
            out.append(chr(int(child.get("hex") or "fffd", 16)))
        elif child.tag == "ph" and kind.startswith(_CONTROL):
            out.append(chr(int(kind.removeprefix(_CONTROL), 16)))
        elif isinstance(child.tag, str) and child.tag.rsplit("}", 1)[-1] in ("hi", "sub", "mrk", "pc", "g"):
            out.append(_text(child))
        out.append(child.tail or "")
    return "".join(out)


def _sentences(text: str, lines: str, lengths: str) -> tuple[Sentence, ...]:
    sizes = [int(n) for n in lengths.split(",")] if lengths else [len(text)]
    at = [int(n) for n in lines.split(",")] if lines else [0] * len(sizes)
    if sum(sizes) + len(sizes) - 1 != len(text) or len(at) != len(sizes):
        # Somebody has edited the text since: it is one sentence then.
        return (Sentence(text=text, line=at[0] if at else 0),)
    out, position = [], 0
    for size, line in zip(sizes, at, strict=True):
        out.append(Sentence(text=text[position : position + size], line=line))
        position += size + 1
    return tuple(out)
