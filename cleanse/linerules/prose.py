"""Whether a line belongs to a text, or to a list of links: by its width, its end and its marks."""

from __future__ import annotations

import re
from functools import lru_cache

SHORT = 100
"""A line of fewer columns (a CJK character counts two and a half) that does not end a sentence is short."""

WRAPPED = 30
"""A line of so many columns that begins with a small letter goes on from the line above."""

_KEPT = 400  # longer lines are not kept in memory

_CODE = re.compile(r"[{}`\\]|\A(?: {4}|\t|>>> |\s*\|)|[=:]{2}|\w\(\)|;\s*\Z")
_TERMINAL = re.compile(r"[.!?…。！？؟।۔:;]['\"”’»」』)\]]*\Z|[,，、]\Z")
_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")


def columns(line: str) -> int:
    """Width of a line, in letters of an alphabet: a CJK character counts two and a half."""
    return len(line) if line.isascii() else len(line) + 3 * len(_WIDE.findall(line[: 4 * SHORT])) // 2


def ends_sentence(line: str) -> bool:
    """True when a stripped line ends as a sentence, a clause or a quotation does.

    >>> ends_sentence("She said: “No.”"), ends_sentence("Most read")
    (True, False)
    """
    return _TERMINAL.search(line[-8:]) is not None


def is_prose(line: str) -> bool:
    """True for a line that belongs to a text and not to a list of links.

    It is long; or of some length and ends as a sentence does, or begins with a small letter (a
    wrapped paragraph); or it is set in as code is, or holds marks of code or of a table.

    >>> is_prose("and nobody sailed until the ice had gone"), is_prose("Ferry to sail again in spring")
    (True, False)
    """
    return _is_prose(line) if len(line) <= _KEPT else _is_prose.__wrapped__(line)


@lru_cache(maxsize=1 << 14)
def _is_prose(line: str) -> bool:
    """The answer is kept: runs, stretches and zones ask about the same lines."""
    bare = line.strip()
    if not bare:
        return False
    width = columns(bare)
    if width >= SHORT // 2 and ends_sentence(bare):
        return True
    return width >= 2 * SHORT or (width >= WRAPPED and bare[0].islower()) or is_code(line)


def is_code(line: str) -> bool:
    """True for a line that is set in as code is, or holds marks of code or of a table."""
    return _CODE.search(line) is not None


def is_open(line: str) -> bool:
    """True for a short line of which nothing is known: a run may step over a few of these."""
    return columns(line) < SHORT and not is_prose(line)
