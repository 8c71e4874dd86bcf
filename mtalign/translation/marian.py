"""What both engines share, so that the slow one can vouch for the fast one: the same ids in, and the same rules of decoding."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from mtalign.errors import ModelError
from mtalign.records import Hypothesis
from mtalign.translation.checkpoint import Checkpoint
from mtalign.translation.engines import Decoding, Search, Translator
from mtalign.translation.tokenizer import MarianTokenizer

# A translation longer than this many tokens for its source is a loop, not a translation. The cap depends on the
# sentence alone, in steps so that sentences of like length share a batch.
_CAP_STEP = 16
_CAP_FACTOR = 3
_CAP_EXTRA = 16


def _length_cap(n_source_tokens: int, max_tokens: int) -> int:
    steps = -(-n_source_tokens // _CAP_STEP)
    return min(_CAP_FACTOR * _CAP_STEP * steps + _CAP_EXTRA, max_tokens)


class MarianEngine(ABC):
    """What both engines share: ids in, ids and log-probabilities out, batches by length cap."""

    def __init__(self, checkpoint: Checkpoint, decoding: Decoding) -> None:
        self.checkpoint = checkpoint
        self.decoding = decoding
        self.tokenizer = MarianTokenizer(checkpoint)

    @property
    def max_tokens(self) -> int:
        """See `Engine`."""
        return int(self.checkpoint.config["max_position_embeddings"]) - 1

    def count_tokens(self, texts: Sequence[str], /) -> list[int]:
        """See `Engine`."""
        return [len(row) for row in self.tokenizer.encode(texts)]

    def __call__(self, texts: Sequence[str], /) -> list[Hypothesis]:
        """See `Engine`."""
        return self._translate(texts, Search(self.decoding.beam))

    def variant(self, *, beam: int, no_repeat_ngram: int = 0) -> Translator:
        """See `Engine`."""
        return lambda texts: self._translate(texts, Search(beam, no_repeat_ngram))

    def _translate(self, texts: Sequence[str], search: Search) -> list[Hypothesis]:
        rows = self.tokenizer.encode(texts)
        for i, row in enumerate(rows):
            if len(row) > self.max_tokens:
                raise ModelError(f"text {i} has {len(row)} tokens, {self.checkpoint.name} takes at most {self.max_tokens}")
        decoded = self._decode(rows, search)
        out = []
        for row, (ids, logprob), text in zip(rows, decoded, self.tokenizer.decode([ids for ids, _ in decoded]), strict=True):
            out.append(
                Hypothesis(
                    text=text,
                    logprob=logprob,
                    n_source_tokens=len(row),
                    n_target_tokens=len(ids),
                    truncated=not ids or ids[-1] != self.tokenizer.eos_id,
                )
            )
        return out

    def _cap(self, row: Sequence[int]) -> int:
        """The most target tokens for a source: longer is a loop, not a translation."""
        return _length_cap(len(row), self.max_tokens)

    @abstractmethod
    def _decode(self, rows: Sequence[list[int]], search: Search) -> list[tuple[list[int], float]]:
        """Best target ids of each row, with the end-of-sentence id where it was said, and their summed log-probability."""
