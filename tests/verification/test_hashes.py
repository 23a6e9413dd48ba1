"""Level hashes: what is on disk is what is on record, and nothing else."""

import gzip
import os
import shutil
import socket
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanse.errors import SettingsError
from cleanse.verification import verify

posix = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX file system")


def found(folder: Any, level: str = "hashes") -> set[tuple[str, str]]:
    return {(finding.code, finding.path) for finding in folder.verify(level).findings}


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_a_flipped_byte(folder: Any) -> None:
    flip(folder.out / "b.txt")
    assert found(folder) == {("E_HASH", "b.txt")}
    assert folder.verify("hashes").status == 1
    assert folder.codes("books") == set()


def test_a_flipped_byte_with_size_and_time_restored(folder: Any) -> None:
    path = folder.out / "a" / "crlf.txt"
    before = path.stat()
    flip(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert found(folder) == {("E_HASH", "a/crlf.txt")}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_changed_byte_in_any_output_is_found(folder: Any, data: st.DataObject) -> None:
    files = sorted(path for path in folder.out.rglob("*") if path.is_file() and ".cleanse" not in path.parts)
    path = data.draw(st.sampled_from([path for path in files if path.stat().st_size]))
    good = path.read_bytes()
    place = data.draw(st.integers(0, len(good) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != good[place]))
    path.write_bytes(good[:place] + bytes([byte]) + good[place + 1 :])
    try:
        assert found(folder) == {("E_HASH", path.relative_to(folder.out).as_posix())}
    finally:
        path.write_bytes(good)


@pytest.mark.parametrize("name", ["b.txt", "empty.txt", "a/crlf.txt", "rows.jsonl", "pack.txt.gz"])
def test_a_missing_file(folder: Any, name: str) -> None:
    (folder.out / name).unlink()
    assert found(folder) == {("E_MISSING", name)}


@pytest.mark.parametrize(
    "name",
    [
        "c.txt",
        ".hidden",
        ".git/config",
        ".gitattributes",
        "a/.DS_Store",
        "zero",
        ".cleanse/notes",
        ".cleanse/work/x",
        "near/two.txt",
    ],
)
def test_an_extra_file(folder: Any, name: str) -> None:
    path = folder.out / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"")
    assert found(folder) == {("E_EXTRA", name)}


def test_an_empty_folder(folder: Any) -> None:
    (folder.out / "new" / "inner").mkdir(parents=True)
    assert found(folder) == {("E_EMPTYDIR", "new/inner")}


def test_renamed_and_swapped(folder: Any) -> None:
    (folder.out / "b.txt").rename(folder.out / "c.txt")
    assert found(folder) == {("E_MISSING", "b.txt"), ("E_EXTRA", "c.txt")}
    (folder.out / "near/one.txt").rename(folder.out / "b.txt")
    (folder.out / "c.txt").rename(folder.out / "near/one.txt")
    assert found(folder) == {("E_HASH", "b.txt"), ("E_HASH", "near/one.txt")}


@posix
def test_a_link_in_the_place_of_a_file_with_the_same_content(folder: Any, tmp_path: Path) -> None:
    shutil.move(folder.out / "b.txt", tmp_path / "elsewhere")
    (folder.out / "b.txt").symlink_to(tmp_path / "elsewhere")
    assert found(folder) == {("E_SYMLINK", "b.txt")}


@posix
def test_a_link_in_the_place_of_a_folder(folder: Any, tmp_path: Path) -> None:
    shutil.move(folder.out / "a", tmp_path / "elsewhere")
    (folder.out / "a").symlink_to(tmp_path / "elsewhere")
    assert folder.codes("hashes") == {"E_SYMLINK"}
    assert ("E_SYMLINK", "a") in found(folder)


@posix
def test_a_circle_of_links(folder: Any) -> None:
    (folder.out / "round").symlink_to(folder.out)
    (folder.out / "b.txt").unlink()
    (folder.out / "b.txt").symlink_to("b.txt")
    assert found(folder) == {("E_SYMLINK", "round"), ("E_SYMLINK", "b.txt")}


@posix
def test_pipes_and_sockets_do_not_hang(folder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(folder.out / "pipe")
    (folder.out / "b.txt").unlink()
    os.mkfifo(folder.out / "b.txt")
    monkeypatch.chdir(folder.out)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        assert found(folder) == {("E_SPECIAL", "pipe"), ("E_SPECIAL", "b.txt"), ("E_SPECIAL", "socket")}


@posix
@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_a_manifest_that_is_no_file(folder: Any, tmp_path: Path, kind: str) -> None:
    folder.manifest.rename(tmp_path / "kept")
    if kind == "pipe":
        os.mkfifo(folder.manifest)
    elif kind == "link":
        folder.manifest.symlink_to(tmp_path / "kept")
    else:
        folder.manifest.mkdir()
    assert folder.codes("hashes") == {{"pipe": "E_SPECIAL", "link": "E_SYMLINK", "folder": "E_NO_MANIFEST"}[kind]}


@posix
def test_a_second_name_is_a_warning(folder: Any, tmp_path: Path) -> None:
    os.link(folder.out / "b.txt", tmp_path / "outside")
    assert found(folder) == {("W_NLINK", "b.txt")}
    assert folder.verify("hashes").status == 0


def test_a_file_that_grows_while_it_is_read(builder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"line\n" * 500_000
    builder.same("big.txt", text)
    folder = builder.finish()
    really_read = os.read

    def grow(handle: int, size: int) -> bytes:
        if os.fstat(handle).st_size == len(text):
            with (folder.out / "big.txt").open("ab") as stream:
                stream.write(b"more\n")
        return really_read(handle, size)

    monkeypatch.setattr(os, "read", grow)
    report = folder.verify("hashes")
    assert [(finding.code, finding.path) for finding in report.findings] == [("E_TOCTOU", "big.txt")]
    assert report.status == 7


@posix
def test_a_file_swapped_between_the_look_and_the_opening(
    folder: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"plain enough\n")
    really_open = os.open

    def swap(path: Any, *arguments: Any, **keywords: Any) -> int:
        if path == "b.txt" and other.exists():
            other.replace(folder.out / "b.txt")
        return really_open(path, *arguments, **keywords)

    monkeypatch.setattr(os, "open", swap)
    report = folder.verify("hashes")
    assert [(finding.code, finding.path) for finding in report.findings] == [("E_TOCTOU", "b.txt")]
    assert report.status == 7
    assert folder.codes("hashes") == set()


@posix
@pytest.mark.skipif(os.path.exists("/TMP"), reason="needs a file system that tells case apart")  # noqa: PTH110
def test_names_in_another_case_or_normal_form(builder: Any) -> None:
    builder.same("caf\u00e9/A.txt", b"1\n")
    folder = builder.finish()
    assert folder.codes("hashes") == set()
    (folder.out / "caf\u00e9/A.txt").rename(folder.out / "caf\u00e9/a.txt")
    assert found(folder) == {("E_NAME_VARIANT", "caf\u00e9/a.txt")}
    (folder.out / "caf\u00e9/a.txt").rename(folder.out / "caf\u00e9/A.txt")
    (folder.out / "caf\u00e9").rename(folder.out / unicodedata.normalize("NFD", "caf\u00e9"))
    assert found(folder) == {("E_NAME_VARIANT", "cafe\u0301/A.txt")}


@posix
def test_a_name_that_is_not_utf8(folder: Any) -> None:
    try:
        Path(os.fsdecode(os.fsencode(folder.out) + b"/bad\xff")).write_bytes(b"")
    except OSError:
        pytest.skip("this file system takes UTF-8 only")
    assert found(folder) == {("E_NAME_ENCODING", "bad%FF")}


def test_a_valid_manifest_of_another_run(folder: Any, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder.out / ".cleanse", other / ".cleanse")
    (other / "stranger.txt").write_bytes(b"hello\n")
    folder.out = other
    assert folder.codes("books") == set()
    assert folder.codes("hashes") == {"E_MISSING", "E_EXTRA"}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda data: data.replace(b"\n", b"\r\n"), "gitattributes"),
        (lambda data: b"\xef\xbb\xbf" + data, "byte order mark"),
        (lambda data: data[:-1], "newline is gone"),
        (lambda data: data + b"\n", "newline was added"),
        (lambda data: gzip.compress(data), "gzip"),
        (lambda data: unicodedata.normalize("NFD", data.decode()).encode(), "NFD"),
        (lambda data: b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n", "LFS"),
        (lambda data: b"", "empty"),
        (lambda data: bytes(len(data)), "zero bytes"),
    ],
)
def test_what_a_changed_file_looks_like(folder: Any, change: Any, word: str) -> None:
    path = folder.out / "a" / "latin.txt"
    path.write_bytes(change(path.read_bytes()))
    (finding,) = folder.verify("hashes").findings
    assert (finding.code, finding.path) == ("E_HASH", "a/latin.txt")
    assert word in finding.hint


def test_the_list_for_sha256sum_agrees(folder: Any) -> None:
    listing = folder.out / ".cleanse/manifest-sha256.txt"
    data = listing.read_bytes()
    tool = shutil.which("sha256sum")
    if tool:
        assert (
            subprocess.run(
                [tool, "-c", "--quiet", ".cleanse/manifest-sha256.txt"], cwd=folder.out, check=False
            ).returncode
            == 0
        )
    for broken in (data[:-66], data[1:], b"", data + b"0" * 64 + b"  x\n"):
        listing.write_bytes(broken)
        assert found(folder) == {("E_HASH", ".cleanse/manifest-sha256.txt")}
    listing.unlink()
    assert found(folder) == {("E_MISSING", ".cleanse/manifest-sha256.txt")}


def test_no_list_without_outputs(builder: Any) -> None:
    builder.skipped("a.bin", b"\x00")
    folder = builder.finish()
    assert folder.codes() == set()
    (folder.out / ".cleanse/manifest-sha256.txt").write_bytes(b"")
    assert folder.codes("hashes") == {"E_EXTRA"}


def test_names_that_are_escaped_in_the_manifest(builder: Any) -> None:
    builder.same("100%.txt", b"1\n")
    builder.records[-1]["path"] = builder.records[-1]["out"]["path"] = "100%25.txt"
    folder = builder.finish()
    assert folder.codes() == set()
    (folder.out / "100%.txt").unlink()
    assert found(folder) == {("E_MISSING", "100%25.txt")}


# --- with sources ---------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["hashes", "replay"])
@pytest.mark.parametrize(
    "name",
    ["b.txt", "a/crlf.txt", "a/opaque.html", "z.bin", "near/two.txt", "rows.jsonl", "pack.txt.gz", "rows2.jsonl.gz"],
)
def test_a_source_that_changed_since(folder: Any, name: str, level: str) -> None:
    flip(folder.src / name)
    report = verify(folder.out, folder.src, level)
    assert {(finding.code, finding.path) for finding in report.findings if finding.code != "W_OPAQUE"} == {
        ("E_SOURCE_HASH", name)
    }
    (folder.src / name).unlink()
    report = verify(folder.out, folder.src, level)
    assert {(finding.code, finding.path) for finding in report.findings if finding.code != "W_OPAQUE"} == {
        ("E_SOURCE_HASH", name)
    }


def test_a_dropped_document_hidden_from_the_manifest(folder: Any) -> None:
    folder.forge(
        lambda records: records.pop(next(at for at, record in enumerate(records) if record["path"] == "near/two.txt"))
    )
    assert folder.codes("books") | folder.codes("hashes") == set()
    report = verify(folder.out, folder.src, "hashes")
    assert [(finding.code, finding.path) for finding in report.findings] == [("E_EXTRA_INPUT", "near/two.txt")]
    assert report.status == 1


def test_the_scope_says_which_files_need_a_record(builder: Any) -> None:
    builder.scope = {"include": ["**/*.txt"], "exclude": ["old/**"]}
    builder.same("a.txt", b"1\n")
    folder = builder.finish()
    for name in ("old/b.txt", "note.md", ".cleanse/x.txt"):
        (folder.src / name).parent.mkdir(exist_ok=True)
        (folder.src / name).write_bytes(b"")
    assert folder.codes() == set()
    (folder.src / "new.txt").write_bytes(b"")
    assert found(folder, "replay") == {("E_EXTRA_INPUT", "new.txt")}


def test_a_sample_leaves_files_out(builder: Any) -> None:
    builder.scope = {"sample": 1}
    builder.same("a.txt", b"1\n")
    folder = builder.finish()
    (folder.src / "b.txt").write_bytes(b"")
    assert folder.codes() == set()


@posix
def test_links_of_the_source_have_records_too(builder: Any) -> None:
    builder.same("a.txt", b"1\n")
    builder.records.append({"path": "link.txt", "st": "skipped", "why": ["symlink", "links are not followed."]})
    folder = builder.finish()
    assert found(folder, "replay") == {("E_SOURCE_HASH", "link.txt")}
    (folder.src / "link.txt").symlink_to("a.txt")
    assert folder.codes() == set()
    (folder.src / "more.txt").symlink_to("a.txt")
    assert found(folder, "replay") == {("E_EXTRA_INPUT", "more.txt")}


def test_several_sources(builder: Any, tmp_path: Path) -> None:
    builder.labels = ["blogs", "news"]
    builder.same("blogs/a.txt", b"1\n")
    builder.same("news/a.txt", b"2\n")
    folder = builder.finish()
    blogs, news = folder.src / "blogs", folder.src / "news"
    assert verify(folder.out, {"blogs": blogs, "news": news}).findings == ()
    report = verify(folder.out, {"news": news})
    assert [(finding.code, finding.path) for finding in report.findings] == [("I_NO_SOURCE", "blogs")]
    assert report.status == 5
    (news / "b.txt").write_bytes(b"")
    report = verify(folder.out, {"blogs": blogs, "news": news})
    assert [(finding.code, finding.path) for finding in report.findings] == [("E_EXTRA_INPUT", "news/b.txt")]
    for sources in (folder.src, {"other": news}, {"blogs": blogs, "news": tmp_path / "gone"}):
        with pytest.raises(SettingsError):
            verify(folder.out, sources)


def test_a_source_that_is_one_file(builder: Any) -> None:
    builder.same("a.txt", b"1\n")
    folder = builder.finish()
    (folder.src / "beside.txt").write_bytes(b"")
    assert verify(folder.out, folder.src / "a.txt").findings == ()
    flip(folder.src / "a.txt")
    assert [finding.code for finding in verify(folder.out, folder.src / "a.txt").findings] == ["E_SOURCE_HASH"]


def test_a_tree_nested_without_end(folder: Any) -> None:
    place = folder.out / "deep"
    place.mkdir()
    handle = os.open(place, os.O_RDONLY)
    try:
        for _ in range(600):
            os.mkdir("d", dir_fd=handle)
            below = os.open("d", os.O_RDONLY, dir_fd=handle)
            os.close(handle)
            handle = below
    finally:
        os.close(handle)
    assert folder.codes("hashes") == {"E_EXTRA"}
    shutil.move(place, folder.src.parent / "away")
    subprocess.run(["rm", "-rf", str(folder.src.parent / "away")], check=True)
