"""How fast the index of line rules passes over text in which nothing matches, and how that grows with the entries.

    python -m benchmarks.line_packs [--mb 2] [--text FILE]

Prints MB of UTF-8 a CPU second for phrases and for patterns in growing number, on long lines and on lines wrapped
at 70 columns; beside it the same phrases as one alternation of `re` (asked of every line), and with pyahocorasick
when that is installed. Ratios compare between machines; MB/s do not.
"""

from __future__ import annotations

import argparse
import importlib
import re
import textwrap
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.words import LANGUAGES
from cleanse.linerules import Entry
from cleanse.linerules.index import Index
from cleanse.shipped import builtin_packs

PHRASES = (10, 100, 1_000, 5_000)
PATTERNS = (50, 200, 800)


def prose(size: int) -> list[str]:
    """Paragraphs of all languages, so many characters together."""
    import random

    rng = random.Random(7)
    found: list[str] = []
    while sum(map(len, found)) < size:
        for words in LANGUAGES.values():
            found.append(words.join.join(words.sentence(rng) for _ in range(5)))
    return found


def wrapped(paragraphs: Sequence[str]) -> list[str]:
    return [line for text in paragraphs for line in (*textwrap.wrap(text, 70), "")]


def phrases(count: int) -> tuple[Entry, ...]:
    """Made-up buttons: common first words, so that many lines begin as some phrase does."""
    starts = ("The", "Read", "Share", "In", "Show", "All", "More", "Our", "This", "Your")
    lines = tuple(
        f"{starts[n % 10]} {n // 10} of the quay" if n % 2 else f"{starts[n % 10]} quay button {n}"
        for n in range(count)
    )
    return (Entry("bench/phrases", "1.0.0", "For the benchmark.", phrases=lines),)


def patterns(count: int) -> tuple[Entry, ...]:
    """The patterns of the built-in packs, and again with a number in front of their summary words until there are enough."""
    own = [pattern for pack in builtin_packs() for entry in pack.entries for pattern in entry.match]
    made = [own[n] if n < len(own) else f"(?:no|item) {n} (?:{own[n % len(own)]})" for n in range(count)]
    return (Entry("bench/patterns", "1.0.0", "For the benchmark.", tuple(made)),)


def speed(run: Callable[[Sequence[str]], object], documents: Sequence[Sequence[str]]) -> float:
    """MB of UTF-8 a second of CPU, the best of five."""
    size = sum(len(line.encode()) + 1 for lines in documents for line in lines)
    least = float("inf")
    for _ in range(5):
        begin = time.process_time()
        for lines in documents:
            run(lines)
        least = min(least, time.process_time() - begin)
    return size / 1e6 / least


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=float, default=2)
    parser.add_argument("--text", type=Path, help="prose of one's own, a paragraph a line")
    given = parser.parse_args()
    text = given.text.read_text(encoding="utf-8").split("\n") if given.text else prose(int(given.mb * 1e6))
    shapes = {"long": text, "wrapped": wrapped(text)}
    for name, lines in shapes.items():
        documents = [lines[at : at + 200] for at in range(0, len(lines), 200)]
        print(f"\n{name} lines\n{'entries':>22s} {'MB/s':>8s} {'to first':>9s} {'re alternation':>15s}")
        first = 0.0
        for kind, make, counts in (("phrases", phrases, PHRASES), ("patterns", patterns, PATTERNS)):
            for count in counts:
                entries = make(count)
                own = speed(Index(entries).find, documents)
                first = first or own
                naive = re.compile(
                    "|".join(map(re.escape, entries[0].phrases)) or "|".join(entries[0].match), re.IGNORECASE
                )
                few = documents[: max(1, len(documents) // 20)]
                other = speed(_every(naive), few)
                print(f"{count:>12,d} {kind:9s} {own:8.0f} {own / first:9.2f} {own / other:14.1f}x")
        print(_automaton(documents))
    return 0


def _every(pattern: re.Pattern[str]) -> Callable[[Sequence[str]], object]:
    """Ask a pattern about every line."""
    return lambda lines: [pattern.fullmatch(line) for line in lines]


def _automaton(documents: Sequence[Sequence[str]]) -> str:
    try:
        module = importlib.import_module("ahocorasick")
    except ImportError:
        return "pyahocorasick is not installed"
    machine = module.Automaton()
    for phrase in phrases(5_000)[0].phrases:
        machine.add_word(phrase.lower(), phrase)
    machine.make_automaton()
    found = speed(lambda lines: list(machine.iter("\n".join(lines).lower())), documents)
    return f"       5,000 phrases   {found:8.0f}  pyahocorasick over lower-cased text"


if __name__ == "__main__":
    raise SystemExit(main())
