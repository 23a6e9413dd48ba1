"""Plug-ins for tests: installed by pip into a folder, or laid out by hand as pip would leave them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Execute = Callable[..., "subprocess.CompletedProcess[str]"]


def execute(*command: str, site: Path | None = None, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run ``python COMMAND`` where a folder of plug-ins is on the path."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHONPATH", "PYTEST", "COV"))}
    env |= {"PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"} | ({"PYTHONPATH": str(site)} if site else {})
    return subprocess.run(
        [sys.executable, *command], cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False, timeout=240
    )


@pytest.fixture(scope="session", name="execute")
def execute_fixture() -> Execute:
    """See `execute`."""
    return execute


@pytest.fixture(scope="session")
def install() -> Callable[[Path, Path], None]:
    """Installs a project into a folder, without a network."""

    def into(project: Path, site: Path) -> None:
        flags = ("-q", "--disable-pip-version-check", "--no-index", "--no-deps", "--no-build-isolation", "--no-compile")
        done = execute("-m", "pip", "install", *flags, "--target", str(site), str(project))
        assert done.returncode == 0, done.stderr

    return into


@pytest.fixture
def lay_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Puts a distribution on the path of this process: one module, and its entry points."""

    def make(distribution: str, module: str, code: str, points: Mapping[str, Mapping[str, str]]) -> Path:
        site = tmp_path / "site"
        info = site / f"{distribution.replace('-', '_')}-1.0.dist-info"
        info.mkdir(parents=True)
        (site / f"{module}.py").write_text(code, encoding="utf-8")
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n", encoding="utf-8")
        (info / "RECORD").write_text(f"{module}.py,,\n{info.name}/METADATA,,\n{info.name}/RECORD,,\n", encoding="utf-8")
        lines = [
            f"[cleanse.{group}]\n" + "".join(f"{k} = {v}\n" for k, v in row.items()) for group, row in points.items()
        ]
        (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
        monkeypatch.syspath_prepend(str(site))
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
        return site

    return make
