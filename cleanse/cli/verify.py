"""``cleanse verify``: the same thing as ``python -m cleanse.verification``, with click's help."""

from __future__ import annotations

import click

from cleanse.cli.completion import paths


@click.command("verify")
@click.argument("out", metavar="OUT", shell_complete=paths)
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="[LABEL=]PATH",
    help="The source it was made from; with several, each by its label.",
)
@click.option(
    "--level",
    type=click.Choice(["books", "hashes", "replay"]),
    help="How far to check.  [default: the strongest possible]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--strict", is_flag=True, help="Let warnings fail.")
def command(out: str, sources: tuple[str, ...], level: str | None, as_json: bool, strict: bool) -> int:
    """Check OUT against its manifest.

    Runs no rule and needs nothing but the standard library.

    \b
    Levels: books   the manifest adds up by itself
            hashes  the bytes on disk are those it records (the sources' too, with --source)
            replay  every output byte follows from its source (needs --source)

    \b
    Exit status: 0 valid, 1 integrity, 2 usage, 3 trust, 4 drift, 5 a level
    could not be checked, 6 no usable manifest, 7 could not finish.

    \b
    Examples:
      cleanse verify clean
      cleanse verify clean --source corpus
      cleanse verify clean --source news=crawl/2024 --source blogs=crawl/blogs --json
    """
    from cleanse.verification import main

    arguments = [out]
    for source in sources:
        arguments += ["--source", source]
    if level:
        arguments += ["--level", level]
    arguments += ["--json"] * as_json + ["--strict"] * strict
    return main(arguments)
