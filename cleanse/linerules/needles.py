"""Many short texts sought in one pass: the cost hardly grows with their number.

`re` tries an alternation branch by branch wherever its first character may stand. So every text is sought from
its rarest character on, in a tree by first characters: most places of a text are passed over because no branch
begins with what stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_RARITY = {letter: place for place, letter in enumerate(" etaoinsrhldcumfpgwybvkxjqz")}
_SIZE = 6


class Needles:
    """Texts in the form of `patterns.sought`, each looked for from its rarest character on.

    >>> needles = Needles(["copyright ", "all rights", "right"])
    >>> sorted(needle for _, needle in needles.found("all copyright 1911"))
    ['copyright ', 'right']
    """

    __slots__ = ("_holders", "_search")

    def __init__(self, texts: Iterable[str]) -> None:
        holders: dict[str, set[tuple[str, int]]] = {}
        for text in texts:
            start = _start(text)
            holders.setdefault(text[start : start + _SIZE], set()).add((text, start))
        tree, shortest = _tree(sorted(holders)) if holders else ("", [])
        self._holders = {
            short: tuple(
                sorted(pair for anchor, pairs in holders.items() if anchor.startswith(short) for pair in pairs)
            )
            for short in shortest
        }
        self._search = re.compile(tree).search if holders else None

    def found(self, text: str) -> Iterator[tuple[int, str]]:
        """Where a text, in the form of `sought`, holds which needle."""
        search, holders = self._search, self._holders
        match = search(text) if search else None
        while search and match:
            at = match.start()
            for needle, start in holders[match[0]]:
                if at >= start and text.startswith(needle, at - start):
                    yield at - start, needle
            # Needles may overlap.
            match = search(text, at + 1)


def _start(text: str) -> int:
    """Where the rarest character of a text stands that has others behind it: a search stops there most seldom."""
    last = max(1, len(text) - 2)
    return max(range(last), key=lambda at: (_RARITY.get(text[at], 30), -at))


def _tree(anchors: list[str]) -> tuple[str, list[str]]:
    """A pattern that takes the shortest anchor at a place, and all that it can take."""
    first: dict[str, list[str]] = {}
    for anchor in anchors:
        first.setdefault(anchor[:1], []).append(anchor[1:])
    branches: list[str] = []
    shortest: list[str] = []
    for char, rests in first.items():
        if "" in rests:
            branches.append(re.escape(char))
            shortest.append(char)
        else:
            rest, ends = _tree(rests)
            branches.append(re.escape(char) + (f"(?:{rest})" if "|" in rest else rest))
            shortest += [char + end for end in ends]
    return "|".join(branches), shortest
