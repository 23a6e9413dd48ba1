"""``cleanse dedup index``: signatures kept on disk, so that a new crawl is checked without the old one being read."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from cleanse.cli.completion import paths
from cleanse.cli.options import SHARE, encoding_option, scope_options, settings_from, settings_options, sources_from
from cleanse.report import EXIT_FINISHED, EXIT_FOUND, EXIT_INTERRUPTED
from cleanse.shingling import FOLDS, UNITS
from cleanse.terminal import printable

if TYPE_CHECKING:
    from cleanse.config import Settings
    from cleanse.indexing import Answer, Tally

F = TypeVar("F", bound=Callable[..., Any])
COLUMNS = (
    "document",
    "row",
    "matched",
    "matched_row",
    "kind",
    "decided",
    "similarity",
    "standard_error",
    "both",
    "either",
)


@click.group("index")
def group() -> None:
    """Keep signatures on disk, and check new documents against them.

    Texts are compared as they are; clean them first, or build with --clean. The index holds some 240 bytes a document
    and no text.

    \b
    Examples:
      cleanse dedup index build seen crawl/2024
      cleanse dedup index query seen crawl/2025 > copies.jsonl
      cleanse dedup index add seen crawl/2025 --skip exact
    """


def mount(parent: click.Group) -> None:
    """Add the group to another."""
    parent.add_command(group)


def _shared(function: F) -> F:
    """What every command takes that reads sources."""
    for option in reversed(
        (
            click.argument("folder", metavar="INDEX", type=click.Path(path_type=Path)),
            click.argument("sources", nargs=-1, metavar="SOURCE...", shell_complete=paths),
            click.option("--source", "labelled", multiple=True, metavar="[LABEL=]PATH", help="A further source."),
            settings_options,
            scope_options,
            encoding_option,
            click.option(
                "--jobs",
                "-j",
                type=click.IntRange(min=0),
                help="Worker processes; 0 cleans in this one.  [default: all cores]",
            ),
            click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors and what was asked for."),
        )
    ):
        function = option(function)
    return function


def _matches_options(function: F) -> F:
    """How matches are written."""
    for option in reversed(
        (
            click.option(
                "--limit", type=click.IntRange(min=1), default=10, show_default=True, help="Matches of one document."
            ),
            click.option(
                "--format",
                "form",
                type=click.Choice(["jsonl", "csv"]),
                default="jsonl",
                show_default=True,
                help="How matches are written.",
            ),
        )
    ):
        function = option(function)
    return function


def _similarity(default: str) -> Callable[[F], F]:
    """From which similarity on documents are alike."""
    return click.option(
        "--similarity",
        type=SHARE,
        metavar="J",
        help=f"Jaccard similarity from which documents are alike.  [default: {default}]",
    )


def _definition_options(function: F) -> F:
    """What an index is made for; afterwards it is the index that says so."""
    for option in reversed(
        (
            _similarity("0.8"),
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
            click.option(
                "--clean",
                "cleaned",
                is_flag=True,
                help="Compare what a run would make of the documents, now and later.",
            ),
        )
    ):
        function = option(function)
    return function


_compact = click.option(
    "--compact",
    is_flag=True,
    help="Make one segment of all in the end: look-ups cost less. Needs the room of INDEX once more.",
)


@group.command("build")
@_shared
@_definition_options
@click.option(
    "--batch",
    type=click.IntRange(1, 1 << 24),
    default=1 << 20,
    show_default=True,
    help="Documents held in memory and written at once, some 220 bytes each.",
)
@_compact
def build(
    folder: Path,
    sources: tuple[str, ...],
    labelled: tuple[str, ...],
    jobs: int | None,
    quiet: bool,
    cleaned: bool,
    batch: int,
    compact: bool,
    **options: Any,
) -> int:
    """Make INDEX, a new folder, of the documents of SOURCE.

    Killed at any moment it leaves an index of the documents so far; go on with `add`.

    \b
    Exit status: 0 finished, 1 some documents failed, 2 usage or settings,
    7 could not finish, 130 interrupted.

    \b
    Examples:
      cleanse dedup index build seen crawl/2024
      cleanse dedup index build seen crawl/2024 --clean
      cleanse dedup index build seen news=crawl/news blogs=crawl/blogs --similarity 0.7
    """
    from cleanse.indexing import build

    settings = settings_from(options.pop("config"), **options)
    given = sources_from(sources, labelled)
    with _confirmed(quiet) as confirm:
        tally = build(
            folder, given, settings, cleaned=cleaned, batch=batch, jobs=_jobs(jobs), compact=compact, confirm=confirm
        )
    return _summary(tally, quiet)


@group.command("add")
@_shared
@_similarity("the index's; not below it")
@click.option(
    "--skip",
    type=click.Choice(["none", "exact", "near"]),
    default="none",
    show_default=True,
    help="Leave out documents whose text is in INDEX under another name, or that are like one in it, too.",
)
@click.option(
    "--matches",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what is there already to this file; - for standard output.",
)
@_compact
@_matches_options
def add(
    folder: Path,
    sources: tuple[str, ...],
    labelled: tuple[str, ...],
    jobs: int | None,
    quiet: bool,
    similarity: int | None,
    skip: str,
    matches: Path | None,
    compact: bool,
    limit: int,
    form: str,
    **options: Any,
) -> int:
    """Add the documents of SOURCE to INDEX.

    A document that is there with the same name and text is not added again, so what was broken off is finished by the
    same command. Documents are compared with the index as it was before.

    \b
    Exit status: 0 finished, 1 some documents failed, 2 usage or settings,
    7 could not finish, 130 interrupted.

    \b
    Examples:
      cleanse dedup index add seen crawl/2025
      cleanse dedup index add seen crawl/2025 --skip exact --matches copies.jsonl
    """
    from cleanse.indexing import add

    settings = _settings(folder, similarity, options)
    given = sources_from(sources, labelled)
    _say_other_steps(folder, settings)
    with _confirmed(quiet) as confirm, _output(matches, form) as tell:
        tally = add(
            folder,
            given,
            settings,
            jobs=_jobs(jobs),
            skip=skip,
            compact=compact,
            tell=tell,
            limit=limit,
            confirm=confirm,
        )
    return _summary(tally, quiet or str(matches) == "-")


@group.command("query")
@_shared
@_similarity("the index's; not below it")
@click.option(
    "--texts",
    multiple=True,
    metavar="[LABEL=]PATH",
    help="A source of INDEX that is at hand: exact similarity decides about its documents.",
)
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    default="-",
    help="Write matches to this file.  [default: standard output]",
)
@_matches_options
def query(
    folder: Path,
    sources: tuple[str, ...],
    labelled: tuple[str, ...],
    jobs: int | None,
    quiet: bool,
    similarity: int | None,
    texts: tuple[str, ...],
    out: Path,
    limit: int,
    form: str,
    **options: Any,
) -> int:
    """Look up the documents of SOURCE in INDEX; nothing is added.

    Writes a line for each match: the document, the one it is like, the kind (exact, near), the similarity, and what
    decided. "estimated" means that only sketches were at hand: the similarity is then an estimate, and its standard
    error is told. A document is not told as a match of itself.

    \b
    Exit status: 0 finished, 1 some documents failed, 2 usage or settings,
    7 could not finish, 130 interrupted.

    \b
    Examples:
      cleanse dedup index query seen crawl/2025 > copies.jsonl
      cleanse dedup index query seen crawl/2025 --texts crawl/2024 --format csv --out copies.csv
    """
    from cleanse.indexing import query

    settings = _settings(folder, similarity, options)
    given = sources_from(sources, labelled)
    _say_other_steps(folder, settings)
    with _output(out, form) as tell:
        assert tell is not None
        tally = query(folder, given, settings, tell=tell, texts=texts, jobs=_jobs(jobs), limit=limit)
    return _summary(tally, quiet or str(out) == "-", adding=False)


@group.command("stats")
@click.argument("folder", metavar="INDEX", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print figures as JSON.")
def stats(folder: Path, as_json: bool) -> int:
    """Print the measures of INDEX: documents, segments, bytes a document, how much the filters spare.

    \b
    Examples:
      cleanse dedup index stats seen
      cleanse dedup index stats seen --json
    """
    from cleanse.dedup.index.figures import figures
    from cleanse.dedup.index.store import Snapshot

    with Snapshot(folder) as index:
        found = figures(index)
    per_document = found.size / found.documents if found.documents else 0.0
    if as_json:
        table = {
            "documents": found.documents,
            "segments": list(found.segments),
            "bytes": found.size,
            "path_bytes": found.path_bytes,
            "bytes_per_document": round(per_document, 1),
            "filter_passes": found.passing_ppm / 1e6,
            "recall_at_threshold": round(found.scheme.proposes(found.scheme.threshold_ppm / 1e6), 4),
            "batch": found.batch,
            "steps": list(found.steps),
            "scheme": found.scheme.record(),
        }
        click.echo(json.dumps(table, ensure_ascii=True))
        return EXIT_FINISHED
    scheme = found.scheme
    threshold = scheme.threshold_ppm / 1e6
    for name, value in (
        ("documents", f"{found.documents:,}"),
        ("segments", f"{len(found.segments):,}"),
        ("bytes", f"{found.size:,}, of them {found.path_bytes:,} for paths"),
        ("bytes a document", f"{per_document:.1f}"),
        ("filter", f"{found.passing_ppm / 1e4:.1f} % of documents that are not there pass"),
        ("signatures", printable(scheme.signature)),
        ("bands", f"{scheme.bands} of {scheme.rows}; {scheme.proposes(threshold):.2%} of pairs at {threshold:g} found"),
    ):
        click.echo(f"{name:<18}{value}")
    return EXIT_FINISHED


@group.command("check")
@click.argument("folder", metavar="INDEX", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check(folder: Path, as_json: bool) -> int:
    """Check that INDEX holds what its book says: every digest, the order of keys, the counts.

    \b
    Exit status: 0 valid, 1 a segment is damaged or missing, 2 usage,
    6 no usable book, 7 could not finish.

    \b
    Examples:
      cleanse dedup index check seen
    """
    from cleanse.dedup.index.audit import audit
    from cleanse.verification.command import shown

    report = audit(folder)
    if as_json:
        table = {
            "status": report.status,
            "checked": report.checked,
            "findings": [
                {field.name: getattr(found, field.name) for field in fields(found)} for found in report.findings
            ],
        }
        click.echo(json.dumps(table, sort_keys=True, indent=1))
        return report.status
    for found in report.findings:
        parts = [part for part in (found.code, found.path, f"{found.message.rstrip('.')}. {found.hint}") if part]
        click.echo(shown("  ".join(parts)).rstrip())
    figures = ", ".join(f"{count:,} {what}" for what, count in report.checked.items())
    click.echo(f"{'VALID' if report.ok else 'FAILED'}  {figures}".rstrip())
    return report.status


def _settings(folder: Path, similarity: int | None, options: dict[str, Any]) -> Settings:
    """Settings with what the index itself says: the similarity, unless a higher one is asked for, and the shingles."""
    from cleanse.dedup.index.book import read_book
    from cleanse.dedup.index.signing import shingling_of

    scheme = read_book(folder).scheme
    shingling = shingling_of(scheme.signature)
    return replace(
        settings_from(options.pop("config"), **options),
        similarity_ppm=similarity or scheme.threshold_ppm,
        shingle_size=shingling.size,
        shingle_unit=shingling.unit,
        shingle_fold=shingling.fold,
    )


def _say_other_steps(folder: Path, settings: Settings) -> None:
    from cleanse.indexing import other_steps

    note = other_steps(folder, settings)
    if note:
        click.echo(f"cleanse: {printable(note)}", err=True)


def _jobs(jobs: int | None) -> int:
    if jobs is not None:
        return jobs
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _confirmed(quiet: bool) -> Iterator[Callable[[int], object]]:
    """Says on a terminal how far it is, and when it is interrupted how much is there."""
    done = [0]

    def confirm(added: int) -> None:
        done[0] = added
        if not quiet and sys.stderr.isatty():
            click.echo(f"\r{added:,} added", err=True, nl=False)

    try:
        yield confirm
    except KeyboardInterrupt:
        click.echo(f"cleanse: Interrupted; {done[0]:,} documents were added. Run `add` to go on.", err=True)
        raise click.exceptions.Exit(EXIT_INTERRUPTED) from None
    finally:
        if done[0] and not quiet and sys.stderr.isatty():
            click.echo(err=True)


@contextmanager
def _output(path: Path | None, form: str) -> Iterator[Callable[[Answer], object] | None]:
    """Where matches go."""
    if path is None:
        yield None
        return
    if str(path) == "-":
        yield _writer(sys.stdout, form)
        return
    from cleanse.errors import OutputError

    try:
        stream = path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written to ({(error.strerror or '').lower()}).", hint="Choose another file."
        ) from error
    with stream:
        yield _writer(stream, form)


def _writer(stream: IO[str], form: str) -> Callable[[Answer], object]:
    if form == "jsonl":
        return lambda answer: stream.write(json.dumps(_row(answer), ensure_ascii=True) + "\n")
    stream.write(",".join(COLUMNS) + "\n")

    def write(answer: Answer) -> None:
        line = io.StringIO()
        row = _row(answer)
        csv.writer(line, lineterminator="\n").writerow([row.get(column, "") for column in COLUMNS])
        stream.write(line.getvalue())

    return write


def _row(answer: Answer) -> dict[str, object]:
    row: dict[str, object] = {"document": answer.path}
    if answer.row:
        row["row"] = answer.row
    row["matched"] = answer.matched
    if answer.matched_row:
        row["matched_row"] = answer.matched_row
    row |= {"kind": answer.kind, "decided": answer.decided, "similarity": round(answer.similarity_ppm / 1e6, 4)}
    if answer.decided == "estimated":
        row["standard_error"] = round(answer.error_ppm / 1e6, 4)
    if answer.either:
        row |= {"both": answer.both, "either": answer.either}
    return row


def _summary(tally: Tally, quiet: bool, *, adding: bool = True) -> int:
    for name, sentence in tally.failures:
        click.echo(f"cleanse: {printable(name)}: {printable(sentence)}", err=True)
    hidden = tally.failed - len(tally.failures)
    if hidden > 0:
        click.echo(f"cleanse: and {hidden:,} more failed.", err=True)
    if tally.work.crowded and not quiet:
        click.echo(
            f"cleanse: {tally.work.crowded:,} buckets held too many documents to look at all of them: the nearest were.",
            err=True,
        )
    if not quiet:
        for name, count in (
            ("documents", tally.documents),
            ("  dropped by rules", tally.dropped),
            ("  there already", tally.present),
            ("  same text as one there", tally.exact),
            ("  like one there", tally.near),
            ("  added", tally.added),
            ("failed", tally.failed),
            ("skipped", tally.skipped),
        ):
            if count or name == "documents" or (adding and name == "  added"):
                click.echo(f"{name:<26}{count:>12,}")
    return EXIT_FOUND if tally.failed else EXIT_FINISHED
