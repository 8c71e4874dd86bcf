"""The reference engine: transformers; needs the extra of that name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from mtalign.errors import ModelError
from mtalign.translation.checkpoint import Checkpoint
from mtalign.translation.engines import Decoding, Search
from mtalign.translation.marian import MarianEngine

try:
    import torch
    import transformers
except ImportError:
    raise ModelError('the engine transformers needs its extra: pip install "mtalign[transformers]"') from None


class TransformersEngine(MarianEngine):
    """The reference engine; needs the extra `transformers`."""

    def __init__(self, checkpoint: Checkpoint, decoding: Decoding) -> None:
        super().__init__(checkpoint, decoding)
        if decoding.compute_type not in ("float32", "auto"):
            raise ModelError(f"the engine transformers computes in float32, not {decoding.compute_type}")
        transformers.logging.set_verbosity_error()
        transformers.utils.logging.disable_progress_bar()
        try:
            # The weights come from us, not from the folder: what they were kept in is not this library's affair.
            self._model: Any = transformers.MarianMTModel.from_pretrained(
                None,
                config=transformers.MarianConfig.from_dict(dict(checkpoint.config)),
                state_dict={key: torch.from_numpy(value) for key, value in checkpoint.tensors().items()},
                dtype=torch.float32,
            ).eval()
        except Exception as error:
            raise ModelError(f"transformers cannot load {checkpoint.name}: {str(error).splitlines()[0]}") from None
        # What the checkpoint says of decoding is passed with each call, alike for both engines; left here it would be mixed in.
        self._model.generation_config = transformers.GenerationConfig()

    def _decode(self, rows: Sequence[list[int]], search: Search) -> list[tuple[list[int], float]]:
        """Sentences with one length limit, the longest first, as many as a batch holds."""
        by_cap: dict[int, list[int]] = defaultdict(list)
        for i in sorted(range(len(rows)), key=lambda i: len(rows[i])):
            by_cap[self._cap(rows[i])].append(i)
        out: list[tuple[list[int], float]] = [([], 0.0)] * len(rows)
        for cap, order in sorted(by_cap.items()):
            while order:
                size = max(1, self.decoding.batch_tokens // len(rows[order[-1]]))
                members = order[-size:]
                del order[-size:]
                for i, result in zip(members, self._generate([rows[i] for i in members], cap, search), strict=True):
                    out[i] = result
        return out

    def _generate(self, rows: list[list[int]], cap: int, search: Search) -> list[tuple[list[int], float]]:
        model = self._model
        longest = max(map(len, rows))
        pad = int(self.checkpoint.setting("pad_token_id"))
        ids = torch.tensor([row + [pad] * (longest - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
        single, sequences = self.checkpoint.forbidden_tokens()
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

    def _settings(self, cap: int, penalty: float, bad_words: list[list[int]], search: Search) -> Any:
        setting = self.checkpoint.setting
        return transformers.GenerationConfig(
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
