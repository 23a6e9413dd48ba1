"""The command line: one command, one file. Commands are imported when they are called."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from cleanse import __version__
from cleanse.errors import CleanseError, SettingsError
from cleanse.report import EXIT_INTERRUPTED, EXIT_UNFINISHED, EXIT_USAGE

COMMANDS = ("run", "learn", "check", "text", "verify", "explain", "dedup", "rules", "config")


class Commands(click.Group):
    """Knows its commands by name and imports the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"cleanse.cli.{cmd_name}")
        found: click.Command = module.command
        return found


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="cleanse", message="%(prog)s %(version)s")
def group() -> None:
    """Clean text, with receipts.

    Cleans crawled corpora and records which rule removed which bytes.

    \b
    Examples:
      cleanse run corpus --out clean
      cleanse verify clean --source corpus
      cleanse check corpus
      cleanse text < page.txt
    """


def command(arguments: Sequence[str]) -> int:
    """Run a command line.

    Returns:
        The exit status: 2 for usage and settings, 7 when a run could not finish, 130 when interrupted.
    """
    try:
        status = group.main(list(arguments), prog_name="cleanse", standalone_mode=False)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort:
        return _say("Interrupted; nothing was published.", EXIT_INTERRUPTED)
    except KeyboardInterrupt:
        return _say("Interrupted; nothing was published.", EXIT_INTERRUPTED)
    except click.ClickException as error:
        error.show()
        return EXIT_USAGE
    except SettingsError as error:
        return _say(str(error), EXIT_USAGE)
    except CleanseError as error:
        return _say(str(error), EXIT_UNFINISHED)
    except BrokenPipeError:
        return _broken_pipe()
    except Exception as error:  # the last resort: a person gets a sentence, a developer the traceback on request
        if os.environ.get("CLEANSE_DEBUG"):
            raise
        return _say(
            f"internal error, {type(error).__name__}: {error}. Run again with CLEANSE_DEBUG=1 and report what it prints.",
            EXIT_UNFINISHED,
        )
    return status if isinstance(status, int) else 0


def _say(sentence: str, status: int) -> int:
    from cleanse.terminal import printable

    click.echo(f"cleanse: {printable(sentence)}", err=True)
    return status


def _broken_pipe() -> int:
    """The reader of our output has gone: say nothing, and keep the interpreter from flushing into it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return EXIT_UNFINISHED
