"""All answers together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from cleanse.patterns.backtracking import ways
from cleanse.patterns.parser import parse
from cleanse.patterns.prefixes import PREFIX, beginnings, endings
from cleanse.patterns.texts import needs
from cleanse.patterns.tree import LONGEST, size


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of every match of a pattern.

    Attributes:
        longest: number of characters at most; never more than `LONGEST`.
        prefixes: folded beginnings (see `fold`), one of which each match has; empty when it can begin with anything.
        endings: last characters (see `ending`), one of which each match has; empty when it can end with anything.
        needs: texts, in the form of `sought`, one of which each match holds; empty when nothing is known.
        ways: to try a line, at most, counted as products of choices that overlap.
    """

    longest: int
    prefixes: frozenset[str]
    endings: frozenset[str]
    needs: frozenset[str]
    ways: int


@lru_cache(maxsize=4096)
def shape(pattern: str) -> Shape:
    r"""Read a pattern.

    Raises:
        PatternSyntaxError: it cannot be read.

    >>> known = shape(r"(?:share|tweet)(?: this)?")
    >>> known.longest, sorted(known.prefixes), sorted(known.needs), known.ways
    (10, ['shar', 'twee'], ['share', 'tweet'], 1)
    >>> shape(r"(?:a+)+b").ways > 100_000
    True
    """
    node = parse(pattern)
    starts = {start for start, _ in beginnings(node, PREFIX)}
    return Shape(
        longest=min(size(node)[1], LONGEST),
        prefixes=frozenset() if "" in starts else frozenset(starts),
        endings=endings(node),
        needs=frozenset(needs(node)),
        ways=ways(node, 0),
    )
