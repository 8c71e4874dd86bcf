"""Marian's tokenizer: SentencePiece pieces looked up in a vocabulary file.

Both engines use this one, so that they cannot differ in what they were asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sentencepiece import SentencePieceProcessor

from mtalign.errors import ModelError
from mtalign.records import Span
from mtalign.translation.checkpoint import Checkpoint
from mtalign.translation.normalize import source_text

# Models for several target languages want the language named in front, as in ">>pob<< ..."; it is one vocabulary entry.
_LANGUAGE_CODE = re.compile(r">>[^<>\s]+<<")

# What SentencePiece writes for the space before a word.
_SPACE = "\u2581"
# What stands between white space once a text is written as the model reads it, which has none inside of guillemets.
_WORD = re.compile(r"\S+(?:(?:(?<=[«‹])\s+|\s+(?=[»›]))\S+)*")


class MarianTokenizer:
    """Text to source ids and target ids to text, for one checkpoint.

    `encode` appends the end-of-sentence id. Pieces that the vocabulary lacks become its unknown id.
    """

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.name = checkpoint.name
        folder = checkpoint.folder
        self._source_ids = _vocabulary(folder / "vocab.json", self.name)
        separate = (folder / "target_vocab.json").is_file()
        target_ids = _vocabulary(folder / "target_vocab.json", self.name) if separate else self._source_ids
        self._target_ids = target_ids
        self._target_pieces = {i: piece for piece, i in target_ids.items()}
        try:
            self._source = SentencePieceProcessor(model_file=str(folder / "source.spm"))
            self._target = SentencePieceProcessor(model_file=str(folder / "target.spm"))
        except (OSError, RuntimeError) as error:
            raise ModelError(f"the SentencePiece files of {self.name} are damaged ({error})") from None
        self.eos_id = int(checkpoint.setting("eos_token_id", 0))
        self.unk_id = self._source_ids.get("<unk>", 1)
        self._special = {self.eos_id, checkpoint.setting("pad_token_id"), checkpoint.setting("decoder_start_token_id")}

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Source ids of each text, ending in the end-of-sentence id."""
        prefixes = [_LANGUAGE_CODE.match(text) for text in texts]
        bodies = [text[m.end() :] if m else text for text, m in zip(texts, prefixes, strict=True)]
        ids, unk = self._source_ids, self.unk_id
        out = []
        for match, pieces in zip(prefixes, self._source.encode(bodies, out_type=str), strict=True):
            row = [ids.get(match.group(), unk)] if match else []
            row.extend(ids.get(piece, unk) for piece in pieces)
            row.append(self.eos_id)
            out.append(row)
        return out

    def source_pieces(self, texts: Sequence[str]) -> list[tuple[list[int], list[Span]]]:
        """Source ids of each text and where each piece stands in it, without an end-of-sentence id."""
        return [_placed(self._source, text, self._source_ids, self.unk_id) for text in texts]

    def target_pieces(self, texts: Sequence[str]) -> list[tuple[list[int], list[Span]]]:
        """The same for target texts."""
        return [_placed(self._target, text, self._target_ids, self.unk_id) for text in texts]

    def decode(self, rows: Sequence[Sequence[int]]) -> list[str]:
        """Target texts of id rows; special ids are left out."""
        pieces = [[self._target_pieces.get(i, "<unk>") for i in row if i not in self._special] for row in rows]
        return [str(text) for text in self._target.decode_pieces(pieces)] if pieces else []


def _vocabulary(path: Path, name: str) -> dict[str, int]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"cannot read {path.name} of {name} ({error})") from None
    if not isinstance(value, dict) or not all(isinstance(i, int) for i in value.values()):
        raise ModelError(f"{path.name} of {name} is not a map from pieces to numbers")
    return value


def _placed(model: Any, text: str, ids: Mapping[str, int], unknown: int) -> tuple[list[int], list[Span]]:
    """Ids of a text, and its pieces' places; no ids where the pieces cannot be found again in the text.

    The text is read as it is for translation, and the model may write characters in yet another way, but both keep the words
    that white space makes: inside each of them a piece takes its share of the characters.
    """
    pieces = model.encode(source_text(text), out_type=str)
    words: list[list[str]] = []
    for piece in pieces:
        if piece.startswith(_SPACE) or not words:
            words.append([])
        words[-1].append(piece)
    places = [match.span() for match in _WORD.finditer(text)]
    if len(words) != len(places):
        return [], []
    spans: list[Span] = []
    for said, (start, end) in zip(words, places, strict=True):
        sizes = [len(piece.lstrip(_SPACE)) for piece in said]
        scale = (end - start) / max(1, sum(sizes))
        done = 0
        for size in sizes:
            spans.append(Span(start + round(done * scale), start + round((done + size) * scale)))
            done += size
    return [ids.get(piece, unknown) for piece in pieces], spans
