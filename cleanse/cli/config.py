"""``cleanse config``: the settings that are in force, and where each comes from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from cleanse.cli.aligned import aligned
from cleanse.cli.options import (
    duplicates_option,
    encoding_option,
    sample_option,
    scope_options,
    settings_from,
    settings_options,
)
from cleanse.config import PRESETS, Settings, origins, read_settings, read_table
from cleanse.errors import SettingsError
from cleanse.report import EXIT_FINISHED
from cleanse.terminal import printable

Origins = Mapping[str, tuple[str, ...]]


@click.command("config")
@settings_options
@scope_options
@encoding_option
@sample_option
@duplicates_option
@click.option("--check", "checked", type=click.Path(path_type=Path), metavar="FILE", help="Check a settings file.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of settings files.")
@click.option("--json", "as_json", is_flag=True, help="Print the settings as JSON.")
def command(checked: Path | None, schema: bool, as_json: bool, **options: Any) -> int:
    """Show the settings that are in force, and where each comes from.

    Takes the options of run. Precedence: default, then preset, then file (--config), then option.

    \b
    Exit status: 0 fine, 2 a setting is wrong.

    \b
    Examples:
      cleanse config --config cleanse.toml --no-rule footer
      cleanse config --check cleanse.toml
      cleanse config --schema > cleanse.schema.json
    """
    if schema:
        from cleanse.settingsschema import schema_text

        click.echo(schema_text(), nl=False)
        return EXIT_FINISHED
    if checked is not None:
        return _check(checked)
    given = {name for name, value in options.items() if value not in (None, ()) and name != "config"}
    path: Path | None = options.pop("config")
    settings = settings_from(path, **options)
    found = origins(path, given)
    _assembled(settings)
    steps = _steps(settings, path, found)
    if as_json:
        click.echo(json.dumps(_table(settings, path, found, steps)))
        return EXIT_FINISHED
    rows = [("setting", "value", "from")]
    for name, value in _values(settings).items():
        shown = f"{len(value)} rules and packs, below" if name == "rules" else json.dumps(value, ensure_ascii=False)
        rows.append((name, printable(shown), printable(_told(found[name], settings, path))))
    for line in aligned(rows):
        click.echo(line)
    click.echo()
    for line in aligned([("step", "from"), *((printable(step), printable(origin)) for step, origin in steps)]):
        click.echo(line)
    return EXIT_FINISHED


def _check(path: Path) -> int:
    """A settings file is fine when it can be read and everything it names is there."""
    try:
        settings = read_settings(path)
        _assembled(settings)
    except SettingsError as error:
        if error.message.startswith(str(path)):
            raise
        raise SettingsError(f"{path}: {error.message}", hint=error.hint) from error
    keys = len(read_table(path))
    click.echo(f"{printable(str(path))}: fine, {keys:,} settings, {len(settings.steps):,} steps")
    return EXIT_FINISHED


def _assembled(settings: Settings) -> None:
    """Raises `SettingsError` for what only assembling finds: rules, packs and options that are not there."""
    from cleanse.assemble import assemble

    assemble(settings)


def _values(settings: Settings) -> dict[str, Any]:
    values = {setting.name: getattr(settings, setting.name) for setting in fields(settings)}
    values["rules"] = settings.rules or PRESETS[settings.preset]
    return values


def _told(origin: tuple[str, ...], settings: Settings, path: Path | None) -> str:
    words = {"preset": f"preset {settings.preset}", "file": str(path)}
    return " and ".join(words.get(word, word) for word in origin)


def _steps(settings: Settings, path: Path | None, found: Origins) -> list[tuple[str, str]]:
    """The rules and packs that are asked, in order, each with its origin."""
    base = settings.rules or PRESETS[settings.preset]
    in_file = len(settings.add) if "option" not in found["add"] else 0
    if found["add"] == ("file", "option"):
        in_file = len(read_settings(path).add)
    told = [(step, _told(found["rules"], settings, path)) for step in base]
    told += [
        (step, _told(("file",) if place < in_file else ("option",), settings, path))
        for place, step in enumerate(settings.add)
    ]
    return [(step, origin) for step, origin in told if step not in settings.without]


def _table(settings: Settings, path: Path | None, found: Origins, steps: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "file": None if path is None else str(path),
        "settings": {name: {"value": value, "from": list(found[name])} for name, value in _values(settings).items()},
        "steps": [{"step": step, "from": origin} for step, origin in steps],
    }
