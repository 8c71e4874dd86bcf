"""The two engines behind one seam: `Sequence[str] -> list[Hypothesis]`.

Both take the same ids from `MarianTokenizer` and decode by the same rules, so that the slow one can vouch for the fast one.
"""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from mtalign.errors import ModelError
from mtalign.records import Hypothesis
from mtalign.translation.checkpoint import Checkpoint
from mtalign.translation.convert import converted_model, forbidden_tokens
from mtalign.translation.tokenizer import MarianTokenizer
from mtalign.translation.words import Attention

Translator = Callable[[Sequence[str]], Sequence[Hypothesis]]
EngineName = Literal["ctranslate2", "transformers"]
ENGINES: tuple[EngineName, ...] = ("ctranslate2", "transformers")
COMPUTE_TYPES = ("int8", "int8_float32", "int16", "float32", "float16", "bfloat16", "auto")

# A translation longer than this many tokens for its source is a loop, not a translation. The cap depends on the
# sentence alone, in steps so that sentences of like length share a batch.
_CAP_STEP = 16
_CAP_FACTOR = 3
_CAP_EXTRA = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """How to decode: beam width (1 is greedy), threads, arithmetic, and source tokens to a batch, padding included."""

    beam: int = 4
    threads: int = 0
    compute_type: str = "int8"
    batch_tokens: int = 512


@dataclass(frozen=True, slots=True)
class _Search:
    """What one call decodes by."""

    beam: int
    no_repeat_ngram: int = 0


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


def load_engine(checkpoint: Checkpoint, engine: EngineName = "ctranslate2", decoding: Decoding | None = None) -> Engine:
    """Load `checkpoint` into the named engine. Raises ModelError when it cannot be loaded or the extra is missing."""
    decoding = decoding or Decoding()
    return CTranslate2Engine(checkpoint, decoding) if engine == "ctranslate2" else TransformersEngine(checkpoint, decoding)


def _length_cap(n_source_tokens: int, max_tokens: int) -> int:
    steps = -(-n_source_tokens // _CAP_STEP)
    return min(_CAP_FACTOR * _CAP_STEP * steps + _CAP_EXTRA, max_tokens)


class _MarianEngine(ABC):
    """What both engines share: ids in, ids and log-probabilities out, batches by length cap."""

    def __init__(self, checkpoint: Checkpoint, decoding: Decoding) -> None:
        self.checkpoint = checkpoint
        self.decoding = decoding
        self.tokenizer = MarianTokenizer(checkpoint)

    @property
    def max_tokens(self) -> int:
        return int(self.checkpoint.config["max_position_embeddings"]) - 1

    def count_tokens(self, texts: Sequence[str], /) -> list[int]:
        return [len(row) for row in self.tokenizer.encode(texts)]

    def __call__(self, texts: Sequence[str], /) -> list[Hypothesis]:
        return self._translate(texts, _Search(self.decoding.beam))

    def variant(self, *, beam: int, no_repeat_ngram: int = 0) -> Translator:
        return lambda texts: self._translate(texts, _Search(beam, no_repeat_ngram))

    def _translate(self, texts: Sequence[str], search: _Search) -> list[Hypothesis]:
        rows = self.tokenizer.encode(texts)
        groups: dict[int, list[int]] = defaultdict(list)
        for i, row in enumerate(rows):
            if len(row) > self.max_tokens:
                raise ModelError(f"text {i} has {len(row)} tokens, {self.checkpoint.name} takes at most {self.max_tokens}")
            groups[_length_cap(len(row), self.max_tokens)].append(i)
        decoded: list[tuple[list[int], float]] = [([], 0.0)] * len(rows)
        for cap, members in sorted(groups.items()):
            for i, result in zip(members, self._decode([rows[i] for i in members], cap, search), strict=True):
                decoded[i] = result
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

    @abstractmethod
    def _decode(self, rows: list[list[int]], cap: int, search: _Search) -> list[tuple[list[int], float]]:
        """Best target ids of each row, with the end-of-sentence id where it was said, and their summed log-probability."""


class CTranslate2Engine(_MarianEngine):
    """The default engine."""

    def __init__(self, checkpoint: Checkpoint, decoding: Decoding) -> None:
        super().__init__(checkpoint, decoding)
        import ctranslate2

        folder, temporary = converted_model(checkpoint, decoding.compute_type)
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
        _, sequences = forbidden_tokens(checkpoint)
        self._suppressed = [[str(i) for i in word] for word in sequences] or None

    def _decode(self, rows: list[list[int]], cap: int, search: _Search) -> list[tuple[list[int], float]]:
        longest = max(map(len, rows))
        results = self._translator.translate_batch(
            [[str(i) for i in row] for row in rows],
            max_batch_size=max(self.decoding.batch_tokens, longest),
            batch_type="tokens",
            beam_size=search.beam,
            no_repeat_ngram_size=search.no_repeat_ngram,
            length_penalty=float(self.checkpoint.setting("length_penalty", 1.0)),
            suppress_sequences=self._suppressed,
            return_end_token=True,
            max_input_length=0,
            max_decoding_length=cap,
            return_scores=True,
        )
        penalty = float(self.checkpoint.setting("length_penalty", 1.0))
        out = []
        for result in results:
            ids = [int(token) for token in result.hypotheses[0]]
            out.append((ids, result.scores[0] * len(ids) ** penalty))
        return out

    def attention(self, sources: Sequence[str], targets: Sequence[str], /) -> list[Attention | None]:
        """Where each given translation looks in its source, by head 0 of the last layer; None where a side is empty or long."""
        import numpy as np

        src, tgt = self.tokenizer.source_pieces(sources), self.tokenizer.target_pieces(targets)
        fits = [
            i
            for i, (s, t) in enumerate(zip(src, tgt, strict=True))
            if s[0] and t[0] and len(s[0]) <= self.max_tokens >= len(t[0])
        ]
        out: list[Attention | None] = [None] * len(sources)
        if not fits:
            return out
        results = self._translator.translate_batch(
            [[*map(str, src[i][0]), str(self.tokenizer.eos_id)] for i in fits],
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


class TransformersEngine(_MarianEngine):
    """The reference engine; needs the extra `transformers`."""

    def __init__(self, checkpoint: Checkpoint, decoding: Decoding) -> None:
        super().__init__(checkpoint, decoding)
        try:
            import torch
            import transformers
        except ImportError:
            raise ModelError('the engine transformers needs its extra: pip install "mtalign[transformers]"') from None
        if decoding.compute_type not in ("float32", "auto"):
            raise ModelError(f"the engine transformers computes in float32, not {decoding.compute_type}")
        transformers.logging.set_verbosity_error()
        transformers.utils.logging.disable_progress_bar()
        self._torch: Any = torch
        try:
            self._model: Any = transformers.MarianMTModel.from_pretrained(
                checkpoint.folder, local_files_only=True, use_safetensors=True, dtype=torch.float32
            ).eval()
        except Exception as error:
            raise ModelError(f"transformers cannot load {checkpoint.name}: {str(error).splitlines()[0]}") from None
        # What the checkpoint says of decoding is passed with each call, alike for both engines; left here it would be mixed in.
        self._model.generation_config = transformers.GenerationConfig()

    def _decode(self, rows: list[list[int]], cap: int, search: _Search) -> list[tuple[list[int], float]]:
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        out: list[tuple[list[int], float]] = [([], 0.0)] * len(rows)
        while order:
            longest = len(rows[order[-1]])
            size = max(1, self.decoding.batch_tokens // longest)
            members, order = order[-size:], order[:-size]
            for i, result in zip(members, self._generate([rows[i] for i in members], cap, search), strict=True):
                out[i] = result
        return out

    def _generate(self, rows: list[list[int]], cap: int, search: _Search) -> list[tuple[list[int], float]]:
        torch, model = self._torch, self._model
        longest = max(map(len, rows))
        pad = int(self.checkpoint.setting("pad_token_id"))
        ids = torch.tensor([row + [pad] * (longest - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
        single, sequences = forbidden_tokens(self.checkpoint)
        penalty = float(self.checkpoint.setting("length_penalty", 1.0))
        previous = torch.get_num_threads()
        if self.decoding.threads:
            torch.set_num_threads(self.decoding.threads)
        try:
            with torch.inference_mode():
                generated = model.generate(
                    ids,
                    attention_mask=mask,
                    generation_config=self._settings(cap, penalty, [[i] for i in sorted(single)] + sequences, search),
                )
        finally:
            torch.set_num_threads(previous)
        eos = self.tokenizer.eos_id
        out = []
        scores = generated.sequences_scores.tolist() if search.beam > 1 else self._greedy_scores(generated)
        for sequence, score in zip(generated.sequences.tolist(), scores, strict=True):
            said = sequence[1:]
            if eos in said:
                said = said[: said.index(eos) + 1]
            out.append((said, score * len(said) ** penalty if search.beam > 1 else score))
        return out

    def _settings(self, cap: int, penalty: float, bad_words: list[list[int]], search: _Search) -> Any:
        from transformers import GenerationConfig

        setting = self.checkpoint.setting
        return GenerationConfig(
            num_beams=search.beam,
            no_repeat_ngram_size=search.no_repeat_ngram or None,
            do_sample=False,
            # CTranslate2 ends a sentence once as many hypotheses are complete as the beam is wide.
            early_stopping=search.beam > 1,
            # An empty translation is never the answer; CTranslate2 rules it out by default, and renormalises.
            min_new_tokens=1,
            max_new_tokens=cap,
            length_penalty=penalty,
            bad_words_ids=bad_words or None,
            # Without this, probability lost to forbidden tokens would stay lost.
            renormalize_logits=True,
            pad_token_id=setting("pad_token_id"),
            bos_token_id=setting("bos_token_id"),
            eos_token_id=setting("eos_token_id", 0),
            decoder_start_token_id=setting("decoder_start_token_id", setting("pad_token_id")),
            output_scores=True,
            return_dict_in_generate=True,
        )

    def _greedy_scores(self, generated: Any) -> list[float]:
        steps = self._model.compute_transition_scores(generated.sequences, generated.scores, normalize_logits=True)
        scores = []
        for sequence, row in zip(generated.sequences[:, 1:].tolist(), steps.tolist(), strict=True):
            eos = self.tokenizer.eos_id
            length = sequence.index(eos) + 1 if eos in sequence else len(sequence)
            scores.append(sum(row[:length]))
        return scores


def _cores() -> int:
    import os

    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
