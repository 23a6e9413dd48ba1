"""``cleanse explain``: what a run did to a document, or as a whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleanse.report import EXIT_FINISHED, EXIT_FOUND
from cleanse.terminal import printable

if TYPE_CHECKING:
    from cleanse.explaining import FinishedRun

EXIT_UNUSABLE = 6


@click.command("explain")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.argument("path", required=False, metavar="[PATH]")
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="[LABEL=]PATH",
    help="The source it was made from; with several, each by its label.",
)
@click.option("--row", type=click.IntRange(min=1), default=None, metavar="N", help="A row of JSON lines, from 1.")
@click.option("--json", "as_json", is_flag=True, help="Print what is known as JSON.")
def command(out: Path, path: str | None, sources: tuple[str, ...], row: int | None, as_json: bool) -> int:
    """Show what a run removed and inserted, and by which rule.

    With PATH: the document, with every change marked and its rule named. Without: the whole run by rule,
    with the lines removed most, a few examples, and what was dropped or failed and why.
    Works from the manifest in OUT and the sources; no rule runs. Without --source the manifest still
    tells where, how much and by whom, but not the text that was removed.

    \b
    Marks, when not in colour:
      [-removed-](rule)  {+inserted+}(rule)  [-removed-]{+inserted+}(rule, rule)
      [?12 bytes?](rule)   removed, but its text is not at hand
    In the text itself a backslash is doubled and a mark is broken: [\\-

    \b
    Exit status: 0 told, 1 a source is not the one on record, 2 usage,
    6 no usable manifest.

    \b
    Examples:
      cleanse explain clean --source corpus
      cleanse explain clean news/0001.txt --source corpus
      cleanse explain clean rows.jsonl --row 12 --source corpus --json
    """
    from cleanse.errors import ManifestError
    from cleanse.explaining import FinishedRun
    from cleanse.verification.command import parse_sources

    if row and not path:
        raise click.UsageError("--row needs the PATH of its container.")
    given = parse_sources(sources)
    try:
        with FinishedRun(out, given) as run:
            return _document(run, _names(out, path, given), row or 0, as_json) if path else _run(run, as_json)
    except ManifestError as error:
        place = f" (line {error.line})" if error.line else ""
        click.echo(f"cleanse: {printable(f'{error.code}: {error}{place}')}", err=True)
        return EXIT_UNUSABLE


def _names(out: Path, path: str, given: dict[str, Path]) -> list[str]:
    """What a path typed by a person may be called in the manifest: itself, or its place below a source or the output."""
    names = [path, path.removeprefix("./")]
    for label, root in given.items():
        prefix = f"{label}/" if label else ""
        found = Path(path)
        if root.is_file() and found == root:
            names.append(prefix + root.name)
        elif found.is_relative_to(root):
            names.append(prefix + found.relative_to(root).as_posix())
    if Path(path).is_relative_to(out):
        names.append(Path(path).relative_to(out).as_posix())
    return names


def _document(run: FinishedRun, names: list[str], row: int, as_json: bool) -> int:
    from cleanse.cli import explained
    from cleanse.explaining import explain

    explanation = explain(run, names, row)
    advice = "" if run.at_hand(explanation.record["path"]) else wanted(run)
    if as_json:
        _print_json(explained.document_table(explanation, advice))
    else:
        explained.print_document(explanation, advice)
    return EXIT_FOUND if explanation.trouble else EXIT_FINISHED


def _run(run: FinishedRun, as_json: bool) -> int:
    from cleanse.cli import explained
    from cleanse.explaining import account_of

    account = account_of(run)
    advice = wanted(run) if account.missing else ""
    if as_json:
        _print_json(explained.run_table(account, advice))
    else:
        explained.print_run(account, advice)
    return EXIT_FOUND if account.unusable_count else EXIT_FINISHED


def wanted(run: FinishedRun) -> str:
    """What to pass to see the text that was removed."""
    options = " ".join(f"--source {label}=PATH" if label else "--source PATH" for label in run.labels)
    return f"To see the text that was removed, pass {options}."


def _print_json(table: dict[str, Any]) -> None:
    click.echo(json.dumps(table, ensure_ascii=True))
