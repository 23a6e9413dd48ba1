"""Near-duplicates of growing corpora and of bad ones: CPU time, memory, what was found; each in a process of its own.

    python benchmarks/quality/dedup_growth.py TEXTS... [--documents 10000 20000 100000 300000]
    python benchmarks/quality/dedup_growth.py --bad

TEXTS are files or folders of real text (.txt, .md, or .jsonl[.gz] with "text"), of which as many documents as asked
for are made: each is a run of their paragraphs that no other document has, or (two in five) an edit of an earlier one:
words replaced, sentences lost, an end cut off, a paragraph added. ``--bad`` makes input that is hard on purpose.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

WORDS = (600, 480, 300)


def paragraphs(sources: list[Path]) -> list[str]:
    """All paragraphs of some sources, each once."""
    texts: list[str] = []
    for source in sources:
        for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
            if path.name.endswith((".jsonl", ".jsonl.gz")):
                opener = gzip.open if path.suffix == ".gz" else open
                with opener(path, "rt", encoding="utf-8") as lines:
                    texts += [json.loads(line)["text"] for line in lines]
            elif path.suffix in {".txt", ".md"}:
                texts.append(path.read_text(encoding="utf-8", errors="replace"))
    found = (part.strip() for text in texts for part in text.split("\n\n"))
    return list(dict.fromkeys(part for part in found if len(part) > 200))


def edited(words: list[str], source: random.Random) -> list[str]:
    """A copy with one of the usual edits."""
    words = list(words)
    kind = source.randrange(4)
    if kind == 0:
        share = source.choice([0.002, 0.01, 0.03, 0.08])
        return [source.choice(words) if source.random() < share else word for word in words]
    start = source.randrange(len(words))
    if kind == 1:
        return words[:start] + words[start + source.randrange(5, 60) :] or words
    if kind == 2:
        return words[: max(20, len(words) - source.randrange(1, len(words) // 3 + 2))]
    return words[:start] + [f"note{source.randrange(10**6)}" for _ in range(source.randrange(5, 50))] + words[start:]


def corpus(parts: list[str], count: int) -> Iterator[str]:
    """That many documents; the text at hand is taken again, with words of its own, when it has run out."""
    source = random.Random(7)
    recent: list[list[str]] = []
    place = turn = 0
    for _ in range(count):
        if recent and source.random() < 0.4:
            words = edited(source.choice(recent), source)
        else:
            words = []
            while len(words) < WORDS[source.randrange(len(WORDS))]:
                words += parts[place].split()
                place += 1
                if place == len(parts):
                    place, turn = 0, turn + 1
            if turn:
                # Every fourth word is a new one, so that a second turn has no five words of the first.
                words = [f"{word}{turn}" if n % 4 == 0 else word for n, word in enumerate(words)]
        recent.append(words)
        if len(recent) > 2_000:
            recent.pop(source.randrange(1_000))
        yield " ".join(words)


def forms(count: int, shared: int = 200, own: int = 15) -> Iterator[str]:
    """Filled-in copies of one form; with 15 of 200 words their own, J is about 0.5."""
    source = random.Random(own)
    form = [f"form{number}" for number in range(shared)]
    for number in range(count):
        words = list(form)
        for field in range(own):
            words[field * shared // own + 5] = f"value{number}x{field}{source.randrange(100)}"
        yield " ".join(words)


def near_threshold(count: int) -> Iterator[str]:
    """Texts of which each shares just under or just over 0.8 with the next."""
    words = [f"word{number}" for number in range(20 * count + 204)]
    for number in range(count):
        start = number * (22 if number % 2 else 23)
        yield " ".join(words[start : start + 204])


BAD: dict[str, Callable[[], Iterator[str]]] = {
    "100,000 copies of one document": lambda: ("the ferry sails at nine from the pier " * 50 for _ in range(100_000)),
    "100,000 copies in other letters": lambda: (f"{'The Ferry sails at nine. ' * 50}{'!' * n}" for n in range(100_000)),
    "100,000 times one shingle": lambda: ("word " * (5 + n % 400) for n in range(100_000)),
    "10,000 of boilerplate only": lambda: (
        "Home News About us Contact Imprint Privacy " + " ".join(f"menu{m}" for m in range(n % 90))
        for n in range(10_000)
    ),
    "20,000 forms, J 0.82": lambda: forms(20_000, own=4),
    "12,000 forms, J 0.5": lambda: forms(12_000),
    "50,000 forms, J 0.5": lambda: forms(50_000),
    "200,000 forms, J 0.5": lambda: forms(200_000),
    "20,000 forms, J 0.67": lambda: forms(20_000, own=8),
    "20,000 near the threshold": lambda: near_threshold(20_000),
    "100 MB in one document": lambda: iter([" ".join(f"w{n % 9_999_991}" for n in range(12_500_000))]),
    "2 x 50 MB, one character apart": lambda: (" ".join([f"w{n}" for n in range(6_000_000)] + [end]) for end in "ab"),
}


def measure(texts: Iterator[str], threshold_ppm: int = 800_000) -> dict[str, float]:
    from cleanse.dedup.decider import Policy
    from cleanse.dedup.near import Collected
    from cleanse.dedup.signatures import kernel_installed, shingle_set, sign_all

    warm = kernel_installed()
    sign_all([b"warm up"], compiled=warm)
    shingle_set(b"warm up", compiled=warm)
    size = count = 0
    making = 0.0

    def counted() -> Iterator[str]:
        nonlocal size, count, making
        while True:
            begun = time.process_time()
            text = next(texts, None)
            making += time.process_time() - begun
            if text is None:
                return
            size += len(text.encode())
            count += 1
            yield text

    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder, Collected(Policy(threshold_ppm), Path(folder)) as collected:
        collected.add(counted())
        signed = time.process_time()
        result = collected.decide()
    end = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "documents": count,
        "MB": size / 1e6,
        "seconds": end - start - making,
        "deciding": end - signed,
        "peak": (peak - idle) * 1024,
        "checks": result.checks,
        "dropped": len(result.dropped),
        "clusters": len(result.clusters),
        "bounded": result.bounded,
    }


def show(name: str, found: dict[str, float]) -> None:
    rate = found["MB"] / max(found["seconds"], 1e-9)
    print(
        f"{name}: {found['MB']:.1f} MB, {found['seconds']:.2f} CPU s ({found['deciding']:.2f} deciding), {rate:.1f} MB/s,"
        f" {found['seconds'] / found['documents'] * 1e6:.0f} us and {found['peak'] / found['documents']:.0f} bytes a document;"
        f" {found['checks']:.0f} checks, {found['dropped']:.0f} dropped, {found['clusters']:.0f} clusters, bounded"
        f" {found['bounded']:.0f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="*", type=Path)
    parser.add_argument("--documents", nargs="+", type=int, default=[10_000, 20_000, 100_000, 300_000])
    parser.add_argument(
        "--bad", nargs="*", metavar="WORD", help="input that is hard on purpose; only what holds a word"
    )
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one is not None:
        made = BAD[options.one]() if options.one in BAD else corpus(paragraphs(options.texts), int(options.one))
        print(json.dumps(measure(made)))
        return
    names = [str(count) for count in options.documents] if options.texts else []
    if options.bad is not None:
        names += [name for name in BAD if not options.bad or any(word in name for word in options.bad)]
    for name in names:
        command = [sys.executable, __file__, *map(str, options.texts), "--one", name]
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        show(name, json.loads(answer))


if __name__ == "__main__":
    main()
