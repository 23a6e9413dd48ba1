"""The example plug-in, installed for real: unnamed it changes nothing, named it works and can be verified."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
Execute = Callable[..., Any]

FILM = """1
00:00:01,000 --> 00:00:02,500
[door slams]
<i>Who's there?</i>

2
00:00:03,000 --> 00:00:04,000
Only the wind, and the harbour bell that never stops in March.

3
00:00:05,000 --> 00:00:06,000
Subtitles by the night shift
"""

SETTINGS = """formats = ["srt"]
add = ["subtitles/sounds", "subtitle-credits"]
[options."subtitles/sounds"]
music = false
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example") / "plugin"
    shutil.copytree(ROOT / "examples" / "plugin", folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    return folder


@pytest.fixture(scope="module")
def site(project: Path, install: Callable[[Path, Path], None]) -> Path:
    folder = project.parent / "site"
    install(project, folder)
    return folder


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """Two films, one that is none, and settings that name the plug-in."""
    folder = tmp_path / "films"
    folder.mkdir()
    (folder / "wind.srt").write_text(FILM, encoding="utf-8", newline="")
    (folder / "legacy.srt").write_bytes(FILM.replace("Only", "Caf\u00e9s,").replace("\n", "\r\n").encode("cp1252"))
    (folder / "none.srt").write_text("Nothing is said at any time.\n", encoding="utf-8")
    (tmp_path / "cleanse.toml").write_text(SETTINGS, encoding="utf-8")
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "run.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def lines(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / ".cleanse" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]


def test_its_own_tests_pass(project: Path, site: Path, execute: Execute) -> None:
    done = execute("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", site=site, cwd=project)
    assert done.returncode == 0, done.stdout


def test_installed_but_not_named_it_changes_no_byte(tmp_path: Path, site: Path, execute: Execute) -> None:
    for name, path in (("before", None), ("after", site)):
        done = execute("-m", "cleanse", "run", "seeds/corpus", "--out", str(tmp_path / name), "--jobs", "0", site=path)
        assert done.returncode == 0, done.stderr
    before = tree(tmp_path / "before")
    assert len(before) > 30
    assert tree(tmp_path / "after") == before


@pytest.mark.parametrize("jobs", ["0", "1"])
def test_named_it_cleans_and_verifies(tmp_path: Path, films: Path, site: Path, execute: Execute, jobs: str) -> None:
    out = tmp_path / "out"
    config = ("--config", str(tmp_path / "cleanse.toml"))
    done = execute("-m", "cleanse", "run", str(films), "--out", str(out), *config, "--jobs", jobs, site=site)
    assert done.returncode == 1, done.stderr  # one of the three has failed
    cleaned = (out / "wind.txt").read_text(encoding="utf-8")
    assert cleaned == "Who's there?\n\nOnly the wind, and the harbour bell that never stops in March.\n"
    # The verifier knows nothing of the plug-in and does not need it.
    verified = execute("-m", "cleanse", "verify", str(out), "--source", str(films))
    assert verified.returncode == 0, verified.stdout + verified.stderr
    head, *records, _ = lines(out)
    by_path = {record["path"]: record for record in records}
    assert by_path["none.srt"]["why"][0] == "not-srt"
    assert "Caf\u00e9s, the wind" in (out / "legacy.txt").read_text(encoding="utf-8")
    rules = {row[0]: row[1:] for row in head["rules"]}
    digest = hashlib.sha256()
    for path in sorted(path for path in site.rglob("*") if path.is_file() and "cleanse_subtitles/" in path.as_posix()):
        name = path.relative_to(site).as_posix()
        digest.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    assert rules["subtitles/srt"] == rules["subtitles/sounds"] == ["1.0.0", digest.hexdigest(), "cleanse-subtitles"]
    assert rules["subtitle-credits/made-by"][2] == "subtitle-credits"
    assert "subtitle-credits" in [row[0] for row in head["packs"]]
    assert ["cleanse-subtitles", "1.0.0"] in head["env"]["deps"]
    assert head["pipeline"]["config"]["options"] == {"subtitles/sounds": {"music": False}}


def test_without_the_setting_its_files_are_unknown(tmp_path: Path, films: Path, site: Path, execute: Execute) -> None:
    out = tmp_path / "out"
    done = execute("-m", "cleanse", "run", str(films), "--out", str(out), "--rule", "subtitles/sounds", site=site)
    assert done.returncode == 0, done.stderr
    assert {record["why"][0] for record in lines(out)[1:-1]} == {"unknown-suffix"}


def test_finding_a_pack_imports_nothing(site: Path, execute: Execute) -> None:
    code = (
        "import sys; from cleanse.assemble import assemble; from cleanse.config import Settings\n"
        "found = assemble(Settings(rules=('subtitle-credits',)))\n"
        "assert found.packs[0][0] == 'subtitle-credits'\n"
        "assert not [name for name in sys.modules if name.startswith('cleanse_subtitles')]"
    )
    done = execute("-c", code, site=site)
    assert done.returncode == 0, done.stderr


def test_built_in_names_are_found_without_looking_at_what_is_installed(execute: Execute) -> None:
    code = (
        "from cleanse import distributions, library\n"
        "library.clean('a')\n"
        "assert distributions._scan.cache_info().misses == 0"
    )
    done = execute("-c", code)
    assert done.returncode == 0, done.stderr
