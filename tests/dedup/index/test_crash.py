"""However adding ends, the index is in its old state or its new one, and nothing that was confirmed is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.index_kills import Score, kill
from cleanse.dedup.index.audit import audit
from cleanse.dedup.index.book import leftovers, read_book
from cleanse.dedup.index.drafts import cut
from cleanse.dedup.index.lookup import present
from cleanse.dedup.index.store import Snapshot, Writer, create
from cleanse.errors import SettingsError, UnfinishedError
from tests.dedup.index.made import SMALL, built, documents, part

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and limits of POSIX")

ROOT = Path(__file__).parents[3]


def test_killed_at_random_moments_nothing_is_lost(tmp_path: Path) -> None:
    score = Score()
    for score in kill(tmp_path / "index", 10, seed=11, longest=0.4):
        assert score.clean
    assert score.kills == 10
    assert score.confirmed


def test_what_a_killed_writer_left_is_no_part_of_the_index_and_goes(tmp_path: Path) -> None:
    there = documents(1, 60)
    folder = built(tmp_path / "index", part(there, 0, 30), [])
    book = read_book(folder)
    # Half a segment under the next name, half a book: what a kill before the swap leaves.
    (folder / book.name()).write_bytes(b"half a segment")
    (folder / ".index.json.new").write_bytes(b'{"half')
    report = audit(folder)
    assert report.ok
    assert [finding.code for finding in report.findings] == ["W_LEFTOVER", "W_LEFTOVER"]
    with Writer(folder, SMALL) as writer:
        assert leftovers(folder, read_book(folder)) == []
        writer.add(cut(SMALL, part(there, 30, 60)))
    assert audit(folder).findings == []
    assert read_book(folder).documents == 60


def test_two_writers_do_not_mix(tmp_path: Path) -> None:
    folder = built(tmp_path / "index", documents(1, 30), [])
    with Writer(folder, SMALL):
        with pytest.raises(SettingsError, match="another process is adding"):
            Writer(folder, SMALL)
        with Snapshot(folder) as index:
            assert index.book.documents == 30
    Writer(folder, SMALL).close()


def test_a_reader_keeps_what_it_opened_while_segments_are_made_into_one(tmp_path: Path) -> None:
    there = documents(1, 100)
    folder = built(tmp_path / "index", part(there, 0, 60), [20, 40])
    with Snapshot(folder) as index:
        with Writer(folder, SMALL) as writer:
            writer.add(cut(SMALL, part(there, 60, 100)))
        assert len(read_book(folder).segments) == 1
        assert present(SMALL, index.segments, cut(SMALL, there)).tolist() == [True] * 60 + [False] * 40
    with Snapshot(folder) as index:
        assert present(SMALL, index.segments, cut(SMALL, there)).all()


_LIMITED = """
import resource, signal, sys
from pathlib import Path
from cleanse.dedup.index.drafts import cut
from cleanse.dedup.index.store import Writer
from cleanse.errors import UnfinishedError
from tests.dedup.index.made import SMALL, documents, part

there = documents(1, 4000)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    with Writer(Path(sys.argv[1]), SMALL, lambda added: print(added, flush=True)) as writer:
        writer.add(cut(SMALL, part(there, 1000, 4000)))
except UnfinishedError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize("room", [10_000, 300_000])
def test_a_full_disk_ends_in_one_sentence_and_what_was_confirmed_stays(tmp_path: Path, room: int) -> None:
    there = documents(1, 4000)
    folder = built(tmp_path / "index", part(there, 0, 1000), [])
    # A limit on the size of files stands in for a full disk: writing fails in the same place. The larger one
    # lets segments be written, and fails when four of them become one.
    process = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(folder), str(room)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert process.returncode == 1
    assert process.stderr.count("\n") == 1
    assert "could not be written (file too large)" in process.stderr
    confirmed = int((process.stdout.split() or ["0"])[-1])
    assert (confirmed > 0) == (room > 10_000)
    assert audit(folder).ok
    with Snapshot(folder) as index:
        found = present(SMALL, index.segments, cut(SMALL, there))
        assert np.flatnonzero(~found).tolist() == list(range(1000 + confirmed, 4000))
    with Writer(folder, SMALL) as writer:
        writer.add(cut(SMALL, part(there, 1000 + confirmed, 4000)))
    assert audit(folder).findings == []
    assert read_book(folder).documents == 4000


def test_an_error_while_documents_come_adds_nothing_of_the_last_batch(tmp_path: Path) -> None:
    folder = built(tmp_path / "index", documents(1, 30), [])

    def interrupted() -> None:
        with Writer(folder, SMALL) as writer:
            writer.add(cut(SMALL, documents(2, 10, first=100)))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert read_book(folder).documents == 30
    assert audit(folder).findings == []


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UnfinishedError, match=r"file/index: the index could not be written"):
        create(tmp_path / "file" / "index", SMALL)


def test_a_killed_creation_can_be_done_again(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    folder.mkdir()
    (folder / "lock").write_bytes(b"")
    (folder / ".index.json.new").write_bytes(b"{")
    create(folder, SMALL)
    assert audit(folder).ok
    with pytest.raises(SettingsError, match="there is an index already"):
        create(folder, SMALL)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("mine")
    with pytest.raises(SettingsError, match="not empty"):
        create(tmp_path / "other", SMALL)
