"""The same bytes for any number of workers, order of files, hash seed, locale and time zone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Tree = Callable[[Path], dict[str, bytes]]


@pytest.mark.parametrize(
    ("jobs", "environment"),
    [
        ("1", {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}),
        ("3", {"PYTHONHASHSEED": "2", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}),
        ("0", {"PYTHONHASHSEED": "3", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    ],
)
def test_no_circumstance_changes_a_byte(
    corpus: Path, tmp_path: Path, tree: Tree, jobs: str, environment: Mapping[str, str]
) -> None:
    first = _run(corpus, tmp_path / "plain", "2", {"PYTHONHASHSEED": "0"})
    # Another order on the disk: the same files, made the other way round.
    shuffled = tmp_path / "shuffled" / "corpus"
    for path in sorted(corpus.rglob("*"), reverse=True):
        if path.is_file():
            target = shuffled / path.relative_to(corpus)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    second = _run(shuffled, tmp_path / "other", jobs, environment)
    assert tree(first) == tree(second)


def _run(source: Path, out: Path, jobs: str, environment: Mapping[str, str]) -> Path:
    done = subprocess.run(
        [sys.executable, "-m", "cleanse", "run", str(source), "--out", str(out), "--jobs", jobs, "--quiet"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    return out
