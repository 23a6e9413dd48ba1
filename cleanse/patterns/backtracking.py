"""How many ways there are to try a line: what tells a pattern that backtracks from one that does not."""

from __future__ import annotations

import re

from cleanse.patterns.prefixes import Beginnings, beginnings
from cleanse.patterns.tree import Alt, Node, One, Repeat, Seq, Text, bits, first_of, size

WAYS = 100_000
"""How many ways to try one line a pattern may have: some milliseconds at worst."""

_POWER = 20  # an ambiguous body repeated more often than this is past every limit anyway
_CEILING = WAYS * WAYS
_TOLD = 16  # characters by which the choices of an alternation are told apart


def ways(node: Node, follow: int) -> int:
    """How many ways there are to try a node that is followed by the samples of `follow`.

    What a repetition gives back at the end of the line fails at once: that costs a step each, not a way.
    """
    match node:
        case One() | Text():
            return 1
        case Seq(items):
            product = 1
            for item in reversed(items):
                product = min(product * ways(item, follow), _CEILING)
                follow = first_of(item) | (0 if size(item)[0] else follow)
            return product
        case Alt(choices):
            each = [ways(choice, follow) for choice in choices]
            return min(_rivals([beginnings(choice, _TOLD) for choice in choices], each, follow), _CEILING)
        case Repeat(body, low, high, possessive):
            again = first_of(body) if high > 1 else 0
            inside = ways(body, follow | again)
            if inside > 1 and high > 1:
                inside = min(inside ** min(high, _POWER), _CEILING)
            free = possessive or not first_of(body) & follow
            return min(inside * (1 if free else high - low + 1), _CEILING)


def _rivals(starts: list[Beginnings], each: list[int], follow: int) -> int:
    """The most ways that choices have together whose beginnings do not tell them apart."""
    by_start: dict[str, set[int]] = {}
    for place, texts in enumerate(starts):
        for text, _ in texts:
            by_start.setdefault(text, set()).add(place)
    opened = {text for texts in starts for text, whole in texts if not whole}
    worst = 1
    for text, places in by_start.items():
        rivals = set(places)
        for length in range(len(text)):
            shorter = text[:length]
            if shorter in by_start and (shorter in opened or bits(re.escape(text[length])) & follow):
                rivals |= by_start[shorter]
        worst = max(worst, sum(each[place] for place in rivals))
    return worst
