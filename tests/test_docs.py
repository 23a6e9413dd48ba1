"""The pages of docs/ say what happens: their examples run, made pages are whole, the site builds without a warning."""

from __future__ import annotations

import ast
import doctest
import fnmatch
import html
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import cleanse
from cleanse.cli import COMMANDS
from cleanse.registry import RULES
from cleanse.shipped import builtin_packs

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in (DOCS / "index.md", *DOCS.glob("guide/*.md")))
SHELL = shutil.which("bash") if sys.platform != "win32" else None

FENCE = re.compile(r"^```(?:\{code-block\} )?(\w+)\n(?::caption: (\S+)\n)?\n?(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block: a file that the reader has when it has a caption, else something to run or to look at."""

    kind: str
    caption: str
    body: str


def blocks(page: str) -> list[Block]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return [Block(match[1], match[2] or "", match[3]) for match in FENCE.finditer(text)]


def commands(body: str) -> Iterator[tuple[str, str]]:
    """Each command of a console block, with what it is to print."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def run(command: str, folder: Path, status: int) -> tuple[int, str]:
    """A command in Bash, as if the one before had ended with a status."""
    assert SHELL is not None
    done = subprocess.run(
        [SHELL, "-c", f"(exit {status})\n{command}"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={
            **os.environ,
            "COLUMNS": "100",
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        },
        check=False,
    )
    return done.returncode, done.stdout.decode()


def says(shown: str, found: str) -> bool:
    """Whether an output is the one shown, where ``...`` stands for anything; blanks at line ends are not shown."""
    pattern = fnmatch.translate(re.sub(r"[\[*?]", r"[\g<0>]", shown).replace("...", "*"))
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in found.split("\n")[:-1])) is not None


@pytest.mark.skipif(SHELL is None, reason="the examples are for a POSIX shell")
@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_a_page_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    status = ran = 0
    for block in blocks(page):
        if block.caption:
            Path(block.caption).parent.mkdir(parents=True, exist_ok=True)
            Path(block.caption).write_bytes(block.body.encode())
        elif block.kind == "console":
            for command, output in commands(block.body):
                status, found = run(command, tmp_path, status)
                assert says(output, found), f"$ {command}\n{found}"
                ran += 1
        elif block.kind == "python":
            test = doctest.DocTestParser().get_doctest(block.body, names, page, page, 0)
            runner = doctest.DocTestRunner(verbose=False)
            runner.run(test, clear_globs=False)
            names = test.globs
            assert runner.summarize(verbose=False).failed == 0
            ran += 1
    assert ran


@pytest.mark.parametrize("page", PAGES)
def test_every_block_of_a_page_is_run_or_known_to_be_for_show(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    found = blocks(page)
    assert len(found) == len(re.findall(r"^```[\w{]", text, re.MULTILINE)), "a fence that the tests do not read"
    shown = [block for block in found if not block.caption and block.kind not in {"console", "python"}]
    assert all(block.kind == "yaml" or block.body == "pip install cleanse-text\n" for block in shown)


def test_a_wrong_output_is_noticed() -> None:
    assert says("a ... c\n", "a b c\n")
    assert says("...\nlast\n", "1\n2\nlast\n")
    assert says("[x]* 1? \n".replace(" \n", "\n"), "[x]* 1?   \n")
    assert not says("", "something\n")
    assert not says("a\n", "b\n")
    assert not says("[ab]\n", "a\n")


@pytest.fixture(scope="module")
def made(request: pytest.FixtureRequest) -> dict[str, str]:
    pages: dict[str, str] = _module("made_pages").made_pages()
    return pages


def _module(name: str) -> ModuleType:
    sys.path.insert(0, str(DOCS))
    try:
        return import_module(name)
    finally:
        sys.path.remove(str(DOCS))


def test_the_commands_page_says_what_help_says(made: dict[str, str]) -> None:
    page = made["commands.md"]
    assert re.findall(r"^## cleanse (\w+)$", page, re.MULTILINE) == list(COMMANDS)
    shown = dict(re.findall(r"^#+ (cleanse[\w -]*)\n\n```text\n(.*?)```", page, re.DOTALL | re.MULTILINE))
    assert len(shown) == page.count("```text\n") > len(COMMANDS)
    for path, text in shown.items():
        done = subprocess.run(
            [sys.executable, "-m", *path.split(), "--help"],
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "COLUMNS": "90", "PYTHONUTF8": "1"},
            check=True,
        )
        assert done.stdout.rstrip() == text.rstrip()
        assert r"\b" not in text, "click's mark for lines that stay, in a raw docstring"


def test_every_pack_entry_and_transform_has_its_place(made: dict[str, str]) -> None:
    for pack in builtin_packs():
        page = made[f"rules/{pack.name}.md"]
        assert re.findall(r"^## (\S+)$", page, re.MULTILINE) == [entry.id for entry in pack.entries]
        for entry in pack.entries:
            assert entry.summary in page
            assert all(f"\n{line}\n" in page for line in (*entry.hits, *entry.misses))
        assert f"({pack.name}.md)" in made["rules/index.md"]
    assert re.findall(r"^## (\S+)$", made["rules/transforms.md"], re.MULTILINE) == list(RULES)


def test_the_reference_names_every_public_name(made: dict[str, str]) -> None:
    named = re.findall(r"^\.\. auto\w+:: cleanse\.(\w+)$", made["reference.md"], re.MULTILINE)
    assert sorted(named) == sorted(set(cleanse.__all__) - {"__version__"})


def test_the_guide_knows_every_code_of_trouble() -> None:
    """Codes of failed and skipped documents, as the modules write them down, stand in the guide's tables."""
    codes: set[str] = set()
    for path in (ROOT / "cleanse").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "DocumentError":
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant):
                    codes.add(str(first.value))
            if isinstance(node, ast.keyword) and node.arg == "code" and isinstance(node.value, ast.Constant):
                codes.add(str(node.value.value))
    assert {"unsettled", "too-large", "symlink", "binary"} <= codes
    page = (DOCS / "guide/troubles.md").read_text(encoding="utf-8")
    assert sorted(code for code in codes if code and f"`{code}`" not in page) == []


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("sphinx", reason="the site needs the extra docs")
    out = tmp_path / "site"
    done = subprocess.run(
        [sys.executable, str(DOCS / "build_site.py"), str(out)], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    start = html.unescape((out / "index.html").read_text(encoding="utf-8"))
    for page in ("guide/corpus", "commands", "rules/index", "reference", "manifest", "architecture", "changelog"):
        assert f'href="{page}.html"' in start
        assert (out / f"{page}.html").is_file()
    reference = (out / "reference.html").read_text(encoding="utf-8")
    assert 'id="cleanse.clean"' in reference
    assert not (DOCS / "commands.md").exists(), "made pages are never kept"
