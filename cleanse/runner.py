"""A run: plan, learn, clean, decide, publish.

Each pass is a function. What passes from one to the next lies on disk, in the order of the manifest,
so memory grows with a batch and, for duplicates, with some hundred bytes a document.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cleanse.assemble import Assembly, assemble, header
from cleanse.cleaning import Progress, clean
from cleanse.config import LEARNED, Settings
from cleanse.corpus import BOOKKEEPING, labels, roots
from cleanse.deciding import Decisions, decide
from cleanse.planning import plan
from cleanse.publishing import Published, write_manifest
from cleanse.receipts import LOG, PROFILE, append_log
from cleanse.spool import Spool
from cleanse.staging import Staging, check_output, disk_errors, durable, publish, staged

if TYPE_CHECKING:
    from cleanse.learning import Lesson


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did.

    Attributes:
        out: the output folder.
        manifest: the manifest's path.
        counts: documents by state: ``same``, ``edited``, ``dropped``, ``failed``, ``skipped``.
        bytes: the footer's sums.
        ledger: per rule id ``(documents, spans, deleted, inserted)``, most bytes first.
        clusters: of duplicates.
        failures: the first few failed documents: path and sentence.
        notes: what a person should know, such as a bound that gave something up.
        seconds: wall-clock time.
    """

    out: Path
    manifest: Path
    counts: Mapping[str, int]
    bytes: Mapping[str, int]
    ledger: Mapping[str, tuple[int, int, int, int]]
    clusters: int
    failures: Sequence[tuple[str, str]]
    notes: Sequence[str]
    seconds: float

    @property
    def kept(self) -> int:
        """Documents that stay."""
        return self.counts["same"] + self.counts["edited"]


def run(
    sources: Sequence[str],
    out: Path,
    settings: Settings,
    *,
    jobs: int = 0,
    force: bool = False,
    progress: Progress = lambda _pass, _documents, _bytes: None,
    started: Callable[[int, int], None] = lambda _files, _bytes: None,
) -> Summary:
    """Clean sources into a new output folder.

    Args:
        sources: paths, or ``LABEL=PATH``.
        out: the output folder; see `staging.check_output`.
        settings: what to do.
        jobs: worker processes; 0 cleans in this one. Workers import the main module, so a script that asks for them needs
            ``if __name__ == "__main__":``.
        force: replace the output of an earlier run.
        progress: called as documents are done.
        started: called with the number of files and their bytes, when they are known.

    Raises:
        SettingsError: something asked for cannot be done; nothing was written.
        UnfinishedError: the run could not finish; nothing was published.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     source = Path(folder, "in")
    ...     source.mkdir()
    ...     _ = Path(source, "a.txt").write_text("The ferry sails at noon, said the harbour master.\\r\\n", newline="")
    ...     summary = run([str(source)], Path(folder, "out"), Settings(), jobs=0)
    ...     cleaned = Path(folder, "out", "a.txt").read_text()
    >>> summary.kept, dict(summary.ledger), cleaned
    (1, {'text/newlines': (1, 1, 1, 0)}, 'The ferry sails at noon, said the harbour master.\\n')
    """
    begun = time.time()
    clock = time.perf_counter()
    found = roots(sources)
    if settings.keep == "priority" and not settings.priority and len(found) > 1:
        settings = replace(settings, priority=tuple(f"{label}/**" for label in labels(sources)))
    check_output(out, found, force)
    # All that can be refused is, before anything is read.
    assembly = assemble(replace(settings, learn=False) if settings.learn else settings)
    with staged(out) as staging, disk_errors():
        the_plan = plan(found, tuple(assembly.formats.values()), settings, staging.work)
        started(the_plan.files, the_plan.size * (2 if settings.learn else 1))
        lesson: Lesson | None = None
        if LEARNED in settings.steps:
            if settings.learn:
                from cleanse.learning import learn_planned

                lesson = learn_planned(the_plan, assembly, settings, staging.work, jobs, progress)
            settings = _with_profile(settings, lesson, staging)
            assembly = assemble(settings)
        spool = Spool(staging.work)
        try:
            clean(the_plan, assembly, settings, staging, spool, jobs, progress)
            decisions = decide(spool, settings, staging, assembly)
            progress("publish", 0, 0)
            scope = header(settings, assembly, [root.label for root in found])
            published = write_manifest(spool, decisions, scope, staging, assembly)
        finally:
            spool.close()
        previous = _previous_log(out)
        append_log(staging.books / LOG, previous, published.manifest_sha256, published.footer["outputs_root"])
        _write_run(staging.books / "run.json", begun, clock, jobs)
        durable(published.manifest)
        publish(staging, out)
    notes = [*decisions.notes, *_about_profile(settings, lesson, published, assembly)]
    return _summary(out, published, decisions, notes, assembly, time.perf_counter() - clock)


def _with_profile(settings: Settings, lesson: Lesson | None, staging: Staging) -> Settings:
    """The settings with the profile that lies beside the manifest: nobody changes it while workers start."""
    path = staging.books / PROFILE
    if lesson is not None:
        path.write_text(lesson.profile.to_toml(), encoding="utf-8", newline="\n")
    else:
        shutil.copyfile(settings.profile, path)
    return replace(settings, profile=str(path), learn=False)


def _about_profile(
    settings: Settings, lesson: Lesson | None, published: Published, assembly: Assembly
) -> Iterator[str]:
    """What a person should know of the profile of a run."""
    if LEARNED not in settings.steps:
        return
    if lesson is not None:
        yield (
            f"learned {len(lesson.profile.line):,} lines that recur, from {lesson.profile.counted:,} of"
            f" {lesson.profile.documents:,} documents; they are in {BOOKKEEPING}/{PROFILE}"
        )
    elif assembly.index[LEARNED] not in {row[0] for row in published.footer["ledger"]}:
        yield "no line of the profile occurs in these sources: it may be that of another corpus"


def _previous_log(out: Path) -> bytes:
    path = out / BOOKKEEPING / LOG
    return path.read_bytes() if path.is_file() else b""


def _write_run(path: Path, begun: float, clock: float, jobs: int) -> None:
    """What differs from run to run; covered by no digest."""
    volatile = {
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(begun)),
        "seconds": round(time.perf_counter() - clock, 3),
        "cpu_seconds": round(time.process_time(), 3),
        "command": sys.argv,
        "jobs": jobs,
        "host": platform.node(),
        "system": platform.platform(),
        "pid": os.getpid(),
    }
    path.write_text(json.dumps(volatile, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")


def _summary(
    out: Path,
    published: Published,
    decisions: Decisions,
    notes: Sequence[str],
    assembly: Assembly,
    seconds: float,
) -> Summary:
    footer = published.footer
    ledger = {
        assembly.table[rule][0]: (documents, spans, deleted, inserted)
        for rule, documents, spans, deleted, inserted in footer["ledger"]
    }
    return Summary(
        out=out,
        manifest=out / BOOKKEEPING / "manifest.jsonl",
        counts=footer["n"],
        bytes=footer["bytes"],
        ledger=dict(sorted(ledger.items(), key=lambda item: (-item[1][2], item[0]))),
        clusters=decisions.clusters,
        failures=published.failures,
        notes=notes,
        seconds=seconds,
    )
