"""``cleanse learn``: which lines recur in a corpus, as a file to read, edit and use."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleanse.cli.bar import Bar, cores
from cleanse.cli.completion import paths
from cleanse.cli.options import encoding_option, scope_options, settings_from, settings_options, sources_from
from cleanse.errors import SettingsError, UnfinishedError
from cleanse.report import EXIT_FINISHED
from cleanse.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleanse.corpusrules import Learned
    from cleanse.learning import Lesson

SHOWN = 10


@click.command("learn")
@click.argument("sources", nargs=-1, metavar="SOURCE...", shell_complete=paths)
@click.option(
    "--out",
    "-o",
    required=True,
    type=click.Path(path_type=Path, allow_dash=True),
    help="The profile to write; - prints it.",
)
@click.option("--source", "labelled", multiple=True, metavar="[LABEL=]PATH", help="A further source.")
@settings_options
@scope_options
@encoding_option
@click.option(
    "--least", type=click.IntRange(min=2), default=5, show_default=True, help="So many documents must hold a line."
)
@click.option(
    "--against", type=click.Path(path_type=Path), metavar="FILE", help="Tell what differs from an earlier profile."
)
@click.option(
    "--jobs", "-j", type=click.IntRange(min=0), help="Worker processes; 0 reads in this one.  [default: all cores]"
)
@click.option("--force", is_flag=True, help="Replace a profile, which may hold edits of yours.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors.")
def command(
    sources: tuple[str, ...],
    out: Path,
    labelled: tuple[str, ...],
    least: int,
    against: Path | None,
    jobs: int | None,
    force: bool,
    quiet: bool,
    **options: Any,
) -> int:
    """Find the lines that recur in SOURCE as page furniture does, in any language.

    Lines count as one when they differ in case, spaces and numbers only. What recurs in many documents of a site (the
    host of a row's url, or the folder of a file), before or behind the text or in a list of such lines, is written to a
    profile: read it, take out what should stay, and use it with cleanse run --profile.

    \b
    Exit status: 0 finished, 2 usage or settings, 7 could not finish, 130 interrupted.

    \b
    Examples:
      cleanse learn crawl --out profile.toml
      cleanse run crawl --out clean --profile profile.toml
      cleanse learn crawl/2025 --out new.toml --against profile.toml
    """
    from cleanse.corpusrules import load_profile
    from cleanse.learning import learn

    to_screen = str(out) == "-"
    if not to_screen and out.exists() and not force:
        raise SettingsError(f"{out} is already there.", hint="Give --force to replace it, edits and all.")
    earlier = load_profile(against) if against is not None else None
    settings = settings_from(options.pop("config"), duplicates="off", learn=False, **options)
    given = sources_from(sources, labelled)
    workers = cores() if jobs is None else jobs
    with Bar("learn", shown=not quiet and sys.stderr.isatty()) as bar:
        lesson = learn(given, settings, jobs=workers, least=least, progress=bar.progress, started=bar.started)
    written = lesson.profile.to_toml()
    if to_screen:
        click.echo(written, nl=False)
    else:
        _write(out, written)
    if not quiet:
        _print_summary(lesson, out, given, to_screen)
        if earlier is not None:
            _print_changes(earlier.line, lesson.profile.line, to_screen)
    return EXIT_FINISHED


def _write(out: Path, written: str) -> None:
    """The whole file or none."""
    part = out.with_name(f".{out.name}.part")
    try:
        part.write_text(written, encoding="utf-8", newline="\n")
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UnfinishedError(
            f"{out} cannot be written: {error.strerror or error}.",
            hint="Give a path in a folder that you may write to.",
        ) from error


def _print_summary(lesson: Lesson, out: Path, sources: Sequence[str], to_screen: bool) -> None:
    profile = lesson.profile
    click.echo(
        f"{len(profile.line):,} lines recur, in {profile.counted:,} of {profile.documents:,} documents"
        f" ({lesson.echoes:,} are mostly copies of others, {lesson.unread:,} were not read)",
        err=to_screen,
    )
    for line in profile.line[:SHOWN]:
        click.echo(f"{line.documents:>9,}  {line.where:<5}  {printable(line.seen[:90])}", err=to_screen)
    if len(profile.line) > SHOWN:
        click.echo(f"           and {len(profile.line) - SHOWN:,} more", err=to_screen)
    if not to_screen and profile.line:
        import shlex

        use = shlex.join(["cleanse", "run", *sources, "--out", "OUT", "--profile", str(out)])
        click.echo(f"\nread it   {printable(str(out))}\nuse it    {printable(use)}")


def _print_changes(before: Sequence[Learned], after: Sequence[Learned], to_screen: bool) -> None:
    from cleanse.corpusrules import Profile, changes

    found = changes(Profile(line=tuple(before)), Profile(line=tuple(after)))
    marks = {"gone": "-", "new": "+", "moved": "~"}
    for kind, lines in found.items():
        for line in lines:
            click.echo(f"{marks[kind]} {line.where:<5}  {printable(line.text[:100])}", err=to_screen)
