"""Run, tamper, verify: whatever is done to an output, its books or its source is found; undone, all is well again."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cleanse.config import Settings
from cleanse.runner import run
from cleanse.testing import PROSE, dirty_text
from cleanse.verification import verify

NAMES = st.sampled_from(("a.txt", "b/c.txt", "b/d.md", "e.txt.gz"))


class Tampering(RuleBasedStateMachine):
    """A folder, its cleaned output, and at most one thing that is wrong with them."""

    @initialize()
    def begin(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="cleanse-test-"))
        self.source, self.out = self.home / "in", self.home / "out"
        self.source.mkdir()
        self.wrong: tuple[Path, bytes | None] | None = None
        self.ran = False
        self._write("a.txt", PROSE[0] + "\n" + PROSE[1] + "\n")

    def _write(self, name: str, text: str) -> None:
        from cleanse.streams import packed

        path = self.source / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(packed(text.encode()) if name.endswith(".gz") else text.encode())

    @precondition(lambda self: self.wrong is None)
    @rule(name=NAMES, text=dirty_text(8))
    def change_the_source(self, name: str, text: str) -> None:
        self._write(name, text)
        self.ran = False

    @precondition(lambda self: self.wrong is None)
    @rule()
    def clean(self) -> None:
        summary = run([str(self.source)], self.out, Settings(preset="encoding", detector=""), jobs=0, force=True)
        files = sum(1 for path in self.source.rglob("*") if path.is_file())
        assert sum(summary.counts.values()) == files
        self.ran = True

    def _change(self, path: Path, data: bytes | None) -> None:
        self.wrong = (path, path.read_bytes() if path.exists() else None)
        if data is None:
            path.unlink()
        else:
            path.write_bytes(data)

    @precondition(lambda self: self.ran and self.wrong is None)
    @rule(data=st.data())
    def flip_a_byte(self, data: st.DataObject) -> None:
        places = [
            path
            for folder in (self.source, self.out)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != "run.json"
        ]
        path = data.draw(st.sampled_from([place for place in places if place.stat().st_size]))
        raw = bytearray(path.read_bytes())
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] ^= data.draw(st.integers(1, 255))
        self._change(path, bytes(raw))

    @precondition(lambda self: self.ran and self.wrong is None)
    @rule(name=st.sampled_from(("extra.txt", ".hidden", ".cleanse/extra")))
    def add_a_file(self, name: str) -> None:
        self._change(self.out / name, b"more")

    @precondition(lambda self: self.ran and self.wrong is None)
    @rule(data=st.data())
    def remove_a_file(self, data: st.DataObject) -> None:
        places = [
            path
            for folder in (self.source, self.out)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and ".cleanse" not in path.parts
        ]
        if places:
            self._change(data.draw(st.sampled_from(places)), None)

    @precondition(lambda self: self.wrong is not None)
    @rule()
    def undo(self) -> None:
        path, before = self.wrong or (Path(), None)
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)
        self.wrong = None

    @invariant()
    def verify_tells(self) -> None:
        if not getattr(self, "ran", False):
            return
        report = verify(self.out, source=self.source)
        if self.wrong is None:
            assert report.ok, report.findings
        else:
            assert not report.ok, f"{self.wrong[0]} was changed and nobody noticed"

    def teardown(self) -> None:
        shutil.rmtree(getattr(self, "home", "/nonexistent"), ignore_errors=True)


TestTampering = Tampering.TestCase
TestTampering.settings = settings(
    max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
