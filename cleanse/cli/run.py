"""``cleanse run``: a corpus goes in, clean text and receipts come out."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleanse.cli.bar import Bar, cores
from cleanse.cli.completion import paths
from cleanse.cli.options import (
    duplicates_option,
    encoding_option,
    sample_option,
    scope_options,
    settings_from,
    settings_options,
    similarity_options,
    sources_from,
)
from cleanse.report import EXIT_FINISHED, EXIT_FOUND
from cleanse.terminal import printable

if TYPE_CHECKING:
    from rich.console import Console

    from cleanse.runner import Summary


@click.command("run")
@click.argument("sources", nargs=-1, metavar="SOURCE...", shell_complete=paths)
@click.option("--out", "-o", required=True, type=click.Path(path_type=Path), help="Output folder; new or empty.")
@click.option(
    "--source",
    "labelled",
    multiple=True,
    metavar="[LABEL=]PATH",
    help="A further source; with several, each goes to OUT/LABEL.",
)
@settings_options
@scope_options
@encoding_option
@sample_option
@duplicates_option
@similarity_options
@click.option(
    "--jobs", "-j", type=click.IntRange(min=0), help="Worker processes; 0 cleans in this one.  [default: all cores]"
)
@click.option(
    "--learn", is_flag=True, default=None, help="Look first for lines that recur in many of the documents; they go too."
)
@click.option("--force", is_flag=True, help="Replace the output of an earlier run.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def command(
    sources: tuple[str, ...],
    out: Path,
    labelled: tuple[str, ...],
    jobs: int | None,
    force: bool,
    quiet: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Clean SOURCE into a new folder, with a manifest of every byte removed.

    Reads .txt, .md, .html and .jsonl files, and each of them as .gz. Sources are never written to.

    \b
    Exit status: 0 finished, 1 some documents failed, 2 usage or settings,
    7 could not finish, 130 interrupted.

    \b
    Examples:
      cleanse run corpus --out clean
      cleanse run news=crawl/2024 blogs=crawl/blogs --out clean --language en,de
      cleanse run crawl --out clean --learn
      cleanse run rows.jsonl.gz --out clean --text-field body --duplicates mark
    """
    from cleanse.runner import run

    settings = settings_from(options.pop("config"), **options)
    given = sources_from(sources, labelled)
    workers = cores() if jobs is None else jobs
    with Bar("clean", shown=not quiet and not as_json and sys.stderr.isatty()) as bar:
        summary = run(given, out, settings, jobs=workers, force=force, progress=bar.progress, started=bar.started)
    if as_json:
        click.echo(json.dumps(_as_json(summary, given), ensure_ascii=True))
    elif not quiet:
        _print_summary(summary, given)
    return EXIT_FOUND if summary.counts["failed"] else EXIT_FINISHED


def _print_summary(summary: Summary, sources: list[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    counts = summary.counts
    total = sum(counts.values())
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    table.add_row("documents", f"{total:,}", "")
    table.add_row("  kept", f"{summary.kept:,}", f"{counts['same']:,} unchanged, {counts['edited']:,} edited")
    table.add_row("  dropped", f"{counts['dropped']:,}", f"{summary.clusters:,} clusters of duplicates")
    table.add_row("  failed", f"{counts['failed']:,}", "", style="red" if counts["failed"] else "")
    table.add_row("  skipped", f"{counts['skipped']:,}", "")
    console.print(table)
    if summary.ledger:
        _print_ledger(console, summary)
    for path, sentence in summary.failures:
        console.print(Text(f"failed  {printable(path)}: {printable(sentence)}"), style="red", soft_wrap=True)
    hidden = counts["failed"] - len(summary.failures)
    if hidden > 0:
        console.print(f"failed  and {hidden:,} more, each with its reason in the manifest", style="red")
    for note in summary.notes:
        console.print(Text(f"note    {printable(note)}"), soft_wrap=True)
    console.print()
    console.print(Text(f"manifest  {printable(str(summary.manifest))}"), soft_wrap=True)
    console.print(Text(f"verify    {printable(_verify_command(summary, sources))}"), soft_wrap=True)


def _print_ledger(console: Console, summary: Summary) -> None:
    from rich.table import Table

    console.print()
    table = Table(box=None, pad_edge=False)
    table.add_column("rule")
    for title in ("documents", "edits", "bytes removed", "bytes inserted"):
        table.add_column(title, justify="right")
    for rule, figures in summary.ledger.items():
        table.add_row(printable(rule), *(f"{figure:,}" for figure in figures))
    console.print(table)


def _verify_command(summary: Summary, sources: list[str]) -> str:
    words = ["cleanse", "verify", str(summary.out)]
    for source in sources:
        words += ["--source", source]
    return shlex.join(words)


def _as_json(summary: Summary, sources: list[str]) -> dict[str, object]:
    return {
        "out": str(summary.out),
        "manifest": str(summary.manifest),
        "documents": {"kept": summary.kept, **summary.counts},
        "bytes": dict(summary.bytes),
        "rules": {
            rule: dict(zip(("documents", "edits", "deleted", "inserted"), figures, strict=True))
            for rule, figures in summary.ledger.items()
        },
        "clusters": summary.clusters,
        "failures": [list(failure) for failure in summary.failures],
        "notes": list(summary.notes),
        "seconds": round(summary.seconds, 3),
        "verify": _verify_command(summary, sources),
    }
