"""Kill an index of signatures at random moments while it is added to, and look at what is left.

    python -m benchmarks.index_kills FOLDER --kills 200

A process adds made-up documents in small batches and says which are confirmed. It is killed with SIGKILL after a
random time. Then the index is checked whole, every document that was confirmed is looked up, and the documents are
counted: none lost, none there twice. Another process goes on where that one was stopped. FOLDER must be new.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cleanse.dedup.index.audit import audit
from cleanse.dedup.index.book import leftovers
from cleanse.dedup.index.drafts import Cut, Signed, cut
from cleanse.dedup.index.lookup import present
from cleanse.dedup.index.names import names_of
from cleanse.dedup.index.scheme import scheme_for
from cleanse.dedup.index.store import Snapshot, Writer, create
from cleanse.errors import SettingsError

SCHEME = scheme_for("made/1", 128, 800_000)
CHUNK = 100
BATCH = 130
AFRESH = 25
"""After so many kills the index is made anew, so that checking it does not take ever longer."""


@dataclass(slots=True)
class Score:
    """What came of the kills."""

    kills: int = 0
    in_merge: int = 0
    left_files: int = 0
    confirmed: int = 0
    lost: int = 0
    twice: int = 0
    damaged: int = 0

    @property
    def clean(self) -> bool:
        """Nothing lost, nothing wrong."""
        return not (self.lost or self.twice or self.damaged)


def documents(chunk: int) -> Cut:
    """The documents of a chunk, always the same."""
    rng = np.random.default_rng(chunk)
    names = names_of((f"made/{chunk}.jsonl", row + 1) for row in range(CHUNK))
    minima = rng.integers(0, 2**32, (CHUNK, SCHEME.values), dtype=np.uint32)
    digests = rng.integers(0, 256, (CHUNK, 16), dtype=np.uint8)
    return cut(SCHEME, Signed(names, digests, minima, np.zeros(CHUNK, np.bool_)))


def add(folder: Path) -> None:
    """Add what is not there, for ever; print how many documents are confirmed, from the first on."""
    with suppress(SettingsError):
        create(folder, SCHEME, BATCH)
    with Snapshot(folder) as index:
        there = index.book.documents
        chunk = 0
        # All before the last chunk that is there are whole: chunks are added in order.
        while chunk * CHUNK < there:
            chunk += 1
        chunk = max(0, chunk - 1)
        first = documents(chunk)
        rest = np.flatnonzero(~present(SCHEME, index.segments, first))
    with Writer(folder, SCHEME, lambda added: print(there + added, flush=True)) as writer:
        print("ready", flush=True)
        writer.add(first.chosen(rest))
        while True:
            chunk += 1
            writer.add(documents(chunk))


def kill(folder: Path, kills: int, seed: int = 0, longest: float = 0.7) -> Iterator[Score]:
    """Kill a process that adds, again and again; yields the score so far after each."""
    rng = random.Random(seed)
    score = Score()
    confirmed = 0
    for number in range(kills):
        if number % AFRESH == 0:
            shutil.rmtree(folder, ignore_errors=True)
            confirmed = 0
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.index_kills", str(folder), "--add"],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent.parent,
        )
        assert process.stdout is not None
        # Now and then it is killed while it opens the index and clears it up.
        if rng.random() < 0.9:
            process.stdout.readline()
        time.sleep(rng.uniform(0, longest))
        process.send_signal(signal.SIGKILL)
        said, _ = process.communicate()
        confirmed = max([confirmed, *(int(line) for line in said.split("\n")[:-1] if line.isdecimal())])
        score.kills += 1
        if not (folder / "index.json").exists():
            score.damaged += confirmed > 0
            yield score
            continue
        _look(folder, confirmed, score)
        yield score


def _look(folder: Path, confirmed: int, score: Score) -> None:
    report = audit(folder)
    score.damaged += not report.ok
    if not report.ok:
        return
    with Snapshot(folder) as index:
        files = leftovers(folder, index.book)
        score.left_files += bool(files)
        score.in_merge += any(path.stat().st_size > 300 * 2 * BATCH for path in files)
        there = 0
        chunk = 0
        while chunk * CHUNK < max(confirmed, index.book.documents):
            found = present(SCHEME, index.segments, documents(chunk))
            there += int(np.count_nonzero(found))
            score.lost += int(np.count_nonzero(~found[: max(0, confirmed - chunk * CHUNK)]))
            chunk += 1
        score.twice += index.book.documents - there
        score.confirmed += confirmed


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill, look, print."""
    parser = argparse.ArgumentParser(description="Kill an index at random moments and check what is left.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--add", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.add:
        add(options.folder)
        return 0
    if options.folder.exists():
        parser.error(f"{options.folder} is there already")
    score = Score()
    for score in kill(options.folder, options.kills, options.seed):
        if score.kills % AFRESH == 0 or score.kills == options.kills or not score.clean:
            print(score, flush=True)
    shutil.rmtree(options.folder, ignore_errors=True)
    return 0 if score.clean else 1


if __name__ == "__main__":
    sys.exit(main())
