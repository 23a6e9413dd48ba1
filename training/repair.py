"""Make the models of cleanse.mojibake.

    python -m training.repair DATA.jsonl.gz [DATA.jsonl.gz ...] [--out FOLDER] [--everything] [--held-out]

DATA has one ``{"set", "lang", "clean" or "text"}`` a line, see `training.texts`. Writes characters.bin, languages.bin and
gate.bin and prints their digests; the same bytes come out of the same data. The card is docs/models/mojibake.md.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable
from pathlib import Path

from training import characters, pairs, texts, voices

HOME = Path(__file__).parent.parent / "cleanse" / "mojibake"


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=HOME)
    parser.add_argument("--everything", action="store_true", help="also texts that must not ship, to compare")
    parser.add_argument("--only", help="one of the three files")
    parser.add_argument("--held-out", action="store_true", help="leave out half of the rows, to measure on them")
    options = parser.parse_args()
    lines = texts.lines(options.data, everything=options.everything, held_out=options.held_out)
    clean = [line.text for line in lines]
    print(f"{len(lines):,} lines, {sum(map(len, clean)):,} characters")
    options.out.mkdir(parents=True, exist_ok=True)
    makers: dict[str, Callable[[], bytes]] = {
        "characters.bin": lambda: characters.train(clean),
        "languages.bin": lambda: voices.train(lines),
        "gate.bin": lambda: pairs.train(lines),
    }
    for name, make in makers.items():
        if options.only not in (None, name):
            continue
        data = make()
        (options.out / name).write_bytes(data)
        print(f"{name}  {len(data):,} bytes  sha256 {hashlib.sha256(data).hexdigest()}")
    whole = hashlib.sha256(b"".join((options.out / name).read_bytes() for name in sorted(makers))).hexdigest()
    print(f"together, for cleanse.mojibake.DIGEST and the card: {whole}")


if __name__ == "__main__":
    main()
