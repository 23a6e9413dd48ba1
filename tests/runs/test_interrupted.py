"""Whoever looks at OUT sees the old state or the new one, however a run ends."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleanse.verification import verify

Tree = Callable[[Path], dict[str, bytes]]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


def _start(source: Path, out: Path, *options: str, **more: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cleanse", "run", str(source), "--out", str(out), "--jobs", "1", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **more,
    )


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Enough documents that a signal finds the run at work."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(300):
        words = random.Random(number).sample(("tide", "pier", "gull", "rope", "mast", "sail", "net", "buoy"), 6)
        (folder / f"{number:03}.txt").write_text(
            f"Share\n\nThe {' and the '.join(words)} were seen at noon on the {number}th day.\n" * 3
        )
    return folder


def test_killed_at_any_moment_the_old_state_stays(many: Path, tmp_path: Path, clean_run: Any, tree: Tree) -> None:
    out = clean_run(many).out
    before = tree(out)
    (many / "000.txt").write_text("Another beginning, told at length by someone else.\n")
    rng = random.Random(7)
    killed = 0
    for _ in range(6):
        process = _start(many, out, "--force", "--quiet")
        time.sleep(rng.uniform(0.2, 3.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if tree(out) == before:
            killed += 1
        else:
            break
        assert verify(out, level="hashes").ok
    assert killed or tree(out) != before
    done = _start(many, out, "--force", "--quiet")
    _, errors = done.communicate()
    assert done.returncode == 0, errors
    assert verify(out, source=many).ok
    assert tree(out) != before
    assert not list(tmp_path.glob(".*cleanse-work*")), "what a killed run left is gone"


def test_interrupted_nothing_is_published(many: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = _start(many, out)
    deadline = time.monotonic() + 60
    while not (tmp_path / ".out.cleanse-work" / "work" / "records.jsonl").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert errors.strip() == "cleanse: Interrupted; nothing was published."
    assert not out.exists()
    assert not list(tmp_path.glob(".*cleanse-work*"))


def test_two_runs_to_one_output_do_not_mix(many: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = _start(many, out, "--quiet")
    deadline = time.monotonic() + 60
    while not (tmp_path / ".out.cleanse-work" / "work" / "records.jsonl").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    first.send_signal(signal.SIGSTOP)
    try:
        second = _start(many, out, "--quiet")
        _, errors = second.communicate(timeout=60)
        assert second.returncode == 2
        assert "another run is writing to it" in errors
    finally:
        first.send_signal(signal.SIGCONT)
    first.communicate(timeout=120)
    assert verify(out, source=many).ok


def test_a_full_disk_ends_in_one_sentence(many: Path, tmp_path: Path) -> None:
    def no_room() -> None:
        # A limit on the size of files stands in for a full disk: writing fails in the same place.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    out = tmp_path / "out"
    process = _start(many, out, "--quiet", preexec_fn=no_room)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 7, errors
    assert errors.count("\n") == 1
    assert "could not be written" in errors
    assert not out.exists()
