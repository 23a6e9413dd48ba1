"""Repair of wrong decoding: MB/s of CPU of `text/ftfy` beside ftfy and plsfix, on the same texts, in one process.

    python -m benchmarks.repair_speed [--mb 0.5] [--times 3] [--data LABELLED.jsonl.gz] [--scripts] [--json OUT]

Texts are made by `benchmarks.corpus`, or of the rows of a labelled file (``{"lang", "dirty", "clean"}``): rows
whose two sides are equal give clean lines, the others dirty ones; ``--scripts`` measures each language of the file.
Contenders of one group have the same settings and give the same text, but for plsfix (the extra `bench`), which has
only its own defaults: nearly those of the group it stands in. The ratio is to ftfy with the settings of the group.
Ours is the time of proposing the edits and of making them. A call is repeated and the least CPU time counts.

Another contender is one more line in `CONTENDERS`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ftfy

from benchmarks import corpus, measure
from benchmarks.words import LANGUAGES
from cleanse.document import Document
from cleanse.rule import Rule
from cleanse.spans import apply, ordered
from cleanse.transforms.ftfy_repair import FtfyRepair

ENCODING = FtfyRepair()
EVERYTHING = FtfyRepair(
    unescape_html=True,
    fix_latin_ligatures=True,
    fix_character_width=True,
    uncurl_quotes=True,
    fix_line_breaks=True,
    fix_surrogates=True,
    remove_control_chars=True,
    normalization="NFC",
)
Repair = Callable[[str], str]


def _ours(rule: Rule) -> Repair:
    return lambda text: apply(text, ordered(rule.edits(Document(text)), len(text)))


def _theirs(rule: FtfyRepair) -> Repair:
    config = rule.config()
    return lambda text: str(ftfy.fix_text(text, config))


def _plsfix() -> Repair | None:
    try:
        from plsfix import fix_text
    except ImportError:
        return None
    return lambda text: str(fix_text(text))


CONTENDERS: Mapping[str, Mapping[str, Repair | None]] = {
    "encoding only": {"ftfy": _theirs(ENCODING), "text/ftfy": _ours(ENCODING)},
    "every fixer": {"ftfy": _theirs(EVERYTHING), "text/ftfy": _ours(EVERYTHING), "plsfix": _plsfix()},
}
"""By group of settings; the first of a group is what the others are compared with."""


@dataclass(frozen=True, slots=True)
class Lines:
    """What texts are made of.

    Attributes:
        clean: lines by language.
        dirty: garbled lines.
    """

    clean: Mapping[str, Sequence[str]]
    dirty: Sequence[str]

    def text(self, size: int, dirty: float = 0.0, languages: Sequence[str] = (), seed: int = 1) -> str:
        """A text of so many bytes, with a share of dirty lines, in some languages or all.

        The number of dirty lines is exact, so that sizes compare.
        """
        rng = random.Random(seed)
        clean = [line for name in languages or self.clean for line in self.clean[name]]
        made: list[str] = []
        done = owed = 0.0
        while done < size:
            owed += dirty
            line = rng.choice(self.dirty if owed >= 1 else clean)
            owed -= owed >= 1
            made.append(line)
            done += len(line.encode("utf-8", "surrogatepass")) + 1
        return "\n".join(made) + "\n"


def made(number: int = 400, seed: int = 1) -> Lines:
    """Lines of sentences made from word lists, and some garbled."""
    rng = random.Random(seed)
    clean = {
        name: [words.join.join(words.sentence(rng) for _ in range(rng.randint(1, 4))) for _ in range(number)]
        for name, words in LANGUAGES.items()
    }
    able = [line for lines in clean.values() for line in lines if not line.isascii()]
    return Lines(clean, [corpus.garble(rng.choice(able), "cp1252") for _ in range(number)])


def labelled(path: Path) -> Lines:
    """Lines of a labelled file; rows with line breaks, and clean ones that are made to look dirty, are left out."""
    clean: dict[str, list[str]] = defaultdict(list)
    dirty = []
    with gzip.open(path, "rt", encoding="utf-8", errors="surrogatepass") as rows:
        for row in map(json.loads, rows):
            if "\n" in row["dirty"] or "_adv" in row["set"]:
                continue
            if row["dirty"] == row["clean"]:
                clean[row["lang"]].append(row["clean"])
            elif row["set"].startswith("single_"):
                dirty.append(row["dirty"])
    return Lines({name: lines for name, lines in sorted(clean.items()) if len(lines) >= 100}, dirty)


def curled(line: str) -> str:
    """Straight quotation marks made curly.

    >>> curled('the "old" boat\\'s sail')
    'the “old” boat’s sail'
    """
    return re.sub(r'"([^"]*)"', "“\\1”", line).replace("'", "’")


def cases(lines: Lines, size: int) -> Iterator[tuple[str, str]]:
    """Names and texts: clean, with a share of dirty lines, and the same at four and sixteen times the size."""
    english = [line.replace("’", "'") for line in lines.clean["en"]]
    plain = [line.encode("ascii", "ignore").decode() for line in english]
    yield "ASCII", Lines({"en": plain}, ()).text(size)
    quoted = [curled(line) if '"' in line else f"“{curled(line)}”" for line in english]
    yield "English, curly quotes", Lines({"en": quoted}, ()).text(size)
    yield "multilingual", lines.text(size)
    yield "1 % dirty lines", lines.text(size, 0.01)
    yield "10 % dirty lines", lines.text(size, 0.1)
    yield "all lines dirty", lines.text(size, 1.0)
    for times in (4, 16):
        yield f"1 % dirty lines, {times} times as much", lines.text(size * times, 0.01)


WORST = {
    "one line of â": "â",
    "one line of â€": "â€",
    "one line of â€™ and words": "harbour â€™ ",
    "one line of “": "“",
    "lines of Ã": "Ã \n",
    "emoji": "🚢",
    "digits": "8",
    "halves of escape sequences": "\x1b[1;",
}
"""What is hard for the search or the repair: a piece, repeated."""


def worst(size: int) -> Iterator[tuple[str, str]]:
    """Names and texts of the worst cases, each at one size and at four times that size."""
    for name, piece in WORST.items():
        count = size // len(piece.encode())
        yield name, piece * count
        yield f"{name}, 4 times as much", piece * count * 4


def measured(texts: Iterator[tuple[str, str]], times: int = 3) -> list[dict[str, object]]:
    """One row a text and group: MB/s of each contender, and how many times as fast as the first it is."""
    found: list[dict[str, object]] = []
    for name, text in texts:
        size = len(text.encode("utf-8", "surrogatepass")) / measure.MB
        for group, contenders in CONTENDERS.items():
            row: dict[str, object] = {"text": name, "MB": size, "settings": group}
            first = 0.0
            for label, repair in contenders.items():
                if repair is None:
                    continue
                seconds = max(measure.best(lambda repair=repair, text=text: repair(text), times), 1e-7)  # type: ignore[misc]
                row[label] = size / seconds
                if first:
                    row[f"{label} ×"] = first / seconds
                first = first or seconds
            found.append(row)
    return found


def markdown(found: Sequence[Mapping[str, object]]) -> str:
    """The table of `measured`."""
    head = list(dict.fromkeys(key for row in found for key in row))
    return measure.table(head, [[row.get(key, "") for key in head] for row in found])


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=float, default=0.5)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--data", type=Path, help="labelled lines instead of made ones")
    parser.add_argument("--scripts", action="store_true", help="each language by itself")
    parser.add_argument("--worst", action="store_true", help="the worst texts instead")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    lines = labelled(given.data) if given.data else made()
    size = int(given.mb * measure.MB)
    if given.worst:
        texts = worst(size)
    elif given.scripts:
        texts = ((name, lines.text(size, languages=[name])) for name in lines.clean)
    else:
        texts = cases(lines, size)
    found = measured(texts, given.times)
    print(markdown(found))
    if given.json:
        measure.save(given.json, {"machine": measure.machine(), "repair": found})


if __name__ == "__main__":
    main()
