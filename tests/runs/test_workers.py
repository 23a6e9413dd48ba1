"""A worker that dies costs the document it held, and nothing else."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cleanse.cleaner import Cleaned, Job
from cleanse.config import Settings
from cleanse.document import Piece
from cleanse.errors import DocumentError, SettingsError
from cleanse.workers import clean_all

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

# A rule that kills its process when it meets a word; it stands in a module of its own, so that workers can import it.
KILLER = """
import os, signal
from dataclasses import dataclass
from typing import ClassVar
from cleanse.rule import RuleInfo

@dataclass(frozen=True, slots=True)
class Killer:
    info: ClassVar[RuleInfo] = RuleInfo("test/killer", "1.0.0", "Kills.")
    def edits(self, document):
        if "poison" in document.text:
            os.kill(os.getpid(), signal.SIGKILL)
        return []
"""


@dataclass(frozen=True, slots=True)
class Item:
    number: int
    job: Job | None


@pytest.fixture
def deadly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings whose first rule is the killer; the workers learn of it through their start-up file."""
    (tmp_path / "killer_rule.py").write_text(KILLER)
    (tmp_path / "sitecustomize.py").write_text(
        "import cleanse.registry as registry\n"
        "from types import MappingProxyType\n"
        "registry.RULES = MappingProxyType({**registry.RULES, 'test/killer': 'killer_rule:Killer'})\n"
    )
    monkeypatch.syspath_prepend(tmp_path)  # a worker gets its parent's path
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    return Settings(rules=("test/killer", "text/newlines"), detector="", duplicates="off")


@pytest.mark.parametrize("count", [1, 2])
def test_a_death_costs_one_document(deadly: Settings, count: int) -> None:
    texts = [f"document {number}\r\n" + "poison" * (number in {3, 70, 71}) for number in range(150)]
    items = [Item(number, _job(text)) for number, text in enumerate(texts)]
    items.insert(5, Item(-1, None))
    results = list(clean_all(deadly, items, count))
    assert [item.number for item, _ in results] == [item.number for item in items], "in order"
    died = [item.number for item, result in results if isinstance(result, DocumentError)]
    assert died == [3, 70, 71]
    assert all(isinstance(result, Cleaned) for item, result in results if item.number not in {3, 70, 71, -1})
    (error,) = {result.message for _, result in results if isinstance(result, DocumentError)}
    assert error == f"the process that cleaned it ended (signal {signal.SIGKILL.value})."


def test_a_worker_that_cannot_start_says_why() -> None:
    with pytest.raises(SettingsError, match="no rule or pack"):
        list(clean_all(Settings(rules=("text/nothing",)), [Item(0, _job("a"))], 1))


def test_a_whole_run_survives(deadly: Settings, tmp_path: Path) -> None:
    from subprocess import run

    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number:02}.txt").write_text("poison\n" if number == 7 else f"The tide was low on day {number}.\n")
    config = tmp_path / "cleanse.toml"
    config.write_text('rules = ["test/killer"]\ndetector = ""\nduplicates = "off"\n')
    command = [
        sys.executable,
        "-m",
        "cleanse",
        "run",
        str(folder),
        "--out",
        str(tmp_path / "out"),
        "--config",
        str(config),
        "--jobs",
        "2",
        "--json",
    ]
    done = run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    import json

    summary: dict[str, Any] = json.loads(done.stdout)
    assert summary["documents"]["kept"] == 19
    assert [path for path, _ in summary["failures"]] == ["07.txt"]


def _job(text: str) -> Job:
    data = text.encode()
    return Job(Piece(data, size=len(data)), "plain")
