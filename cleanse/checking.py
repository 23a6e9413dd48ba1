"""The same pipeline as a run, with nothing written: what would change?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleanse.cleaner import Cleaner, Job
from cleanse.config import Settings
from cleanse.corpus import Entry, roots, walk
from cleanse.diffs import unified
from cleanse.document import Outcome, read_as
from cleanse.errors import DocumentError
from cleanse.names import escape_name
from cleanse.streams import opened, reading


@dataclass(frozen=True, slots=True)
class Checked:
    """What a run would do with one document.

    Attributes:
        name: path, with the row for rows; escaped as in a manifest.
        outcome: of the pipeline; ``None`` when it was not cleaned.
        why: why not.
        failed: true when that is a failure rather than a choice.
    """

    name: str
    outcome: Outcome | None = None
    why: str = ""
    failed: bool = False

    @property
    def changed(self) -> bool:
        """True when a run would change or drop it."""
        return self.outcome is not None and not (self.outcome.tiling.unchanged and self.outcome.verdict.kept)

    def diff(self) -> Iterator[str]:
        """Lines of a unified diff, with the rule named at each change."""
        if self.outcome is None:
            return
        if not self.outcome.verdict.kept:
            yield f"dropped {self.name}: {self.outcome.verdict.by}: {self.outcome.verdict.why}"
        yield from unified(self.name, self.outcome.document.text, self.outcome.tiling)


def check(sources: Sequence[str], settings: Settings) -> Iterator[Checked]:
    """Check sources one document at a time, in the order of a manifest.

    Each source is looked at by itself, so several files of one name are no clash.

    Args:
        sources: paths, or ``LABEL=PATH``.
        settings: what a run would do.

    Raises:
        SettingsError: something asked for cannot be done.
    """
    cleaner = Cleaner(settings)
    formats = tuple(cleaner.assembly.formats.values())
    for source in sources:
        for entry in walk(roots([source]), formats, settings.include, settings.exclude, settings.encodings):
            if entry.code:
                yield Checked(_named(source, entry), why=entry.why, failed=entry.failed)
            else:
                yield from _check_file(cleaner, entry, _named(source, entry))


def _check_file(cleaner: Cleaner, entry: Entry, name: str) -> Iterator[Checked]:
    format = cleaner.assembly.formats[entry.format]
    try:
        with opened(entry) as source, reading():
            for piece in format.pieces(source.stream, cleaner.settings.max_document_bytes):
                if not piece.blank:
                    job = Job(read_as(piece, entry.encoding), entry.format)
                    yield _check_piece(cleaner, job, f"{name}, row {piece.row}" if piece.row else name)
    except DocumentError as error:
        yield Checked(name, why=error.message, failed=not error.skipped)


def _check_piece(cleaner: Cleaner, job: Job, name: str) -> Checked:
    try:
        _, outcome = cleaner.outcome(job)
    except DocumentError as error:
        return Checked(name, why=error.message, failed=not error.skipped)
    return Checked(name, outcome)


def _named(source: str, entry: Entry) -> str:
    """The path as the user would type it."""
    return escape_name(source) if Path(source).is_file() else f"{escape_name(source.rstrip('/'))}/{entry.path}"
