"""Sources on disk: the order, the names of outputs, and what is not read."""

from __future__ import annotations

import gzip
import os
import socket
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.assemble import formats
from cleanse.config import Settings
from cleanse.corpus import Entry, roots, walk
from cleanse.errors import DocumentError, SettingsError
from cleanse.streams import opened, packed

FORMATS = formats(Settings())


def test_the_order_is_that_of_the_paths_bytes(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a.txt", "a/b/c.txt", "a b.txt", "é.txt", "Z.txt", "a-b/x.txt"):
        _write(tmp_path / name)
    found = [entry.path for entry in _walk(tmp_path)]
    assert found == sorted(found, key=str.encode)
    assert len(found) == 8


@pytest.mark.parametrize(
    ("names", "outs"),
    [
        (("a.html",), {"a.html": "a.txt"}),
        (("a.html", "a.txt"), {"a.html": "a.html.txt", "a.txt": "a.txt"}),
        (("a.htm", "a.html"), {"a.htm": "a.txt", "a.html": "a.html.txt"}),
        (("a.html", "a.txt", "a.html.txt"), {"a.html": "a.html.txt.txt", "a.txt": "a.txt", "a.html.txt": "a.html.txt"}),
        (("a.html.gz", "a.txt"), {"a.html.gz": "a.txt.gz", "a.txt": "a.txt"}),
        (("A.HTML", "b.JSONL", "c.Md.GZ"), {"A.HTML": "A.txt", "b.JSONL": "b.JSONL", "c.Md.GZ": "c.Md.GZ"}),
        (("a.html", "a.txt/b.md"), {"a.html": "a.html.txt", "a.txt/b.md": "a.txt/b.md"}),
    ],
)
def test_outputs_take_the_sources_names(tmp_path: Path, names: tuple[str, ...], outs: dict[str, str]) -> None:
    for name in names:
        _write(tmp_path / name)
    assert {entry.path: entry.out for entry in _walk(tmp_path)} == outs


def test_names_equal_but_for_case_or_normal_form_do_not_clash(tmp_path: Path) -> None:
    names = ("a.txt", "A.txt", "e\u0301.txt", "\u00e9.txt", "Sub/x.txt", "sub/y.txt")
    for name in names:
        _write(tmp_path / name)
    entries = list(_walk(tmp_path))
    if len(entries) < len(names):
        pytest.skip("this file system takes such names for one")
    assert sorted(entry.path for entry in entries if entry.out) == ["A.txt", "Sub/x.txt", "e\u0301.txt"]
    assert {entry.code for entry in entries if not entry.out} == {"name-clash", "unsafe-name"}


def test_names_that_cannot_be_written_safely_say_so(tmp_path: Path) -> None:
    _write(tmp_path / "line\nfeed.txt")
    _write(tmp_path / "esc\x1b[31m.txt")
    _write(tmp_path / "100%.txt")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_bytes(b"x")
    found = {entry.path: entry.code for entry in _walk(tmp_path)}
    assert found == {
        "line%0Afeed.txt": "unsafe-name",
        "esc%1B[31m.txt": "unsafe-name",
        "100%25.txt": "",
        "%FF.txt": "unsafe-name",
    }


def test_what_is_no_document_is_skipped_and_links_are_not_followed(tmp_path: Path) -> None:
    _write(tmp_path / "real.txt")
    _write(tmp_path / "image.png")
    _write(tmp_path / "noend")
    (tmp_path / "link.txt").symlink_to("real.txt")
    (tmp_path / "dangling.txt").symlink_to("nowhere")
    (tmp_path / "cycle").symlink_to(".")
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s.txt"))
        found = {entry.path: (entry.code, entry.failed) for entry in _walk(tmp_path)}
    assert found == {
        "real.txt": ("", False),
        "image.png": ("unknown-suffix", False),
        "noend": ("unknown-suffix", False),
        "link.txt": ("symlink", False),
        "dangling.txt": ("symlink", False),
        "cycle": ("symlink", False),
        "pipe.txt": ("special", False),
        "s.txt": ("special", False),
    }


def test_a_pipe_that_takes_a_files_place_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(DocumentError) as caught, opened(Entry("a.txt", str(tmp_path / "a.txt"), "plain")):
        pass
    assert caught.value.code == "special"


def test_globs_choose_and_bookkeeping_is_no_source(tmp_path: Path) -> None:
    for name in ("a.txt", "old/b.txt", "new/c.txt", "new/d.md", ".cleanse/manifest.txt"):
        _write(tmp_path / name)
    chosen = walk(roots([str(tmp_path)]), FORMATS, ["**/*.txt"], ["old/**"])
    assert [entry.path for entry in chosen] == ["a.txt", "new/c.txt"]


def test_several_sources_are_labelled(tmp_path: Path) -> None:
    _write(tmp_path / "one/a.txt")
    _write(tmp_path / "two/a.txt")
    found = walk(roots([str(tmp_path / "two"), f"first={tmp_path / 'one'}"]), FORMATS)
    assert [(entry.path, entry.out) for entry in found] == [("first/a.txt", "first/a.txt"), ("two/a.txt", "two/a.txt")]


@pytest.mark.parametrize("sources", [["nowhere"], [".", "same=."], ["bad\x1b=.", "."]])
def test_sources_that_cannot_be_used_are_refused(
    sources: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "same"
    folder.mkdir()
    monkeypatch.chdir(folder)
    with pytest.raises(SettingsError):
        roots(sources)


@given(st.binary(max_size=2000), st.integers(0, 2000))
def test_a_gz_gives_its_sums_or_says_that_it_is_broken(data: bytes, cut: int) -> None:
    whole = packed(data)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.txt.gz")
        path.write_bytes(whole[:cut])
        entry = Entry("a.txt.gz", str(path), "plain", packed=True)
        if cut >= len(whole):
            assert _sums(entry)["plain"]["len"] == len(data)  # type: ignore[index]
        else:
            with pytest.raises(DocumentError) as caught:
                _sums(entry)
            assert caught.value.code in {"truncated", "damaged"}


def test_gzip_is_the_same_everywhere() -> None:
    assert packed(b"tea\n")[:10] == bytes.fromhex("1f8b08000000000000ff")
    assert gzip.decompress(packed(b"tea\n")) == b"tea\n"


def _write(path: Path, data: bytes = b"x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _walk(folder: Path) -> list[Entry]:
    return list(walk(roots([str(folder)]), FORMATS))


def _sums(entry: Entry) -> dict[str, object]:
    with opened(entry) as source:
        return source.sums()
