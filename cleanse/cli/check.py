"""``cleanse check``: what a run would change, as a diff; nothing is written."""

from __future__ import annotations

from typing import Any

import click

from cleanse.cli.completion import paths
from cleanse.cli.options import encoding_option, scope_options, settings_from, settings_options, sources_from
from cleanse.report import EXIT_FINISHED, EXIT_FOUND
from cleanse.terminal import printable

EXIT_FAILED = 3


@click.command("check")
@click.argument("sources", nargs=-1, metavar="SOURCE...", shell_complete=paths)
@click.option("--source", "labelled", multiple=True, metavar="[LABEL=]PATH", help="A further source.")
@settings_options
@scope_options
@encoding_option
@click.option("--quiet", "-q", is_flag=True, help="Print names only, no diff.")
def command(sources: tuple[str, ...], labelled: tuple[str, ...], quiet: bool, **options: Any) -> int:
    """Show what a run would change in SOURCE, and by which rule.

    Duplicates across files are not looked for. HTML pages are compared from their main text on.

    \b
    Exit status: 0 nothing would change, 1 something would, 2 usage or settings,
    3 a document failed.

    \b
    Examples:
      cleanse check corpus
      cleanse check README.md docs/*.md --preset encoding
    """
    from cleanse.checking import check

    settings = settings_from(options.pop("config"), duplicates="off", learn=False, **options)
    changed = failed = 0
    for finding in check(sources_from(sources, labelled), settings):
        if finding.failed:
            failed += 1
            click.echo(f"cleanse: {printable(finding.name)}: {printable(finding.why)}", err=True)
            continue
        if not finding.changed:
            continue
        changed += 1
        if quiet:
            click.echo(printable(finding.name))
            continue
        for line in finding.diff():
            click.echo(_coloured(line))
    if failed:
        return EXIT_FAILED
    return EXIT_FOUND if changed else EXIT_FINISHED


def _coloured(line: str) -> str:
    """Colours that click leaves out where nobody looks, and `NO_COLOR` anywhere."""
    import os

    if os.environ.get("NO_COLOR"):
        return line
    colours = {"-": "red", "+": "green", "@": "cyan"}
    return click.style(line, fg=colours[line[0]]) if line[:1] in colours else line
