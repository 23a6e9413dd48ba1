"""``cleanse text``: one document from standard input to standard output."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from cleanse.cli.options import encoding_option, settings_from, settings_options
from cleanse.report import EXIT_FINISHED, EXIT_FOUND
from cleanse.tags import covers
from cleanse.terminal import printable

if TYPE_CHECKING:
    from cleanse.document import Outcome


@click.command("text")
@settings_options
@encoding_option
@click.option("--html", is_flag=True, help="Standard input is an HTML page.")
@click.option("--explain", is_flag=True, help="Print language, verdict and edits to standard error.")
def command(html: bool, explain: bool, **options: Any) -> int:
    """Clean standard input to standard output.

    The bytes may have any encoding; what comes out is UTF-8. A document that would be dropped gives nothing.

    \b
    Exit status: 0 cleaned, 1 the document failed, 2 usage or settings.

    \b
    Examples:
      cleanse text < page.txt > clean.txt
      cleanse text --explain --preset encoding < page.txt
      curl -s http://localhost:8000/page.html | cleanse text --html
    """
    from cleanse.cleaner import Cleaner, Job
    from cleanse.document import read_as
    from cleanse.encodings import forced
    from cleanse.errors import DocumentError
    from cleanse.formats.plain import whole

    settings = settings_from(options.pop("config"), duplicates="off", learn=False, **options)
    piece = read_as(whole(sys.stdin.buffer, settings.max_document_bytes), forced("", settings.encodings))
    try:
        _, outcome = Cleaner(settings).outcome(Job(piece, "html" if html else "plain"))
    except DocumentError as error:
        click.echo(f"cleanse: failed: {printable(error.message)}", err=True)
        return EXIT_FOUND
    if outcome.verdict.kept:
        sys.stdout.buffer.write(outcome.text.encode())
        sys.stdout.buffer.flush()
    if explain:
        _explain(outcome)
    return EXIT_FINISHED


def _explain_passages(text: str, tag: str) -> None:
    """Passages of the cleaned text in other languages than the text's."""
    from cleanse.language.passages import find_passages

    for span in find_passages(text):
        if not (covers(tag, span.tag) or covers(span.tag, tag)):
            line = text.count("\n", 0, span.start) + 1
            click.echo(
                f"passage   line {line}, {span.start}:{span.end}  {span.tag}  {span.score / 10_000:.1f} %", err=True
            )


def _explain(outcome: Outcome) -> None:
    from cleanse.cli.decoded import told

    language = outcome.language
    evidence = outcome.facts.get("text/decode", {})
    click.echo(f"encoding  {printable(told(evidence if isinstance(evidence, dict) else {}))}", err=True)
    if language is not None:
        sure = f"{language.score / 10_000:.1f} %" if language.tag != "und" else language.reason
        click.echo(f"language  {printable(language.tag)}  {printable(sure)}", err=True)
        _explain_passages(outcome.text, language.tag)
    verdict = outcome.verdict
    click.echo("verdict   " + ("keep" if verdict.kept else f"drop  {verdict.by}: {printable(verdict.why)}"), err=True)
    text = outcome.document.text
    for change in outcome.tiling.changes():
        removed, inserted = printable(text[change.start : change.end]), printable(change.insert)
        line = text.count("\n", 0, change.start) + 1
        click.echo(
            f"edit      line {line}, {change.start}:{change.end}  {', '.join(change.rules)}  -'{removed}' +'{inserted}'",
            err=True,
        )
