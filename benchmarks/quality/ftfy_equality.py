"""Whether `text/ftfy` gives what ftfy gives, on labelled data: how many texts and characters were compared.

    python -m benchmarks.quality.ftfy_equality DATA.jsonl.gz... [--every 1] [--show 5]

Of every row the fields ``dirty``, ``clean``, ``text``, ``gold`` and ``lines`` are taken, and compared twice: with
the default settings and with every fixer on. A text counts each time it is compared. Exit status 1 when any differs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path

import ftfy

from benchmarks.repair_speed import ENCODING, EVERYTHING
from cleanse.document import Document
from cleanse.spans import apply, ordered

FIELDS = ("dirty", "clean", "text", "gold", "lines")
RULES = {"encoding only": ENCODING, "every fixer": EVERYTHING}


def texts(path: Path, every: int = 1) -> Iterator[str]:
    """The texts of a file of JSON lines, of every so manieth row."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", errors="surrogatepass") as rows:
        for number, row in enumerate(rows):
            if number % every == 0:
                item = json.loads(row)
                found = (item[field] for field in FIELDS if field in item)
                yield from ("\n".join(value) if isinstance(value, list) else value for value in found)


def main() -> int:
    """Compare from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--every", type=int, default=1, help="only every so manieth row")
    parser.add_argument("--show", type=int, default=5, help="differences to print")
    given = parser.parse_args()
    print(f"ftfy {ftfy.__version__}")
    print(
        f"{'file':32}{'settings':16}{'texts':>10}{'characters':>14}{'changed':>9}{'different':>11}{'CPU s':>9}{'ftfy s':>9}"
    )
    total = wrong = 0
    for path in given.data:
        for name, rule in RULES.items():
            config = rule.config()
            count = size = changed = different = 0
            ours = theirs = 0.0
            for text in texts(path, given.every):
                start = time.process_time()
                result = apply(text, ordered(rule.edits(Document(text)), len(text)))
                middle = time.process_time()
                wanted = ftfy.fix_text(text, config)
                ours, theirs = ours + middle - start, theirs + time.process_time() - middle
                count, size, changed = count + 1, size + len(text), changed + (wanted != text)
                if result != wanted:
                    different += 1
                    if wrong + different <= given.show:
                        print(f"  in   {text[:200]!r}\n  ours {result[:200]!r}\n  ftfy {wanted[:200]!r}")
            total, wrong = total + count, wrong + different
            print(f"{path.name:32}{name:16}{count:10,}{size:14,}{changed:9,}{different:11,}{ours:9.1f}{theirs:9.1f}")
    print(f"{total:,} texts compared, {wrong:,} different")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
