"""Options that several commands share, and the settings they add up to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from cleanse.cli.completion import rules, rules_and_entries
from cleanse.config import BACKENDS, DUPLICATES, KEEPS, PRESETS, Settings, read_settings
from cleanse.shingling import FOLDS, UNITS

F = TypeVar("F", bound=Callable[..., Any])


class _Share(click.ParamType):  # type: ignore[type-arg]
    """A number above 0 and at most 1, as millionths."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            share = float(value)
        except ValueError:
            share = 0.0
        if not 0 < share <= 1:
            self.fail(f"{value!r} is no number above 0 and at most 1.", param, ctx)
        return max(1, round(share * 1_000_000))


SHARE = _Share()


def settings_options(function: F) -> F:
    """Options that say which rules run."""
    for option in reversed(
        (
            click.option("--preset", type=click.Choice(list(PRESETS)), help="Named pipeline.  [default: web]"),
            click.option(
                "--config",
                "config",
                type=click.Path(path_type=Path),
                help="Settings file (TOML, or pyproject.toml with [tool.cleanse]).",
            ),
            click.option(
                "--rule",
                "add",
                multiple=True,
                metavar="ID",
                help="Add a rule or a pack (a .toml path for one of your own).",
                shell_complete=rules,
            ),
            click.option(
                "--no-rule",
                "without",
                multiple=True,
                metavar="ID",
                help="Leave out a rule, a pack or an entry of a pack.",
                shell_complete=rules_and_entries,
            ),
            click.option(
                "--language", "languages", metavar="TAGS", help="Keep only documents in these languages, such as en,de."
            ),
        )
    ):
        function = option(function)
    return function


def scope_options(function: F) -> F:
    """Options that say which documents are read."""
    for option in reversed(
        (
            click.option(
                "--include", multiple=True, metavar="GLOB", help="Read only paths that match; ** crosses folders."
            ),
            click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out paths that match."),
            click.option(
                "--text-field", metavar="KEY", help="Field of JSON lines that holds the text.  [default: text]"
            ),
            click.option(
                "--max-document-bytes",
                type=click.IntRange(min=1),
                metavar="N",
                help="Skip larger documents.  [default: 67108864]",
            ),
        )
    ):
        function = option(function)
    return function


def encoding_option(function: F) -> F:
    """Which encoding documents are read in, when the bytes are not to be asked."""
    return click.option(
        "--encoding",
        "encodings",
        multiple=True,
        metavar="[GLOB=]NAME",
        help="Read all documents, or those that match, in this encoding, whatever their bytes look like.",
    )(function)


def sample_option(function: F) -> F:
    """How many documents to clean; nothing that only looks takes it."""
    return click.option(
        "--sample",
        type=click.IntRange(min=1),
        metavar="N",
        help="Clean only N documents, the same ones each time.",
    )(function)


def duplicates_option(function: F) -> F:
    """What to do with duplicates."""
    return click.option(
        "--duplicates",
        type=click.Choice(list(DUPLICATES)),
        help="Drop duplicates, mark them on their records, or leave them.  [default: drop]",
    )(function)


def similarity_options(function: F) -> F:
    """What a duplicate is, and which copy stays."""
    for option in reversed(
        (
            click.option(
                "--similarity", type=SHARE, metavar="J", help="Jaccard similarity of duplicates.  [default: 0.8]"
            ),
            click.option(
                "--contained",
                type=SHARE,
                metavar="SHARE",
                help="Excerpts are duplicates as well: so much of a document is in a larger one, such as 0.95.",
            ),
            click.option(
                "--target-recall",
                "recall",
                type=SHARE,
                metavar="P",
                help="Least probability of looking at a pair at J.  [default: 0.9999]",
            ),
            click.option("--keep", type=click.Choice(list(KEEPS)), help="Which copy stays.  [default: longest]"),
            click.option(
                "--backend",
                type=click.Choice(list(BACKENDS)),
                help="What proposes pairs; the same duplicates are found.  [default: bands]",
            ),
            click.option(
                "--keep-by",
                metavar="FIELD",
                help="With --keep priority: the copy with the least value of this field of JSON lines; -FIELD: the greatest.",
            ),
            click.option(
                "--priority",
                multiple=True,
                metavar="GLOB",
                help="With --keep priority: paths whose copies go before others, the best first.",
            ),
            click.option(
                "--shingle-size", type=click.IntRange(1, 32), metavar="N", help="Words in a shingle.  [default: 5]"
            ),
            click.option(
                "--shingle-unit",
                type=click.Choice(list(UNITS)),
                help="What a word is: scripts for single characters where a script has no spaces.  [default: words]",
            ),
            click.option(
                "--fold",
                "shingle_fold",
                multiple=True,
                type=click.Choice([*FOLDS, "nothing"]),
                help="What makes no difference.  [default: case and punctuation]",
            ),
        )
    ):
        function = option(function)
    return function


def settings_from(config: Path | None, **given: Any) -> Settings:
    """Settings from a file and from options; an option that was not given changes nothing."""
    base = read_settings(config)
    changes = {key: value for key, value in given.items() if value not in (None, ())}
    if "languages" in changes:
        changes["languages"] = tuple(tag.strip() for tag in changes["languages"].split(",") if tag.strip())
    for key in ("add", "without"):
        if key in changes:
            changes[key] = (*getattr(base, key), *changes[key])
    for option, setting in (("similarity", "similarity_ppm"), ("contained", "contained_ppm"), ("recall", "recall_ppm")):
        if option in changes:
            changes[setting] = changes.pop(option)
    if "shingle_fold" in changes:
        changes["shingle_fold"] = tuple(fold for fold in changes["shingle_fold"] if fold != "nothing")
    if "encodings" in changes:
        # What is asked for here goes before the whole table of a file.
        changes["encodings"] = dict(_forced(given) for given in changes["encodings"])
    if "preset" in changes:
        # A preset that is asked for by name goes before the list of rules in a file.
        changes["rules"] = ()
    return read_settings(config, changes)


def _forced(given: str) -> tuple[str, str]:
    """Glob and encoding of ``GLOB=NAME``, or of ``NAME`` for all documents."""
    glob, equals, name = given.rpartition("=")
    return (glob, name) if equals else ("**", given)


def sources_from(plain: tuple[str, ...], labelled: tuple[str, ...]) -> list[str]:
    """All sources of a command line.

    Raises:
        click.UsageError: there is none.
    """
    sources = [*plain, *labelled]
    if not sources:
        raise click.UsageError("Name at least one source: a folder or a file.")
    return sources
