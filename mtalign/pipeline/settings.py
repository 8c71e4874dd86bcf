"""What a run can be told, and the engine that it asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from mtalign.errors import MtalignError
from mtalign.segment import Split
from mtalign.translation import DEFAULT_MODEL, MAX_INPUT_TOKENS, Decoding, Engine, EngineName, load_engine, resolve

_LEAST_TOKENS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run of the pipeline can be told; the defaults are what `mtalign translate` does."""

    model: str = DEFAULT_MODEL
    hub_revision: str | None = None
    engine: EngineName = "ctranslate2"
    decoding: Decoding = field(default_factory=Decoding)
    max_input_tokens: int = MAX_INPUT_TOKENS
    split: Split = "sentences"
    source_lang: str = "fr"
    target_lang: str = "en"
    offline: bool = False
    safetensors_only: bool = False
    retry: bool = True
    words: bool = False

    def __post_init__(self) -> None:
        # What an engine computes in is its own affair unless somebody says otherwise.
        object.__setattr__(self, "decoding", self.decoding.for_engine(self.engine))
        if self.max_input_tokens < _LEAST_TOKENS:
            raise MtalignError(f"--max-input-tokens is {self.max_input_tokens}, but a clause needs at least {_LEAST_TOKENS}")


def load(settings: Settings) -> Engine:
    """Find the model and load it into its engine; what is loaded is kept for the next call with the same settings."""
    return _loaded(
        settings.model, settings.hub_revision, settings.engine, settings.decoding, settings.offline, settings.safetensors_only
    )


@lru_cache(maxsize=2)
def _loaded(
    model: str, hub_revision: str | None, engine: EngineName, decoding: Decoding, offline: bool, safetensors_only: bool
) -> Engine:
    checkpoint = resolve(model, offline=offline, hub_revision=hub_revision, safetensors_only=safetensors_only)
    return load_engine(checkpoint, engine, decoding)
