"""Settings with their origins, their check and their schema."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import cleanse as package
from cleanse.cli import command
from cleanse.config import PRESETS, Settings, origins, read_settings
from cleanse.settingsschema import SHIPPED, schema_text, settings_schema


def test_the_shipped_schema_is_not_stale() -> None:
    shipped = Path(package.__file__).with_name(SHIPPED).read_text(encoding="utf-8")
    assert shipped == schema_text(), (
        "the settings have changed: run `python -m cleanse config --schema > schema.json` and move it to cleanse/"
        + SHIPPED
    )


def test_the_schema_knows_every_setting_and_nothing_else() -> None:
    schema = settings_schema()
    assert list(schema["properties"]) == [setting.name for setting in fields(Settings)]
    assert schema["additionalProperties"] is False
    assert all(value["description"] for value in schema["properties"].values())


def test_the_defaults_of_the_schema_are_those_of_the_code() -> None:
    defaults = {name: value["default"] for name, value in settings_schema()["properties"].items()}
    assert defaults["similarity_ppm"] == Settings().similarity_ppm
    assert tuple(defaults["include"]) == Settings().include
    assert defaults["preset"] in settings_schema()["properties"]["preset"]["enum"]


def test_bounds_of_the_schema_are_refused_by_the_code(tmp_path: Path) -> None:
    for name, value in settings_schema()["properties"].items():
        for bound, step in (("minimum", -1), ("maximum", 1)):
            if bound in value:
                file = tmp_path / "cleanse.toml"
                file.write_text(f"{name} = {value[bound]}\n")
                read_settings(file)
                file.write_text(f"{name} = {value[bound] + step}\n")
                with pytest.raises(package.SettingsError, match=name):
                    read_settings(file)


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["config", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"].endswith("draft/2020-12/schema")


def table(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert command(["config", "--json", *words]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_every_value_says_where_it_comes_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cleanse.toml"
    file.write_text('preset = "boilerplate"\nlanguages = ["de"]\nadd = ["text/newlines"]\n')
    found = table(capsys, "--config", str(file), "--rule", "text/controls", "--sample", "3", "--no-rule", "ads")
    settings = found["settings"]
    assert settings["preset"] == {"value": "boilerplate", "from": ["file"]}
    assert settings["rules"] == {"value": list(PRESETS["boilerplate"]), "from": ["preset"]}
    assert settings["add"] == {"value": ["text/newlines", "text/controls"], "from": ["file", "option"]}
    assert settings["without"]["from"] == ["option"]
    assert settings["sample"] == {"value": 3, "from": ["option"]}
    assert settings["duplicates"] == {"value": "drop", "from": ["default"]}
    steps = [(step["step"], step["from"]) for step in found["steps"]]
    assert ("ads", "preset boilerplate") not in steps
    assert steps[-2:] == [("text/newlines", str(file)), ("text/controls", "option")]
    assert [step for step, _ in steps] == [step for step in PRESETS["boilerplate"] if step != "ads"] + [
        "text/newlines",
        "text/controls",
    ]


def test_a_preset_asked_for_goes_before_the_rules_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cleanse.toml"
    file.write_text('rules = ["text/newlines"]\n')
    assert table(capsys, "--config", str(file))["settings"]["rules"] == {"value": ["text/newlines"], "from": ["file"]}
    found = table(capsys, "--config", str(file), "--preset", "encoding")
    assert found["settings"]["rules"] == {"value": list(PRESETS["encoding"]), "from": ["preset"]}


def test_every_setting_has_an_origin() -> None:
    assert set(origins(None, [])) == {setting.name for setting in fields(Settings)}


def test_for_people_it_is_plain_when_piped(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["config"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert any(line.split() == ["text_field", '"text"', "default"] for line in out.split("\n"))
    assert any(line.split() == ["footer", "preset", "web"] for line in out.split("\n"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('langauges = ["en"]', 'Write "languages".'),
        ('preset = "wbe"', 'Write "web".'),
        ('duplicates = "dorp"', 'Write "drop".'),
        ('add = ["fotter"]', 'Write "footer".'),
        ('without = ["ads/makr"]', 'Write "ads/mark".'),
        ('[options."text/ftyf"]\nx = 1', 'Write "text/ftfy".'),
        ('[options."text/newlines"]\nnot-there = 1', "not-there"),
        ("sample = true", "a whole number"),
        ('languages = "en"', "a list"),
        ("= 3", "not TOML"),
    ],
)
def test_a_broken_file_is_told_with_its_mend(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    file = tmp_path / "cleanse.toml"
    file.write_text(text + "\n")
    assert command(["config", "--check", str(file)]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert str(file) in error


def test_a_good_file_is_fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text('[tool.cleanse]\nlanguages = ["en"]\nwithout = ["footer"]\n')
    assert command(["config", "--check", str(file)]) == 0
    assert "fine, 2 settings" in capsys.readouterr().out
    assert command(["config", "--check", str(tmp_path / "none.toml")]) == 2


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["config", "--help"]) == 0
    out = capsys.readouterr().out
    assert "Examples:" in out
    assert "Exit status:" in out
