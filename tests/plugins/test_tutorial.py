"""docs/plugins.md is true: its files are written, its commands run, its output compared."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"(?:^`([\w./]+)`:\n\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_tutorial(tmp_path: Path, install: Callable[[Path, Path], None], execute: Callable[..., Any]) -> None:
    page = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
    project, site = tmp_path / "project", tmp_path / "site"
    done: list[str] = []
    for name, language, body in BLOCK.findall(page):
        if name:
            path = project / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8", newline="")
            continue
        assert language == "console", body
        command, said = "", ""
        for line in body.split("\n"):
            if line.startswith("$ "):
                command = line[2:]
                done.append(command)
                said = perform(command, project, site, install, execute)
            else:
                assert line in said, command
    assert len(done) == 4
    cleaned = (project / "clean" / "monday.txt").read_text(encoding="utf-8")
    assert cleaned.strip() == "The tide was high at noon, and the ferry left an hour late on Monday."


def perform(
    command: str, project: Path, site: Path, install: Callable[[Path, Path], None], execute: Callable[..., Any]
) -> str:
    """Run a command of the page; what it printed."""
    program, *words = shlex.split(command)
    if command == "python -m pip install .":
        install(project, site)
        return ""
    words = ["-m", "cleanse", *words] if program == "cleanse" else words
    finished = execute(*words, *(["-p", "no:cacheprovider"] if "pytest" in words else []), site=site, cwd=project)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return str(finished.stdout)
