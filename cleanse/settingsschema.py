"""The JSON Schema (draft 2020-12) of the settings, made from the code; editors complete and check by it.

It ships as ``settings.schema.json`` beside this module.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, get_args, get_origin, get_type_hints

from cleanse.config import BACKENDS, DUPLICATES, KEEPS, PRESETS, Settings
from cleanse.shingling import FOLDS, UNITS

SHIPPED = "settings.schema.json"

_TYPES = {str: "string", int: "integer", bool: "boolean", float: "number"}

# What annotations do not say.
_BOUNDS: Mapping[str, Mapping[str, object]] = {
    "preset": {"enum": list(PRESETS)},
    "duplicates": {"enum": list(DUPLICATES)},
    "max_document_bytes": {"minimum": 1},
    "sample": {"minimum": 0},
    "similarity_ppm": {"minimum": 1, "maximum": 1_000_000},
    "contained_ppm": {"minimum": 0, "maximum": 1_000_000},
    "recall_ppm": {"minimum": 1, "maximum": 999_999},
    "backend": {"enum": list(BACKENDS)},
    "keep": {"enum": list(KEEPS)},
    "shingle_size": {"minimum": 1, "maximum": 32},
    "shingle_unit": {"enum": list(UNITS)},
    "shingle_fold": {"items": {"type": "string", "enum": list(FOLDS)}},
}


def settings_schema() -> dict[str, Any]:
    """The schema of a settings file.

    >>> settings_schema()["properties"]["sample"]["type"]
    'integer'
    """
    hints = get_type_hints(Settings)
    told = _told()
    properties = {}
    for setting in fields(Settings):
        value = {"description": told[setting.name], **_typed(hints[setting.name]), **_BOUNDS.get(setting.name, {})}
        properties[setting.name] = {**value, "default": _default(setting)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of cleanse",
        "description": "A cleanse.toml file, or the table [tool.cleanse] of a pyproject.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }


def schema_text() -> str:
    """The schema as it ships."""
    return json.dumps(settings_schema(), indent=2, ensure_ascii=True) + "\n"


def _typed(kind: Any) -> dict[str, Any]:
    """The schema of an annotation.

    Raises:
        TypeError: a setting has a type that this does not know.
    """
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in _TYPES:
        return {"type": _TYPES[kind]}
    if kind is object:
        return {}
    if origin is tuple:
        return {"type": "array", "items": _typed(arguments[0])}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _typed(arguments[1])}
    raise TypeError(f"no schema for {kind!r}")


def _default(setting: Field[Any]) -> object:
    if setting.default is not MISSING:
        return list(setting.default) if isinstance(setting.default, tuple) else setting.default
    made = setting.default_factory() if setting.default_factory is not MISSING else None
    return dict(made) if isinstance(made, Mapping) else made


def _told() -> dict[str, str]:
    """What the docstring of the settings says of each."""
    section = (inspect.getdoc(Settings) or "").partition("Attributes:\n")[2]
    found = re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", section, re.MULTILINE)
    return {name: re.sub(r"\s+", " ", text).replace("``", "") for name, text in found}
