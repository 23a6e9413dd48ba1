"""Pages that are made from the code: commands, rules, transforms, the library.

They are made when the site is, and never kept, so they say what the installed version says.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping

import click

import cleanse
from cleanse.cli import group
from cleanse.linerules.entries import Entry
from cleanse.packs import Pack
from cleanse.registry import RULES, rule_class
from cleanse.rule import RuleInfo
from cleanse.shipped import builtin_packs

WIDTH = 88

WHERE = {
    "any": "anywhere",
    "head": "in the opening run of known, short or blank lines",
    "tail": "in the closing run of known, short or blank lines",
    "ends": "in the opening or the closing run of known, short or blank lines",
    "menu": "among other known lines that stand close together",
}

REMOVES = {
    "line": "the line",
    "rest": "the line and what follows the main content",
    "thread": "the line and the readers' comments behind it",
}

GROUPS: Mapping[str, str] = {
    "Functions": "",
    "Classes": "",
    "Contracts for plug-ins": "Protocols: there is nothing to inherit from.",
    "Errors": "Each carries a hint: the mend in one sentence.",
}


def made_pages() -> dict[str, str]:
    """All made pages: Markdown by path."""
    pages = {"commands.md": commands_page(), "reference.md": reference_page(), "rules/transforms.md": transforms_page()}
    packs = builtin_packs()
    pages["rules/index.md"] = rules_index(packs)
    for pack in packs:
        pages[f"rules/{pack.name}.md"] = pack_page(pack)
    return pages


def commands_page() -> str:
    """Each command's help, as ``--help`` prints it."""
    top = click.Context(group, info_name="cleanse", terminal_width=WIDTH, **group.context_settings)
    parts = [
        "# Commands\n\nWhat `--help` says of each. [Exit statuses](guide/troubles.md) have a table of their own.\n"
    ]
    for name, text, depth in _helps(group, top, 1):
        parts.append(f"{'#' * max(depth, 2)} {name}\n\n```text\n{text.rstrip()}\n```\n")
    return "\n".join(parts)


def _helps(command: click.Command, context: click.Context, depth: int) -> Iterator[tuple[str, str, int]]:
    yield context.command_path, command.get_help(context), depth
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None and not below.hidden:
                inner = click.Context(
                    below, info_name=name, parent=context, terminal_width=WIDTH, **below.context_settings
                )
                yield from _helps(below, inner, depth + 1)


def rules_index(packs: tuple[Pack, ...]) -> str:
    """What packs there are."""
    rows = [
        f"| [{pack.name}]({pack.name}.md) | {len(pack.entries)} | {pack.version} | {pack.summary} |" for pack in packs
    ]
    return "\n".join(
        (
            "# Rules",
            "",
            "A rule proposes edits, and one loop makes them. Rules for boilerplate are entries of packs: patterns of lines, each with",
            "lines it must match and near-misses it must leave alone. [Transforms](transforms.md) are rules written in Python.",
            "",
            "| pack | entries | version | about |",
            "|---|---:|---|---|",
            *rows,
            "",
            "```{toctree}",
            ":hidden:",
            "",
            *(pack.name for pack in packs),
            "transforms",
            "```",
            "",
        )
    )


def pack_page(pack: Pack) -> str:
    """A pack, entry by entry."""
    head = f"# {pack.name}\n\n{pack.summary} Version {pack.version}, {len(pack.entries)} entries.\n"
    return "\n".join((head, *(_entry(entry) for entry in pack.entries)))


def _entry(entry: Entry) -> str:
    facts = [
        f"* where: {WHERE.get(entry.where, entry.where)}",
        f"* removes: {REMOVES.get(entry.removes, entry.removes)}",
    ]
    facts.append("* languages: " + ("all" if "*" in entry.languages else ", ".join(entry.languages)))
    if entry.case == "exact":
        facts.append("* upper and lower case are told apart")
    if entry.safety != "safe":
        facts.append("* doubtful: a guard may hold it back")
    return "\n".join(
        (
            f"## {entry.id}",
            "",
            entry.summary,
            "",
            *facts,
            "",
            "Takes:",
            "",
            *_examples((*entry.phrases, *entry.hits)),
            "Leaves alone:",
            "",
            *_examples(entry.misses),
        )
    )


def _examples(lines: tuple[str, ...]) -> Iterator[str]:
    yield "````text"
    yield from lines
    yield "````"
    yield ""


def transforms_page() -> str:
    """Rules written in Python: what they say of themselves, and their docstrings."""
    parts = ["# Transforms\n\nRules written in Python, in the order of the registry.\n"]
    for id, home in RULES.items():
        info: RuleInfo = vars(rule_class(id))["info"]
        languages = "all" if "*" in info.languages else ", ".join(info.languages)
        safety = "" if info.safety == "safe" else f" · {info.safety}"
        module, _, name = home.partition(":")
        parts.append(
            f"## {info.id}\n\n{info.summary}\n\n* version {info.version} · languages: {languages}{safety}\n\n"
            f"```{{eval-rst}}\n.. autoclass:: {module}.{name}\n   :no-members:\n```\n"
        )
    return "\n".join(parts)


def reference_page() -> str:
    """The public names, from their docstrings."""
    listed: dict[str, list[str]] = {title: [] for title in GROUPS}
    for name in sorted(cleanse.__all__, key=str.lower):
        value = getattr(cleanse, name)
        if inspect.isfunction(value):
            listed["Functions"].append(f".. autofunction:: cleanse.{name}")
        elif isinstance(value, type) and issubclass(value, Exception):
            listed["Errors"].append(f".. autoexception:: cleanse.{name}\n   :no-members:")
        elif isinstance(value, type):
            group = "Contracts for plug-ins" if getattr(value, "_is_protocol", False) else "Classes"
            listed[group].append(f".. autoclass:: cleanse.{name}")
    parts = ["# Library\n\nAll public names of `cleanse`. They are imported when they are first used.\n"]
    for title, lead in GROUPS.items():
        said = f"{lead}\n\n" if lead else ""
        parts.append(f"## {title}\n\n{said}```{{eval-rst}}\n" + "\n\n".join(listed[title]) + "\n```\n")
    return "\n".join(parts)
