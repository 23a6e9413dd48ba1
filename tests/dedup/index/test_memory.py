"""Memory is bounded by a batch, not by the index."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

resource = pytest.importorskip("resource")

ROOT = Path(__file__).parents[3]
BATCH = 20_000

_PROGRAM = """
import resource, sys
from pathlib import Path
import numpy as np
from cleanse.dedup.index.drafts import Signed, cut
from cleanse.dedup.index.names import Names
from cleanse.dedup.index.scheme import scheme_for
from cleanse.dedup.index.store import Writer, create

scheme = scheme_for("made/1", 128, 800_000)
folder, count, batch = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
create(folder, scheme, batch)

def documents(first, many):
    rng = np.random.default_rng(first)
    rows = np.arange(first, first + many, dtype=np.uint32)
    minima = rng.integers(0, 2**32, (many, 128), dtype=np.uint32)
    digests = rng.integers(0, 256, (many, 16), dtype=np.uint8)
    names = Names(["made.jsonl"], np.zeros(many, np.uint32), rows)
    return cut(scheme, Signed(names, digests, minima, np.zeros(many, np.bool_)))

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with Writer(folder, scheme) as writer:
    for first in range(0, count, 4000):
        writer.add(documents(first, 4000))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def _grown(folder: Path, count: int) -> int:
    """Bytes that building an index takes at most, beyond what is there before."""
    command = [sys.executable, "-c", _PROGRAM, str(folder), str(count), str(BATCH)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    return int(done.stdout) * (1 if sys.platform == "darwin" else 1024)


def test_an_index_far_larger_than_memory_may_be_built(tmp_path: Path) -> None:
    # The bound in docs/guide/index-of-signatures.md: 220 bytes a document of the batch, and 128 MB.
    small, large = _grown(tmp_path / "small", 2 * BATCH), _grown(tmp_path / "large", 16 * BATCH)
    size = sum(path.stat().st_size for path in (tmp_path / "large").iterdir())
    assert size > 70_000_000
    assert large < 220 * BATCH + (128 << 20)
    # A merge sorts a million entries at once at most: what lies beyond the batch is the same for any size.
    assert large < small + 60_000_000
