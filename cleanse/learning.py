"""The pass that learns: every document is read and observed in a worker; what recurs becomes a profile.

Two looks, one reading. The first adds every line's hash to a sketch of fixed size and puts the observations
on disk; the second goes through these and counts exactly what the sketch proposes. So memory grows with
the lines that recur, not with the corpus.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cleanse.assemble import Assembly, assemble
from cleanse.cleaner import Cleaner, Job
from cleanse.cleaning import Progress, items
from cleanse.config import CHARACTERS, Settings
from cleanse.corpus import roots
from cleanse.corpusrules import LEAST, Observation, Profile, Repeats
from cleanse.corpusrules.notes import read_notes, write_note
from cleanse.corpusrules.sites import folder_of, site_of_line
from cleanse.errors import DocumentError
from cleanse.planning import Plan, plan
from cleanse.spool import DOCUMENT, ROW
from cleanse.staging import disk_errors
from cleanse.workers import work_all


@dataclass(frozen=True, slots=True)
class Lesson:
    """A profile and how it was come by.

    Attributes:
        profile: what was learned.
        echoes: documents that count for nothing, since they are mostly made of lines that recur.
        unread: documents that could not be read; a run says why.
    """

    profile: Profile
    echoes: int
    unread: int


def learn(
    sources: Sequence[str],
    settings: Settings,
    *,
    jobs: int = 0,
    least: int = LEAST,
    progress: Progress = lambda _pass, _documents, _bytes: None,
    started: Callable[[int, int], None] = lambda _files, _bytes: None,
) -> Lesson:
    """Learn which lines recur in sources.

    Args:
        sources: paths, or ``LABEL=PATH``.
        settings: which documents to read, and how.
        jobs: worker processes; 0 works in this one.
        least: so many documents must hold a line.
        progress: called as documents are done.
        started: called with the number of files and their bytes, when they are known.

    Raises:
        SettingsError: something asked for cannot be done.
        UnfinishedError: the disk is full.
    """
    plain = _reading(settings)
    assembly = assemble(plain)
    found = roots(sources)
    with tempfile.TemporaryDirectory(prefix="cleanse-learn-") as folder, disk_errors():
        the_plan = plan(found, tuple(assembly.formats.values()), plain, Path(folder))
        started(the_plan.files, the_plan.size)
        return learn_planned(the_plan, assembly, plain, Path(folder), jobs, progress, least)


def learn_planned(
    the_plan: Plan,
    assembly: Assembly,
    settings: Settings,
    folder: Path,
    jobs: int,
    progress: Progress,
    least: int = LEAST,
) -> Lesson:
    """Learn which lines recur in the documents of a plan.

    Args:
        the_plan: which documents.
        assembly: for the formats.
        settings: of the run.
        folder: for what stays on disk between the two looks.
        jobs: worker processes.
        progress: called as documents are done.
        least: so many documents must hold a line.
    """
    notes = folder / "observed"
    rule = Repeats(least)
    sketch = rule.sketch()
    unread = 0
    with notes.open("wb") as stream:
        for item, result in work_all(observer, _reading(settings), items(the_plan, assembly.formats, settings), jobs):
            if isinstance(result, Observation):
                path = item.entry.path
                named = f"{path}:{item.piece.row}" if item.piece is not None and item.piece.row else path
                observed = replace(result, path=named, site=result.site or folder_of(path))
                sketch.add(observed)
                write_note(stream, observed)
            else:
                unread += item.kind in {DOCUMENT, ROW}
            progress("learn", int(item.kind in {DOCUMENT, ROW}), item.size)
    counts = rule.counts()
    for observed in read_notes(notes):
        counts.add(observed, sketch, least)
    notes.unlink()
    return Lesson(rule.profile(counts), counts.echoes, unread)


def observer(settings: Settings) -> Callable[[Job], Observation | DocumentError]:
    """What a worker does: the document is read, its characters are mended, and its lines observed."""
    cleaner = Cleaner(settings)
    rule = Repeats()

    def do(job: Job) -> Observation | DocumentError:
        try:
            _, outcome = cleaner.outcome(job)
        except DocumentError as error:
            return error
        except (MemoryError, RecursionError) as error:
            return DocumentError("too-complex", f"it takes more memory than there is ({type(error).__name__}).")
        return rule.observe(outcome.text, "", site_of_line(job.piece.data) if job.piece.row else "")

    return do


def _reading(settings: Settings) -> Settings:
    """Settings that read documents as a run does, and mend their characters as far as the run does, no more."""
    rules = tuple(step for step in settings.steps if step in CHARACTERS)
    return replace(
        settings, rules=rules or CHARACTERS[:1], add=(), without=(), detector="", profile="", learn=False, languages=()
    )
