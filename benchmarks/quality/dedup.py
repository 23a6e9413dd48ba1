"""Near-duplicates: what is found, what is lost, what it costs; datasketch's own index beside it.

    python benchmarks/quality/dedup.py CORPUS.jsonl.gz PAIRS.tsv.gz [--threshold 0.8] [--alone]

CORPUS has one ``{"id": int, "text": str}`` a line, ids from 0 in order; PAIRS has a head line and then
``i  j  jaccard``, every pair at or above some floor below the threshold, by the definitions of
`cleanse.shingling`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleanse.dedup.clusters import Forest
from cleanse.dedup.decider import Policy
from cleanse.dedup.near import Collected
from cleanse.dedup.signatures import kernel_installed, sign_all
from cleanse.shingling import DEFAULT, MILLION


@dataclass(frozen=True, slots=True)
class Found:
    """One method's answer: the label of every document's cluster, who goes and for whom, and its cost."""

    name: str
    labels: Sequence[int]
    gone: dict[int, Sequence[int]]
    seconds: float
    note: str = ""


def ours(texts: Sequence[str], threshold: float) -> Found:
    sign_all([b"warm up"], compiled=kernel_installed())
    start = time.process_time()
    policy = Policy(round(threshold * MILLION))
    with tempfile.TemporaryDirectory() as folder, Collected(policy, Path(folder)) as collected:
        collected.add(iter(texts))
        result = collected.decide()
    end = time.process_time()
    labels = list(range(len(texts)))
    for cluster in result.clusters:
        for member in cluster.members:
            labels[member] = cluster.members[0]
    gone: dict[int, Sequence[int]] = {decision.index: (decision.partner,) for decision in result.dropped}
    note = f"{result.checks} exact checks, bounded {result.bounded}, unchecked {result.unchecked}, unlinked {result.unlinked}"
    return Found("cleanse", labels, gone, end - start, note)


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
    seconds = time.process_time() - start
    labels = [forest.find(number) for number in range(len(texts))]
    gone: dict[int, Sequence[int]] = {n: (label,) for n, label in enumerate(labels) if label != n}
    return Found("datasketch MinHashLSH", labels, gone, seconds, f"{index.b} bands of {index.r}")


def pairs_of(counts: Iterable[int]) -> int:
    return sum(count * (count - 1) // 2 for count in counts)


def report(found: Found, pairs: Sequence[tuple[int, int]], size: int) -> None:
    truth = Forest(len(found.labels))
    for one, other in pairs:
        truth.join(one, other)
    gold = [truth.find(number) for number in range(len(found.labels))]
    hit = sum(found.labels[one] == found.labels[other] for one, other in pairs)
    same = pairs_of(Counter(found.labels).values())
    wanted = pairs_of(Counter(gold).values())
    right = pairs_of(Counter(zip(found.labels, gold, strict=True)).values())
    known = set(pairs) | {(other, one) for one, other in pairs}
    lost = sum(not any((index, partner) in known for partner in partners) for index, partners in found.gone.items())
    stays = sum(one not in found.gone and other not in found.gone for one, other in pairs)
    print(
        f"{found.name}: recall {hit / max(1, len(pairs)):.4f} of {len(pairs)} pairs, "
        f"closure precision {right / max(1, same):.4f}, cluster F1 {2 * right / max(1, same + wanted):.4f}"
    )
    print(f"  dropped {len(found.gone)}, lost {lost}, pairs of which both stay {stays}")
    print(f"  {found.seconds:.2f} CPU s, {size / 1e6 / found.seconds:.1f} MB/s; {found.note}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--threshold", type=float, default=0.8)
    parser.add_argument("--alone", action="store_true", help="leave out datasketch's own index")
    options = parser.parse_args()
    with gzip.open(options.corpus, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    pairs = []
    with gzip.open(options.pairs, "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            one, other, jaccard = line.split()
            # The file rounds to six digits.
            if float(jaccard) >= options.threshold - 1e-6:
                pairs.append((int(one), int(other)))
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
    print(f"{len(texts)} documents, {size / 1e6:.1f} MB, threshold {options.threshold}")
    report(ours(texts, options.threshold), pairs, size)
    if not options.alone:
        report(datasketch_alone(texts, options.threshold), pairs, size)


if __name__ == "__main__":
    main()
