"""The command line as a person uses it."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def cleanse(
    *words: str, stdin: bytes = b"", cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "cleanse", *words],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.txt").write_bytes(b"Share\n\nThe tide was low at noon on Friday, and nobody had seen the like.\n")
    (source / "b.txt").write_bytes(b"The gulls were loud in the morning, said the woman at the kiosk.\n")
    return source


def test_run_ends_with_the_command_that_verifies(folder: Path, tmp_path: Path) -> None:
    done = cleanse("run", str(folder), "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout, "plain when piped"
    command = next(line for line in done.stdout.splitlines() if line.startswith("verify"))
    verified = cleanse(*shlex.split(command)[2:])
    assert verified.returncode == 0, verified.stdout
    assert "VALID" in verified.stdout


def test_run_as_json_adds_up(folder: Path, tmp_path: Path) -> None:
    (folder / "c.txt").write_bytes(b"%PDF-1.7" + bytes(300))
    done = cleanse("run", str(folder), "--out", str(tmp_path / "out"), "--json")
    assert done.returncode == 1
    summary = json.loads(done.stdout)
    assert summary["documents"] == {"kept": 2, "same": 1, "edited": 1, "dropped": 0, "failed": 1, "skipped": 0}
    assert summary["failures"][0][0] == "c.txt"


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("run", "nowhere", "--out", "out"), "nowhere: no such file or folder"),
        (("run", ".", "--out", "out"), "inside each other"),
        (("run", "--out", "out"), "at least one source"),
        (("run", "in"), "--out"),
        (("run", "in", "--out", "out", "--preset", "wed"), "wed"),
        (("run", "in", "--out", "out", "--rule", "text/newline"), "text/newlines"),
        (("run", "in", "--out", "out", "--no-rule", "futer"), "footer"),
        (("run", "in", "--out", "out", "--config", "missing.toml"), "missing.toml"),
        (("check", "nowhere"), "no such file"),
        (("text", "--preset", "nothing"), "nothing"),
        (("verify",), "OUT"),
        (("frobnicate",), "frobnicate"),
    ],
)
def test_usage_is_told_in_one_sentence(folder: Path, words: tuple[str, ...], what: str) -> None:
    done = cleanse(*words, cwd=folder.parent)
    assert done.returncode == 2
    assert what in done.stderr
    assert "Traceback" not in done.stderr


def test_a_settings_file_with_a_wrong_key_names_the_right_one(folder: Path) -> None:
    (folder.parent / "cleanse.toml").write_text('langauges = ["en"]\n')
    done = cleanse("run", "in", "--out", "out", "--config", "cleanse.toml", cwd=folder.parent)
    assert done.returncode == 2
    assert "languages" in done.stderr


def test_settings_of_a_pyproject(folder: Path) -> None:
    (folder.parent / "pyproject.toml").write_text('[tool.cleanse]\nrules = ["text/newlines"]\nduplicates = "off"\n')
    done = cleanse("run", "in", "--out", "out", "--config", "pyproject.toml", "--json", cwd=folder.parent)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["documents"]["same"] == 2


def test_check_names_the_rule_at_each_change(folder: Path) -> None:
    done = cleanse("check", str(folder))
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0] == f"--- a/{folder}/a.txt"
    assert lines[2].startswith("@@ -1,")
    assert "share/" in lines[2]
    assert "-Share" in lines
    assert not any("b.txt" in line for line in lines)


def test_check_is_silent_about_clean_text(folder: Path) -> None:
    done = cleanse("check", str(folder / "b.txt"))
    assert (done.returncode, done.stdout) == (0, "")


def test_check_fails_when_a_document_does(folder: Path) -> None:
    (folder / "c.txt").write_bytes(b"%PDF-1.7" + bytes(300))
    assert cleanse("check", str(folder)).returncode == 3


def test_check_escapes_what_a_terminal_would_obey(folder: Path) -> None:
    (folder / "esc\x1b[31m.txt").write_bytes(b"x")
    (folder / "a.txt").write_bytes(b"Tide \x1b]0;owned\x07 table\x07\r\n")
    done = cleanse("check", str(folder))
    assert "\x1b" not in done.stdout
    assert "\\x07" in done.stdout


def test_a_diff_can_be_applied(folder: Path) -> None:
    done = cleanse("check", "in", cwd=folder.parent)
    patched = subprocess.run(
        ["patch", "-p1", "--dry-run"], input=done.stdout, text=True, cwd=folder.parent, capture_output=True, check=False
    )
    assert patched.returncode == 0, patched.stdout + patched.stderr


def test_text_goes_through(folder: Path) -> None:
    done = cleanse(
        "text",
        "--explain",
        stdin="Share\n\nThe caf\u00e9 stays open, said the owner of the place by the pier.\u00c2\r\n".encode("utf-8"),
    )
    assert done.returncode == 0
    assert done.stdout == "The caf\u00e9 stays open, said the owner of the place by the pier.\n"
    assert "language  en" in done.stderr
    assert "text/mojibake" in done.stderr
    assert "share/" in done.stderr


def test_text_tells_languages_and_keeps_those_asked_for() -> None:
    german = "Der Hafenmeister zählte jedes Boot zweimal, bevor er nach Hause ging.\n"
    english = "The harbour master counted every boat twice before he went home.\n"
    done = cleanse("text", "--explain", stdin=f"{german}\n{english}\n{german}".encode())
    assert "language  de" in done.stderr
    assert f"passage   line 3, {len(german) + 1}:{len(german) + len(english)}  en" in done.stderr
    kept = cleanse("text", "--explain", "--language", "en,de", stdin=german.encode())
    assert (kept.stdout, "passage" in kept.stderr) == (german, False)
    dropped = cleanse("text", "--explain", "--language", "en,fr", stdin=german.encode())
    assert dropped.stdout == ""
    assert "drop  language/select: its language is de" in dropped.stderr
    nothing = cleanse("text", "--explain", "--language", "en", stdin=b"12:30 | 0x7f\n")
    assert "language  und  too few letters" in nothing.stderr
    assert nothing.stdout == ""


def test_text_says_why_it_failed() -> None:
    done = cleanse("text", stdin=b"\x89PNG\r\n\x1a\n" + bytes(99))
    assert (done.returncode, done.stdout) == (1, "")
    assert "not text" in done.stderr


def test_html_from_a_pipe() -> None:
    page = (
        "<html><body><nav><a href='/'>Home</a></nav><article>"
        + "<p>The ferry sailed at noon, said the harbour master, and it was full.</p>" * 4
        + "</article></body></html>"
    )
    done = cleanse("text", "--html", stdin=page.encode())
    assert "The ferry sailed at noon" in done.stdout
    assert "<p>" not in done.stdout


def test_every_command_has_help_with_examples() -> None:
    for command in ("run", "check", "text", "verify"):
        done = cleanse(command, "--help")
        assert done.returncode == 0
        assert "Examples:" in done.stdout
        assert "Exit status:" in done.stdout


def test_version() -> None:
    import cleanse as package

    done = cleanse("--version")
    assert done.stdout.strip() == f"cleanse {package.__version__}"


def test_a_reader_that_goes_away_is_no_traceback(folder: Path) -> None:
    for number in range(400):
        (folder / f"n{number}.txt").write_bytes(b"Share\nThe tide was low.\r\n")
    done = subprocess.run(
        ["bash", "-c", f"{shlex.quote(sys.executable)} -m cleanse check in | head -n 1"],
        cwd=folder.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""


def test_check_takes_no_option_that_it_would_not_heed(folder: Path) -> None:
    done = cleanse("check", str(folder), "--sample", "1")
    assert done.returncode == 2
    assert "--sample" in done.stderr
