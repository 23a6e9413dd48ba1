"""How often the language is right, how often nobody is asked to believe a guess, and what it costs.

    python benchmarks/quality/language.py ITEMS.jsonl.gz [--every 10]

ITEMS has one ``{"id": ..., "set": str, "lang": tag, "text": str}`` a line; ``und`` where there is no language. An item
is taken by the checksum of its id, so the same sample comes out every time. Shares are means over languages.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
import zlib
from collections import Counter, defaultdict
from pathlib import Path

from cleanse.language.langdetector import LangDetect

SAME = {"nb": "no"}
"""Tags that the detector writes otherwise."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", type=Path)
    parser.add_argument("--every", type=int, default=10)
    options = parser.parse_args()
    detector = LangDetect()
    detector.detect("A sentence that is long enough to load the tables before the clock starts.")
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    seconds: dict[str, float] = defaultdict(float)
    with gzip.open(options.items, "rt", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            if zlib.crc32(str(item["id"]).encode()) % options.every:
                continue
            start = time.process_time()
            tag = detector.detect(item["text"]).tag
            seconds[item["set"]] += time.process_time() - start
            right = SAME.get(item["lang"], item["lang"])
            answer = "right" if tag.partition("-")[0] == right else "none" if tag == "und" else "wrong"
            counts[item["set"]][right][answer] += 1
    print(f"{'set':14}{'items':>7}{'languages':>11}{'right':>8}{'none':>8}{'wrong':>8}{'docs/s':>9}")
    for kind, languages in sorted(counts.items()):
        items = sum(count.total() for count in languages.values())
        means = (
            sum(count[answer] / count.total() for count in languages.values()) / len(languages)
            for answer in ("right", "none", "wrong")
        )
        shares = "".join(f"{mean:8.1%}" for mean in means)
        print(f"{kind:14}{items:7}{len(languages):11}{shares}{items / max(seconds[kind], 1e-9):9.0f}")


if __name__ == "__main__":
    main()
