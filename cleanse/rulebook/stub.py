"""A pack with one entry to fill in."""

from __future__ import annotations

from pathlib import Path

from cleanse.errors import SettingsError
from cleanse.packs import read_pack
from cleanse.shipped import builtin_packs

STUB = """\
version = "1.0.0"                       # of the pack; raise it when what it removes changes
summary = "What these lines have in common."

[[rule]]
id = "first-entry"                      # becomes {name}/first-entry
summary = "What this line is, in one sentence."
match = 'replace this by a pattern'     # in the syntax of Python's re; must take a whole line, or write a list
phrases = ["Or whole lines", "with[ optional] text and slots such as {number}"]  # beside match or instead of it
where = "any"                           # any, head, tail, ends (opening or closing run), menu (among other known lines)
removes = "line"                        # line, rest (all that follows), thread (readers' comments that follow)
languages = ["*"]                       # or tags such as "en", "de"
case = "ignore"                         # ignore or exact
safety = "safe"                         # safe, or doubtful when a careful person would hesitate
hits = ["Replace this by a pattern", "with text and slots such as 12"]  # at least one for each pattern and slot
misses = ["Replace this by a pattern that leaves sentences alone."]  # near-misses it must leave
"""


def write_stub(given: str) -> Path:
    """Write a pack that loads as it is.

    Args:
        given: its name, or the path of a file to make, with or without ``.toml``.

    Returns:
        The path of the file.

    Raises:
        SettingsError: the name cannot be used or is taken, or the file cannot be written.
    """
    path = Path(given if given.endswith(".toml") else f"{given}.toml")
    text = STUB.replace("{name}", path.stem)
    read_pack(text, path.stem, str(path))
    if path.stem in {pack.name for pack in builtin_packs()}:
        raise SettingsError(f"{path}: {path.stem} is a built-in pack.", hint="Choose another name.")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise SettingsError(
            f"{path}: there is a file already.", hint="Choose another name, or edit that file."
        ) from error
    except OSError as error:
        raise SettingsError(
            f"{path}: {(error.strerror or str(error)).lower()}.", hint="Choose another folder."
        ) from error
    return path
