"""The main job: the same tree comes out, clean, with receipts."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleanse.errors import OutputError

Tree = Callable[[Path], dict[str, bytes]]
Records = Callable[[Path], dict[str, dict[str, Any]]]


def test_the_same_tree_comes_out(
    corpus: Path, clean_run: Any, tree: Tree, records_of: Records, must_verify: Any
) -> None:
    before = tree(corpus)
    summary = clean_run(corpus)
    out = tree(summary.out)
    assert sorted(name for name in out if not name.startswith(".cleanse/")) == [
        "a.txt", "b/notes.md.gz", "b/page.html.txt", "b/page.txt", "k\u00fcste/m\u00f6we.txt", "legacy.txt", "rows.jsonl", "rows2.jsonl.gz",
    ]  # fmt: skip
    assert out["a.txt"] == before["a.txt"], "clean text comes out byte for byte"
    assert gzip.decompress(out["b/notes.md.gz"]).decode() == "# Notes\n\nThe tide was low.\n\nNobody came.\n"
    assert (
        out["legacy.txt"].decode()
        == "Caf\u00e9s stay open \u2013 \u201cuntil ten\u201d, says the na\u00efve owner of the caf\u00e9.\n"
    )
    assert not out["b/page.txt"].startswith(b"Share")
    assert tree(corpus) == before, "sources are never written to"
    found = records_of(summary.out)
    assert found["copy.txt"]["drop"]["kind"] == "exact"
    assert found["copy.txt"]["drop"]["of"] == ["a.txt"]
    assert found["empty.txt"]["st"] == "dropped"
    assert found["zip.txt"]["st"] == "failed"
    assert found["picture.png"]["st"] == "skipped"
    assert (
        "near" in {record.get("drop", {}).get("kind") for record in found.values()}
        or found["b/page.html"]["st"] == "edited"
    )
    must_verify(summary.out, corpus)


def test_documents_are_conserved(corpus: Path, clean_run: Any, records_of: Records) -> None:
    summary = clean_run(corpus)
    found = records_of(summary.out)
    documents = [record for record in found.values() if "box" not in record]
    assert sum(summary.counts.values()) == len(documents) == 15
    assert summary.kept + summary.counts["dropped"] + summary.counts["failed"] + summary.counts["skipped"] == len(
        documents
    )


def test_rows_keep_everything_but_their_text(corpus: Path, clean_run: Any, records_of: Records) -> None:
    summary = clean_run(corpus)
    lines = (summary.out / "rows.jsonl").read_bytes().split(b"\n")
    source = (corpus / "rows.jsonl").read_bytes().split(b"\n")
    assert lines[0] == source[0].replace(
        b'"Share\\nThe tide was low at noon on Friday.\\n"', b'"The tide was low at noon on Friday.\\n"'
    )
    assert lines[1:] == [source[1], b"", b""], (
        "an unchanged row is an identical line, a failed one is left out, a blank one stays"
    )
    assert records_of(summary.out)["rows.jsonl#3"]["why"][0] == "not-text"


def test_every_removed_byte_has_a_rule(corpus: Path, clean_run: Any) -> None:
    summary = clean_run(corpus, exclude=("**/*.html",))
    assert sum(figures[2] for figures in summary.ledger.values()) == summary.bytes["deleted"]
    assert summary.bytes["copied"] + summary.bytes["deleted"] == summary.bytes["in"]
    assert summary.bytes["copied"] + summary.bytes["inserted"] == summary.bytes["out"]


def test_a_second_run_over_the_output_changes_nothing(corpus: Path, clean_run: Any, tmp_path: Path, tree: Tree) -> None:
    first = clean_run(corpus)
    again = clean_run(first.out, out=tmp_path / "again", duplicates="off")
    assert again.counts["edited"] == again.counts["dropped"] == again.counts["failed"] == 0
    assert _outputs(tree(again.out)) == _outputs(tree(first.out))


def test_sha256sum_agrees(corpus: Path, clean_run: Any) -> None:
    if not shutil.which("sha256sum"):
        pytest.skip("sha256sum is not installed")
    out = clean_run(corpus).out
    done = subprocess.run(
        ["sha256sum", "-c", ".cleanse/manifest-sha256.txt"], cwd=out, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_several_sources_go_to_their_labels(corpus: Path, clean_run: Any, tmp_path: Path, must_verify: Any) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_bytes(b"Something else altogether, on one line.\n")
    out = clean_run(f"one={corpus}", f"two={other}").out
    assert (out / "one/a.txt").is_file()
    assert (out / "two/a.txt").is_file()
    must_verify(out, {"one": corpus, "two": other})


def test_a_single_file_is_a_source(corpus: Path, clean_run: Any, must_verify: Any) -> None:
    out = clean_run(corpus / "rows.jsonl").out
    assert (out / "rows.jsonl").is_file()
    must_verify(out, corpus / "rows.jsonl")


def test_marked_duplicates_stay(corpus: Path, clean_run: Any, records_of: Records, must_verify: Any) -> None:
    summary = clean_run(corpus, duplicates="mark")
    assert (summary.out / "copy.txt").is_file()
    facts = records_of(summary.out)["copy.txt"]["facts"]["dedup/exact"]
    assert facts["of"] == ["a.txt"]
    must_verify(summary.out, corpus)


def test_languages_are_kept_and_dropped(tmp_path: Path, clean_run: Any, records_of: Records) -> None:
    folder = tmp_path / "tongues"
    folder.mkdir()
    (folder / "de.txt").write_text(
        "Der Hafenmeister sagte, dass die F\u00e4hre am Morgen wieder f\u00e4hrt, sobald das Eis verschwunden ist.\n"
        * 3
    )
    (folder / "en.txt").write_text(
        "The harbour master said that the ferry would sail again in the morning, once the ice had gone.\n" * 3
    )
    out = clean_run(folder, languages=("de",)).out
    assert records_of(out)["en.txt"]["drop"] == {
        "by": records_of(out)["en.txt"]["drop"]["by"],
        "kind": "language",
        "tag": "en",
    }
    assert records_of(out)["de.txt"]["st"] in {"same", "edited"}


def test_a_sample_is_the_same_each_time_and_grows(
    corpus: Path, clean_run: Any, tmp_path: Path, records_of: Records, must_verify: Any
) -> None:
    def sampled(count: int, name: str) -> set[str]:
        out = clean_run(corpus, out=tmp_path / name, sample=count).out
        must_verify(out, corpus)
        return {path for path, record in records_of(out).items() if "box" not in record and record["st"] != "skipped"}

    four, again, six = sampled(4, "one"), sampled(4, "two"), sampled(6, "three")
    assert four == again
    assert len(four) == 4
    assert len(six) == 6
    assert four < six


def test_large_documents_are_skipped_and_say_so(
    corpus: Path, clean_run: Any, records_of: Records, must_verify: Any
) -> None:
    out = clean_run(corpus, max_document_bytes=200).out
    record = records_of(out)["a.txt"]
    assert (record["st"], record["why"][0]) == ("skipped", "too-large")
    assert record["in"]["len"] == (corpus / "a.txt").stat().st_size
    must_verify(out, corpus)


def test_earlier_runs_are_replaced_only_with_force(corpus: Path, clean_run: Any, tree: Tree) -> None:
    first = tree(clean_run(corpus).out)
    with pytest.raises(OutputError, match="earlier run"):
        clean_run(corpus)
    (corpus / "a.txt").unlink()
    out = clean_run(corpus, force=True).out
    assert "a.txt" not in tree(out)
    log = [json.loads(line) for line in (out / ".cleanse/log.jsonl").read_text().splitlines()]
    assert [entry["seq"] for entry in log] == [0, 1]
    assert first[".cleanse/log.jsonl"].decode() == (out / ".cleanse/log.jsonl").read_text().splitlines(keepends=True)[0]
    assert not list(out.parent.glob(".*cleanse-work*")), "nothing is left beside the output"


def test_force_deletes_nothing_that_no_run_wrote(corpus: Path, clean_run: Any) -> None:
    out = clean_run(corpus).out
    (out / "letter.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"letter\.txt, which no run wrote"):
        clean_run(corpus, force=True)
    assert (out / "letter.txt").read_text() == "mine"
    (out / "letter.txt").unlink()
    (out / ".cleanse/manifest.jsonl").write_text("broken")
    with pytest.raises(OutputError, match="cannot be read"):
        clean_run(corpus, force=True)


@pytest.mark.parametrize("out", ["corpus", "corpus/out", "."])
def test_outputs_and_sources_must_not_lie_inside_each_other(corpus: Path, clean_run: Any, out: str) -> None:
    with pytest.raises(OutputError, match="inside each other"):
        clean_run(corpus, out=corpus.parent / out)


def test_a_folder_that_is_not_ours_is_refused(corpus: Path, clean_run: Any, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/letter.txt").write_text("mine")
    with pytest.raises(OutputError, match="not empty"):
        clean_run(corpus, force=True)
    assert (tmp_path / "out/letter.txt").read_text() == "mine"


def test_an_empty_folder_is_taken(corpus: Path, clean_run: Any, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert clean_run(corpus).manifest.is_file()


def _outputs(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if not name.startswith(".cleanse/")}
