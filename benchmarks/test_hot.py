"""The hot functions under pytest-benchmark: ``pytest benchmarks/test_hot.py`` with the extra ``bench``.

Not part of the tests: `testpaths` leaves this folder out. For comparing two commits on one machine:
``--benchmark-autosave``, then ``--benchmark-compare``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.stages import Bench

pytest.importorskip("pytest_benchmark")

HOT = (
    "decode",
    "decode a JSON row",
    "text/mojibake",
    "text/invisible",
    "line rules: all packs",
    "language",
    "signatures",
    "candidates, exact checks, choice",
    "tiling: wire form",
    "manifest records",
    "verify: replay",
)
SIZE = 200_000


@pytest.fixture(scope="session")
def works(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Callable[[], object]]:
    folder: Path = tmp_path_factory.mktemp("bench")
    return {stage.name: stage.work for stage in Bench(folder, SIZE).stages()}


@pytest.mark.parametrize("name", HOT)
def test_hot(benchmark: Any, works: dict[str, Callable[[], object]], name: str) -> None:
    assert name in works, "a stage was renamed"
    benchmark(works[name])
