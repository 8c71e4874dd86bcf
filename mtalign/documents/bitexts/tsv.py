"""TSV: a bead a line, with its texts, line numbers and confidence; the plain form of two columns is read too."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtalign.documents.bitexts.text import decoded, first_mark, is_wide
from mtalign.records import Bitext, Pair, Sentence

_COLUMNS = ("bead", "kind", "confidence", "source_lines", "target_lines", "source", "target")
# Sentences of one side stand in one cell; this character, which no text needs, stands between them.
_BETWEEN = "\u241e"
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", _BETWEEN: "\\u241e"}
_UNESCAPE = re.compile(r"\\(\\|t|n|r|u241e)")


def render(bitext: Bitext, version: str) -> str:
    """The bitext, under two lines with the languages and names of its sides."""
    head = f"# source: {_escape(bitext.source_lang)} {_escape(bitext.source_name)}\n"
    head += f"# target: {_escape(bitext.target_lang)} {_escape(bitext.target_name)}\n"
    rows = ["\t".join(_COLUMNS)]
    for number, pair in enumerate(bitext.pairs, 1):
        lines = [",".join(str(s.line) for s in side) for side in (pair.src, pair.tgt)]
        texts = [_BETWEEN.join(_escape(s.text) for s in side) for side in (pair.src, pair.tgt)]
        rows.append("\t".join([str(number), pair.kind, f"{pair.confidence:.4f}", *lines, *texts]))
    return head + "\n".join(rows) + "\n"


def recognises(data: bytes, name: str) -> bool:
    """Whatever is neither XML nor JSON."""
    return first_mark(data) not in (b"<", b"{") and not is_wide(data)


def parse(data: bytes, name: str) -> Bitext:
    """Raises ValueError that names the line it cannot read."""
    langs = {"source": ("und", ""), "target": ("und", "")}
    pairs = []
    for number, line in enumerate(decoded(data, name).split("\n"), 1):
        line = line.removesuffix("\r")
        if found := re.fullmatch(r"# (source|target): (\S*) ?(.*)", line):
            langs[found[1]] = (_unescape(found[2]), _unescape(found[3]))
            continue
        cells = line.split("\t")
        if line and tuple(cells) != _COLUMNS:
            pairs.append(_plain(cells, number) if len(cells) == 2 else _bead(cells, number))
    return Bitext(
        source_lang=langs["source"][0],
        target_lang=langs["target"][0],
        source_name=langs["source"][1],
        target_name=langs["target"][1],
        pairs=tuple(pairs),
    )


def _plain(cells: Sequence[str], number: int) -> Pair:
    """A pair of the plain form that corpora come in."""
    src, tgt = ((Sentence(text=cell),) if cell else () for cell in cells)
    if not src and not tgt:
        raise ValueError(f"line {number} is empty on both sides")
    return Pair(src=src, tgt=tgt)


def _bead(cells: Sequence[str], number: int) -> Pair:
    if len(cells) != len(_COLUMNS):
        raise ValueError(f"line {number} has {len(cells)} columns, expected {len(_COLUMNS)} or 2")
    kind, confidence, src_lines, tgt_lines, src, tgt = cells[1:]
    n_src, n_tgt = (int(n) for n in kind.split("-"))
    texts = [[_unescape(part) for part in cell.split(_BETWEEN)] if n else [] for cell, n in ((src, n_src), (tgt, n_tgt))]
    if [len(side) for side in texts] != [n_src, n_tgt]:
        raise ValueError(f"line {number} says {kind}, and holds {len(texts[0])} and {len(texts[1])} sentences")
    if not n_src and not n_tgt:
        raise ValueError(f"line {number} is empty on both sides")
    sides = [_side(side, lines) for side, lines in zip(texts, (src_lines, tgt_lines), strict=True)]
    return Pair(src=sides[0], tgt=sides[1], confidence=float(confidence))


def _side(texts: Sequence[str], lines: str) -> tuple[Sentence, ...]:
    at = [int(n) for n in lines.split(",")] if lines else [0] * len(texts)
    return tuple(Sentence(text=text, line=line) for text, line in zip(texts, at, strict=True))


def _escape(text: str) -> str:
    return "".join(_ESCAPES.get(c, c) for c in text)


def _unescape(text: str) -> str:
    back = {value[1:]: key for key, value in _ESCAPES.items()}
    return _UNESCAPE.sub(lambda m: back[m[1]], text)
