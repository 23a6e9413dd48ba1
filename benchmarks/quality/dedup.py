"""Near-duplicates: what is found, what is lost, what it costs; other libraries on the same documents beside it.

    python benchmarks/quality/dedup.py CORPUS.jsonl.gz PAIRS.tsv.gz [--threshold 0.8 0.9] [--methods cleanse rensa]

CORPUS has one ``{"id": int, "text": str}`` a line, ids from 0 in order; PAIRS has a head line and then
``i  j  jaccard``, every pair at or above some floor below the threshold, by the definitions of
`cleanse.shingling`. Every method runs in a process of its own, is given texts in memory, and is timed by CPU time of
all its threads; none is timed while it is imported or compiled. Peers are in the extra ``bench``; text-dedup is not
among them, for it is a script over the datasets library that pins versions cleanse cannot live with.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from cleanse.dedup.clusters import Forest
from cleanse.shingling import DEFAULT, MILLION


@dataclass(frozen=True, slots=True)
class Found:
    """One method's answer: the label of every document's cluster, who goes and for whom, and its cost."""

    labels: Sequence[int]
    gone: Sequence[tuple[int, int]]
    seconds: float
    peak: int = 0
    note: str = ""


def ours(texts: Sequence[str], threshold: float, backend: str = "bands") -> Found:
    from cleanse.dedup.decider import Policy
    from cleanse.dedup.near import Collected
    from cleanse.dedup.signatures import common, kernel_installed, shingle_set, sign_all

    warm = kernel_installed()
    sign_all([b"warm up"], compiled=warm)
    common(shingle_set(b"warm up", compiled=warm), shingle_set(b"warm", compiled=warm), compiled=warm)
    start = time.process_time()
    policy = Policy(round(threshold * MILLION), backend=backend)
    with tempfile.TemporaryDirectory() as folder, Collected(policy, Path(folder)) as collected:
        collected.add(iter(texts))
        result = collected.decide()
    seconds = time.process_time() - start
    labels = list(range(len(texts)))
    for cluster in result.clusters:
        for member in cluster.members:
            labels[member] = cluster.members[0]
    gone = [(decision.index, decision.partner) for decision in result.dropped]
    note = f"{result.checks} exact checks, bounded {result.bounded}, unlinked {result.unlinked}"
    return Found(labels, gone, seconds, note=note)


def ours_by_datasketch(texts: Sequence[str], threshold: float) -> Found:
    return ours(texts, threshold, "datasketch")


def datasketch_alone(texts: Sequence[str], threshold: float) -> Found:
    """What its documentation leads to: default hash, default bands, one copy of each cluster stays."""
    from datasketch import MinHash, MinHashLSH

    start = time.process_time()
    index = MinHashLSH(threshold=threshold, num_perm=128)
    forest = Forest(len(texts))
    for number, text in enumerate(texts):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in DEFAULT.shingles(text)])
        if sketch.is_empty():
            continue
        for other in index.query(sketch):
            forest.join(number, other)
        index.insert(number, sketch)
    return _first_stays(forest, len(texts), time.process_time() - start, f"{index.b} bands of {index.r}")


def rensa_alone(texts: Sequence[str], threshold: float) -> Found:
    """Its R-MinHash and index; what the index proposes is held against the sketches' estimate, as its documentation does."""
    from rensa import RMinHash, RMinHashLSH

    start = time.process_time()
    index = RMinHashLSH(threshold=threshold, num_perm=128, num_bands=16)
    forest = Forest(len(texts))
    sketches = []
    for number, text in enumerate(texts):
        sketch = RMinHash(num_perm=128, seed=42)
        shingles = list(DEFAULT.shingles(text))
        sketch.update(shingles)
        sketches.append(sketch)
        if not shingles:
            continue
        for other in index.query(sketch):
            if sketch.jaccard(sketches[other]) >= threshold:
                forest.join(number, other)
        index.insert(number, sketch)
    return _first_stays(forest, len(texts), time.process_time() - start, "16 bands of 8")


def gaoya_alone(texts: Sequence[str], threshold: float) -> Found:
    """Its index of strings with words told in Rust, 25 bands of 5."""
    from gaoya.minhash import MinHashStringIndex

    start = time.process_time()
    index = MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=threshold,
        num_bands=25,
        band_size=5,
        num_hashes=None,
        analyzer="word",
        lowercase=True,
        ngram_range=(5, 5),
    )
    forest = Forest(len(texts))
    for number, text in enumerate(texts):
        for other in index.query(text):
            forest.join(number, other)
        index.insert_document(number, text)
    return _first_stays(forest, len(texts), time.process_time() - start, "25 bands of 5")


def _first_stays(forest: Forest, count: int, seconds: float, note: str) -> Found:
    labels = [forest.find(number) for number in range(count)]
    return Found(labels, [(n, label) for n, label in enumerate(labels) if label != n], seconds, note=note)


METHODS: dict[str, Callable[[Sequence[str], float], Found]] = {
    "cleanse": ours,
    "cleanse over datasketch": ours_by_datasketch,
    "datasketch": datasketch_alone,
    "rensa": rensa_alone,
    "gaoya": gaoya_alone,
}


def pairs_of(counts: Iterable[int]) -> int:
    return sum(count * (count - 1) // 2 for count in counts)


def report(name: str, found: Found, pairs: Sequence[tuple[int, int]], size: int) -> None:
    truth = Forest(len(found.labels))
    for one, other in pairs:
        truth.join(one, other)
    gold = [truth.find(number) for number in range(len(found.labels))]
    hit = sum(found.labels[one] == found.labels[other] for one, other in pairs)
    same = pairs_of(Counter(found.labels).values())
    wanted = pairs_of(Counter(gold).values())
    right = pairs_of(Counter(zip(found.labels, gold, strict=True)).values())
    known = set(pairs) | {(other, one) for one, other in pairs}
    gone = dict(found.gone)
    lost = sum(tuple(pair) not in known for pair in found.gone)
    stays = sum(one not in gone and other not in gone for one, other in pairs)
    print(
        f"{name}: recall {hit / max(1, len(pairs)):.4f} of {len(pairs)} pairs, "
        f"closure precision {right / max(1, same):.4f}, cluster F1 {2 * right / max(1, same + wanted):.4f}"
    )
    print(f"  dropped {len(gone)}, {lost} of them for no duplicate, pairs of which both stay {stays}")
    print(
        f"  {found.seconds:.2f} CPU s, {size / 1e6 / found.seconds:.1f} MB/s,"
        f" {found.peak / len(found.labels) / 1024:.1f} KB a document; {found.note}",
        flush=True,
    )


def read_texts(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--threshold", type=float, nargs="+", default=[0.8, 0.9])
    parser.add_argument("--methods", nargs="+", choices=list(METHODS), default=list(METHODS))
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    texts = read_texts(options.corpus)
    if options.one:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        found = METHODS[options.one](texts, options.threshold[0])
        peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
        print(json.dumps(asdict(found) | {"peak": peak}))
        return
    known = []
    with gzip.open(options.pairs, "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            one, other, jaccard = line.split()
            known.append((int(one), int(other), float(jaccard)))
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
    for threshold in options.threshold:
        print(f"{len(texts)} documents, {size / 1e6:.1f} MB, threshold {threshold}")
        # The file rounds to six digits.
        pairs = [(one, other) for one, other, jaccard in known if jaccard >= threshold - 1e-6]
        for name in options.methods:
            command = [sys.executable, __file__, str(options.corpus), str(options.pairs), "--one", name]
            answer = subprocess.run(
                [*command, "--threshold", str(threshold)], check=False, capture_output=True, text=True
            )
            if answer.returncode:
                print(f"{name}: not measured: {answer.stderr.strip().splitlines()[-1:]}")
                continue
            report(name, Found(**json.loads(answer.stdout)), pairs, size)


if __name__ == "__main__":
    main()
