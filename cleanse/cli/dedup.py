"""``cleanse dedup``: clusters of duplicates, without a run."""

from __future__ import annotations

import csv
import io
import json
import sys
from contextlib import ExitStack
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from cleanse.cli.completion import paths
from cleanse.cli.options import encoding_option, scope_options, settings_from, settings_options, similarity_options
from cleanse.report import EXIT_FINISHED, EXIT_FOUND
from cleanse.terminal import printable

if TYPE_CHECKING:
    from cleanse.config import Settings
    from cleanse.duplicates import Duplicates

EXIT_FAILED = 3
COLUMNS = ("cluster", "name", "kept", "kind", "of", "similarity", "both", "either", "size", "size_of")
CURVE = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)


class Dedup(click.Group):
    """Finds clusters unless the first word is the name of another command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """A command line that names no command is one of ``find``."""
        if not args:
            args = ["--help"]
        if args[0] not in {*self.list_commands(ctx), "-h", "--help"}:
            args = ["find", *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order a newcomer meets them."""
        return ["find", "diff", *(["index"] if find_spec("cleanse.cli.dedup_index") else [])]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name == "index" and cmd_name not in self.commands and find_spec("cleanse.cli.dedup_index"):
            import_module("cleanse.cli.dedup_index").mount(self)
        return super().get_command(ctx, cmd_name)


@click.group("dedup", cls=Dedup)
def command() -> None:
    """Find documents that are the same, or nearly so.

    `cleanse dedup SOURCE...` is short for `cleanse dedup find SOURCE...`; see `cleanse dedup find --help`.

    \b
    Examples:
      cleanse dedup clean
      cleanse dedup rows.jsonl --similarity 0.9 --format csv --out clusters.csv
      cleanse dedup --explain-threshold --similarity 0.7
      cleanse dedup diff clean/a.txt clean/b.txt
    """


@command.command("find")
@click.argument("sources", nargs=-1, metavar="SOURCE...", shell_complete=paths)
@click.option(
    "--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write clusters here, not to the screen."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv"]),
    default="jsonl",
    show_default=True,
    help="A cluster or a document a line.",
)
@click.option("--clean", "cleaned", is_flag=True, help="Compare what a run would make of the documents.")
@click.option(
    "--measure",
    type=click.IntRange(min=1),
    metavar="N",
    help="Hold N documents against all others and say what share of their duplicates was found.",
)
@click.option(
    "--explain-threshold", "explain", is_flag=True, help="Show how likely pairs are to be found, and do no more."
)
@click.option("--quiet", "-q", is_flag=True, help="Print no summary.")
@settings_options
@scope_options
@encoding_option
@similarity_options
def find(
    sources: tuple[str, ...],
    out: Path | None,
    form: str,
    cleaned: bool,
    measure: int | None,
    explain: bool,
    quiet: bool,
    **options: Any,
) -> int:
    """Find clusters of duplicates in SOURCE, and which copy a run would keep.

    Texts are compared as they are; boilerplate makes pages of one site alike, so clean them first, or use --clean.
    Every pair is decided exactly. Clusters go to standard output, a summary to standard error.

    \b
    Exit status: 0 no duplicates, 1 some, 2 usage or settings, 3 a document failed.

    \b
    Examples:
      cleanse dedup clean
      cleanse dedup news blogs --keep priority
      cleanse dedup rows.jsonl --contained 0.95 --measure 200
      cleanse dedup --explain-threshold --similarity 0.7 --target-recall 0.99
    """
    settings = settings_from(options.pop("config"), **options)
    if explain:
        _explain(settings)
        return EXIT_FINISHED
    if not sources:
        raise click.UsageError("Name at least one source: a folder or a file.")
    from cleanse.duplicates import Duplicates

    with Duplicates(sources, settings, cleaned=cleaned) as found:
        with ExitStack() as stack:
            stream = sys.stdout if out is None else stack.enter_context(out.open("w", encoding="utf-8", newline=""))
            _write(found, form, stream)
        for name, why in found.unread:
            click.echo(f"cleanse: {printable(name)}: {printable(why)}", err=True)
        if not quiet:
            _summary(found)
        if measure:
            _measured(found, measure)
        if found.failed:
            return EXIT_FAILED
        return EXIT_FOUND if found.decided.clusters else EXIT_FINISHED


@command.command("diff")
@click.argument("one", metavar="ONE", shell_complete=paths)
@click.argument("other", metavar="OTHER", shell_complete=paths)
@click.option("--clean", "cleaned", is_flag=True, help="Compare what a run would make of the documents.")
@settings_options
@scope_options
@encoding_option
@similarity_options
def diff(one: str, other: str, cleaned: bool, **options: Any) -> int:
    """Show how alike two documents are, and where they differ.

    ONE and OTHER are paths, as `cleanse dedup` prints them; a row of JSON lines is PATH:ROW.

    \b
    Exit status: 0 the same text, 1 not the same, 2 usage or settings.

    \b
    Examples:
      cleanse dedup diff clean/a.txt clean/b.txt
      cleanse dedup diff rows.jsonl:12 rows.jsonl:40 --text-field body
    """
    from cleanse.duplicates import difference
    from cleanse.duplicates import find as find_document

    settings = settings_from(options.pop("config"), **options)
    left, right = (find_document(name, settings, cleaned=cleaned) for name in (one, other))
    for line in difference(left, right, settings):
        click.echo(printable(line))
    return EXIT_FINISHED if left.text == right.text else EXIT_FOUND


def _write(found: Duplicates, form: str, stream: TextIO) -> None:
    if form == "csv":
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(COLUMNS)
    for number, cluster in enumerate(found.decided.clusters):
        members = found.described(cluster)
        if form == "csv":
            for member in members:
                table.writerow(_row(number, member))
            continue
        record = {"cluster": number, "size": len(members), "kept": len(cluster.kept), "members": members}
        stream.write(json.dumps(record, ensure_ascii=True) + "\n")


def _row(number: int, member: dict[str, Any]) -> list[object]:
    size, size_of = member.get("sizes", ("", ""))
    figures = [member.get(key, "") for key in ("kind", "of", "similarity", "both", "either")]
    return [number, member["name"], int(member["kept"]), *figures, size, size_of]


def _summary(found: Duplicates) -> None:
    decided = found.decided
    kinds: dict[str, int] = {}
    for decision in decided.dropped:
        kinds[decision.kind] = kinds.get(decision.kind, 0) + 1
    told = ", ".join(f"{count:,} {kind}" for kind, count in sorted(kinds.items()))
    click.echo(f"{len(found):,} documents, {len(decided.clusters):,} clusters", err=True)
    click.echo(f"{len(decided.dropped):,} may go" + (f": {told}" if told else ""), err=True)
    for note in found.notes:
        click.echo(f"note  {note}", err=True)


def _measured(found: Duplicates, count: int) -> None:
    measured = found.measure(count)
    line = f"recall  {measured.found:,} of {measured.pairs:,} pairs of {measured.sampled:,} documents drawn"
    if measured.pairs:
        line += f": {measured.recall:.4f}, at least {measured.at_least():.4f} (95 %)"
    click.echo(line, err=True)


def _explain(settings: Settings) -> None:
    """The S-curve of the bands that the settings lead to."""
    from cleanse.deciding import policy_of

    shape = policy_of(settings).shape
    threshold = settings.similarity_ppm / 1_000_000
    lines = io.StringIO()
    lines.write(
        f"threshold {threshold:g}: {shape.bands} bands of {shape.rows} values propose a pair; it is checked exactly when"
        f" {shape.floor} of 128 values agree\n\n"
    )
    lines.write("  similarity  proposed   checked\n")
    for similarity in sorted({*CURVE, threshold}):
        proposed = shape.proposes(similarity)
        checked = proposed * shape.passes(similarity)
        mark = "  <- threshold" if similarity == threshold else ""
        row = f"  {similarity:10.4g}  {proposed:8.6f}  {checked:8.6f}  {'#' * round(40 * checked)}{mark}"
        lines.write(row.rstrip() + "\n")
    recall = shape.proposes(threshold) * shape.passes(threshold)
    lines.write(f"\nexpected recall of pairs exactly at the threshold {recall:.6f}; of all above it, more\n")
    lines.write("a pair below the threshold that is proposed costs time only: what is checked is decided exactly\n")
    click.echo(lines.getvalue(), nl=False)
