"""The seam of translation: `Sequence[str] -> list[Hypothesis]`, what an engine adds to it, and how it is told to decode."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from mtalign.records import Hypothesis, Span
from mtalign.translation.checkpoint import Checkpoint

if TYPE_CHECKING:
    import numpy as np

Translator = Callable[[Sequence[str]], Sequence[Hypothesis]]
EngineName = Literal["ctranslate2", "transformers"]
ComputeType = Literal["int8", "int8_float32", "int16", "float32", "float16", "bfloat16", "auto"]
ENGINES: tuple[EngineName, ...] = ("ctranslate2", "transformers")
COMPUTE_TYPES: tuple[ComputeType, ...] = ("int8", "int8_float32", "int16", "float32", "float16", "bfloat16", "auto")
_DEFAULT_COMPUTE_TYPE: dict[EngineName, ComputeType] = {"ctranslate2": "int8", "transformers": "float32"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """How to decode: beam width (1 is greedy), threads (0: all cores), arithmetic, and source tokens to a batch, with padding.

    Without a `compute_type` an engine computes as it usually does: `for_engine` says how.
    """

    beam: int = 4
    threads: int = 0
    compute_type: ComputeType | None = None
    batch_tokens: int = 512

    def for_engine(self, engine: EngineName) -> Decoding:
        """The same with the arithmetic that the engine takes."""
        return replace(self, compute_type=self.compute_type or _DEFAULT_COMPUTE_TYPE[engine])


@dataclass(frozen=True, slots=True)
class Search:
    """What one call decodes by."""

    beam: int
    no_repeat_ngram: int = 0


@dataclass(frozen=True, slots=True)
class Attention:
    """Spans of the pieces of source and target in their texts, and weights `(target pieces, source pieces)`."""

    src: Sequence[Span]
    tgt: Sequence[Span]
    weights: np.ndarray


class Engine(Protocol):
    """A translator with a model: what the pipeline needs beyond the bare call."""

    checkpoint: Checkpoint

    def __call__(self, texts: Sequence[str], /) -> list[Hypothesis]:
        """Translate each text on its own; results are in the order of `texts`."""

    def count_tokens(self, texts: Sequence[str], /) -> list[int]:
        """Source tokens of each text, the end-of-sentence token included."""

    def variant(self, *, beam: int, no_repeat_ngram: int = 0) -> Translator:
        """The same model decoding in another way: another beam, and no target n-gram of that many tokens twice (0: any)."""

    @property
    def max_tokens(self) -> int:
        """The longest input, in source tokens, that the model has positions for."""


@runtime_checkable
class Attender(Protocol):
    """An engine that can read a given translation: where it looks, and how likely it is."""

    checkpoint: Checkpoint

    def attention(self, sources: Sequence[str], targets: Sequence[str], /) -> list[Attention | None]:
        """The attention of each pair; None for one that the model cannot read."""

    def logprobs(self, sources: Sequence[str], targets: Sequence[str], /) -> list[np.ndarray | None]:
        """The natural-log probability of each target piece, in its pair, and of the end; None where there is no attention."""


def load_engine(checkpoint: Checkpoint, engine: EngineName = "ctranslate2", decoding: Decoding | None = None) -> Engine:
    """Load `checkpoint` into the named engine. Raises ModelError when it cannot be loaded or the extra is missing."""
    decoding = (decoding or Decoding()).for_engine(engine)
    if engine == "ctranslate2":
        from mtalign.translation.ctranslate2_engine import CTranslate2Engine

        return CTranslate2Engine(checkpoint, decoding)
    from mtalign.translation.transformers_engine import TransformersEngine

    return TransformersEngine(checkpoint, decoding)
