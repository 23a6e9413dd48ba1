"""The command line, what it prints, and what it may import."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import cleanse
from cleanse.report import Finding, Report
from cleanse.verification import main, render, to_json

HOSTILE = "a\x1b[31m\n::error file=x::\u202egpj.exe</testcase>\x85\ud800\x07%0A"

WATCHED = """
import sys, importlib.abc

class Watch(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        # The standard library itself tries to import Jython's classes, under "org".
        if top not in sys.stdlib_module_names and top not in {"cleanse", "org"}:
            raise SystemExit(f"imports {name}")

def no_sockets(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "urllib.")):
        raise SystemExit(f"does {event}")

sys.meta_path.insert(0, Watch())
sys.path.insert(0, sys.argv[1])
sys.addaudithook(no_sockets)
from cleanse.verification import main
status = main(sys.argv[2:])
allowed = {"errors", "spans", "tiling", "report", "document", "canonical", "digests", "literals", "names", "records", "schema", "framing", "ordering", "tally", "manifest", "receipts", "shingling"}
loaded = {name.split(".")[1] for name in sys.modules if name.startswith("cleanse.")}
assert loaded <= allowed | {"verification"}, loaded
print(status)
"""


def test_nothing_but_the_standard_library_is_needed(folder: Any) -> None:
    package = str(Path(cleanse.__file__).parent.parent)
    for arguments in (
        [folder.out],
        [folder.out, "--source", folder.src],
        [folder.src],
        [folder.out, "--json", "--level", "books"],
    ):
        result = subprocess.run(
            [sys.executable, "-I", "-S", "-c", WATCHED, package, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        assert result.stdout.splitlines()[-1] == ("6" if arguments == [folder.src] else "0")
        assert not result.stderr


def test_as_a_module(folder: Any) -> None:
    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cleanse.verification", *map(str, arguments)]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"}
        )

    result = run(folder.out, "--source", folder.src)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1].startswith("VALID  replay  21 records, 10 outputs, ")
    (folder.out / "é.txt").write_bytes(b"")
    result = run(folder.out)
    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout.splitlines()[-1] == "FAILED  1 E_EXTRA"
    assert run("--level", "all", folder.out).returncode == 2
    assert run().returncode == 2


def test_statuses(folder: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out, src = str(folder.out), str(folder.src)
    assert main([out]) == 0
    assert capsys.readouterr().out == "VALID  hashes  21 records, 10 outputs\n"
    assert main([out, "--source", src, "--strict"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "FAILED  1 W_OPAQUE"
    assert main([out, "--level", "replay"]) == 5
    assert capsys.readouterr().out.splitlines()[-1] == "NOT CHECKED  1 I_NO_SOURCE"
    assert main([out, "--source", str(tmp_path / "gone")]) == 2
    assert main([out, "--source", "news=" + src]) == 2
    assert main([out, "--source", src, "--source", src]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert main([str(tmp_path / "gone")]) == 6
    assert main([out + "\x00"]) == 6


def test_sources_with_labels(builder: Any, capsys: pytest.CaptureFixture[str]) -> None:
    builder.labels = ["blogs", "news"]
    builder.same("blogs/a.txt", b"1\n")
    builder.same("news/a.txt", b"2\n")
    folder = builder.finish()
    assert main([str(folder.out), "--source", f"news={folder.src}/news", "--source", f"blogs={folder.src}/blogs"]) == 0
    assert capsys.readouterr().out == "VALID  replay  2 records, 2 outputs, 2 sources, 2 replayed\n"


def test_as_json(folder: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (folder.out / "b.txt").write_bytes(b"plain\n")
    assert main([str(folder.out), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["status"], report["level"]) == (1, "hashes")
    assert [(finding["code"], finding["path"]) for finding in report["findings"]] == [("E_HASH", "b.txt")]


def test_untrusted_text_is_shown_and_never_obeyed() -> None:
    report = Report("hashes", (Finding("E_EXTRA", HOSTILE, HOSTILE, HOSTILE),), {}, 1)
    text = render(report)
    assert text.count("\n") == 1
    assert "\\x1b[31m\\x0a::error" in text
    assert text.encode().isascii()
    assert to_json(report).isascii()
    assert "\x1b" not in to_json(report)
    assert json.loads(to_json(report))["findings"][0]["path"] == HOSTILE


@pytest.mark.skipif(os.name != "posix", reason="such names need a POSIX file system")
def test_hostile_names_on_disk(folder: Any, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["::error file=a::b", "\x1b[2Jgone", "line\nbreak", "\u202etxt.exe", "<testcase>"]
    for name in names:
        (folder.out / name).write_bytes(b"")
    assert main([str(folder.out)]) == 1
    printed = capsys.readouterr().out
    assert printed.count("\n") == len(names) + 1
    assert not any(character in printed for character in "\x1b\u202e")
    assert all(line.startswith(("E_EXTRA  ", "FAILED  5 E_EXTRA")) for line in printed.splitlines())


def test_interrupted(monkeypatch: pytest.MonkeyPatch, folder: Any) -> None:
    def interrupt(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "open", interrupt)
    assert main([str(folder.out)]) == 130


def test_a_reader_that_goes_away(folder: Any) -> None:
    for number in range(3000):
        (folder.out / f"extra-{number}").write_bytes(b"")
    command = [sys.executable, "-m", "cleanse.verification", str(folder.out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 1
