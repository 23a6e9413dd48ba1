"""The index of signatures: bytes, inserts, look-ups, memory, on signatures that are made here.

    python -m benchmarks.index_speed FOLDER --documents 2000000

FOLDER must be new; it needs 240 bytes a document, and the same again while segments become one. Documents come in families
of ten whose members are alike to any degree; of those looked up a tenth are near copies of some that are there, four
tenths are alike to some below the threshold, and half are like none. Seconds are of CPU, by this process; making the
signatures is not counted. "cold": after the system was told to forget the files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleanse.dedup.index import tables
from cleanse.dedup.index.audit import audit
from cleanse.dedup.index.drafts import Signed, cut
from cleanse.dedup.index.figures import figures
from cleanse.dedup.index.lookup import Work, look_up
from cleanse.dedup.index.names import Names
from cleanse.dedup.index.scheme import scheme_for
from cleanse.dedup.index.store import BATCH, Snapshot, Writer, create

SCHEME = scheme_for("made/1", 128, 800_000)
CHUNK = 1 << 14
FAMILY = 10
ROWS = 100_000
"""Documents of one file of JSON lines."""


def families(numbers: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The signature that the members of a family are made from."""
    columns = np.arange(SCHEME.values, dtype=np.uint64)
    values = (numbers.astype(np.uint64)[:, None] + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15) + columns
    values ^= values >> np.uint64(32)
    values *= np.uint64(0xD6E8FEB86659FD93)
    values ^= values >> np.uint64(32)
    return values.astype(np.uint32)


def alike(numbers: NDArray[np.int64], shares: NDArray[np.float64], seed: int) -> NDArray[np.uint32]:
    """Members of families that have so much in common with what the family is made from."""
    rng = np.random.default_rng(seed)
    own = rng.integers(0, 2**32, (len(numbers), SCHEME.values), dtype=np.uint32)
    return np.where(rng.random(own.shape, np.float32) < shares[:, None], families(numbers), own)


def documents(first: int, count: int) -> Signed:
    """Documents of the index."""
    numbers = np.arange(first, first + count)
    rng = np.random.default_rng(first)
    shares = np.where(numbers % FAMILY == 0, 1.0, rng.random(count) * 0.7)
    return _signed(numbers, alike(numbers // FAMILY, shares, first + 1), "crawl")


def questions(count: int, of: int) -> Signed:
    """Documents to look up in an index of so many."""
    rng = np.random.default_rng(77)
    numbers = rng.integers(0, of // FAMILY, count)
    shares = np.zeros(count)
    near, some = count // 10, count // 2
    shares[:near] = rng.uniform(0.8, 1.0, near)
    shares[near:some] = rng.uniform(0.1, 0.7, some - near)
    order = rng.permutation(count)
    return _signed(np.arange(count), alike(numbers[order], shares[order], 78), "new")


def _signed(numbers: NDArray[np.int64], minima: NDArray[np.uint32], label: str) -> Signed:
    rng = np.random.default_rng([len(label), int(numbers[0])])
    files, places = np.unique(numbers // ROWS, return_inverse=True)
    names = Names(
        [f"{label}/{number:05}.jsonl.gz" for number in files.tolist()],
        places.astype(np.uint32),
        (numbers % ROWS + 1).astype(np.uint32),
    )
    digests = rng.integers(0, 256, (len(numbers), 16), dtype=np.uint8)
    return Signed(names, digests, minima, np.zeros(len(numbers), np.bool_))


def insert(folder: Path, count: int, batch: int) -> dict[str, float]:
    """Build an index; returns inserts a second and the peak memory."""
    create(folder, SCHEME, batch)
    made = 0.0
    before, wall = time.process_time(), time.perf_counter()
    with Writer(folder, SCHEME) as writer:
        for first in range(0, count, CHUNK):
            start = time.process_time()
            signed = documents(first, min(CHUNK, count - first))
            made += time.process_time() - start
            writer.add(cut(SCHEME, signed))
    taken = time.process_time() - before - made
    return {
        "inserts_per_second": round(count / taken),
        "build_seconds_of_clock": round(time.perf_counter() - wall, 1),
        "build_peak_mb": round(peak_mb()),
    }


def ask(folder: Path, count: int, of: int, *, cold: bool) -> dict[str, float]:
    """Look up documents in one batch."""
    signed = questions(count, of)
    if cold:
        forget(folder)
    with Snapshot(folder) as index:
        work = Work()
        before, wall = time.process_time(), time.perf_counter()
        asked = cut(SCHEME, signed)
        found = look_up(SCHEME, index.segments, asked, SCHEME.least(SCHEME.threshold_ppm), work=work)
        taken, clock = time.process_time() - before, time.perf_counter() - wall
    return {
        "asked": count,
        "look_ups_per_second": round(count / taken),
        "seconds_of_clock": round(clock, 3),
        "passed_a_filter": round(work.passed / count, 4),
        "candidates_per_question": round(work.candidates / count, 3),
        "false_candidates_per_question": round((work.candidates - len(found)) / count, 3),
        "matches": len(found),
    }


def forget(folder: Path) -> None:
    """Tell the system to forget the files of a folder."""
    if not hasattr(os, "posix_fadvise"):
        return
    for path in folder.iterdir():
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def peak_mb() -> float:
    """The most memory this process has held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / (1 << 10)


def sha256_mb() -> float:
    """MB/s of sha256 on this machine now: what the other figures can be related to."""
    data = bytes(64 << 20)
    before = time.process_time()
    hashlib.sha256(data).digest()
    return len(data) / 1e6 / (time.process_time() - before)


def measure(folder: Path, count: int, batch: int, asked: Sequence[int]) -> Iterator[dict[str, float]]:
    """All figures, one table after the other."""
    yield {"sha256_mb_per_second": round(sha256_mb())}
    yield insert(folder, count, batch)
    with Snapshot(folder) as index:
        found = figures(index)
    yield {
        "documents": found.documents,
        "segments": len(found.segments),
        "bytes_per_document": round(found.size / found.documents, 1),
        "filter_passes": found.passing_ppm / 1e6,
    }
    for many in asked:
        for cold in (True, False):
            yield {"cold": cold, **ask(folder, many, count, cold=cold)}
    before = time.process_time()
    assert audit(folder).ok
    yield {"check_seconds": round(time.process_time() - before, 1), "peak_mb": round(peak_mb())}


def ways(folder: Path, count: int, asked: Sequence[int]) -> Iterator[dict[str, float]]:
    """Reading through beside probing, cold, for batches of several sizes."""
    usual = tables.THROUGH
    for many in asked:
        row: dict[str, float] = {"asked": many}
        for way, through in (("probing", 0), ("reading_through", 1 << 40), ("chosen", usual)):
            tables.THROUGH = through
            row[way] = ask(folder, many, count, cold=True)["seconds_of_clock"]
        tables.THROUGH = usual
        yield row


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print, a line of JSON a table."""
    parser = argparse.ArgumentParser(description="Measure the index of signatures.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=2_000_000)
    parser.add_argument("--batch", type=int, default=BATCH)
    parser.add_argument("--asked", type=int, nargs="+", default=[1, 1_000, 30_000, 300_000])
    parser.add_argument("--ways", action="store_true", help="compare reading through with probing, too")
    parser.add_argument("--keep", action="store_true", help="leave the index there")
    options = parser.parse_args(arguments)
    if options.folder.exists():
        parser.error(f"{options.folder} is there already")
    for table in measure(options.folder, options.documents, options.batch, options.asked):
        print(json.dumps(table), flush=True)
    if options.ways:
        for table in ways(options.folder, options.documents, options.asked):
            print(json.dumps(table), flush=True)
    if not options.keep:
        shutil.rmtree(options.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
