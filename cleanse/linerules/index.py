"""Which entries may match a line: asked of its first characters, and of texts that a match must hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cleanse.linerules.entries import EDGE, Entry
from cleanse.linerules.prose import WRAPPED, ends_sentence, is_code
from cleanse.patterns import PREFIX, ending, fold, shape, sought

DECORATION = 40
"""A line may have so many of these, both ends together, and still be looked at."""

ENDINGS = 3
"""A pattern that can begin with anything, but ends with one of so few characters, is found by these."""

WINDOW = 64
"""Lines that are looked through together for texts that some pattern needs."""


@dataclass(frozen=True, slots=True)
class _Probe:
    """One pattern of an entry, ready to run."""

    entry: Entry
    longest: int
    prefixes: tuple[str, ...]
    endings: frozenset[str]
    needs: tuple[str, ...]
    fullmatch: Callable[[str], re.Match[str] | None]


class Index:
    """Which entries may match a line, by its first characters; one for each set of languages."""

    __slots__ = ("_ended", "_loose", "_memo", "_started", "longest")

    def __init__(self, entries: Sequence[Entry]) -> None:
        probes = [probe for entry in entries for probe in _probes(entry)]
        self._started: dict[str, list[tuple[int, _Probe]]] = {}
        for order, probe in enumerate(probes):
            for prefix in probe.prefixes:
                self._started.setdefault(prefix, []).append((order, probe))
        self._ended: dict[str, list[_Probe]] = {}
        needed: dict[str, list[_Probe]] = {}
        for probe in probes:
            if probe.prefixes:
                continue
            if 0 < len(probe.endings) <= ENDINGS and probe.needs:
                for end in sorted(probe.endings):
                    self._ended.setdefault(end, []).append(probe)
            else:
                for need in probe.needs or ("",):
                    needed.setdefault(need, []).append(probe)
        self._loose = tuple((need, tuple(needed[need])) for need in sorted(needed))
        self._memo: dict[str, tuple[_Probe, ...]] = {}
        self.longest = max((probe.longest + DECORATION for probe in probes), default=0)

    def find(self, lines: Sequence[str]) -> dict[int, list[Entry]]:
        """The entries that match, for each line that has any."""
        known: dict[int, list[Entry]] = {}
        for start in range(0, len(lines), WINDOW):
            self._find_in(lines, start, min(start + WINDOW, len(lines)), known)
        return known

    def _find_in(self, lines: Sequence[str], first: int, end: int, known: dict[int, list[Entry]]) -> None:
        """Look at the lines of one window; what begins with anything is tried only if its text is in the window."""
        memo, ended, limit = self._memo, self._ended, self.longest
        window: list[tuple[int, str]] = []
        for place in range(first, end):
            raw = lines[place]
            if 0 < len(raw) <= limit and (not place or not _goes_on(raw, lines[place - 1])):
                window.append((place, raw.strip(EDGE)))
        for place, line in window:
            key = line[:PREFIX] + line[-1:]
            probes = memo.get(key)
            if probes is None:
                probes = self._recall(key)
            if probes:
                _try(lines[place], place, line, probes, known)
            closers = ended.get(ending(line[-1:]))
            if closers:
                low = sought(line)
                closers = [probe for probe in closers if any(need in low for need in probe.needs)]
                _try(lines[place], place, line, closers, known)
        low = sought("\n".join([line for _, line in window]))
        loose = [(need, probes) for need, probes in self._loose if need in low]
        if loose:
            for place, line in window:
                low = sought(line)
                for need, probes in loose:
                    if need in low:
                        _try(lines[place], place, line, probes, known)

    def _recall(self, key: str) -> tuple[_Probe, ...]:
        """The patterns for a line that begins with all but the last character of a key, and ends with that."""
        folded, end = fold(key[:-1]), ending(key[-1:])
        starts = {folded[:length] for length in range(1, PREFIX + 1)}
        probes = dict(pair for prefix in starts for pair in self._started.get(prefix, ()))
        fitting = (probes[order] for order in sorted(probes))
        found = tuple(probe for probe in fitting if not probe.endings or end in probe.endings)
        if len(self._memo) >= 1 << 16:
            self._memo.clear()
        self._memo[key] = found
        return found


def _try(raw: str, place: int, line: str, probes: Sequence[_Probe], known: dict[int, list[Entry]]) -> None:
    """Ask some patterns about a line; Markdown headings, which an author has set, and code are never furniture."""
    size = len(line)
    for probe in probes:
        if size <= probe.longest and probe.fullmatch(line):
            if raw.lstrip()[0] == "#" or is_code(raw):
                return
            entries = known.setdefault(place, [])
            if probe.entry not in entries:
                entries.append(probe.entry)


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


def _probes(entry: Entry) -> Iterator[_Probe]:
    for pattern, ready in zip(entry.match, entry.compiled(), strict=True):
        known = shape(pattern)
        yield _Probe(
            entry,
            known.longest,
            tuple(sorted(known.prefixes)),
            known.endings,
            tuple(sorted(known.needs)),
            ready.fullmatch,
        )
