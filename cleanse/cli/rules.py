"""``cleanse rules``: what is installed, what it says of itself, and whether it holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleanse.cli.aligned import aligned
from cleanse.cli.options import settings_from, settings_options
from cleanse.config import Settings
from cleanse.report import EXIT_FINISHED, EXIT_FOUND
from cleanse.terminal import printable

if TYPE_CHECKING:
    from cleanse.rulebook import ExampleTest, Firing, Item


@click.group("rules")
def command() -> None:
    """List rules and packs, show one, test their examples, begin a pack of your own.

    \b
    Exit status: 0 fine, 1 an example fails, 2 usage or settings.

    \b
    Examples:
      cleanse rules list --preset encoding
      cleanse rules show footer/copyright
      cleanse rules test
      cleanse rules new harbour
    """


@command.command("list")
@click.argument("pack", required=False, metavar="[PACK]")
@settings_options
@click.option("--active", is_flag=True, help="Only those that the settings ask.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def list_rules(pack: str | None, active: bool, as_json: bool, **options: Any) -> int:
    """List what is installed, and what of it the settings ask (marked with *).

    \b
    Exit status: 0 fine, 2 usage or settings.

    \b
    Examples:
      cleanse rules list
      cleanse rules list footer --json
      cleanse rules list --active --preset boilerplate --rule my/harbour.toml
    """
    from cleanse.errors import SettingsError
    from cleanse.rulebook import catalogue
    from cleanse.tables import meant

    items = catalogue(_settings(options))
    names = sorted({item.id.partition("/")[0] for item in items})
    if pack:
        pack = Path(pack).stem if pack.endswith(".toml") else pack
        if pack not in names:
            raise SettingsError(f"there is no pack {pack!r}.", hint=meant(pack, names))
        items = [item for item in items if item.id.partition("/")[0] == pack]
    if active:
        items = [item for item in items if item.active]
    if as_json:
        click.echo(json.dumps([_brief(item) for item in items]))
        return EXIT_FINISHED
    rows = [("", "id", "version", "from", "languages", "summary")]
    for item in items:
        speaks = (
            ",".join(item.info.languages) if len(item.info.languages) < 4 else f"{len(item.info.languages)} of them"
        )
        cells = (item.id, item.info.version.partition("+")[0], _origin(item), speaks, item.info.summary)
        rows.append(("*" if item.active else "", *map(printable, cells)))  # type: ignore[arg-type]
    for line in aligned(rows):
        click.echo(line)
    click.echo(f"\n{len(items):,} rules and entries, {sum(item.active for item in items):,} active")
    return EXIT_FINISHED


@command.command("show")
@click.argument("id", metavar="ID")
@settings_options
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def show_rule(id: str, as_json: bool, **options: Any) -> int:
    """Show everything a rule or an entry of a pack says of itself.

    \b
    Exit status: 0 fine, 2 usage or settings.

    \b
    Examples:
      cleanse rules show text/ftfy
      cleanse rules show ads/mark --json
      cleanse rules show harbour/first-entry --rule my/harbour.toml
    """
    from cleanse.rulebook import catalogue, find_item

    item = find_item(catalogue(_settings(options)), id)
    table = _whole(item)
    if as_json:
        click.echo(json.dumps(table))
        return EXIT_FINISHED
    rows: list[tuple[str, str]] = []
    for key, value in table.items():
        if key == "options" and isinstance(value, list):
            rows += [
                ("" if place else key, f"{option['name']}: {option['kind']} = {option['default']}")
                for place, option in enumerate(value)
            ]
        elif isinstance(value, list):
            rows += [("" if place else key, str(one)) for place, one in enumerate(value)]
        elif isinstance(value, bool):
            rows.append((key, "yes" if value else "no"))
        elif value:
            rows += [("" if place else key, line) for place, line in enumerate(str(value).split("\n"))]
    for line in aligned([(key, printable(value)) for key, value in rows]):
        click.echo(line)
    return EXIT_FINISHED


@command.command("test")
@click.argument("pack", required=False, metavar="[PACK]")
@click.option(
    "--on", "labelled", type=click.Path(path_type=Path), metavar="FILE", help="Labelled lines (.jsonl or .jsonl.gz)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
def run_tests(pack: str | None, labelled: Path | None, as_json: bool) -> int:
    """Test the examples of a pack, by name or path, or of all.

    With --on also: which entries remove nothing from a file of labelled lines, and which remove main text.
    Its rows are objects with id, lang, lines, and for each line keep (it is main text) and ignore (it is not counted).
    The built-in packs run along, as in a run.

    \b
    Exit status: 0 every example holds, 1 one fails, 2 usage or a broken pack.

    \b
    Examples:
      cleanse rules test
      cleanse rules test my/harbour.toml
      cleanse rules test footer --on labelled.jsonl.gz
    """
    from cleanse.rulebook import fire, read_entries, read_labelled, try_examples
    from cleanse.shipped import builtin_packs

    packs = [pack] if pack else [known.name for known in builtin_packs()]
    entries = [entry for name in packs for entry in read_entries(name)]
    tests = try_examples(entries)
    failed = [test for test in tests if not test.ok]
    firings: list[Firing] | None = None
    if labelled is not None and not failed:
        own = {entry.id for entry in entries}
        order = [known for step in Settings().steps for known in builtin_packs() if known.name == step]
        order += [known for known in builtin_packs() if known not in order]
        together = [entry for known in order for entry in known.entries]
        together += [entry for entry in entries if entry.id not in {known.id for known in together}]
        found = fire(together, read_labelled(labelled))
        firings = [firing for id, firing in found.items() if id in own]
    if as_json:
        click.echo(json.dumps(_test_table(tests, firings)))
    else:
        _print_tests(tests, failed)
        if firings is not None:
            _print_firings(firings)
    return EXIT_FOUND if failed else EXIT_FINISHED


@command.command("new")
@click.argument("name", metavar="NAME")
def new_pack(name: str) -> int:
    """Write a pack with one entry to fill in: NAME.toml, or the path of a file.

    It loads as it is written. A file that is there is never overwritten.

    \b
    Exit status: 0 written, 2 the name cannot be used or is taken.

    \b
    Examples:
      cleanse rules new harbour
      cleanse rules new my/rules/harbour.toml
    """
    from cleanse.rulebook import write_stub

    path = printable(str(write_stub(name)))
    click.echo(f"written  {path}")
    click.echo(f"test it  cleanse rules test {path}")
    click.echo(f"try it   cleanse check SOURCE --rule {path}")
    return EXIT_FINISHED


def _settings(options: dict[str, Any]) -> Settings:
    return settings_from(options.pop("config"), **options)


def _origin(item: Item) -> str:
    """Short: the pack's file without its folder."""
    return Path(item.origin).name if item.pack else item.origin


def _brief(item: Item) -> dict[str, Any]:
    info = item.info
    return {
        "id": info.id,
        "active": item.active,
        "version": info.version,
        "from": item.origin,
        "pack": item.pack,
        "languages": list(info.languages),
        "safety": info.safety,
        "summary": info.summary,
    }


def _whole(item: Item) -> dict[str, Any]:
    """All that is known, in the order in which it is read."""
    table: dict[str, Any] = _brief(item)
    entry = item.entry
    if entry is not None:
        table |= {
            "where": entry.where,
            "removes": entry.removes,
            "case": entry.case,
            "match": list(entry.match),
            "phrases": list(entry.phrases),
            "hits": list(entry.hits),
            "misses": list(entry.misses),
        }
        return table
    table["options"] = [
        {"name": option.name, "kind": option.kind, "default": option.default} for option in item.options
    ]
    table["about"] = item.about
    return table


def _print_tests(tests: list[ExampleTest], failed: list[ExampleTest]) -> None:
    for test in failed:
        for line in test.missed:
            click.echo(f"FAILED  {printable(test.id)} does not take its hit {printable(repr(line))}")
        for line in test.taken:
            click.echo(f"FAILED  {printable(test.id)} takes its near-miss {printable(repr(line))}")
    hits, misses = sum(test.hits for test in tests), sum(test.misses for test in tests)
    told = f"{len(tests):,} entries, {hits:,} hits and {misses:,} misses hold"
    click.echo(told + (f", {sum(len(test.missed) + len(test.taken) for test in failed):,} do not" if failed else ""))


def _print_firings(firings: list[Firing]) -> None:
    silent = [firing for firing in firings if not firing.lines]
    wrong = sorted((firing for firing in firings if firing.main), key=lambda firing: (-firing.main, firing.id))
    junk, main = sum(firing.junk for firing in firings), sum(firing.main for firing in firings)
    click.echo(f"\nlines removed: {junk:,} of junk, {main:,} of main text")
    click.echo(f"\nentries that remove nothing: {len(silent):,}")
    for firing in silent:
        click.echo(f"  {printable(firing.id)}")
    click.echo(f"\nentries that remove main text: {len(wrong):,}")
    rows = [("entry", "main text", "taken along", "junk")]
    rows += [(printable(f.id), f"{f.main:,}", f"{f.along:,}", f"{f.junk:,}") for f in wrong]
    for line, one in zip(aligned(rows, "lrrr"), [None, *wrong], strict=True):
        click.echo(f"  {line}")
        for document, text in one.examples if one else ():
            shown = text if len(text) <= 100 else f"{text[:99]}\u2026"
            click.echo(f"      {printable(shown)}  ({printable(document)})")


def _test_table(tests: list[ExampleTest], firings: list[Firing] | None) -> dict[str, Any]:
    table: dict[str, Any] = {
        "ok": all(test.ok for test in tests),
        "entries": [
            {
                "id": test.id,
                "hits": test.hits,
                "misses": test.misses,
                "missed": list(test.missed),
                "taken": list(test.taken),
            }
            for test in tests
        ],
    }
    if firings is not None:
        table["lines"] = [
            {
                "id": firing.id,
                "junk": firing.junk,
                "main": firing.main,
                "along": firing.along,
                "unsure": firing.unsure,
                "examples": [{"id": id, "line": line} for id, line in firing.examples],
            }
            for firing in firings
        ]
    return table
