"""Sources go into an index: built, added to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from cleanse.config import Settings
from cleanse.dedup.index.drafts import Cut
from cleanse.dedup.index.lookup import LIMIT, look_up, present
from cleanse.dedup.index.scheme import Scheme
from cleanse.dedup.index.signing import usual_scheme
from cleanse.dedup.index.store import BATCH, Snapshot, Writer, create, require_scheme
from cleanse.dedup.index.texts import require_threshold
from cleanse.indexing.answers import Answer, answer
from cleanse.indexing.sources import Progress, Tally, cut_documents, labelled, read_like

ADDED = 1 << 14
"""Documents that are looked up and added at once."""

SKIPS = ("none", "exact", "near")

Tell = Callable[[Answer], object]


def build(
    folder: Path,
    sources: Sequence[str],
    settings: Settings,
    *,
    cleaned: bool = False,
    batch: int = BATCH,
    jobs: int = 0,
    **more: object,
) -> Tally:
    """Make an index of sources; see `add`.

    Args:
        folder: new, or empty.
        sources: paths, or ``LABEL=PATH``.
        settings: how documents are read and made into sets, and the least similarity that will be asked for.
        cleaned: clean texts first, as a run with these settings would; so will whatever reads documents for this index.
        batch: documents that are written as one segment, some 220 bytes of memory each.
        jobs: worker processes.
        more: as for `add`.
    """
    labelled(sources)
    create(folder, usual_scheme(settings.similarity_ppm, settings.shingling), batch, settings.steps if cleaned else ())
    return add(folder, sources, settings, jobs=jobs, **more)  # type: ignore[arg-type]


def add(
    folder: Path,
    sources: Sequence[str],
    settings: Settings,
    *,
    jobs: int = 0,
    skip: str = "none",
    compact: bool = False,
    tell: Tell | None = None,
    limit: int = LIMIT,
    progress: Progress = lambda *_: None,
    confirm: Callable[[int], object] = lambda _: None,
) -> Tally:
    """Add the documents of sources to an index.

    What is there already with the same name and text is never added again, so an addition that was broken off is finished by
    calling it again. Documents are compared with the index as it was before.

    Args:
        folder: of the index.
        sources: paths, or ``LABEL=PATH``.
        settings: as the index was built with.
        jobs: worker processes; 0 cleans in this one.
        skip: ``exact``: leave out documents whose text is there under another name; ``near``: those that are like one
            that is there, too; ``none``: add all.
        compact: make one segment of all in the end.
        tell: told of each document that is there already, under another name.
        limit: matches of one document that are told.
        progress: told of progress.
        confirm: told how many documents have been added, each time more of them are safely on the disk.

    Raises:
        SettingsError: the index has other signatures, another process is adding, or a source is none.
        StoreError: the index is damaged.
        UnfinishedError: the disk is full. What was confirmed is there.
    """
    found = labelled(sources)
    tally = Tally()
    scheme = scheme_for(folder, settings)
    with Writer(folder, scheme, confirm) as writer, Snapshot(folder) as index:
        for made in cut_documents(found, read_like(index.book, settings), jobs, tally, progress, scheme, ADDED):
            there = present(scheme, index.segments, made)
            tally.present += int(np.count_nonzero(there))
            fresh = made.chosen(np.flatnonzero(~there))
            if tell is not None or skip != "none":
                fresh = _unlike(fresh, index, settings, skip, tell, limit, tally)
            writer.add(fresh)
        if compact:
            writer.compact()
    tally.added = writer.added
    return tally


def other_steps(folder: Path, settings: Settings) -> str:
    """What is to be said when texts are cleaned otherwise than those of the index; ``""`` when they are not."""
    with Snapshot(folder) as index:
        steps = index.book.steps
    if steps in ((), settings.steps):
        return ""
    differ = sorted(set(steps) ^ set(settings.steps)) or ["their order"]
    return (
        f"texts are cleaned by other rules than those of the index ({', '.join(differ)}):"
        " copies whose texts differ now are told as near, not as exact."
    )


def _unlike(
    asked: Cut, index: Snapshot, settings: Settings, skip: str, tell: Tell | None, limit: int, tally: Tally
) -> Cut:
    """Tell what is there already; returns the documents that are not to be skipped."""
    scheme = index.book.scheme
    least = scheme.least(settings.similarity_ppm)
    stay = np.ones(len(asked), np.bool_)
    last = -1
    for match in look_up(scheme, index.segments, asked, least, limit, tally.work):
        if match.asked != last:
            last = match.asked
            tally.exact += match.exact
            tally.near += not match.exact
            stay[last] = not (skip == "near" or (skip == "exact" and match.exact))
        if tell is not None:
            tell(answer(scheme, asked, match))
    return asked.chosen(np.flatnonzero(stay))


def scheme_for(folder: Path, settings: Settings) -> Scheme:
    """The scheme of an index, when it is ours and made for the similarity of the settings.

    Raises:
        SettingsError: it is not.
    """
    with Snapshot(folder) as index:
        there = index.book.scheme
    require_scheme(folder, there, usual_scheme(there.threshold_ppm, settings.shingling))
    require_threshold(there, settings.similarity_ppm)
    return there
