"""The door to the library: what is public, documented, and cheap to import."""

from __future__ import annotations

import inspect
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings

import cleanse
from cleanse.config import PRESETS
from cleanse.errors import SettingsError
from cleanse.language.model import PATH
from cleanse.registry import RULES, rule_class
from cleanse.testing import BOILERPLATE, DIRT, PROSE, check_rule, clean_text, dirty_text

ROOT = Path(__file__).parent.parent


def test_every_public_name_is_there_and_documented() -> None:
    for name in cleanse.__all__:
        value = getattr(cleanse, name)
        if name != "__version__":
            assert inspect.getdoc(value), name
    assert sorted(cleanse.__all__, key=str) == sorted(dir(cleanse))


def test_every_public_function_has_an_example_that_runs() -> None:
    # The doctests of the package run with the tests; here: that there is one to run.
    functions = [getattr(cleanse, name) for name in cleanse.__all__ if inspect.isfunction(getattr(cleanse, name))]
    without = [function.__name__ for function in functions if ">>>" not in (inspect.getdoc(function) or "")]
    assert len(functions) == 8
    assert without == []


def test_no_public_name_equals_a_modules() -> None:
    modules = {path.stem for path in (ROOT / "cleanse").iterdir()}
    assert not modules & set(cleanse.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'sweep'"):
        cleanse.sweep  # noqa: B018


@pytest.mark.parametrize("code", ["import cleanse", "import cleanse; cleanse.verify, cleanse.Manifest, cleanse.Edit"])
def test_importing_loads_nothing_heavy(code: str) -> None:
    heavy = ["numpy", "scipy", "datasketch", "ftfy", "trafilatura", "lxml", "langdetect", "chardet", "click", "rich"]
    program = f"{code}; import sys; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_version_needs_no_more_than_click() -> None:
    program = "import sys; from cleanse.cli import command; command(['--version']); print(sorted({'numpy', 'rich', 'ftfy', 'lxml'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@settings(deadline=None, max_examples=60)
@given(dirty_text())
def test_a_second_cleaning_changes_nothing(text: str) -> None:
    once = cleanse.clean(text)
    assert cleanse.clean(once) == once


@settings(deadline=None, max_examples=40)
@given(clean_text())
def test_clean_text_comes_out_identical(text: str) -> None:
    for preset in PRESETS:
        assert cleanse.clean(text, preset=preset) == text


@settings(deadline=None, max_examples=60)
@given(dirty_text())
def test_the_edits_make_the_text(text: str) -> None:
    explained = cleanse.clean_and_explain(text)
    pieces, place = [], 0
    for edit in explained.edits:
        assert edit.start >= place
        assert edit.rules
        pieces += [text[place : edit.start], edit.insert]
        place = edit.end
    assert "".join([*pieces, text[place:]]) == explained.text


@pytest.mark.parametrize("id", RULES)
def test_built_in_rules_keep_the_laws(id: str) -> None:
    check_rule(rule_class(id)())


def test_packs_keep_the_laws() -> None:
    (rule,) = cleanse.build_pipeline(rules=["ads", "share", "footer"]).rules
    check_rule(rule, texts=BOILERPLATE)


def test_presets_do_what_they_say() -> None:
    text = f"Share\n\n{PROSE[0]}\u00c2\n\n{PROSE[1]}  \r\n"
    assert cleanse.clean(text) == f"{PROSE[0]}\n\n{PROSE[1]}\n"
    assert cleanse.clean(text, preset="encoding") == f"Share\n\n{PROSE[0]}\n\n{PROSE[1]}  \n"
    assert cleanse.clean(text, preset="boilerplate") == f"{PROSE[0]}\u00c2\n\n{PROSE[1]}  \r\n"


def test_a_transform_alone_is_a_pipeline_of_one() -> None:
    assert cleanse.clean("a\r\nb\u00c2 \n", rules=["text/newlines"]) == "a\nb\u00c2 \n"


def test_unknown_presets_and_rules_are_refused() -> None:
    with pytest.raises(SettingsError, match="web"):
        cleanse.clean("a", preset="wed")
    with pytest.raises(SettingsError, match="text/newlines"):
        cleanse.clean("a", rules=["text/newline"])


def test_a_pipeline_takes_an_endless_iterable() -> None:
    def endless() -> Iterator[cleanse.Document]:
        while True:
            yield cleanse.Document(DIRT[0])

    assert next(cleanse.build_pipeline("encoding").map(endless())).text in {"", DIRT[0]}


def test_run_and_verify_from_python(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(f"Share\n\n{PROSE[0]}\n")
    summary = cleanse.run([str(tmp_path / "in")], tmp_path / "out", cleanse.Settings(), jobs=0)
    assert summary.kept == 1
    assert cleanse.verify(tmp_path / "out", source=tmp_path / "in").ok
    with cleanse.Manifest.open(tmp_path / "out") as manifest:
        assert [record["st"] for record in manifest] == ["edited"]


def test_the_wheel_carries_the_packs(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "--disable-pip-version-check",
        "-w",
        str(tmp_path),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    program = "from cleanse.shipped import builtin_packs, packs_folder; print(packs_folder()); print(*(pack.name for pack in builtin_packs()))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(tmp_path / "site")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    folder, names = done.stdout.splitlines()
    assert Path(folder) == tmp_path / "site/cleanse/_rules"
    assert sorted(names.split()) == sorted(path.stem for path in (ROOT / "rules").glob("*.toml"))
    assert (tmp_path / "site/cleanse/py.typed").is_file()
    assert (tmp_path / "site/cleanse/language/letters.model").read_bytes() == PATH.read_bytes()
