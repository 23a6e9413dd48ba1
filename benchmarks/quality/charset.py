"""How often bytes become the right text, and what it costs.

    python benchmarks/quality/charset.py ITEMS.jsonl.gz

ITEMS has one ``{"set": str, "enc": [codec, ...], "b64": str}`` a line; the first codec gives the right text.
"""

from __future__ import annotations

import argparse
import base64
import codecs
import gzip
import json
import time
from collections import Counter, defaultdict
from pathlib import Path

from cleanse.encodings import codec_of
from cleanse.errors import DocumentError
from cleanse.formats.decode import decode


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", type=Path)
    path = parser.parse_args().items
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    seconds: dict[str, float] = defaultdict(float)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            raw, kind = base64.b64decode(item["b64"]), item["set"]
            expected = right_text(raw, item["enc"][0])
            start = time.process_time()
            try:
                found = decode(raw)
            except DocumentError:
                counts[kind]["refused"] += 1
            else:
                # What is repaired in damaged UTF-8 differs from what a decoder puts there; the encoding is the question.
                exact = found.text == expected or raw.decode(found.encoding, "replace").lstrip("\ufeff") == expected
                counts[kind]["exact"] += exact
                counts[kind]["traced"] += bool(found.segments)
            seconds[kind] += time.process_time() - start
            counts[kind]["items"] += 1
    print(f"{'set':22}{'items':>7}{'exact':>8}{'traced':>8}{'refused':>9}{'ms':>8}")
    for kind, count in sorted(counts.items()):
        items = count["items"]
        shares = "".join(
            f"{count[key] / items:{width}.1%}" for key, width in (("exact", 8), ("traced", 8), ("refused", 9))
        )
        print(f"{kind:22}{items:7}{shares}{1000 * seconds[kind] / items:8.2f}")


def right_text(raw: bytes, label: str) -> str:
    """The text by the true codec, read as the larger encoding that pages under its label hold."""
    codec = "utf-8" if label == "ascii" else codec_of(label) or codecs.lookup(label).name
    return raw.decode(codec, "replace").lstrip("\ufeff")


if __name__ == "__main__":
    main()
