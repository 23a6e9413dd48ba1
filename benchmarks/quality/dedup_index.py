"""What an index of signatures finds of the pairs there are, by keys, by estimates, and how far estimates are off.

    python -m benchmarks.quality.dedup_index CORPUS.jsonl.gz PAIRS.tsv.gz [--threshold 0.8]

CORPUS has one ``{"id": int, "text": str}`` a line, ids from 0 in order; PAIRS has a head line and then
``i  j  jaccard``, every pair at or above some floor below the threshold. All documents are added, then looked up.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from cleanse import SignatureIndex
from cleanse.dedup.index.drafts import cut
from cleanse.dedup.index.lookup import Work, look_up
from cleanse.dedup.index.signing import signed
from cleanse.dedup.index.store import Snapshot
from cleanse.dedup.signatures import encoded, sign_all


def found_pairs(folder: Path, texts: Sequence[str], least: int, work: Work) -> Iterator[tuple[int, int, float]]:
    """Pairs that the index tells, each with its estimate."""
    with Snapshot(folder) as index:
        names = [(str(place), 0) for place in range(len(texts))]
        asked = cut(index.book.scheme, signed(names, sign_all([encoded(text) for text in texts])))
        for match in look_up(index.book.scheme, index.segments, asked, least, limit=1000, work=work):
            one, other = sorted((match.asked, int(match.path)))
            yield one, other, match.similarity_ppm / 1e6


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What an index of signatures finds.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--threshold", type=float, default=0.8)
    options = parser.parse_args(arguments)
    with gzip.open(options.corpus, "rt", encoding="utf-8") as stream:
        texts = [json.loads(line)["text"] for line in stream]
    with gzip.open(options.pairs, "rt", encoding="utf-8") as stream:
        next(stream)
        rows = (line.split("\t") for line in stream)
        exact = {(int(one), int(other)): float(similarity) for one, other, similarity in rows}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "index"
        index = SignatureIndex.build(folder, options.threshold)
        index.add((str(place), text) for place, text in enumerate(texts))
        scheme = index.scheme
        ppm = scheme.threshold_ppm
        work = Work()
        keys = {(one, other): estimate for one, other, estimate in found_pairs(folder, texts, 0, Work())}
        floor = {(one, other) for one, other, _ in found_pairs(folder, texts, scheme.floor(ppm), work)}
        estimated = {(one, other) for one, other, _ in found_pairs(folder, texts, scheme.least(ppm), Work())}
    true = {pair for pair, similarity in exact.items() if similarity >= options.threshold - 1e-6}
    off = [keys[pair] - exact[pair] for pair in true if pair in keys]
    print(f"documents {len(texts)}, pairs at {options.threshold:g} and above {len(true)}")
    print(f"candidates a document {work.candidates / len(texts):.2f}")
    print(f"recall of keys {len(true & keys.keys()) / len(true):.4f}")
    print(f"recall behind the floor, where texts decide {len(true & floor) / len(true):.4f}")
    print(
        f"recall of estimates {len(true & estimated) / len(true):.4f}, precision {len(true & estimated) / len(estimated):.4f}"
    )
    print(f"estimates are off by {(sum(one * one for one in off) / len(off)) ** 0.5:.4f} (root mean square)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
