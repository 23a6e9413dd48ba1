"""Which entries may match a line: asked of its first characters, and of texts that a match must hold.

Most lines of a text are passed over for good after one or two look-ups, so the cost hardly depends on how
many entries there are. In order: a line that goes on from the line above is no furniture; its first two
characters, then its first four, say which patterns and whether any phrase can begin so; a phrase is a key of
a dictionary; and the patterns that can begin with anything are called by texts that they hold.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from cleanse.linerules.atlas import Atlas, atlas_of
from cleanse.linerules.entries import Entry
from cleanse.linerules.folding import EDGE, SAME, plain
from cleanse.linerules.needles import Needles
from cleanse.linerules.probes import DEEP, MEMO, Probe, Starts
from cleanse.linerules.prose import WRAPPED, ends_sentence, is_code
from cleanse.linerules.slots import NETWORKS, SLOTS
from cleanse.patterns import LONGEST, PREFIX, ending, fold, sought

DECORATION = 40
"""A line may have so many of these, both ends together, and still be looked at."""

WINDOW = 256
"""Lines that are looked through together for texts that some pattern needs."""

_BARE = EDGE + '"'
_EDGES = frozenset(EDGE)
_LOOSE_SPACE = frozenset(" -.'\"")  # signs of a folded line that may have been written in several ways
_ODD = re.compile(
    "[" + "".join(chr(code) for code, same in SAME.items() if same not in (" ", '"', "'", "-", "...")) + "]"
)


_DATES = frozenset(f"(?:{SLOTS[name]})" for name in ("date", "time"))
_DATED = re.compile(r"\d{4}|\d[.:/h시時年月년월-] ?\d|\d[月월]")
"""What every date and every time of day holds; a phrase may hold nothing else that is rare."""


def _is_dated(probe: Probe) -> bool:
    return all(not _DATES.isdisjoint(parts) for parts in probe.forms)


def _starts(text: str) -> list[int]:
    """Where the lines of a text begin."""
    return [0, *accumulate(len(line) + 1 for line in text.split("\n"))]


class _Alive(dict[str, bool]):
    """Whether any entry can take a line that begins so; found out once for each beginning."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __missing__(self, start: str) -> bool:
        if len(self) >= MEMO:
            self.clear()
        found = self[start] = self._index.alive(start)
        return found


class _Closing(dict[str, str]):
    """The last character of a line, folded, when a pattern that can begin with anything ends so; else ``""``.

    An edge stands for itself: it may hide the end.
    """

    def __init__(self, ends: Iterable[str]) -> None:
        self._ends = frozenset(ends)

    def __missing__(self, end: str) -> str:
        same = ending(end)
        found = self[end] = end if end in _EDGES else same if same in self._ends else ""
        return found


_Candidates = tuple[tuple[Probe, ...], bool, bool, tuple[Probe, ...]]
"""Patterns to ask of the stripped line, whether to look among the phrases, and among those with the name of a network,
forms of phrases to ask of the plain line."""


class _Memo(dict[str, _Candidates | None]):
    """What to ask about a line that begins so; ``None`` for nothing."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __missing__(self, start: str) -> _Candidates | None:
        if len(self) >= MEMO:
            self.clear()
        found = self[start] = self._index.candidates(start)
        return found


class _Beginnings:
    """How texts begin, as far as `DEEP` characters."""

    __slots__ = ("_cuts", "_shorts")

    def __init__(self, texts: Iterable[str]) -> None:
        starts = {text[:DEEP] for text in texts}
        self._cuts = {start[:length] for start in starts for length in range(1, DEEP + 1)}
        self._shorts = {start for start in starts if len(start) < DEEP}

    def begins(self, start: str) -> bool:
        """Whether a text that begins so may be one of them."""
        return (
            not start or start in self._cuts or any(start[:length] in self._shorts for length in range(1, len(start)))
        )


class Index:
    """Which entries may match a line.

    Args:
        entries: all of them, in order; which are asked is said when it is used.
        atlas: what is made of them; worked out when it is not given.
    """

    __slots__ = (
        "_alive",
        "_befores",
        "_closed",
        "_closing",
        "_dated",
        "_entries",
        "_fitting",
        "_forms",
        "_forms_loose",
        "_literal",
        "_longest",
        "_loose",
        "_loosest",
        "_memo",
        "_needles",
        "_net_starts",
        "_netted",
        "_patterns",
        "_phrases",
    )  # fmt: skip

    def __init__(self, entries: Sequence[Entry], atlas: Atlas | None = None) -> None:
        self._entries = tuple(entries)
        atlas = atlas or atlas_of(self._entries)
        patterns, forms = atlas.patterns, atlas.forms
        self._patterns = Starts(patterns)
        self._forms = Starts(forms)
        self._phrases = atlas.literals
        self._netted = atlas.netted
        self._befores = tuple(sorted(set(map(len, self._netted))))
        self._literal = _Beginnings(self._phrases)
        self._net_starts = _Beginnings(_netted_starts(self._netted))
        longest = max(map(len, self._phrases), default=0)
        longest = max(
            longest,
            max((len(before) + len(after) for before, afters in self._netted.items() for after in afters), default=0)
            + max(map(len, NETWORKS)),
        )
        self._longest = max((probe.longest for probe in (*patterns, *forms)), default=0)
        self._longest = max(self._longest, longest) + DECORATION
        self._loose: dict[str, list[tuple[Probe, bool]]] = {}
        self._closed: dict[str, list[tuple[Probe, str]]] = {}
        for probe in patterns:
            if not probe.prefixes and probe.endings and probe.needs:
                for end in sorted(probe.endings):
                    self._closed.setdefault(end, []).extend((probe, need) for need in sorted(probe.needs))
            elif not probe.prefixes:
                for need in probe.needs or {""}:
                    self._loose.setdefault(need, []).append((probe, False))
        self._dated = tuple(probe for probe in forms if not probe.prefixes and _is_dated(probe))
        for probe in forms:
            if not probe.prefixes and not _is_dated(probe):
                for need in set(map(_piece, probe.needs)) or {""}:
                    self._loose.setdefault(need, []).append((probe, True))
        self._forms_loose = any(plainly for probes in self._loose.values() for _, plainly in probes) or bool(
            self._dated
        )
        self._needles = Needles(need for need in self._loose if need)
        loose = [probe for probes in self._loose.values() for probe, _ in probes]
        self._loosest = max((probe.longest for probe in (*loose, *self._dated)), default=0)
        self._loosest += DECORATION
        self._alive = _Alive(self)
        self._memo = _Memo(self)
        self._closing = _Closing(self._closed)
        self._fitting: dict[str, tuple[Probe, ...]] = {}

    def find(self, lines: Sequence[str], asked: Collection[int] | None = None) -> dict[int, list[Entry]]:
        """The entries that match, for each line that has any, in their order.

        Args:
            lines: of a text.
            asked: the places of the entries that count; ``None`` for all.
        """
        limit, wrapped = self._longest, WRAPPED
        # What a wrapped paragraph is made of is most of many texts: passed over before anything else is asked.
        places = [
            place
            for place, (above, line) in enumerate(zip(("", *lines), lines, strict=False))
            if not (line[:1].islower() and above[-1:].isalnum() and len(above) >= wrapped) and 0 < len(line) <= limit
        ]
        short = [lines[place] for place in places]
        found: dict[int, set[int]] = {}
        alive = self._alive
        for place, line in zip(places, short, strict=True):
            if alive[line[:2]] and alive[line[:PREFIX]]:
                self._begin(place, line, found)
        if self._closed:
            closing = self._closing
            ended: dict[str, list[int]] = {}
            for row, end in [(row, end) for row, line in enumerate(short) if (end := closing[line[-1]])]:
                ended.setdefault(end, []).append(row)
            for end, rows in ended.items():
                self._close(end, [(places[row], short[row]) for row in rows], found)
        if self._loose or self._dated:
            loosest = self._loosest
            window = [(place, line) for place, line in zip(places, short, strict=True) if len(line) <= loosest]
            for start in range(0, len(window), WINDOW):
                self._seek(window[start : start + WINDOW], found)
        known: dict[int, list[Entry]] = {}
        for place in sorted(found):
            orders = sorted(found[place] if asked is None else found[place].intersection(asked))
            if orders and not self._spared(lines, place):
                known[place] = [self._entries[order] for order in orders]
        return known

    def alive(self, start: str) -> bool:
        """Whether an entry can take a line that begins with so few characters; behind an edge nobody knows."""
        if start[0] in _EDGES:
            return True
        first = _plainly(start)
        return (
            self._patterns.alive(fold(start))
            or self._literal.begins(first)
            or self._net_starts.begins(first)
            or self._forms.alive(fold(first))
        )

    def candidates(self, start: str) -> _Candidates | None:
        """What to ask about a line that begins with `DEEP` characters, or is as short as that."""
        own, first = fold(start), _plainly(start)
        plainest = fold(first)
        patterns = tuple(probe for probe in self._patterns.probes(own[:PREFIX]) if probe.opens(own))
        forms = self._forms.probes(plainest[:PREFIX], cut=len(plainest) < PREFIX < len(start))
        found = (patterns, self._literal.begins(first), self._net_starts.begins(first), forms)
        return found if any(found) else None

    def _begin(self, place: int, raw: str, found: dict[int, set[int]]) -> None:
        """Ask what a line's beginning calls for."""
        line = raw.strip(EDGE)
        if not 0 < len(line) <= LONGEST:
            return
        candidates = self._memo[line[:DEEP]]
        if candidates is None:
            return
        patterns, phrases, nets, forms = candidates
        if patterns:
            key = line[:DEEP] + line[-1:]
            fitting = self._fitting.get(key)
            if fitting is None:
                end = ending(line[-1:])
                fitting = tuple(probe for probe in patterns if not probe.endings or end in probe.endings)
                if len(self._fitting) >= MEMO:
                    self._fitting.clear()
                self._fitting[key] = fitting
            for probe in fitting:
                if len(line) <= probe.longest and probe.fullmatch(line):
                    found.setdefault(place, set()).add(probe.order)
        if phrases or nets or forms:
            bare = plain(line)
            low = sought(bare)
            orders = self._phrases.get(low)
            if orders:
                found.setdefault(place, set()).update(orders)
            if nets:
                self._net(place, low, found)
            end = ending(bare[-1:])
            for probe in forms:
                if probe.takes(bare, end, low):
                    found.setdefault(place, set()).add(probe.order)

    def _net(self, place: int, low: str, found: dict[int, set[int]]) -> None:
        """Look for a phrase with the name of a network in it."""
        for length in self._befores:
            if length >= len(low):
                return
            afters = self._netted.get(low[:length])
            if afters is not None:
                for after, orders in afters.items():
                    if low.endswith(after) and low[length : len(low) - len(after)] in NETWORKS:
                        found.setdefault(place, set()).update(orders)

    def _close(self, end: str, window: Sequence[tuple[int, str]], found: dict[int, set[int]]) -> None:
        """Ask the patterns that can begin with anything and end as some lines do."""
        if end in _EDGES:
            for place, raw in window:
                line = raw.strip(EDGE)
                if line and (own := self._closing[line[-1]]):
                    self._close(own, [(place, line)], found)
            return
        text = _low([line for _, line in window])
        pairs = [(probe, need) for probe, need in self._closed[end] if need in text]
        if not pairs:
            return
        for place, raw in window:
            line = raw.strip(EDGE)
            if 0 < len(line) <= LONGEST:
                low = sought(line)
                for probe, need in pairs:
                    if need in low and probe.takes(line, end, low):
                        found.setdefault(place, set()).add(probe.order)

    def _seek(self, window: Sequence[tuple[int, str]], found: dict[int, set[int]]) -> None:
        """Ask the patterns that can begin with anything about those lines that hold what they need."""
        raws = [line for _, line in window]
        called: dict[int, set[str]] = {}
        dated: set[int] = set()
        for form in (_low(raws), *self._odd(raws)):
            starts: list[int] = []
            for at, need in self._needles.found(form):
                starts = starts or _starts(form)
                called.setdefault(bisect_right(starts, at) - 1, set()).add(need)
            if self._dated:
                for match in _DATED.finditer(form):
                    starts = starts or _starts(form)
                    dated.add(bisect_right(starts, match.start()) - 1)
        always = self._loose.get("", ())
        for row in range(len(window)) if always else sorted(dated.union(called)):
            place, raw = window[row]
            line = raw.strip(EDGE)
            if 0 < len(line) <= LONGEST:
                probes = {pair for need in called.get(row, ()) for pair in self._loose[need]}.union(always)
                if row in dated:
                    probes.update((probe, True) for probe in self._dated)
                bare = plain(line) if self._forms_loose else line
                asked = {True: (bare, ending(bare[-1:]), sought(bare)), False: (line, ending(line[-1:]), sought(line))}
                for probe, plainly in probes:
                    if probe.takes(*asked[plainly]):
                        found.setdefault(place, set()).add(probe.order)

    def _odd(self, lines: Sequence[str]) -> tuple[str, ...]:
        """The lines folded, when forms of phrases may need what is not found in them as they are written."""
        if not self._forms_loose:
            return ()
        text = "\n".join(lines)
        return () if text.isascii() or _ODD.search(text) is None else (sought(text.translate(SAME)),)

    def _spared(self, lines: Sequence[str], place: int) -> bool:
        """Markdown headings, which an author has set, code and lines that go on are never furniture."""
        line = lines[place]
        return line.lstrip()[0] == "#" or is_code(line) or (place > 0 and _goes_on(line, lines[place - 1]))


def _netted_starts(netted: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    """How lines with the name of a network may begin, as far as an index asks."""
    for before, afters in netted.items():
        if len(before) >= DEEP:
            yield before
        else:
            yield from (before + name + after for name in NETWORKS for after in afters)


def _low(lines: Sequence[str]) -> str:
    """Lines in the form of `sought`, joined; line by line, since one odd sign would make a whole text slow to fold."""
    plain_lines = sum(map(str.isascii, lines))
    if 2 * plain_lines < len(lines):
        return sought("\n".join(lines))
    return "\n".join([line.lower() if line.isascii() else sought(line) for line in lines])


def _plainly(start: str) -> str:
    """The beginning of a line as `folding.folded` would have it."""
    return sought(" ".join(start.translate(SAME).lstrip(_BARE).split()))


def _piece(need: str) -> str:
    """The part of a needed text that is written in one way only."""
    return max("".join(" " if char in _LOOSE_SPACE else char for char in need).split(), key=len, default="")


def _goes_on(line: str, above: str) -> bool:
    """Whether a line goes on from the line above, as the lines of a wrapped paragraph do: then it is no furniture."""
    first = line[0]
    if not first.islower():
        if not first.isspace():
            return False
        line = line.lstrip()
        if not line or not line[0].islower():
            return False
    above = above.rstrip()
    return len(above) >= WRAPPED and (above[-1].isalnum() or not ends_sentence(above))
