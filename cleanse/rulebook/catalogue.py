"""What is installed, and which of it settings make active."""

from __future__ import annotations

import dataclasses
import inspect
from dataclasses import dataclass
from pathlib import Path

from cleanse import registry
from cleanse.assemble import CONTAINED, DECODE, EXACT, FOLDED, NEAR, assemble
from cleanse.config import Settings
from cleanse.distributions import GROUPS, pack_path
from cleanse.errors import SettingsError
from cleanse.formats.maintext import INFO as MAIN_TEXT
from cleanse.linerules import Entry
from cleanse.packs import Pack, load_pack
from cleanse.rule import RuleInfo
from cleanse.shipped import builtin_packs, packs_folder
from cleanse.tables import meant

BUILT_IN = "built-in"


@dataclass(frozen=True, slots=True)
class Option:
    """A field of a rule that settings may fill.

    Attributes:
        name: the key in ``[options."rule/id"]``.
        kind: its annotation.
        default: as Python writes it.
    """

    name: str
    kind: str
    default: str


@dataclass(frozen=True, slots=True)
class Item:
    """One rule or entry.

    Attributes:
        info: what it says of itself.
        active: whether the settings ask it.
        origin: ``built-in``, the file of its pack, or the distribution of a plug-in.
        pack: the pack it is in; ``""`` for a rule written in Python.
        entry: its definition in the pack; ``None`` for a rule written in Python.
        options: with their defaults.
        about: the docstring of a rule written in Python.
    """

    info: RuleInfo
    active: bool
    origin: str
    pack: str = ""
    entry: Entry | None = None
    options: tuple[Option, ...] = ()
    about: str = ""

    @property
    def id(self) -> str:
        """The rule's."""
        return self.info.id


def catalogue(settings: Settings) -> list[Item]:
    """Everything that may touch a byte: rules written in Python, and the entries of all packs, sorted by id.

    Args:
        settings: tell which are active, and packs of one's own.

    Raises:
        SettingsError: the settings name something that is not there.
    """
    assembly = assemble(settings)
    owners = {row[0]: row[3] for row in assembly.table}
    items = {
        info.id: Item(info, info.id in owners, BUILT_IN) for info in (DECODE, CONTAINED, EXACT, FOLDED, MAIN_TEXT, NEAR)
    }
    for info in assembly.pipeline.infos():
        owner = owners.get(info.id, "cleanse")
        items[info.id] = Item(info, True, BUILT_IN if owner == "cleanse" else owner)
    for id in registry.RULES:
        items[id] = _python(id, id in owners)
    for offer in registry.installed(GROUPS[0]):
        # A plug-in that no settings name is not imported, not even to be listed.
        idle = RuleInfo(offer.name, "", "A rule of a plug-in; loaded when settings name it.")
        items.setdefault(offer.name, Item(idle, False, offer.distribution))
    for pack, path in _packs(settings):
        for entry in pack.entries:
            items[entry.id] = Item(entry.info, entry.id in owners, str(path), pack.name, entry)
    return [items[id] for id in sorted(items)]


def find_item(items: list[Item], id: str) -> Item:
    """The item of that id.

    Raises:
        SettingsError: there is none; the hint names the nearest.
    """
    for item in items:
        if item.id == id:
            return item
    packs = sorted({item.pack for item in items if item.pack})
    if id in packs:
        first = next(item.id for item in items if item.pack == id)
        raise SettingsError(
            f"{id} is a pack.", hint=f"Name one of its entries, such as {first}; rules list {id} shows them."
        )
    raise SettingsError(f"there is no rule or entry {id!r}.", hint=meant(id, [item.id for item in items]))


def _python(id: str, active: bool) -> Item:
    kind = registry.rule_class(id)
    info: RuleInfo = kind().info
    return Item(info, active, BUILT_IN, options=_options(kind), about=inspect.getdoc(kind) or "")


def _options(kind: type) -> tuple[Option, ...]:
    if not dataclasses.is_dataclass(kind):
        return ()
    return tuple(
        Option(field.name, str(field.type), _default(field))
        for field in dataclasses.fields(kind)
        if field.init and not field.name.startswith("_")
    )


def _default(field: dataclasses.Field[object]) -> str:
    if field.default is not dataclasses.MISSING:
        return repr(field.default)
    return repr(field.default_factory()) if field.default_factory is not dataclasses.MISSING else ""


def _packs(settings: Settings) -> list[tuple[Pack, Path]]:
    """Built-in packs, those of plug-ins, and those that the settings name by path."""
    own = [(pack, packs_folder() / f"{pack.name}.toml") for pack in builtin_packs()]
    paths = [pack_path(offer) for offer in registry.installed(GROUPS[1])]
    paths += [Path(step) for step in settings.steps if step.endswith(".toml")]
    known = {path for _, path in own}
    return own + [(load_pack(path), path) for path in dict.fromkeys(paths) if path not in known]
