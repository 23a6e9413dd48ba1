"""What the shell is told when someone presses Tab."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem


def paths(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files and folders: the shell looks for them itself."""
    return [CompletionItem(incomplete, type="file")]


def rules(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Rules and packs that come with cleanse; where none fits, paths of packs."""
    return _fitting(_names(), incomplete) or [CompletionItem(incomplete, type="file")]


def rules_and_entries(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Rules and packs, and the entries of a pack once its name and a slash are typed."""
    from cleanse.shipped import find_pack

    names = _names()
    pack, slash, _ = incomplete.partition("/")
    if slash and pack in names:
        names += [entry.id for entry in find_pack(pack).entries]
    return _fitting(names, incomplete)


def _names() -> list[str]:
    """Of rules and packs; no pack is read for it."""
    from cleanse.registry import RULES
    from cleanse.shipped import packs_folder

    return [*RULES, *sorted(path.stem for path in packs_folder().glob("*.toml"))]


def _fitting(names: list[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
