"""All answers together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from cleanse.patterns.backtracking import ways
from cleanse.patterns.parser import check, parse
from cleanse.patterns.prefixes import PREFIX, beginnings, endings
from cleanse.patterns.texts import needs
from cleanse.patterns.tree import LONGEST, Alt, Node, Seq, size


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of every match of a pattern.

    Attributes:
        longest: number of characters at most; never more than `LONGEST`.
        prefixes: folded beginnings (see `fold`), one of which each match has; empty when it can begin with anything.
        endings: last characters (see `ending`), one of which each match has; empty when it can end with anything.
        needs: texts, in the form of `sought`, one of which each match holds; empty when nothing is known.
    """

    longest: int
    prefixes: frozenset[str]
    endings: frozenset[str]
    needs: frozenset[str]
    _node: Node

    @property
    def ways(self) -> int:
        """To try a line, at most, counted as products of choices that overlap; told on demand, since it takes long."""
        return ways(self._node, 0)


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
    check(pattern)
    return known_shape(((pattern,),))


@lru_cache(maxsize=1 << 14)
def known_shape(forms: tuple[tuple[str, ...], ...]) -> Shape:
    """The same of a pattern that is known to be sound, given as choices, each of parts one after another.

    Parts are read once, however many patterns they are in.
    """
    choices = tuple(_sequence(parts) for parts in forms)
    node = choices[0] if len(choices) == 1 else Alt(choices)
    starts = {start for start, _ in beginnings(node, PREFIX)}
    return Shape(
        longest=min(size(node)[1], LONGEST),
        prefixes=frozenset() if "" in starts else frozenset(starts),
        endings=endings(node),
        needs=frozenset(needs(node)),
        _node=node,
    )


@lru_cache(maxsize=1 << 14)
def openings(forms: tuple[tuple[str, ...], ...], cap: int) -> frozenset[str]:
    """Like `Shape.prefixes`, of at most `cap` characters; apart, since it takes long and few patterns need it."""
    starts = {start for parts in forms for start, _ in beginnings(_sequence(parts), cap)}
    return frozenset() if "" in starts else frozenset(starts)


def _sequence(parts: tuple[str, ...]) -> Node:
    return parse(parts[0]) if len(parts) == 1 else Seq(tuple(map(parse, parts)))
