"""What is installed: built-in rules, packs, detectors and formats first, then those of plug-ins, by name.

Tables you can read, and behind them the entry points of installed distributions. Modules are imported
when a name is asked for, so that naming a rule costs nothing and a run loads only what it uses. The
entry points are looked at only when a name is not built in: installing a plug-in changes nothing until
settings name it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import is_dataclass
from importlib import import_module
from types import MappingProxyType

from cleanse.distributions import GROUPS, Offer, offers
from cleanse.errors import SettingsError
from cleanse.shipped import packs_folder
from cleanse.tables import meant

RULES: Mapping[str, str] = MappingProxyType(
    {
        "text/newlines": "cleanse.transforms.newlines:Newlines",
        "text/controls": "cleanse.transforms.controls:Controls",
        "text/ftfy": "cleanse.transforms.ftfy_repair:FtfyRepair",
        "text/mojibake": "cleanse.transforms.mojibake:Mojibake",
        "text/lost-nbsp": "cleanse.transforms.lost_nbsp:LostNbsp",
        "text/c1": "cleanse.transforms.c1:C1Controls",
        "text/invisible": "cleanse.transforms.invisible:Invisible",
        "text/entities": "cleanse.transforms.entities:Entities",
        "text/escapes": "cleanse.transforms.escapes:Escapes",
        "text/nfc": "cleanse.transforms.nfc:Nfc",
        "text/ligatures": "cleanse.transforms.ligatures:Ligatures",
        "text/width": "cleanse.transforms.width:Width",
        "text/spaces": "cleanse.transforms.odd_spaces:Spaces",
        "text/hyphenation": "cleanse.transforms.hyphenation:Hyphenation",
        "text/trailing-space": "cleanse.transforms.spaces:TrailingSpace",
        "text/blank-lines": "cleanse.transforms.spaces:BlankLines",
        "navigation/repeated": "cleanse.transforms.repeated_menus:RepeatedMenus",
        "furniture/glued": "cleanse.transforms.glued:Glued",
        "captions/repeated": "cleanse.transforms.repeated_captions:RepeatedCaptions",
        "related/stray-headline": "cleanse.transforms.stray_headline:StrayHeadline",
    }
)
"""Rules written in Python: id, and the class in ``module:name`` form."""

DETECTORS: Mapping[str, str] = MappingProxyType(
    {
        "language/letters": "cleanse.language.letters:Letters",
        "language/langdetect": "cleanse.language.langdetector:LangDetect",
    }
)
"""Language detectors."""

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "plain": "cleanse.formats.plain:Plain",
        "markdown": "cleanse.formats.plain:MARKDOWN",
        "html": "cleanse.formats.html:Html",
        "jsonl": "cleanse.formats.jsonl:Jsonl",
    }
)
"""Formats; these are always known."""

RESERVED = (
    "learned/repeats",
    "text/decode",
    "text/empty",
    "html/main-text",
    "dedup/exact",
    "dedup/folded",
    "dedup/near",
    "dedup/contained",
    "language/select",
)
"""Ids in whose name cleanse itself removes bytes, beside its rules, detectors and packs."""

_RULES, _PACKS, _FORMATS, _DETECTORS = GROUPS
_WHAT = {_RULES: "rule", _PACKS: "pack", _FORMATS: "format", _DETECTORS: "language detector"}
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def rule_class(id: str) -> type:
    """The class of a rule written in Python, built in or a plug-in's.

    Raises:
        SettingsError: no rule has this id, or the plug-in that offers it is broken.
    """
    return _builtin(RULES, id) if id in RULES else load(_wanted(_RULES, id, list(RULES)))


def detector_class(id: str) -> type:
    """The class of a language detector, built in or a plug-in's.

    Raises:
        SettingsError: no detector has this id, or the plug-in that offers it is broken.
    """
    return _builtin(DETECTORS, id) if id in DETECTORS else load(_wanted(_DETECTORS, id, list(DETECTORS)))


def rule_offer(id: str) -> Offer | None:
    """The plug-in's offer of a rule; ``None`` when nobody, or cleanse itself, has one of that id."""
    return None if id in RULES else find(_RULES, id)


def detector_offer(id: str) -> Offer | None:
    """The plug-in's offer of a detector, as `rule_offer`."""
    return None if id in DETECTORS else find(_DETECTORS, id)


def pack_offer(name: str) -> Offer | None:
    """The plug-in's offer of a pack, as `rule_offer`; built-in packs go first in `assemble`."""
    return find(_PACKS, name)


def format_offer(name: str) -> Offer:
    """The plug-in's offer of a format.

    Raises:
        SettingsError: there is none of that name.
    """
    return _wanted(_FORMATS, name, [])


def installed(group: str) -> tuple[Offer, ...]:
    """All offers of plug-ins in one group such as ``cleanse.rules``, sorted by name; nothing is imported."""
    return tuple(offer for offer in offers() if offer.group == group)


def problems() -> tuple[str, ...]:
    """One sentence for each offer of a plug-in that cannot be used; nothing is imported."""
    sentences = (_trouble(offer) for offer in offers())
    return tuple(dict.fromkeys(f"{message} {hint}" for message, hint in sentences if message))


def find(group: str, name: str) -> Offer | None:
    """The one offer of that name in a group.

    Raises:
        SettingsError: the distribution that offers it, or another that does too, claims a name that is taken.
    """
    found = [offer for offer in offers() if offer.group == group and offer.name == name]
    if not found:
        return None
    for offer in (other for other in offers() if other.distribution == found[0].distribution):
        message, hint = _trouble(offer)
        if message:
            raise SettingsError(message, hint=hint)
    return found[0]


def load(offer: Offer) -> type:
    """Import what a plug-in offers.

    Raises:
        SettingsError: its module cannot be imported, or the name in it is no frozen dataclass.
    """
    what = f"the {_WHAT[offer.group]} {offer.name!r} of {offer.told}"
    mend = f"Mend or uninstall {offer.distribution}, or take {offer.name!r} out of the settings."
    module, _, path = (part.strip() for part in offer.value.partition(":"))
    try:
        found: object = import_module(module)
        for name in path.split("."):
            found = getattr(found, name)
    except (Exception, SystemExit) as error:
        raise SettingsError(f"{what} cannot be imported: {type(error).__name__}: {_line(error)}.", hint=mend) from error
    if not isinstance(found, type) or not is_dataclass(found) or not _frozen(found):
        raise SettingsError(
            f"{what} is no frozen dataclass.", hint=f"Decorate {offer.value} with @dataclass(frozen=True)."
        )
    return found


def _builtin(table: Mapping[str, str], id: str) -> type:
    module, _, name = table[id].partition(":")
    found: type = getattr(import_module(module), name)
    return found


def _wanted(group: str, name: str, builtin: list[str]) -> Offer:
    offer = find(group, name)
    if offer is None:
        what = _WHAT[group]
        known = [*builtin, *(offer.name for offer in installed(group))]
        hint = meant(name, known) if known else "Install the plug-in that offers it."
        raise SettingsError(f"there is no {what} {name!r}.", hint=hint)
    return offer


def _trouble(offer: Offer) -> tuple[str, str]:
    """What is wrong with an offer, as far as metadata tells, and the mend; two empty texts when nothing is."""
    what = f"the {_WHAT[offer.group]} {offer.name!r} of {offer.told}"
    form, like = (_ID, "acme/shorten") if offer.group in (_RULES, _DETECTORS) else (_NAME, "acme")
    if not form.fullmatch(offer.name):
        return f"{what} is not named as cleanse names things.", f"Name its entry point like {like!r}."
    if _taken(offer):
        return f"{what} has a name that is built in.", f"Rename its entry point, or uninstall {offer.distribution}."
    for other in offers():
        same_kind = other.group == offer.group or {other.group, offer.group} == {_RULES, _DETECTORS}
        if same_kind and other.name == offer.name and other.distribution != offer.distribution:
            return f"{what} has the name of one of {other.told}.", "Uninstall one of the two."
    return "", ""


def _taken(offer: Offer) -> bool:
    if offer.group == _PACKS:
        return (packs_folder() / f"{offer.name}.toml").is_file()
    if offer.group == _FORMATS:
        return offer.name in FORMATS
    return offer.name in RULES or offer.name in DETECTORS or offer.name in RESERVED


def _frozen(found: type) -> bool:
    return bool(getattr(getattr(found, "__dataclass_params__", None), "frozen", False))


def _line(error: BaseException) -> str:
    """The first line of an error's message."""
    return (str(error).strip().split("\n")[0] or "no message").rstrip(".")
