"""Whose attention is believed: the one policy for word links and for the second witness of what was lost and invented."""

from __future__ import annotations

from collections.abc import Sequence

from mtalign.pipeline.settings import Settings, load
from mtalign.records import Reading, Reads, Segment, Span
from mtalign.translation import DEFAULT_MODEL, Attender, Engine, readings, resolve, word_links

# Pairs whose reading is kept at a time: some kilobytes each.
_KEPT = 5_000


def attention_reader(source_lang: str, target_lang: str, engine: Engine | None = None) -> Attender | None:
    """Whose attention says which source word a word of a translation comes from, for these languages; None where nobody's does.

    Only a model that was trained to look there can be believed, and only between its languages: the engine in use where its
    model is a bundled one, else the bundled model, whoever translated. Word links and the second witness both ask it, in
    `translate` and `check` alike.
    """
    pair = source_lang, target_lang
    own: object = engine
    if isinstance(own, Attender) and own.checkpoint.is_bundled and own.checkpoint.languages == pair:
        return own
    if resolve(DEFAULT_MODEL).languages != pair:
        return None
    own = load(Settings())
    return own if isinstance(own, Attender) else None


def second_witness(reader: Attender | None) -> Reads | None:
    """A model as a second witness of what was lost and invented; what it has said of a pair it says again without reading."""
    if reader is None:
        return None
    said: dict[tuple[str, str], Reading | None] = {}

    def reads(
        sources: Sequence[str],
        targets: Sequence[str],
        source_words: Sequence[Sequence[Span]],
        target_words: Sequence[Sequence[Span]],
    ) -> list[Reading | None]:
        if len(said) > _KEPT:
            said.clear()
        pairs = list(zip(sources, targets, strict=True))
        new = {pair: words for pair, *words in zip(pairs, source_words, target_words, strict=True) if pair not in said}
        found = readings(
            [s for s, _ in new], [t for _, t in new], [s for s, _ in new.values()], [t for _, t in new.values()], reader
        )
        said.update(zip(new, found, strict=True))
        return [said[pair] for pair in pairs]

    return reads


def links_of(
    found: Sequence[Segment], target: Sequence[Segment], reader: Attender | None, source_lang: str, target_lang: str
) -> tuple[tuple[tuple[Span, Span], ...], ...]:
    """Word links of each segment, where somebody can tell."""
    if reader is None:
        return ()
    sides = [s.text for s in found], [t.text for t in target]
    return tuple(word_links(*sides, reader, source_lang=source_lang, target_lang=target_lang))
