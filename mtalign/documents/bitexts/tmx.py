"""TMX 1.4b. Characters that XML cannot hold become placeholders (`ph`), which other tools show and keep."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element

from mtalign.documents.bitexts.xml import LANG, places, root_of, sentences, serialised, text_of
from mtalign.records import Bitext, Pair, Sentence

_CONTROL = "x-control-"


def render(bitext: Bitext, version: str) -> str:
    """A translation unit for each bead; a side without sentences has no variant."""
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
            variant = etree.SubElement(unit, "tuv", {LANG: lang})
            for kind, value in places(side):
                etree.SubElement(variant, "prop", type=f"x-{kind}").text = value
            texts.append((etree.SubElement(variant, "seg"), " ".join(s.text for s in side)))
    return serialised(root, texts, _placeholder, '<!DOCTYPE tmx SYSTEM "tmx14.dtd">')


def _placeholder(parent: _Element, character: str) -> _Element:
    return etree.SubElement(parent, "ph", type=f"{_CONTROL}{ord(character):04x}")


def _stood_for(element: _Element) -> str | None:
    kind = element.get("type") or ""
    return chr(int(kind.removeprefix(_CONTROL), 16)) if element.tag == "ph" and kind.startswith(_CONTROL) else None


def recognises(data: bytes, name: str) -> bool:
    """XML whose root is `tmx`."""
    root = root_of(data, name)
    return root is not None and root.tag == "tmx"


def parse(data: bytes, name: str) -> Bitext:
    """The units' variants in the source language and in the first other one."""
    root = root_of(data, name)
    assert root is not None
    header = root.find("header")
    source_lang = header.get("srclang", "") if header is not None else ""
    units = list(root.iter("tu"))
    seen = [_lang(tuv) for unit in units for tuv in unit.iter("tuv")]
    if source_lang in ("", "*all*"):
        source_lang = seen[0] if seen else "und"
    target_lang = next((lang for lang in seen if lang.lower() != source_lang.lower()), "und")
    pairs = []
    for unit in units:
        sides: dict[str, tuple[Sentence, ...]] = {}
        for tuv in unit.iter("tuv"):
            props = {prop.get("type"): prop.text or "" for prop in tuv.iter("prop")}
            seg = tuv.find("seg")
            text = text_of(seg, _stood_for) if seg is not None else ""
            sides[_lang(tuv).lower()] = sentences(text, props.get("x-lines", ""), props.get("x-lengths", ""))
        confidence = next((p.text for p in unit.findall("prop") if p.get("type") == "x-confidence"), None)
        src, tgt = sides.get(source_lang.lower(), ()), sides.get(target_lang.lower(), ())
        if src or tgt:
            pairs.append(Pair(src=src, tgt=tgt, confidence=float(confidence or 1.0)))
    return Bitext(source_lang=source_lang, target_lang=target_lang, pairs=tuple(pairs))


def _lang(variant: _Element) -> str:
    return variant.get(LANG) or variant.get("lang") or "und"
