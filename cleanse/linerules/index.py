"""Which entries may match a line: asked of its first characters, and of texts that a match must hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cleanse.linerules.entries import Entry
from cleanse.linerules.folding import EDGE, plain
from cleanse.linerules.prose import WRAPPED, ends_sentence, is_code
from cleanse.linerules.templates import template
from cleanse.patterns import LONGEST, PREFIX, compiled, ending, fold, shape, sought

DECORATION = 40
"""A line may have so many of these, both ends together, and still be looked at."""

ENDINGS = 3
"""A pattern that can begin with anything, but ends with one of so few characters, is found by these."""

WINDOW = 64
"""Lines that are looked through together for texts that some pattern needs."""


@dataclass(frozen=True, slots=True)
class _Probe:
    """One pattern of an entry, ready to run."""

    order: int  # of the entry
    longest: int
    prefixes: tuple[str, ...]
    endings: frozenset[str]
    needs: tuple[str, ...]
    fullmatch: Callable[[str], re.Match[str] | None]


class _Patterns:
    """Patterns by what a line must begin with, end with or hold for them to be asked."""

    __slots__ = ("_ended", "_memo", "_started", "longest", "loose")

    def __init__(self, probes: Sequence[_Probe]) -> None:
        self._started: dict[str, list[tuple[int, _Probe]]] = {}
        for number, probe in enumerate(probes):
            for prefix in probe.prefixes:
                self._started.setdefault(prefix, []).append((number, probe))
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
        self.loose = tuple((need, tuple(needed[need])) for need in sorted(needed))
        self._memo: dict[str, tuple[_Probe, ...]] = {}
        self.longest = max((probe.longest for probe in probes), default=0)

    def for_line(self, line: str) -> Sequence[_Probe]:
        """The patterns that a line's ends call for; those without are in `loose`."""
        key = line[:PREFIX] + line[-1:]
        probes = self._memo.get(key)
        if probes is None:
            probes = self._recall(key)
        closers = self._ended.get(ending(line[-1:]))
        if closers:
            low = sought(line)
            probes = (*probes, *(probe for probe in closers if any(need in low for need in probe.needs)))
        return probes

    def _recall(self, key: str) -> tuple[_Probe, ...]:
        """The patterns for a line that begins with all but the last character of a key, and ends with that."""
        start, end = fold(key[:-1]), ending(key[-1:])
        starts = {start[:length] for length in range(1, PREFIX + 1)}
        probes = dict(pair for prefix in starts for pair in self._started.get(prefix, ()))
        fitting = (probes[number] for number in sorted(probes))
        found = tuple(probe for probe in fitting if not probe.endings or end in probe.endings)
        if len(self._memo) >= 1 << 16:
            self._memo.clear()
        self._memo[key] = found
        return found


class Index:
    """Which entries may match a line; one for each set of languages.

    Phrases are found in a dictionary, patterns by the first and last characters of a line or by a text they hold.
    """

    __slots__ = ("_entries", "_forms", "_longest", "_patterns", "_phrases")

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = tuple(entries)
        self._patterns = _Patterns([probe for order, entry in enumerate(entries) for probe in _probes(order, entry)])
        forms: list[_Probe] = []
        self._phrases: dict[str, tuple[int, ...]] = {}
        for order, entry in enumerate(entries):
            for phrase in entry.phrases:
                known = template(phrase)
                if known.pattern:
                    forms.append(_probe(order, known.pattern, compiled(known.pattern).fullmatch))
                for literal in known.literals:
                    self._phrases[literal] = (*self._phrases.get(literal, ()), order)
        self._forms = _Patterns(forms)
        longest = max((len(phrase) for phrase in self._phrases), default=0)
        self._longest = max(self._patterns.longest, self._forms.longest, longest) + DECORATION

    def find(self, lines: Sequence[str]) -> dict[int, list[Entry]]:
        """The entries that match, for each line that has any, in their order."""
        found: dict[int, set[int]] = {}
        for start in range(0, len(lines), WINDOW):
            self._find_in(lines, start, min(start + WINDOW, len(lines)), found)
        known: dict[int, list[Entry]] = {}
        for place in sorted(found):
            raw = lines[place]
            # Markdown headings, which an author has set, and code are never furniture.
            if raw.lstrip()[0] != "#" and not is_code(raw):
                known[place] = [self._entries[order] for order in sorted(found[place])]
        return known

    def _find_in(self, lines: Sequence[str], first: int, end: int, found: dict[int, set[int]]) -> None:
        """Look at the lines of one window; what begins with anything is tried only if its text is in the window."""
        limit = self._longest
        window: list[tuple[int, str]] = []
        for place in range(first, end):
            raw = lines[place]
            if 0 < len(raw) <= limit and (not place or not _goes_on(raw, lines[place - 1])):
                bare = raw.strip(EDGE)
                if 0 < len(bare) <= LONGEST:
                    window.append((place, bare))
        _ask(self._patterns, window, found)
        if not self._phrases and not self._forms.longest:
            return
        plains = [(place, plain(bare)) for place, bare in window]
        for place, bare in plains:
            orders = self._phrases.get(sought(bare))
            if orders:
                found.setdefault(place, set()).update(orders)
        if self._forms.longest:
            _ask(self._forms, plains, found)


def _ask(patterns: _Patterns, window: Sequence[tuple[int, str]], found: dict[int, set[int]]) -> None:
    """Ask the patterns that the lines call for."""
    for place, line in window:
        probes = patterns.for_line(line)
        if probes:
            _try(place, line, probes, found)
    low = sought("\n".join([line for _, line in window]))
    loose = [(need, probes) for need, probes in patterns.loose if need in low]
    if loose:
        for place, line in window:
            low = sought(line)
            for need, probes in loose:
                if need in low:
                    _try(place, line, probes, found)


def _try(place: int, line: str, probes: Sequence[_Probe], found: dict[int, set[int]]) -> None:
    size = len(line)
    for probe in probes:
        if size <= probe.longest and probe.fullmatch(line):
            found.setdefault(place, set()).add(probe.order)


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


def _probes(order: int, entry: Entry) -> Iterator[_Probe]:
    for pattern, ready in zip(entry.match, entry.compiled(), strict=True):
        yield _probe(order, pattern, ready.fullmatch)


def _probe(order: int, pattern: str, fullmatch: Callable[[str], re.Match[str] | None]) -> _Probe:
    known = shape(pattern)
    return _Probe(
        order, known.longest, tuple(sorted(known.prefixes)), known.endings, tuple(sorted(known.needs)), fullmatch
    )
