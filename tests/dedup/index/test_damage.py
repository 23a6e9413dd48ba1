"""What is cut off, changed, foreign or of another scheme is refused by name, and found by the check."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanse.dedup.index.audit import UNUSABLE, audit
from cleanse.dedup.index.book import Book, read_book, write_book
from cleanse.dedup.index.drafts import cut
from cleanse.dedup.index.lookup import look_up, present
from cleanse.dedup.index.merging import merge
from cleanse.dedup.index.scheme import Scheme
from cleanse.dedup.index.segments import Segment
from cleanse.dedup.index.store import Snapshot, Writer, create
from cleanse.errors import SettingsError, StoreError
from tests.dedup.index.made import SMALL, built, documents


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("whole") / "index", documents(1, 300), [100])


@pytest.fixture
def index(tmp_path: Path, whole: Path) -> Path:
    folder = tmp_path / "index"
    folder.mkdir()
    for path in whole.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def first_segment(folder: Path) -> Path:
    return folder / read_book(folder).segments[0][0]


def _cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _grown(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"more")


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _foreign(path: Path) -> None:
    path.write_bytes(b"x" * path.stat().st_size)


def _end_changed(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-40] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("harm", "code", "said"),
    [
        (Path.unlink, "E_MISSING", "a segment of the index is missing"),
        (_cut_off, "E_TRUNC", "the segment is cut off"),
        (_grown, "E_TRUNC", "the segment is cut off"),
        (_empty, "E_FOREIGN", "this is no segment"),
        (_foreign, "E_FOREIGN", "this is no segment"),
        (_end_changed, "E_HASH", "not what was written"),
    ],
)
def test_a_segment_that_is_not_the_one_is_refused(
    index: Path, harm: Callable[[Path], None], code: str, said: str
) -> None:
    path = first_segment(index)
    harm(path)
    with pytest.raises(StoreError, match=said) as raised:
        Snapshot(index)
    assert raised.value.code == code
    assert path.name in str(raised.value)
    assert raised.value.hint
    report = audit(index)
    assert [(finding.code, finding.path) for finding in report.findings] == [(code, path.name)]
    assert report.status == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.floats(0, 1, exclude_max=True), st.integers(1, 255))
def test_no_changed_byte_escapes_the_check(index: Path, where: float, how: int) -> None:
    path = first_segment(index)
    before = path.read_bytes()
    data = bytearray(before)
    data[int(where * len(data))] ^= how
    path.write_bytes(data)
    try:
        assert audit(index).status == 1
    finally:
        path.write_bytes(before)
    assert audit(index).ok


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.floats(0, 1, exclude_max=True), st.integers(1, 255))
def test_no_changed_byte_of_the_book_escapes(index: Path, where: float, how: int) -> None:
    path = index / "index.json"
    before = path.read_bytes()
    data = bytearray(before)
    data[int(where * len(data))] ^= how
    path.write_bytes(data)
    try:
        with pytest.raises(StoreError):
            read_book(index)
        assert audit(index).status == UNUSABLE
    finally:
        path.write_bytes(before)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=200))
def test_a_damaged_index_answers_or_says_so(index: Path, changes: list[tuple[float, int]]) -> None:
    path = first_segment(index)
    before = path.read_bytes()
    data = bytearray(before)
    # Not the head, and not the table of contents: the index is refused when these are changed.
    for where, how in changes:
        data[100 + int(where * (len(data) - 8000))] ^= how
    path.write_bytes(data)
    questions = cut(SMALL, documents(1, 60))
    try:
        with Snapshot(index) as opened, suppress(StoreError):
            look_up(SMALL, opened.segments, questions, 8)
            present(SMALL, opened.segments, questions)
    finally:
        path.write_bytes(before)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.floats(0, 1, exclude_max=True), st.integers(1, 255))
def test_damage_is_not_joined_into_a_whole_segment(index: Path, where: float, how: int) -> None:
    path = first_segment(index)
    before = path.read_bytes()
    data = bytearray(before)
    data[int(where * len(data))] ^= how
    path.write_bytes(data)
    try:
        with suppress(StoreError):
            _joined(index, "joined")
            # What was changed is not read again: the filter, or what lies between the parts.
            path.write_bytes(before)
            assert (index / "joined").read_bytes() == _joined(index, "expected")
    finally:
        path.write_bytes(before)


def _joined(index: Path, name: str) -> bytes:
    with Snapshot(index) as opened:
        merge(index / name, SMALL, opened.segments)
    return (index / name).read_bytes()


def test_two_segments_that_changed_places_are_found(index: Path) -> None:
    one, other = (index / name for name, _ in read_book(index).segments)
    data = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data)
    assert audit(index).status == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "E_TRUNC"),
        (b'{"format":"cleanse', "E_TRUNC"),
        (b"\n", "E_SCHEMA"),
        (b"no book\n", "E_SCHEMA"),
        (b'{"format":"cleanse signatures 2"}\n', "E_VERSION"),
        (b'{"format":"cleanse signatures 1"}\n', "E_SCHEMA"),
        (b"[1]\n", "E_SCHEMA"),
    ],
)
def test_a_book_that_is_none_is_refused(index: Path, data: bytes, code: str) -> None:
    (index / "index.json").write_bytes(data)
    with pytest.raises(StoreError) as raised:
        read_book(index)
    assert raised.value.code == code
    report = audit(index)
    assert report.status == UNUSABLE
    assert report.findings[0].code == code


def test_where_there_is_no_index_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=re.escape("there is no index of signatures")):
        Snapshot(tmp_path)
    report = audit(tmp_path / "nowhere")
    assert (report.status, report.findings[0].code) == (UNUSABLE, "E_NO_INDEX")


@pytest.mark.parametrize(
    ("other", "named"),
    [
        (Scheme("made/2", 16, 3, 2, 800_000), "signature made/1 and made/2"),
        (Scheme("made/1", 16, 4, 2, 800_000), "bands 3 and 4"),
        (Scheme("made/1", 16, 3, 1, 700_000), "rows 2 and 1, threshold_ppm 800000 and 700000"),
        (Scheme("made/1", 32, 3, 2, 800_000), "values 16 and 32"),
    ],
)
def test_other_signatures_are_refused(index: Path, other: Scheme, named: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(named)):
        Writer(index, other)


def test_a_segment_of_another_scheme_is_refused_though_its_digest_is_right(index: Path) -> None:
    book = read_book(index)
    name, sealed = book.segments[0]
    with pytest.raises(StoreError, match="another scheme"):
        Segment(index / name, Scheme("made/1", 16, 4, 2, 800_000), sealed)
    write_book(index, Book(Scheme("made/1", 16, 4, 2, 800_000), book.batch, book.segments, book.next))
    assert {finding.code for finding in audit(index).findings} == {"E_SCHEME"}


@pytest.mark.parametrize("values", [(0, 2, 800_000), (9, 2, 800_000), (3, 0, 800_000), (3, 2, 0), (3, 2, 1_000_001)])
def test_a_scheme_that_cannot_be_is_refused(values: tuple[int, int, int]) -> None:
    with pytest.raises(SettingsError):
        Scheme("made/1", 16, *values)


@pytest.mark.parametrize("batch", [0, -1, (1 << 24) + 1])
def test_a_batch_out_of_range_is_refused(tmp_path: Path, batch: int) -> None:
    with pytest.raises(SettingsError, match="batch"):
        create(tmp_path / "index", SMALL, batch)
