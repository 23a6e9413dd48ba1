"""Patterns ready to be asked, and by which beginnings of a line they are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from cleanse.patterns import PREFIX, compiled, known_shape, openings

DEEP = 8
"""The patterns that a line's first `PREFIX` characters call for are asked if so many could begin a match too."""


MEMO = 1 << 16
"""So many answers are remembered, for each question."""


class Probe:
    """One pattern of an entry; compiled when it is first asked."""

    __slots__ = (
        "_deep",
        "_exact",
        "endings",
        "forms",
        "fullmatch",
        "longest",
        "needs",
        "order",
        "prefixes",
    )

    def __init__(
        self,
        order: int,
        exact: bool,
        forms: Sequence[Sequence[str]],
        longest: int,
        prefixes: Iterable[str],
        endings: Iterable[str],
        needs: Iterable[str],
    ) -> None:
        self.order = order
        self.longest = longest
        self.prefixes = frozenset(prefixes)
        self.endings = frozenset(endings)
        self.needs = frozenset(needs)
        self._exact = exact
        self.forms = forms
        self._deep: tuple[frozenset[str], tuple[int, ...]] | None = None
        self.fullmatch: Callable[[str], re.Match[str] | None] = self._first

    @classmethod
    def of(cls, order: int, exact: bool, forms: tuple[tuple[str, ...], ...]) -> Probe:
        """A pattern, with what its tree says of its matches.

        Args:
            order: of its entry.
            exact: whether case counts.
            forms: its choices, each of parts that follow one another.
        """
        known = known_shape(forms)
        return cls(order, exact, forms, known.longest, known.prefixes, known.endings, known.needs)

    def to_json(self, numbers: dict[str, int]) -> list[object]:
        """What it can be made of again.

        Args:
            numbers: of the parts of patterns; new ones are added.
        """
        forms = [[numbers.setdefault(part, len(numbers)) for part in parts] for parts in self.forms]
        sets = [sorted(texts) for texts in (self.prefixes, self.endings, self.needs)]
        return [self.order, int(self._exact), forms, self.longest, *sets]

    @classmethod
    def from_json(cls, row: Sequence[Any], parts: Sequence[str]) -> Probe:
        """What `to_json` gave."""
        order, exact, forms, longest, *sets = row
        return cls(order, bool(exact), [[parts[number] for number in form] for form in forms], longest, *sets)

    def takes(self, line: str, end: str, low: str) -> bool:
        """Whether the pattern takes a line.

        Args:
            line: stripped, or in the form of `folding.plain`.
            end: its last character, as `patterns.ending` gives it.
            low: the line in the form of `patterns.sought`: what a match must hold is sought there first, since that costs
                less than to ask, and much less than to compile.
        """
        if len(line) > self.longest or (self.endings and end not in self.endings):
            return False
        needs = self.needs
        if needs:
            for need in needs:
                if need in low:
                    break
            else:
                return False
        return self.fullmatch(line) is not None

    def opens(self, start: str) -> bool:
        """Whether a match can begin with a folded start of at most `DEEP` characters."""
        if self._deep is None:
            deep = openings(tuple(map(tuple, self.forms)), DEEP)
            self._deep = deep, tuple(sorted(set(map(len, deep))))
        deep, lengths = self._deep
        for length in lengths:
            if start[:length] in deep:
                return True
        return not deep

    def _first(self, line: str) -> re.Match[str] | None:
        self.fullmatch = compiled("|".join(map("".join, self.forms)), self._exact).fullmatch
        return self.fullmatch(line)


class Starts:
    """Patterns by their beginnings, of `PREFIX` folded characters or fewer."""

    __slots__ = ("_cuts", "_memo", "_probes", "_shorts")

    def __init__(self, probes: Iterable[Probe]) -> None:
        self._probes: dict[str, list[Probe]] = {}
        for probe in probes:
            for prefix in sorted(probe.prefixes):
                self._probes.setdefault(prefix, []).append(probe)
        self._memo: dict[str, tuple[Probe, ...]] = {}
        self._cuts = {prefix[:length] for prefix in self._probes for length in range(1, PREFIX + 1)}
        self._shorts = {prefix for prefix in self._probes if len(prefix) < PREFIX}

    def alive(self, start: str) -> bool:
        """Whether a text that begins with a folded start can begin as a pattern does."""
        return (
            not start or start in self._cuts or any(start[:length] in self._shorts for length in range(1, len(start)))
        )

    def probes(self, start: str, cut: bool = False) -> tuple[Probe, ...]:
        """The patterns for a text that begins with a folded start, in their order.

        Args:
            start: of `PREFIX` characters, or shorter when the text is.
            cut: the start is shorter though the text goes on.
        """
        found = self._memo.get(start)
        if found is None or cut:
            known = self._probes
            called = [probe for length in range(1, PREFIX + 1) for probe in known.get(start[:length], ())]
            if cut:
                called += [probe for prefix in sorted(known) if prefix.startswith(start) for probe in known[prefix]]
            found = tuple(sorted(dict.fromkeys(called), key=lambda probe: probe.order))
            if not cut:
                if len(self._memo) >= MEMO:
                    self._memo.clear()
                self._memo[start] = found
        return found
