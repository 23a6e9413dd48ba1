"""The changes between a line and its repair, in small pieces and in linear time.

A repair of wrong decoding replaces runs of non-ASCII characters; the ASCII between them stays, but for a few
spaces and question marks. So both lines are cut into escape sequences, ASCII words, other ASCII characters and
runs of non-ASCII, any two of the last count as alike, and the two rows of tokens are walked side by side.
Where no ASCII changes, the runs between it answer to each other one to one and no tokens are needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

REACH = 16
"""Tokens looked ahead for the place where two rows agree again; more than an escape sequence has."""

_RUN = re.compile(r"[^\x00-\x7f]+")
_TOKEN = re.compile(r"\x1b\[[0-9;]*+[A-Za-z]|[A-Za-z0-9]+|[^\x00-\x7f]+|[\x00-\x7f]")

Change = tuple[int, int, str]
"""Replace ``start:end`` of the old line by a text."""


def changes(old: str, new: str) -> Iterator[Change]:
    """Changes that lead from ``old`` to ``new``, in order, not overlapping.

    Linear in the length of the lines. Not always the fewest characters: where the rows of tokens do not
    meet again within `REACH` tokens, all the rest is one change.

    >>> list(changes("cafÃ© and thÃ©", "café and thé"))
    [(3, 5, 'é'), (12, 14, 'é')]
    """
    if old == new:
        return
    if _RUN.split(old) == _RUN.split(new):  # all ASCII stays, as it mostly does
        for gone, come in zip(_RUN.finditer(old), _RUN.finditer(new), strict=True):
            before, after = gone[0], come[0]
            if before[0] != after[0] and before[-1] != after[-1]:
                yield *gone.span(), after
            elif before != after:
                yield _trimmed(before, after, gone.start())
        return
    left, right = _TOKEN.findall(old), _TOKEN.findall(new)
    left_kinds = [token if token.isascii() else "" for token in left]
    right_kinds = [token if token.isascii() else "" for token in right]
    i = j = position = 0
    while i < len(left) or j < len(right):
        if i < len(left) and j < len(right) and left_kinds[i] == right_kinds[j]:
            ahead = 1, 1
        else:
            ahead = _meeting(left_kinds, right_kinds, i, j)
        before, after = "".join(left[i : i + ahead[0]]), "".join(right[j : j + ahead[1]])
        if before != after:
            yield _trimmed(before, after, position)
        i, j, position = i + ahead[0], j + ahead[1], position + len(before)


def _meeting(left: list[str], right: list[str], i: int, j: int) -> tuple[int, int]:
    """How many tokens to skip on either side until two tokens in a row agree, or one word."""
    for distance in range(1, 2 * REACH):
        for skip in range(max(0, distance - REACH), min(distance, REACH) + 1):
            a, b = i + skip, j + distance - skip
            if a >= len(left) or b >= len(right) or left[a] != right[b]:
                continue
            if left[a + 1 : a + 2] == right[b + 1 : b + 2] or len(left[a]) > 1:
                return skip, distance - skip
    return len(left) - i, len(right) - j


def _trimmed(before: str, after: str, position: int) -> Change:
    """A change without what both sides begin and end with."""
    shorter = min(len(before), len(after))
    start = 0
    while start < shorter and before[start] == after[start]:
        start += 1
    end = 0
    while end < shorter - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return position + start, position + len(before) - end, after[start : len(after) - end]
