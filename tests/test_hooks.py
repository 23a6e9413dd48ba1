"""What others plug into their own tools: hooks for pre-commit, workflows, the action, completion in the shell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import cleanse
from cleanse.cli import COMMANDS
from cleanse.registry import FORMATS, RULES

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
HOOKS = ROOT / ".pre-commit-hooks.yaml"
WORKFLOW = ROOT / ".github/workflows/ci.yml"
ACTION = ROOT / ".github/actions/verify/action.yml"
GIT = shutil.which("git")

GOOD = "The cafés at the quay open at ten.\n"
BAD = "The cafÃ© at the quay opens at ten.\n"


def run(*words: str, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """A command with this environment's commands on the path, and none of the user's settings of git."""
    own = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT"))}
    own |= {"PATH": os.pathsep.join((str(BIN), os.environ["PATH"])), "GIT_CONFIG_GLOBAL": os.devnull}
    own |= {"GIT_CONFIG_NOSYSTEM": "1", "PYTHONUTF8": "1", "PRE_COMMIT_COLOR": "never", **(env or {})}
    return subprocess.run(
        words, cwd=cwd, env=own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False
    )


def repository(folder: Path) -> None:
    """A repository with all that is in a folder committed."""
    for words in (
        ("init", "-q"),
        ("add", "-A"),
        ("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "all", "--no-verify"),
    ):
        done = run("git", *words, cwd=folder)
        assert done.returncode == 0, done.stdout


class Consumer:
    """A repository that uses the hooks, with pre-commit's files beside it."""

    def __init__(self, place: Path) -> None:
        # An environment of Python needs a registry to be made; in this copy the hooks use the installed command.
        # That `language: python` installs is shown by the wheel's own test: the same package is installed.
        self.hooks = place / "hooks"
        self.hooks.mkdir()
        text = HOOKS.read_text(encoding="utf-8")
        assert text.count("language: python") == 2
        (self.hooks / HOOKS.name).write_text(text.replace("language: python", "language: system"), encoding="utf-8")
        repository(self.hooks)
        self.home = place / "home"
        self.folder = place / "consumer"
        self.folder.mkdir()

    def run(self, hook: str, **keys: Any) -> subprocess.CompletedProcess[str]:
        revision = run("git", "rev-parse", "HEAD", cwd=self.hooks).stdout.strip()
        config = {"repos": [{"repo": str(self.hooks), "rev": revision, "hooks": [{"id": hook, **keys}]}]}
        (self.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
        if not (self.folder / ".git").exists():
            repository(self.folder)
        run("git", "add", "-A", cwd=self.folder)
        home = {"PRE_COMMIT_HOME": str(self.home)}
        return run(sys.executable, "-m", "pre_commit", "run", "--all-files", cwd=self.folder, env=home)


@pytest.fixture
def consumer(tmp_path: Path) -> Consumer:
    if GIT is None:
        pytest.skip("git is not installed")
    return Consumer(tmp_path)


def test_cleanse_check_refuses_mojibake_and_leaves_the_file_alone(consumer: Consumer) -> None:
    (consumer.folder / "notes.txt").write_bytes(BAD.encode())
    (consumer.folder / "program.py").write_bytes(f"# {BAD}".encode())
    done = consumer.run("cleanse-check")
    assert done.returncode == 1
    assert "+The café at the quay opens at ten." in done.stdout
    assert "text/mojibake" in done.stdout
    assert "program.py" not in done.stdout
    assert (consumer.folder / "notes.txt").read_text(encoding="utf-8") == BAD


def test_cleanse_check_lets_clean_files_pass_and_removes_no_boilerplate(consumer: Consumer) -> None:
    (consumer.folder / "a file.md").write_bytes((GOOD + "\nAdvertisement\n").encode())
    done = consumer.run("cleanse-check")
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout
    done = consumer.run("cleanse-check", args=["--preset", "web"])
    assert done.returncode == 1
    assert "-Advertisement" in done.stdout


def test_cleanse_verify_notices_a_changed_byte(consumer: Consumer) -> None:
    raw = consumer.folder / "raw"
    raw.mkdir()
    (raw / "a.txt").write_bytes(GOOD.encode())
    cleanse.run([str(raw)], consumer.folder / "clean", cleanse.Settings(), jobs=0)
    done = consumer.run("cleanse-verify", args=["clean", "--source", "raw"])
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout
    (consumer.folder / "clean/a.txt").write_bytes(GOOD.replace("ten", "six").encode())
    done = consumer.run("cleanse-verify", args=["clean", "--source", "raw"])
    assert done.returncode == 1
    assert "E_HASH" in done.stdout


def test_cleanse_check_asks_for_every_suffix_that_a_format_reads() -> None:
    from importlib import import_module

    (hook,) = [hook for hook in yaml.safe_load(HOOKS.read_text(encoding="utf-8")) if hook["id"] == "cleanse-check"]
    for home in FORMATS.values():
        module, _, name = home.partition(":")
        found = getattr(import_module(module), name)
        for suffix in (found() if isinstance(found, type) else found).suffixes:
            assert re.search(hook["files"], f"folder/a{suffix}")
            assert re.search(hook["files"], f"folder/a{suffix}.gz")
    assert not re.search(hook["files"], "a.py")
    assert not re.search(hook["files"], "txt")


def workflow() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    return parsed


def test_ci_covers_three_systems_and_every_python_of_the_package() -> None:
    matrix = workflow()["jobs"]["tests"]["strategy"]["matrix"]
    assert {name.partition("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    promised = [line.rpartition(" ")[2] for line in project["classifiers"] if re.search(r":: 3\.\d+$", line)]
    assert matrix["python"] == promised == ["3.11", "3.12", "3.13", "3.14"]


def test_ci_runs_only_what_there_is() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    words = {"mkdir", "cp", "cd", "echo", "python", "make", "cleanse", "if", '"$bin/python"'}
    words |= {".venv/Scripts/python", ".venv/Scripts/cleanse"}
    asked: set[str] = set()
    for job in workflow()["jobs"].values():
        for step in job["steps"]:
            if "run" not in step:
                assert re.fullmatch(r"[\w./-]+@v\d+|\./[\w./-]+", step["uses"])
                assert not step["uses"].startswith("./") or (ROOT / step["uses"] / "action.yml").is_file()
                continue
            for line in step["run"].splitlines():
                first, *rest = line.split()
                assert first in words, line
                if first == "make":
                    asked.add(rest[0])
                if first.endswith("cleanse"):
                    assert rest[0] in COMMANDS
    assert asked <= targets
    assert {"test", "check", "docs"} <= asked


def test_ci_spells_out_what_make_does_where_there_is_no_make() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    pip = re.search(r"^PIP := \$\(BIN\)/(.+)$", makefile, re.MULTILINE)
    assert pip is not None
    steps = [step for step in workflow()["jobs"]["tests"]["steps"] if "Windows" in step.get("if", "")]
    spelled = "\n".join(step["run"] for step in steps if "==" in step["if"])
    for target in ("test", "run", "$(VENV)/ready"):
        body = re.search(rf"^{re.escape(target)}:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
        assert body is not None
        for line in body[1].splitlines():
            command = line.strip().replace("$(PIP)", f"$(BIN)/{pip[1]}").replace("$(BIN)", ".venv/Scripts")
            if not command.startswith(("$(PYTHON)", "touch")):
                assert command in spelled


def test_neither_workflow_nor_hooks_name_a_registry() -> None:
    for path in (WORKFLOW, ACTION, HOOKS):
        assert not re.search(r"https?://|index-url|pypi", path.read_text(encoding="utf-8"), re.IGNORECASE)


@pytest.mark.skipif(sys.platform == "win32" or not shutil.which("bash"), reason="the action's script is for Bash")
def test_the_action_verifies(tmp_path: Path) -> None:
    action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    assert sorted(action["inputs"]) == ["level", "path", "source"]
    (step,) = action["runs"]["steps"]
    raw = tmp_path / "raw corpus"
    raw.mkdir()
    (raw / "a.txt").write_bytes(GOOD.encode())
    cleanse.run([str(raw)], tmp_path / "clean", cleanse.Settings(), jobs=0)

    def verify(**inputs: str) -> subprocess.CompletedProcess[str]:
        values = {"path": "clean", "source": "", "level": "", **inputs}
        env = {
            key: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda match: values[match[1]], value).replace(
                "${{ github.action_path }}", str(ACTION.parent)
            )
            for key, value in step["env"].items()
        }
        return run("bash", "-eo", "pipefail", "-c", step["run"], cwd=tmp_path, env=env)

    assert "VALID  hashes" in verify().stdout
    assert "VALID  replay" in verify(source="raw corpus", level="replay").stdout
    assert verify(level="replay").returncode == 5
    (tmp_path / "clean/a.txt").write_text("six\n", encoding="utf-8")
    assert verify().returncode == 1


def complete(line: str, at: int) -> list[str]:
    """What the installed command tells Bash for the word at a place of a line: ``type,value``."""
    env = {"_CLEANSE_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(at)}
    done = run("cleanse", cwd=ROOT, env=env)
    assert done.returncode == 0, done.stdout
    return done.stdout.splitlines()


def test_the_shell_completes_commands_options_and_values() -> None:
    assert "plain,run" in complete("cleanse ru", 1)
    assert complete("cleanse ", 1) == [f"plain,{name}" for name in COMMANDS]
    assert complete("cleanse run --pre", 2) == ["plain,--preset"]
    assert "plain,encoding" in complete("cleanse run --preset ", 3)
    assert complete("cleanse run cor", 2) == ["file,cor"]
    assert complete("cleanse verify cle", 2) == ["file,cle"]


def test_the_shell_completes_rules_packs_and_entries() -> None:
    everything = complete("cleanse check --rule ", 3)
    assert {f"plain,{id}" for id in RULES} | {"plain,ads", "plain,footer"} <= set(everything)
    assert complete("cleanse check --rule text/new", 3) == ["plain,text/newlines"]
    assert "plain,ads/mark" in complete("cleanse check --no-rule ads/m", 3)
    assert complete("cleanse check --rule ./my", 3) == ["file,./my"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_gets_a_script(shell: str) -> None:
    done = run("cleanse", cwd=ROOT, env={"_CLEANSE_COMPLETE": f"{shell}_source"})
    assert done.returncode == 0, done.stdout
    assert f"_CLEANSE_COMPLETE={shell}_complete" in done.stdout
