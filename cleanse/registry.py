"""What is installed: built-in rules, packs, detectors and formats, by name.

A tuple you can read. Modules are imported when a name is asked for, so that naming a rule costs
nothing and a run loads only what it uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from cleanse.errors import SettingsError
from cleanse.tables import meant

RULES: Mapping[str, str] = MappingProxyType(
    {
        "text/newlines": "cleanse.transforms.newlines:Newlines",
        "text/controls": "cleanse.transforms.controls:Controls",
        "text/ftfy": "cleanse.transforms.ftfy_repair:FtfyRepair",
        "text/lost-nbsp": "cleanse.transforms.lost_nbsp:LostNbsp",
        "text/c1": "cleanse.transforms.c1:C1Controls",
        "text/invisible": "cleanse.transforms.invisible:Invisible",
        "text/trailing-space": "cleanse.transforms.spaces:TrailingSpace",
        "text/blank-lines": "cleanse.transforms.spaces:BlankLines",
        "captions/repeated": "cleanse.transforms.repeated_captions:RepeatedCaptions",
        "related/stray-headline": "cleanse.transforms.stray_headline:StrayHeadline",
    }
)
"""Rules written in Python: id, and the class in ``module:name`` form."""

DETECTORS: Mapping[str, str] = MappingProxyType({"language/langdetect": "cleanse.language.langdetector:LangDetect"})
"""Language detectors."""


def rule_class(id: str) -> type:
    """The class of a rule written in Python.

    Raises:
        SettingsError: no rule has this id.
    """
    return _load(RULES, id, "rule")


def detector_class(id: str) -> type:
    """The class of a language detector.

    Raises:
        SettingsError: no detector has this id.
    """
    return _load(DETECTORS, id, "language detector")


def _load(table: Mapping[str, str], id: str, what: str) -> type:
    if id not in table:
        raise SettingsError(f"there is no {what} {id!r}.", hint=meant(id, list(table)))
    module, _, name = table[id].partition(":")
    found: type = getattr(import_module(module), name)
    return found
