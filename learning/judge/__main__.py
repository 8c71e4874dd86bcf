"""Learn the judge of French text, in three steps that can be repeated one by one, and that of pairs in a fourth.

    python -m learning.judge count   PAIRS.tsv FOLDER [--dictionary /usr/share/hunspell]
    python -m learning.judge network PAIRS.tsv FOLDER [--minutes 30] [--passes 2] [--seed 1] [--go-on]
    python -m learning.judge trees   PAIRS.tsv FOLDER --treebank FILE.conllu.xz ... --clean FILE ... --out french.npz
    python -m learning.judge pairs   PAIRS.tsv --right FILE.fr FILE.en --out fr-en.npz

PAIRS.tsv has a line for each pair: its source, the French and the English, by tabs; for `pairs` also word links, as "i-j" by
spaces. `count` needs the dictionary of Debian's hunspell-fr-comprehensive, `network` torch, `trees` and `pairs` lightgbm
(`pip install -e '.[learning]'`). FOLDER keeps what a step leaves to the next.
On two cores the steps take 5, 45, 8 and 10 minutes.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from learning.judge.material import Material

_DICTIONARY = Path("/usr/share/hunspell")
_TRAINING, _TEST = 0.6, 0.4
_SEED = 5


def _load(file: Path) -> dict[str, Any]:
    with np.load(file, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def _known(arrays: dict[str, Any]) -> tuple[list[str], int, dict[str, int]]:
    import json

    said = json.loads(bytes(arrays["text"]).decode("utf-8"))
    return said["words"], said["known"], said["guesses"]


def _count(args: argparse.Namespace) -> None:
    from learning.judge.counts import knowledge

    args.folder.mkdir(parents=True, exist_ok=True)
    np.savez(args.folder / "counts.npz", **knowledge(args.pairs, args.dictionary))  # type: ignore[arg-type]


def _material(args: argparse.Namespace, words: list[str], arrays: dict[str, Any]) -> Material:
    from learning.judge import planted

    counts = np.exp(arrays["word_logs"][: len(words)].astype(float)) - 0.5
    return planted.material(args.pairs, args.dictionary, words, counts.tolist())


def _network(args: argparse.Namespace) -> None:
    from learning.judge import network

    arrays = _load(args.folder / "counts.npz")
    words, known, endings = _known(arrays)
    material = _material(args, words[:known], arrays)
    index = {word: i for i, word in enumerate(words[:known])}
    seeds = range(args.seed, args.seed + args.passes)
    passes = [network.planted_rows(args.pairs, material, index, endings, seed) for seed in seeds]
    begun = _load(args.folder / "network.npz") if args.go_on else None
    np.savez(args.folder / "network.npz", **network.train(passes, arrays["classes"], args.minutes, begun).arrays())  # type: ignore[arg-type]


def _trees(args: argparse.Namespace) -> None:
    from learning.judge import corpus, forests, network, planted
    from mtalign.detect.judge.knowledge import from_arrays

    arrays = _load(args.folder / "counts.npz") | _load(args.folder / "network.npz")
    arrays = _with(arrays, distances=network.DISTANCES, codes=planted.LABELS[1:])
    knowledge = from_arrays(arrays)
    words, known, _ = _known(arrays)
    material = _material(args, words[:known], arrays)
    pages = corpus.pages(args.pairs, test=False, seed=_SEED)
    pages += [page for file in args.treebank for page in corpus.treebank(file)]
    seen = forests.rows(material, knowledge, pages * args.passes, _TRAINING, _SEED)
    test = forests.rows(material, knowledge, corpus.pages(args.pairs, test=True, seed=_SEED), _TEST, 0)
    clean, size = forests.clean_rows(knowledge, args.clean, corpus.clean(args.pairs))
    print(f"{len(seen.labels)} words to learn from, {len(test.labels)} to test on, {size} clean")
    np.savez_compressed(args.out, **arrays, **forests.learn(seen, test, clean, size))  # type: ignore[arg-type]


def _pairs(args: argparse.Namespace) -> None:
    from learning.judge import pairs

    seen = pairs.rows(pairs.planted(pairs.held(args.pairs, test=False, seed=_SEED), _SEED))
    test = pairs.rows(pairs.planted(pairs.held(args.pairs, test=True, seed=_SEED), _SEED + 1))
    right = pairs.right_pairs(*args.right)
    print(f"{len(seen[0].wrong)} French and {len(seen[1].wrong)} English words to learn from, {len(right)} right pairs")
    np.savez_compressed(args.out, **pairs.learn(seen, test, pairs.rows(right)))  # type: ignore[arg-type]


def _with(arrays: dict[str, Any], **more: object) -> dict[str, Any]:
    import json

    said = json.loads(bytes(arrays["text"]).decode("utf-8")) | more
    return arrays | {"text": np.frombuffer(json.dumps(said, ensure_ascii=False).encode("utf-8"), np.uint8)}


def main() -> None:
    """Run one step."""
    parser = argparse.ArgumentParser(
        prog="python -m learning.judge", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    steps = parser.add_subparsers(required=True)
    for name, step in (("count", _count), ("network", _network), ("trees", _trees)):
        sub = steps.add_parser(name)
        sub.set_defaults(step=step)
        sub.add_argument("pairs", type=Path)
        sub.add_argument("folder", type=Path)
        sub.add_argument("--dictionary", type=Path, default=_DICTIONARY)
        sub.add_argument("--passes", type=int, default=2)
        if name == "network":
            sub.add_argument("--minutes", type=float, default=30)
            sub.add_argument("--seed", type=int, default=1, help="of the first pass")
            sub.add_argument("--go-on", action="store_true", help="from the network that FOLDER has")
        if name == "trees":
            sub.add_argument("--treebank", type=Path, nargs="*", default=[])
            sub.add_argument("--clean", type=Path, nargs="+", required=True)
            sub.add_argument("--out", type=Path, required=True)
    sub = steps.add_parser("pairs")
    sub.set_defaults(step=_pairs)
    sub.add_argument("pairs", type=Path)
    sub.add_argument("--right", type=Path, nargs=2, required=True, help="two files whose lines translate each other")
    sub.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.step(args)


if __name__ == "__main__":
    main()
