"""How much of what was decoded wrongly comes back, and what is damaged, beside ftfy.

    python -m benchmarks.quality.mojibake ROWS.jsonl.gz [--damage] [--held-out] [--models FOLDER] [--set REGEX]

ROWS has one ``{"set", "dirty", "clean"}`` a line, and perhaps ``accept``, a list of other right answers. Sets whose
names begin with ``clean`` hold text that must stay. ``exact`` is the share of the very text; ``folded`` forgives what is
a matter of taste: the normal form, curly quotes, ligatures, widths, kinds of line breaks, runs of white space.
``--damage`` prints every clean row that changes; ``--held-out`` measures on the half of the rows that
`training.texts` leaves out, with models that were made without it (``--models``).
"""

from __future__ import annotations

import argparse
import re
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import ftfy

import cleanse.mojibake.gate as gate_of
import cleanse.mojibake.model as model_of
import cleanse.mojibake.voices as voices_of
from benchmarks import measure
from cleanse.document import Document
from cleanse.rule import Rule
from cleanse.spans import apply, ordered
from cleanse.transforms.ftfy_repair import FtfyRepair
from cleanse.transforms.mojibake import Mojibake
from training.texts import is_held_out, rows

QUOTES = {**dict.fromkeys(map(ord, "ʼ‘’‚‛"), "'"), **dict.fromkeys(map(ord, "“”„‟"), '"')}
WIDE = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0xFB00, 0xFB07), *range(0xFF01, 0xFFEF), 0x3000)
}
TASTE: Mapping[int, str] = {**QUOTES, **WIDE}
_SPACES, _BREAKS = re.compile(r"[^\S\n]+"), re.compile(" ?(?:\r\n|[\r\n\u2028\u2029]) ?")


def folded(text: str) -> str:
    """A text without what is a matter of taste.

    >>> folded("so—said he: “ﬁne”")
    'so—said he: "fine"'
    """
    text = unicodedata.normalize("NFC", text.translate(TASTE))
    return _BREAKS.sub("\n", _SPACES.sub(" ", text)).strip(" ")


def _rule(rule: Rule) -> Callable[[str], str]:
    return lambda text: apply(text, ordered(rule.edits(Document(text)), len(text)))


def _ftfy() -> Callable[[str], str]:
    config = FtfyRepair().config()
    return lambda text: str(ftfy.fix_text(text, config))


CONTENDERS: Mapping[str, Callable[[str], str]] = {
    "ftfy": lambda text: str(ftfy.fix_text(text)),
    "ftfy, encoding only": _ftfy(),
    "text/mojibake": _rule(Mojibake()),
}


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--damage", action="store_true")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--models", type=Path)
    parser.add_argument("--set", default="")
    options = parser.parse_args()
    if options.models:
        for module in (model_of, voices_of, gate_of):
            module.files = lambda _: options.models  # type: ignore[attr-defined]
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    seconds: Counter[str] = Counter()
    size = 0
    chosen = re.compile(options.set)
    for row in rows(options.rows):
        if (options.held_out and not is_held_out(row)) or not chosen.search(row["set"]):
            continue
        size += len(row["dirty"].encode("utf-8", "surrogatepass"))
        _measure(row, counts[row["set"]], seconds, show=options.damage)
    print(table(counts))
    clean = [kinds for name, kinds in counts.items() if name.startswith("clean")]
    total = sum(kinds["text/mojibake"]["rows"] for kinds in clean)
    for name in CONTENDERS:
        hurt = sum(kinds[name]["rows"] - kinds[name]["folded"] for kinds in clean)
        share = f"{hurt} of {total} clean rows damaged ({hurt / max(total, 1):.4%})"
        print(f"{name}: {share}, {size / max(seconds[name], 1e-9) / measure.MB:.2f} MB/s of CPU on all rows")


def _measure(row: dict[str, Any], counts: dict[str, Counter[str]], seconds: Counter[str], *, show: bool) -> None:
    right = [row["clean"], *row.get("accept", ())]
    alike = {folded(text) for text in right}
    for name, repair in CONTENDERS.items():
        start = time.process_time()
        text = repair(row["dirty"])
        seconds[name] += time.process_time() - start  # type: ignore[assignment]
        counts[name]["rows"] += 1
        counts[name]["exact"] += text in right
        counts[name]["folded"] += folded(text) in alike
        if show and name == "text/mojibake" and row["set"].startswith("clean") and text not in right:
            print(f"{row['set']}\n  -{row['dirty']!r}\n  +{text!r}")


def table(counts: Mapping[str, Mapping[str, Counter[str]]]) -> str:
    """One line a set: exact and folded shares of each contender."""
    head = ("set", "rows", *(f"{name}: exact / folded %" for name in CONTENDERS))
    lines = []
    for kind, kinds in sorted(counts.items()):
        shares = [
            f"{100 * count['exact'] / count['rows']:.1f} / {100 * count['folded'] / count['rows']:.1f}"
            for count in (kinds[name] for name in CONTENDERS)
        ]
        lines.append((kind, kinds["ftfy"]["rows"], *shares))
    return measure.table(head, lines)


if __name__ == "__main__":
    main()
