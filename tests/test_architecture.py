"""docs/architecture.md names every module, and so does the import contract."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODULES = {
    path.stem
    for path in (ROOT / "cleanse").iterdir()
    if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.stem not in {"__init__", "__main__"}
}


def test_the_page_names_every_module_once() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    table = page.partition("## The modules, bottom up")[2].partition("## The walk")[0]
    named = [
        name.rstrip("/")
        for row in table.splitlines()
        if row.count("|") == 4
        for name in re.findall(r"`([\w/]+)`", row.split("|")[2])
    ]
    assert sorted(named) == sorted(MODULES)


def test_the_contract_places_every_module() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    placed = [name.strip() for layer in layers for name in layer.split("|")]
    assert sorted(placed) == sorted(MODULES | {"__main__"})


def test_no_module_has_a_name_that_says_nothing() -> None:
    stems = {path.stem for path in (ROOT / "cleanse").rglob("*.py")}
    assert not stems & {"utils", "helpers", "common", "core", "base", "misc"}
