"""The seed corpus, cleaned, is what ``seeds/expected`` says; see seeds/README.md for renewing it."""

from __future__ import annotations

import difflib
import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXPECTED = ROOT / "seeds" / "expected"
RENEW = "if that is meant, run `python seeds/make_expected.py` and read the difference line by line"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    spec = importlib.util.spec_from_file_location("make_expected", ROOT / "seeds" / "make_expected.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    files: dict[str, bytes] = script.made(tmp_path_factory.mktemp("goldens") / "out")
    return files


def goldens() -> list[str]:
    return sorted(path.relative_to(EXPECTED).as_posix() for path in EXPECTED.rglob("*") if path.is_file())


def difference(expected: bytes, found: bytes) -> str:
    """The lines that differ, with control characters spelled out."""
    before, after = (
        [repr(line)[1:-1] for line in data.decode("utf-8", "replace").split("\n")] for data in (expected, found)
    )
    return "\n".join(difflib.unified_diff(before, after, "expected", "found", n=1, lineterm=""))


def test_the_run_writes_the_expected_files(made: dict[str, bytes]) -> None:
    extra, missing = sorted(made.keys() - goldens()), sorted(set(goldens()) - made.keys())
    assert (extra, missing) == ([], []), RENEW


@pytest.mark.parametrize("name", goldens())
def test_a_file_is_as_expected(made: dict[str, bytes], name: str) -> None:
    expected, found = (EXPECTED / name).read_bytes(), made.get(name, b"")
    assert found == expected, f"{name}:\n{difference(expected, found)}\n{RENEW}"


def test_every_document_of_the_corpus_has_a_record(made: dict[str, bytes]) -> None:
    corpus = ROOT / "seeds" / "corpus"
    sources = {path.relative_to(corpus).as_posix() for path in corpus.rglob("*") if path.is_file()}
    assert sources <= {line.split('"')[3] for line in made["records.jsonl"].decode().split("\n") if line}
