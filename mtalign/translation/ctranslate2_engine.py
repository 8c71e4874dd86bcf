"""The default engine: CTranslate2."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence

import ctranslate2
import numpy as np

from mtalign.errors import ModelError
from mtalign.records import Span
from mtalign.translation.checkpoint import Checkpoint
from mtalign.translation.convert import converted_model
from mtalign.translation.engines import Attention, Decoding, Search
from mtalign.translation.marian import MarianEngine

# Ids of pieces, and where they stand.
Pieces = tuple[list[int], list[Span]]


class CTranslate2Engine(MarianEngine):
    """The default engine."""

    def __init__(self, checkpoint: Checkpoint, decoding: Decoding) -> None:
        super().__init__(checkpoint, decoding)
        folder, temporary = converted_model(checkpoint, decoding.compute_type or "int8")
        workers = max(1, decoding.threads or _cores())
        try:
            # One thread to a batch and several batches at once: the arithmetic inside a batch then never depends on
            # the number of threads, and it is the faster arrangement for more than a few sentences.
            self._translator = ctranslate2.Translator(
                str(folder), device="cpu", compute_type=decoding.compute_type, inter_threads=workers, intra_threads=1
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"CTranslate2 cannot load {checkpoint.name} as {decoding.compute_type}: {error}") from None
        finally:
            if temporary:
                shutil.rmtree(folder, ignore_errors=True)
        _, sequences = checkpoint.forbidden_tokens()
        self._suppressed = [[str(i) for i in word] for word in sequences] or None

    def _decode(self, rows: Sequence[list[int]], search: Search) -> list[tuple[list[int], float]]:
        """Only sentences of one length share a batch: what stands beside a sentence then never changes it, as padding does."""
        penalty = float(self.checkpoint.setting("length_penalty", 1.0))
        by_length: dict[int, list[int]] = defaultdict(list)
        for i, row in enumerate(rows):
            by_length[len(row)].append(i)
        pending = []
        for length, members in sorted(by_length.items()):
            for batch in batched(members, max(1, self.decoding.batch_tokens // length)):
                results = self._translator.translate_batch(
                    [[str(i) for i in rows[k]] for k in batch],
                    beam_size=search.beam,
                    no_repeat_ngram_size=search.no_repeat_ngram,
                    length_penalty=penalty,
                    suppress_sequences=self._suppressed,
                    return_end_token=True,
                    max_input_length=0,
                    max_decoding_length=self._cap(rows[batch[0]]),
                    return_scores=True,
                    asynchronous=True,
                )
                pending.append((batch, results))
        out: list[tuple[list[int], float]] = [([], 0.0)] * len(rows)
        for batch, results in pending:
            for k, waiting in zip(batch, results, strict=True):
                result = waiting.result()
                ids = [int(token) for token in result.hypotheses[0]]
                out[k] = ids, result.scores[0] * len(ids) ** penalty
        return out

    def attention(self, sources: Sequence[str], targets: Sequence[str], /) -> list[Attention | None]:
        """Where each given translation looks in its source, by head 0 of the last layer; None where a side is empty or long."""
        src, tgt, fits = self._read(sources, targets)
        out: list[Attention | None] = [None] * len(sources)
        if not fits:
            return out
        results = self._translator.translate_batch(
            [self._given(src[i][0]) for i in fits],
            target_prefix=[[str(token) for token in tgt[i][0]] for i in fits],
            max_batch_size=max(self.decoding.batch_tokens, *(len(src[i][0]) + 1 for i in fits)),
            batch_type="tokens",
            beam_size=1,
            max_input_length=0,
            # The translation is given: one more token is the least there is to say.
            max_decoding_length=max(len(tgt[i][0]) for i in fits) + 1,
            return_attention=True,
        )
        for i, result in zip(fits, results, strict=True):
            n_src, n_tgt = len(src[i][0]), len(tgt[i][0])
            weights = np.asarray(result.attention[0][:n_tgt], dtype=np.float32).reshape(n_tgt, -1)[:, :n_src]
            out[i] = Attention(src[i][1], tgt[i][1], weights)
        return out

    def logprobs(self, sources: Sequence[str], targets: Sequence[str], /) -> list[np.ndarray | None]:
        """How likely each piece of each given translation is; None where a side is empty or long."""
        src, tgt, fits = self._read(sources, targets)
        out: list[np.ndarray | None] = [None] * len(sources)
        if not fits:
            return out
        results = self._translator.score_batch(
            [self._given(src[i][0]) for i in fits],
            [[str(token) for token in tgt[i][0]] for i in fits],
            max_batch_size=max(self.decoding.batch_tokens, *(max(len(src[i][0]), len(tgt[i][0])) + 2 for i in fits)),
            batch_type="tokens",
            max_input_length=0,
        )
        for i, result in zip(fits, results, strict=True):
            out[i] = np.asarray(result.log_probs, dtype=np.float32)
        return out

    def _read(self, sources: Sequence[str], targets: Sequence[str]) -> tuple[list[Pieces], list[Pieces], list[int]]:
        """The pieces of both sides, and which pairs the model has places for."""
        src, tgt = self.tokenizer.source_pieces(sources), self.tokenizer.target_pieces(targets)
        sizes = ((len(s[0]), len(t[0])) for s, t in zip(src, tgt, strict=True))
        return src, tgt, [i for i, (s, t) in enumerate(sizes) if s and t and s <= self.max_tokens >= t]

    def _given(self, pieces: Sequence[int]) -> list[str]:
        return [*map(str, pieces), str(self.tokenizer.eos_id)]


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def batched(members: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """The members in order, so many at a time."""
    return (members[start : start + size] for start in range(0, len(members), size))
