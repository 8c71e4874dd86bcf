"""How fast the pipeline is beside what it stands on: the same sentences, weights and beam, in one run.

    python benchmarks/translate.py [--sentences N] [--rounds R] [--skip-transformers]

Prints seconds and ratios: bare CTranslate2 `translate_batch`, mtalign's translation stage, transformers `generate` in
batches sorted by length. Rounds take turns, so that a machine that slows down slows all of them; the median counts.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import ctranslate2

from mtalign.translation import Decoding, load_engine, resolve, translate_texts
from mtalign.translation.convert import converted_model
from mtalign.translation.normalize import source_text
from mtalign.translation.tokenizer import MarianTokenizer

CORPUS = Path(__file__).resolve().parent.parent / "corpus" / "news.fr.txt"


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="tiny-fr-en")
    parser.add_argument("--sentences", type=int, default=2000)
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--compute-type", default="int8")
    parser.add_argument("--skip-transformers", action="store_true")
    args = parser.parse_args()

    texts = CORPUS.read_text(encoding="utf-8").splitlines()[: args.sentences]
    checkpoint = resolve(args.model)
    decoding = Decoding(beam=args.beam, threads=args.threads, compute_type=args.compute_type)
    engine = load_engine(checkpoint, "ctranslate2", decoding)
    tokenizer = MarianTokenizer(checkpoint)
    folder, _ = converted_model(checkpoint, args.compute_type)
    bare = ctranslate2.Translator(str(folder), compute_type=args.compute_type, inter_threads=args.threads, intra_threads=1)

    def run_bare() -> None:
        rows = [[str(i) for i in row] for row in tokenizer.encode([source_text(text) for text in texts])]
        results = bare.translate_batch(rows, beam_size=args.beam, max_batch_size=decoding.batch_tokens, batch_type="tokens")
        tokenizer.decode([[int(token) for token in result.hypotheses[0]] for result in results])

    def run_ours() -> None:
        translate_texts(texts, engine, count_tokens=engine.count_tokens)

    contestants: dict[str, Callable[[], object]] = {"bare CTranslate2": run_bare, "mtalign": run_ours}
    if not args.skip_transformers:
        reference = load_engine(
            checkpoint,
            "transformers",
            Decoding(beam=args.beam, threads=args.threads, compute_type="float32", batch_tokens=2048),
        )
        contestants["transformers"] = lambda: reference([source_text(text) for text in texts])
    run_bare()
    run_ours()
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(args.rounds):
        for name, work in contestants.items():
            # One round is enough to know a contestant that takes minutes.
            if name != "transformers" or number == 0:
                seconds[name].append(timed(work))
    ours = statistics.median(seconds["mtalign"])
    print(f"{len(texts)} sentences, beam {args.beam}, {args.compute_type}, {args.threads} threads, {args.rounds} rounds")
    for name, times in seconds.items():
        middle = statistics.median(times)
        print(f"{name:18}{middle:8.2f} s   {len(texts) / middle:8.1f} sentences/s   {middle / ours:6.2f} x mtalign's time")


if __name__ == "__main__":
    main()
