"""What learning costs: CPU a MB, and memory, as the number of documents grows.

    python -m benchmarks.learning [--documents 1000 10000 100000]

Every document is a page of one of a hundred sites: ten lines of the site's menu, five short lines of its own, three
lines of prose, four lines of the site's foot with a number in it. So all but the menus and feet is seen once: the worst
case for a count of lines.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from pathlib import Path

from benchmarks import measure

SITES = 100


def write(path: Path, documents: int, seed: int = 1) -> int:
    """Write the pages as rows; returns their bytes."""
    drawn = random.Random(seed)
    words = ["".join(drawn.choices("aeioubdfklmnrst", k=drawn.randint(3, 8))) for _ in range(5_000)]

    def some(count: int) -> str:
        return " ".join(drawn.choices(words, k=count))

    menus = [[some(2).title() for _ in range(10)] for _ in range(SITES)]
    feet = [[some(4).capitalize() for _ in range(4)] for _ in range(SITES)]
    size = 0
    with path.open("w", encoding="utf-8") as stream:
        for number in range(documents):
            site = number % SITES
            own = [f"{some(4).capitalize()}" for _ in range(5)]
            prose = [f"{some(24).capitalize()}." for _ in range(3)]
            foot = [f"{line} {drawn.randrange(10_000)}" for line in feet[site]]
            row = {"url": f"https://s{site}.example/{number}", "text": "\n".join([*menus[site], *own, *prose, *foot])}
            size += stream.write(json.dumps(row) + "\n")
    return size


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 10_000])
    arguments = parser.parse_args()
    print(f"{'documents':>10s} {'MB':>8s} {'CPU s':>8s} {'ms/doc':>8s} {'peak MB':>8s} {'learned':>8s}")
    for documents in arguments.documents:
        with tempfile.TemporaryDirectory() as folder:
            rows, out = Path(folder, "rows.jsonl"), Path(folder, "profile.toml")
            size = write(rows, documents)
            command = measure.cleanse("learn", str(rows), "--out", str(out), "--quiet", "--jobs", "0")
            cost = measure.command(command)
            learned = out.read_text(encoding="utf-8").count("[[line]]\n")
        print(
            f"{documents:10,d} {size / measure.MB:8.1f} {cost.cpu:8.2f} {1000 * cost.cpu / documents:8.3f}"
            f" {cost.peak / measure.MB:8.0f} {learned:8,d}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
