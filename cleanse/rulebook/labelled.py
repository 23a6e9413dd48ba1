"""What the entries of packs do to lines that somebody labelled."""

from __future__ import annotations

import gzip
import json
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from cleanse.document import Document, Language
from cleanse.errors import SettingsError
from cleanse.linerules import Entry, LineRules

EXAMPLES = 2

HINT = "Each row holds id, lang, lines, keep and ignore, the last two with one true or false a line."


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document with a label on every line.

    Attributes:
        id: of the document.
        language: BCP 47 tag.
        lines: of its text.
        keep: true for main text.
        ignore: true for lines nobody is sure of.
    """

    id: str
    language: str
    lines: tuple[str, ...]
    keep: tuple[bool, ...]
    ignore: tuple[bool, ...]


@dataclass(slots=True)
class Firing:
    """What went in the name of one entry.

    Attributes:
        id: of the entry.
        junk: lines that are labelled junk.
        main: lines that are labelled main text.
        unsure: lines without a sure label.
        along: of `main`, lines that the patterns do not take by themselves: they stood in a block or below a heading.
        examples: the first lines of main text, each with the id of its document.
    """

    id: str
    junk: int = 0
    main: int = 0
    unsure: int = 0
    along: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """All of them."""
        return self.junk + self.main + self.unsure


def fire(entries: Sequence[Entry], documents: Iterable[Labelled]) -> dict[str, Firing]:
    """Run the entries over labelled documents, together, as a run would.

    Returns:
        By entry, in the order of `entries`; blank lines are not counted.
    """
    rules = LineRules(tuple(entries))
    known = {entry.id: entry for entry in entries}
    firings = {entry.id: Firing(entry.id) for entry in entries}
    for labelled in documents:
        text = "".join(f"{line}\n" for line in labelled.lines)
        starts = [0, *accumulate(len(line) + 1 for line in labelled.lines)]
        for edit in rules.edits(Document(text, language=Language(labelled.language, 1_000_000))):
            first = bisect_right(starts, edit.start) - 1
            for place in range(first, bisect_right(starts, edit.end - 1)):
                _count(firings[edit.by], known[edit.by], labelled, place)
    return firings


def _count(firing: Firing, entry: Entry, labelled: Labelled, place: int) -> None:
    line = labelled.lines[place]
    if not line.strip():
        return
    if labelled.ignore[place]:
        firing.unsure += 1
    elif not labelled.keep[place]:
        firing.junk += 1
    else:
        firing.main += 1
        firing.along += not entry.matches(line)
        if len(firing.examples) < EXAMPLES:
            firing.examples.append((labelled.id, line))


def read_labelled(path: Path) -> Iterator[Labelled]:
    """The documents of a labelled file: JSON lines, the same as ``.gz``, a ``.lines`` file, or a folder of these.

    In a ``.lines`` file each line stands behind ``+`` (main text), ``-`` (junk) or ``?`` (nobody is sure); a blank
    line is blank. What its name has before the first hyphen is its language: ``de-news.lines``.

    Raises:
        SettingsError: it cannot be read, or a row lacks something.
    """
    if path.is_dir():
        paths = sorted(found for found in path.iterdir() if found.name.endswith((".lines", ".jsonl", ".jsonl.gz")))
        if not paths:
            raise SettingsError(f"{path}: no labelled file is in it.", hint="Put .lines or .jsonl files there.")
        for found in paths:
            yield from read_labelled(found)
        return
    if path.suffix == ".lines":
        yield _marked(path)
        return
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield _row(line, f"{path}, line {number}")
    except (OSError, EOFError, zlib.error) as error:
        told = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise SettingsError(f"{path}: {told}.", hint="Give the path of a file of labelled lines.") from error


def _marked(path: Path) -> Labelled:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror or error}.", hint="Give a file of labelled lines.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: not UTF-8 (byte {error.start}).", hint="Save the file as UTF-8.") from error
    for number, line in enumerate(lines, 1):
        if line.strip() and line[0] not in "+-?":
            raise SettingsError(
                f"{path}, line {number}: there is no mark.", hint="Begin the line with + (main), - (junk) or ?."
            )
    marks = tuple(line[:1] for line in lines)
    return Labelled(
        path.stem,
        path.stem.partition("-")[0],
        tuple(line[1:] for line in lines),
        tuple(mark == "+" for mark in marks),
        tuple(mark not in "+-" or not mark for mark in marks),
    )


def _row(line: bytes, where: str) -> Labelled:
    try:
        row = json.loads(line)
        lines, keep, ignore = row["lines"], row["keep"], row["ignore"]
        sound = isinstance(lines, list) and all(isinstance(text, str) for text in lines)
        for labels in (keep, ignore):
            sound = sound and isinstance(labels, list) and len(labels) == len(lines)
        if not sound:
            raise ValueError("lines and labels do not fit each other")
        # A line with a line feed in it would be two.
        return Labelled(
            str(row["id"]),
            str(row["lang"]),
            tuple(text.replace("\n", " ") for text in lines),
            tuple(map(bool, keep)),
            tuple(map(bool, ignore)),
        )
    except KeyError as error:
        raise SettingsError(f"{where}: the row has no {error.args[0]!r}.", hint=HINT) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise SettingsError(f"{where}: {error}.", hint=HINT) from error
