"""XLIFF 2.1. Characters that XML cannot hold stand in its element for them (`cp`)."""

from __future__ import annotations

from typing import Any

from lxml import etree
from lxml.etree import _Element

from mtalign.documents.bitexts.xml import SPACE, clean, places, root_of, sentences, serialised, text_of
from mtalign.records import Bitext, Pair

_NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_DEFAULT: Any = {None: _NAMESPACE}


def _tag(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"


def render(bitext: Bitext, version: str) -> str:
    """A unit for each bead. XLIFF wants a source in every segment; one that is empty says that nothing was there."""
    texts: list[tuple[_Element, str]] = []
    root = etree.Element(_tag("xliff"), nsmap=_DEFAULT, version="2.1", srcLang=bitext.source_lang, trgLang=bitext.target_lang)
    file = etree.SubElement(root, _tag("file"), id="f1", original=clean(bitext.source_name) or "source")
    for number, pair in enumerate(bitext.pairs, 1):
        unit = etree.SubElement(file, _tag("unit"), id=f"u{number}")
        notes = etree.SubElement(unit, _tag("notes"))
        etree.SubElement(notes, _tag("note"), category="confidence").text = f"{pair.confidence:.4f}"
        sides = (("source", pair.src), ("target", pair.tgt))
        for name, side in sides:
            for kind, value in places(side):
                etree.SubElement(notes, _tag("note"), category=f"{name}-{kind}").text = value
        segment = etree.SubElement(unit, _tag("segment"), state="translated" if pair.src and pair.tgt else "initial")
        for name, side in sides:
            if side or name == "source":
                texts.append((etree.SubElement(segment, _tag(name), {SPACE: "preserve"}), " ".join(s.text for s in side)))
    return serialised(root, texts, _code_point)


def _code_point(parent: _Element, character: str) -> _Element:
    return etree.SubElement(parent, _tag("cp"), hex=f"{ord(character):04X}")


def _stood_for(element: _Element) -> str | None:
    return chr(int(element.get("hex") or "fffd", 16)) if element.tag == _tag("cp") else None


def recognises(data: bytes, name: str) -> bool:
    """XML whose root is an `xliff` of version 2."""
    root = root_of(data, name)
    return root is not None and root.tag == _tag("xliff")


def parse(data: bytes, name: str) -> Bitext:
    """Every segment as a pair."""
    root = root_of(data, name)
    assert root is not None
    pairs = []
    for unit in root.iter(_tag("unit")):
        notes = {note.get("category"): note.text or "" for note in unit.iter(_tag("note"))}
        segments = list(unit.iter(_tag("segment")))
        for segment in segments:
            sides = []
            for side in ("source", "target"):
                element = segment.find(_tag(side))
                text = text_of(element, _stood_for) if element is not None else ""
                # Notes are the unit's: they say nothing of several segments.
                lines, lengths = (notes.get(f"{side}-{k}", "") if len(segments) == 1 else "" for k in ("lines", "lengths"))
                sides.append(sentences(text, lines, lengths) if text or lengths else ())
            if sides[0] or sides[1]:
                pairs.append(Pair(src=sides[0], tgt=sides[1], confidence=float(notes.get("confidence") or 1.0)))
    return Bitext(source_lang=root.get("srcLang", "und"), target_lang=root.get("trgLang", "und"), pairs=tuple(pairs))
