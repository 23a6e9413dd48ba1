"""Sources in, clusters of duplicates out: what ``cleanse dedup`` does."""

from __future__ import annotations

import difflib
import random
import tempfile
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from cleanse.assemble import formats
from cleanse.cleaner import Cleaner, Job
from cleanse.config import Settings
from cleanse.corpus import Entry, roots, walk
from cleanse.deciding import Priorities, notes_of, policy_of
from cleanse.document import read_as
from cleanse.errors import DocumentError, SettingsError
from cleanse.names import escape_name
from cleanse.rule import Format
from cleanse.spans import apply
from cleanse.streams import opened, reading

if TYPE_CHECKING:
    from cleanse.dedup.clusters import Cluster
    from cleanse.dedup.decider import Decisions
    from cleanse.dedup.measuring import Measured
    from cleanse.dedup.near import Collected

MEASURED_SEED = 1
"""Which documents are sampled to measure recall: the same ones each time."""


@dataclass(frozen=True, slots=True)
class Read:
    """One document of a source.

    Attributes:
        name: path as a user would type it, with ``:ROW`` for rows; escaped as in a manifest.
        text: decoded, and cleaned when that was asked for.
        row: the line of JSON it stands in, for rows.
        source: which of the sources it is from, counted from 0.
        why: why it was not read; its text is empty then.
    """

    name: str
    text: str
    row: bytes = b""
    source: int = 0
    why: str = ""


class Duplicates:
    """The clusters among the documents of some sources; a ``with`` block removes what is spooled.

    Args:
        sources: paths.
        settings: say what is a duplicate, which copy stays, and what is read.
        cleaned: clean the texts first, as a run with these settings would.

    Attributes:
        decided: what was decided, by index.
        unread: name and reason of every document that could not be read, the first hundred.
        failed: how many those are.
    """

    def __init__(self, sources: Sequence[str], settings: Settings, *, cleaned: bool = False) -> None:
        from cleanse.dedup.near import Collected

        self.unread: list[tuple[str, str]] = []
        self.failed = 0
        self._policy = policy_of(settings)
        self._ends = array("Q", [0])
        self._sources = array("q")
        self._stack = ExitStack()
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cleanse-")))
            self._names: IO[bytes] = stack.enter_context(tempfile.TemporaryFile(dir=folder))
            self._collected: Collected = stack.enter_context(Collected(self._policy, folder))
            priorities = Priorities(settings)
            self._collected.add(
                (read.text for read in self._named(read_all(sources, settings, cleaned=cleaned), priorities)),
                named=True,
            )
            # Without globs and a field the first source goes before the second, as they were named.
            told = settings.priority or settings.keep_by
            self.decided: Decisions = self._collected.decide(priorities.ranks() if told else self._sources)
            self._stack = stack.pop_all()

    def __enter__(self) -> Duplicates:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def __len__(self) -> int:
        """How many documents were read."""
        return len(self._ends) - 1

    @property
    def notes(self) -> list[str]:
        """What bounds gave up, a sentence each."""
        return notes_of(self.decided)

    def name(self, index: int) -> str:
        """The name of a document."""
        self._names.seek(self._ends[index])
        return self._names.read(self._ends[index + 1] - self._ends[index]).decode()

    def described(self, cluster: Cluster) -> list[dict[str, Any]]:
        """The members of a cluster, those that stay first, with what is known of the others."""
        kept = [{"name": self.name(index), "kept": True} for index in cluster.kept]
        gone = [
            {
                "name": self.name(decision.index),
                "kept": False,
                "kind": decision.kind,
                "of": self.name(decision.partner),
                "similarity": _millionth(decision.overlap.both, decision.overlap.either),
                "both": decision.overlap.both,
                "either": decision.overlap.either,
                "sizes": [decision.overlap.one, decision.overlap.other],
            }
            for decision in cluster.dropped
        ]
        return [*kept, *gone]

    def measure(self, count: int) -> Measured:
        """Recall, from an exact check of some documents against all others."""
        from cleanse.dedup.measuring import Measured, true_pairs

        sample = sorted(random.Random(MEASURED_SEED).sample(range(len(self)), min(count, len(self))))
        policy = self._policy
        pairs = true_pairs(self._collected.shingles, len(self), sample, policy.threshold_ppm)
        label = {member: number for number, one in enumerate(self.decided.clusters) for member in one.members}
        found = sum(one in label and label[one] == label.get(other) for one, other in pairs)
        return Measured(len(sample), len(pairs), found)

    def _named(self, documents: Iterator[Read], priorities: Priorities) -> Iterator[Read]:
        """Pass on what was read, its name noted; count what was not."""
        for read in documents:
            if read.why:
                self.failed += 1
                if self.failed <= 100:
                    self.unread.append((read.name, read.why))
                continue
            self._ends.append(self._ends[-1] + self._names.write(read.name.encode()))
            self._sources.append(read.source)
            priorities.add(read.name, read.row)
            yield read


def read_all(sources: Sequence[str], settings: Settings, *, cleaned: bool = False) -> Iterator[Read]:
    """Every document of some sources, one source after the other, each in the order of names.

    Raises:
        SettingsError: a source does not exist.
    """
    # Rules take a second to load, and are of no use to texts that are compared as they are.
    cleaner = Cleaner(settings) if cleaned else None
    known = tuple(cleaner.assembly.formats.values()) if cleaner else formats(settings)
    reader = _Reader(settings, {format.name: format for format in known}, cleaner)
    for number, source in enumerate(sources):
        for entry in walk(roots([source]), known, settings.include, settings.exclude, settings.encodings):
            name = _shown(source, entry)
            if entry.code:
                if entry.failed:
                    yield Read(name, "", why=entry.why)
                continue
            try:
                for read in reader.file(entry, name):
                    yield replace(read, source=number) if number else read
            except DocumentError as error:
                yield Read(name, "", why=error.message)


def difference(one: Read, other: Read, settings: Settings) -> Iterator[str]:
    """How two documents differ: exact sizes first, then a unified diff by lines."""
    shingling = settings.shingling
    left, right = shingling.shingles(one.text), shingling.shingles(other.text)
    both, either = len(left & right), len(left | right)
    yield f"shingles    {len(left)} and {len(right)} ({shingling.name}), {both} in both, {either} in either"
    yield f"similarity  {_millionth(both, either):.6f}"
    for name, size in ((one.name, len(left)), (other.name, len(right))):
        yield f"contained   {_millionth(both, size):.6f} of {name}"
    if one.text == other.text:
        yield "the same text"
    elif shingling.words(one.text) == shingling.words(other.text):
        yield "the same words"
    yield from difflib.unified_diff(_lines(one.text), _lines(other.text), one.name, other.name, lineterm="", n=1)


def find(name: str, settings: Settings, *, cleaned: bool = False) -> Read:
    """The document of a name, ``PATH`` or ``PATH:ROW``.

    Raises:
        SettingsError: there is none.
    """
    path, colon, row = name.rpartition(":")
    wanted = [path] if colon and row.isdigit() and not Path(name).exists() else [name]
    for read in read_all(wanted, settings, cleaned=cleaned):
        if not read.why and (wanted == [name] or read.name.endswith(f":{row}")):
            return read
    raise SettingsError(f"{escape_name(name)}: no such document.", hint="Name it as `cleanse dedup` prints it.")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads documents, and cleans them when there is something to clean them with."""

    settings: Settings
    formats: Mapping[str, Format]
    cleaner: Cleaner | None

    def file(self, entry: Entry, name: str) -> Iterator[Read]:
        """The documents of a file.

        Raises:
            DocumentError: it cannot be read.
        """
        format = self.formats[entry.format]
        with opened(entry) as source, reading():
            for piece in format.pieces(source.stream, self.settings.max_document_bytes):
                if not piece.blank:
                    shown = f"{name}:{piece.row}" if format.container else name
                    yield self._piece(Job(read_as(piece, entry.encoding), entry.format), shown)

    def _piece(self, job: Job, name: str) -> Read:
        row = job.piece.data if job.piece.row else b""
        try:
            if self.cleaner is not None:
                _, outcome = self.cleaner.outcome(job)
                return Read(name, outcome.text if outcome.verdict.kept else "", row)
            if job.piece.digest:
                raise DocumentError("too-large", f"it has {job.piece.size} bytes, more than --max-document-bytes.")
            document = self.formats[job.format].read(job.piece)
            return Read(name, apply(document.text, document.edits) if document.edits else document.text, row)
        except DocumentError as error:
            return Read(name, "", why=error.message)


def _lines(text: str) -> list[str]:
    """The lines, the last of them with or without its end."""
    return text.removesuffix("\n").split("\n")


def _shown(source: str, entry: Entry) -> str:
    """The path as the user would type it."""
    return escape_name(source) if Path(source).is_file() else f"{escape_name(source.rstrip('/'))}/{entry.path}"


def _millionth(part: int, whole: int) -> float:
    """A share, rounded down to millionths: one that does not reach a threshold must not look as if it did."""
    return part * 1_000_000 // whole / 1_000_000 if whole else 0.0
