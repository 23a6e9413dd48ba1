"""Packs of line patterns, run together in one pass.

An entry is one pattern for a whole line of page furniture: "Share", "Advertisement", a copyright
notice. `LineRules` looks at every line once; the first characters of a line decide which few entries
are asked (see `patterns`). What is found goes with its line end, and blank lines close up, so that
paragraphs stay separated by what separated them.

Where an entry may act is decided by runs, never by counted lines from an end: a run that stops at
the first line of prose is the same before and after the cut, so a second pass finds nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from cleanse.document import Document
from cleanse.errors import SettingsError
from cleanse.patterns import LONGEST, PREFIX, compiled, fold, shape
from cleanse.rule import RuleInfo
from cleanse.spans import Edit

EDGE = " \t\r\u00a0\u3000*#_|•·»«›‹►▸▶▼▲→←↑↓✉📷"
"""What is stripped from both ends of a line before it is matched: white space and the marks of lists and Markdown."""

DECORATION = 40
"""A line may have so many of these, both ends together, and still be looked at."""

HEAD_SLACK = 6
"""So many short lines that no entry knows may stand in the opening run: a kicker, a headline, a by-line, a caption."""

TAIL_SLACK = 8
"""The same for the closing run."""

WINDOW = 64
"""Lines that are looked through together for texts that some pattern needs."""

MENU = 3
"""So many known lines make a menu, if no more than `MENU_GAP` unknown short lines stand between neighbours."""

MENU_GAP = 2

BLOCK = 5
"""So many known lines make a block, if no more than `BLOCK_GAP` unknown short lines stand between neighbours."""

BLOCK_GAP = 4

BLOCK_SHARE = 5
"""A block goes with the unknown lines in it, if one line in so many is known."""

BLOCK_WIDTH = 40
"""Unknown lines of a block go up to this many columns: a headline among menus stays."""

CLOSING = 3
"""So many known lines after the last prose, one in ten of the lines there, make a closing block: it goes whole."""

CLOSING_SHARE = 10

THREAD = 3
"""So many lines of prose must stand above the heading of a thread."""

THREAD_COMPANY = 3
"""So many known lines must stand below it, one in `THREAD_SHARE` of the lines there."""

THREAD_SHARE = 7

SHORT = 100
"""A line of fewer columns (a CJK character counts two and a half) that does not end a sentence is short."""

WRAPPED = 30
"""A line of so many columns that begins with a small letter goes on from the line above."""

_CODE = re.compile(r"[{}`\\]|\A(?: {4}|\t|>>> |\s*\|)|[=:]{2}|\w\(\)|;\s*\Z")
_TERMINAL = re.compile(r"[.!?…。！？؟।۔:;]['\"”’»」』)\]]*\Z|[,，、]\Z")
_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One pattern and all that is said about it.

    Attributes:
        id: ``pack/name``.
        version: ``major.minor.patch``.
        summary: one sentence.
        match: patterns in the syntax of `re`; each must match a whole stripped line.
        hits: lines that one of the patterns must match.
        misses: near-misses that none may match.
        where: ``any``; ``head``, the opening run of known, short or blank lines; ``tail``, the closing
            run; ``ends``, either; ``menu``, among `MENU` or more known lines that stand close together.
        removes: ``line``; ``rest``, the heading of what follows the main content, which goes to the end;
            ``thread``, the heading of readers' comments, which go to the end though they are prose.
        languages: BCP 47 tags, ``("*",)`` for every language.
        case: ``ignore`` or ``exact``.
        safety: ``safe`` or ``doubtful``.
    """

    id: str
    version: str
    summary: str
    match: tuple[str, ...]
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    where: Literal["any", "head", "tail", "ends", "menu"] = "any"
    removes: Literal["line", "rest", "thread"] = "line"
    languages: tuple[str, ...] = ("*",)
    case: Literal["ignore", "exact"] = "ignore"
    safety: Literal["safe", "doubtful"] = "safe"

    @property
    def info(self) -> RuleInfo:
        return RuleInfo(
            self.id,
            self.version,
            self.summary,
            self.languages,
            reads_language=self.languages != ("*",),
            safety=self.safety,
        )

    def compiled(self) -> tuple[re.Pattern[str], ...]:
        """The patterns, ready to be asked with `fullmatch`."""
        return tuple(compiled(pattern, self.case == "exact") for pattern in self.match)

    def matches(self, line: str) -> bool:
        """Whether a pattern takes a line, wherever it stands.

        >>> Entry("ads/mark", "1.0.0", "Marks.", ("advertisement",)).matches("** Advertisement **")
        True
        """
        bare = line.strip(EDGE)
        return len(bare) <= LONGEST and any(pattern.fullmatch(bare) for pattern in self.compiled())

    def speaks(self, tag: str) -> bool:
        """Whether it runs on documents of a language."""
        if "*" in self.languages:
            return True
        return any(tag == own or tag.startswith(own + "-") for own in self.languages)


@dataclass(frozen=True, slots=True)
class _Probe:
    """One pattern of an entry, ready to run."""

    entry: Entry
    longest: int
    prefixes: tuple[str, ...]
    needs: tuple[str, ...]
    fullmatch: Callable[[str], re.Match[str] | None]


class _Index:
    """Which entries may match a line, by its first characters; one for each set of languages."""

    __slots__ = ("_loose", "_memo", "_started", "longest")

    def __init__(self, probes: Sequence[_Probe]) -> None:
        self._started: dict[str, list[tuple[int, _Probe]]] = {}
        for order, probe in enumerate(probes):
            for prefix in probe.prefixes:
                self._started.setdefault(prefix, []).append((order, probe))
        needed: dict[str, list[_Probe]] = {}
        for probe in probes:
            if not probe.prefixes:
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
        memo, limit = self._memo, self.longest
        window = [(place, lines[place].strip(EDGE)) for place in range(first, end) if 0 < len(lines[place]) <= limit]
        low = "\n".join([line for _, line in window]).lower()
        loose = [(need, probe) for need, probes in self._loose if need in low for probe in probes]
        for place, line in window:
            start = line[:PREFIX]
            probes = memo.get(start)
            if probes is None:
                probes = self._recall(start)
            if probes:
                self._try(lines, place, line, probes, known)
            if loose:
                low = line.lower()
                rest = [probe for need, probe in loose if need in low]
                if rest:
                    self._try(lines, place, line, rest, known)

    def _try(
        self, lines: Sequence[str], place: int, line: str, probes: Sequence[_Probe], known: dict[int, list[Entry]]
    ) -> None:
        size = len(line)
        for probe in probes:
            if size <= probe.longest and probe.fullmatch(line) and _stands(lines, place):
                entries = known.setdefault(place, [])
                if probe.entry not in entries:
                    entries.append(probe.entry)

    def _recall(self, start: str) -> tuple[_Probe, ...]:
        folded = fold(start)
        starts = {folded[:length] for length in range(1, PREFIX + 1)}
        probes = dict(pair for prefix in starts for pair in self._started.get(prefix, ()))
        found = tuple(probes[order] for order in sorted(probes))
        if len(self._memo) >= 1 << 16:
            self._memo.clear()
        self._memo[start] = found
        return found


@dataclass(frozen=True, slots=True)
class LineRules:
    """All entries of some packs as one rule.

    Attributes:
        entries: in the order of the settings; the first that matches a line gets it.

    Raises:
        SettingsError: two entries have one id.

    >>> rules = LineRules((Entry("ads/mark", "1.0.0", "Marks.", ("advertisement",)),))
    >>> list(rules.edits(Document("One.\\n\\nAdvertisement\\n\\nTwo.\\n")))
    [Edit(start=6, end=21, insert='', by='ads/mark')]
    """

    entries: tuple[Entry, ...]
    _indexes: dict[str, _Index] = field(init=False, repr=False, compare=False, hash=False, default_factory=dict)

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for entry in self.entries:
            if entry.id in seen:
                raise SettingsError(f"two entries are called {entry.id}.", hint="Rename one, or leave out one pack.")
            seen.add(entry.id)

    def __reduce__(self) -> tuple[type[LineRules], tuple[tuple[Entry, ...]]]:
        return LineRules, (self.entries,)

    @property
    def info(self) -> RuleInfo:
        parts = tuple(entry.info for entry in self.entries)
        return RuleInfo(
            "lines/packs",
            "1.0.0",
            "Removes lines of page furniture that an entry of a pack knows.",
            reads_language=True,
            parts=parts,
        )

    def edits(self, document: Document) -> Iterator[Edit]:
        tag = document.language.tag if document.language else "und"
        lines = document.text.split("\n")
        if not lines[-1]:
            lines.pop()
        known = self._index(tag).find(lines)
        if known:
            gone = _chosen(lines, known)
            if gone:
                yield from removals(document.text, lines, gone)

    def _index(self, tag: str) -> _Index:
        """The entries that speak a language; languages that share their entries share the index."""
        speakers = [entry for entry in self.entries if entry.speaks(tag)]
        key = "\n".join(entry.id for entry in speakers)
        index = self._indexes.get(key)
        if index is None:
            index = self._indexes[key] = _Index([probe for entry in speakers for probe in _probes(entry)])
        return index


def _stands(lines: Sequence[str], place: int) -> bool:
    """Whether a line that matches is furniture where it stands.

    Not so when it is a Markdown heading, which an author has set, or a line of code; nor when it goes
    on from the line above, as the last words of a wrapped paragraph do.
    """
    raw = lines[place]
    bare = raw.lstrip()
    if bare[0] == "#" or _CODE.search(raw):
        return False
    if place and bare[0].islower():
        above = lines[place - 1].rstrip()
        return len(above) < WRAPPED or ends_sentence(above)
    return True


def _probes(entry: Entry) -> Iterator[_Probe]:
    for pattern, ready in zip(entry.match, entry.compiled(), strict=True):
        known = shape(pattern)
        yield _Probe(entry, known.longest, tuple(sorted(known.prefixes)), tuple(sorted(known.needs)), ready.fullmatch)


# --- which lines go -----------------------------------------------------------------------------


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
    bare = line.strip()
    if not bare:
        return False
    width = columns(bare)
    if width >= SHORT // 2 and ends_sentence(bare):
        return True
    return width >= 2 * SHORT or (width >= WRAPPED and bare[0].islower()) or _CODE.search(line) is not None


def _is_open(line: str) -> bool:
    """True for a short line of which nothing is known: a run may step over a few of these."""
    return columns(line) < SHORT and not is_prose(line)


_Known = Mapping[int, Sequence[Entry]]


def _run(lines: Sequence[str], places: range, known: _Known, slack: int) -> set[int]:
    """The places of a run from one end: over known, blank and at most `slack` other short lines."""
    run: set[int] = set()
    for place in places:
        if place not in known:
            bare = lines[place].strip()
            if bare:
                if slack == 0 or not _is_open(bare):
                    break
                slack -= 1
        run.add(place)
    return run


def _chains(lines: Sequence[str], known: _Known, gap: int) -> Iterator[list[int]]:
    """Places of known lines with no prose and at most `gap` unknown lines between neighbours.

    What a chain loses leaves no new neighbours for the others: what stands between chains stays.
    """
    chain: list[int] = []
    for place in sorted(known):
        if chain and not _close(lines, chain[-1], place, gap):
            yield chain
            chain = []
        chain.append(place)
    if chain:
        yield chain


def _close(lines: Sequence[str], first: int, second: int, gap: int) -> bool:
    for place in range(first + 1, second):
        bare = lines[place].strip()
        if bare:
            gap -= 1
            if gap < 0 or not _is_open(bare):
                return False
    return True


def _chosen(lines: Sequence[str], known: _Known) -> dict[int, str]:
    """Which lines go, and in whose name."""
    count = len(lines)
    wheres = {entry.where for entries in known.values() for entry in entries}
    head = _run(lines, range(count), known, HEAD_SLACK) if wheres & {"head", "ends"} else set()
    tail = _run(lines, range(count - 1, -1, -1), known, TAIL_SLACK) if wheres & {"tail", "ends"} else set()
    menu = {
        place for chain in _chains(lines, known, MENU_GAP) if len({lines[p] for p in chain}) >= MENU for place in chain
    }
    places = {"head": head, "tail": tail, "ends": head | tail, "menu": menu}
    gone: dict[int, str] = {}
    for place, entries in known.items():
        for entry in entries:
            if entry.where == "any" or place in places[entry.where]:
                gone[place] = entry.id
                break
    for chain in _chains(lines, known, BLOCK_GAP):
        _take_block(lines, known, gone, chain)
    opening = _opening(lines, known)
    if opening is not None:
        first, by = opening
        for place in range(first, count):
            if lines[place].strip():
                gone.setdefault(place, by)
    return gone


def _take_block(lines: Sequence[str], known: _Known, gone: dict[int, str], chain: Sequence[int]) -> None:
    """Add a dense block of known lines with the short lines in it, each in the name of the known line above."""
    if len({lines[place] for place in chain}) < BLOCK:
        return
    inside = [place for place in range(chain[0], chain[-1] + 1) if lines[place].strip()]
    if len(chain) * BLOCK_SHARE < len(inside):
        return
    by = ""
    for place in inside:
        if place in known:
            by = known[place][0].id
        if place in known or columns(lines[place].strip()) <= BLOCK_WIDTH:
            gone.setdefault(place, by)


def _opening(lines: Sequence[str], known: _Known) -> tuple[int, str] | None:
    """Where what follows the main content begins, and who says so.

    It begins at the heading of a thread; else, after the last line of prose, at the first heading or, where
    known lines are many, at the first of them.
    """
    thread = _thread(lines, known)
    if thread is not None:
        return thread
    last = len(lines) - 1
    while last >= 0 and (last in known or not is_prose(lines[last])):
        last -= 1
    if last < 0:
        return None
    closing = sorted(place for place in known if place > last)
    for place in closing:
        for entry in known[place]:
            if entry.removes == "rest":
                return place, entry.id
    if len(closing) < CLOSING:
        return None
    rest = sum(1 for place in range(closing[0], len(lines)) if lines[place].strip())
    return (closing[0], known[closing[0]][0].id) if len(closing) * CLOSING_SHARE >= rest else None


def _thread(lines: Sequence[str], known: _Known) -> tuple[int, str] | None:
    """The heading of a thread, with enough prose above it.

    Headings with prose between them head nothing: that is a page of several articles, each with its link.
    """
    headings = sorted(place for place, entries in known.items() if any(e.removes == "thread" for e in entries))
    if not headings:
        return None
    above = 0
    found: int | None = None
    for place, line in enumerate(lines):
        if place in known:
            if headings and place == headings[0]:
                headings.pop(0)
                if above >= THREAD and found is None:
                    found, above = place, 0
                elif found is not None and above:
                    return None
            continue
        above += is_prose(line)
    if found is None:
        return None
    rest = sum(1 for line in lines[found + 1 :] if line.strip())
    company = sum(1 for place in known if place > found)
    if company < THREAD_COMPANY or company * THREAD_SHARE < rest or any(map(_CODE.search, lines[found:])):
        return None
    return found, next(entry.id for entry in known[found] if entry.removes == "thread")


# --- how they go --------------------------------------------------------------------------------


def removals(text: str, lines: Sequence[str], gone: dict[int, str]) -> Iterator[Edit]:
    """Edits that delete whole lines and close up the blank lines around them.

    Where a removed run stands between blank lines, those after it go with it; at the end of the text
    those before it do. A text keeps its final line feed, and gets none when it had none.

    Args:
        text: what the edits are for.
        lines: ``text.split("\\n")``, less the empty piece after a final line feed.
        gone: the places of lines to delete, none of them blank, and the rule each is deleted by.
    """
    starts: list[int] = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    ended = text.endswith("\n")
    places = sorted(gone)
    blank = {place for place in _near(places, len(lines)) if not lines[place].strip()}
    at = 0
    while at < len(places):
        first = last = places[at]
        owners = {first: gone[first]}
        while True:
            after = last + 1
            while after < len(lines) and _is_blank(lines, after, blank):
                after += 1
            if at + 1 == len(places) or places[at + 1] != after:
                break
            owners.update(dict.fromkeys(range(last + 1, after), gone[last]))
            at += 1
            last = places[at]
            owners[last] = gone[last]
        at += 1
        before = first
        while before > 0 and _is_blank(lines, before - 1, blank):
            before -= 1
        if after == len(lines) and before > 0:
            owners.update(dict.fromkeys(range(before, first), gone[first]))
            first = before
        elif before == 0 or before < first:
            owners.update(dict.fromkeys(range(last + 1, after), gone[last]))
            last = after - 1
        shift = 1 if last == len(lines) - 1 and not ended and first > 0 else 0
        yield from _merged(owners, starts, shift, len(text))


def _near(places: Sequence[int], count: int) -> set[int]:
    return {near for place in places for near in (place - 1, place + 1) if 0 <= near < count}


def _is_blank(lines: Sequence[str], place: int, blank: set[int]) -> bool:
    if place in blank:
        return True
    if lines[place].strip():
        return False
    blank.add(place)
    return True


def _merged(owners: dict[int, str], starts: Sequence[int], shift: int, length: int) -> Iterator[Edit]:
    """One edit for each stretch of lines that go in one name."""
    start: int | None = None
    places = sorted(owners)
    for index, place in enumerate(places):
        if start is None:
            start = starts[place]
        if index + 1 == len(places) or owners[places[index + 1]] != owners[place]:
            yield Edit(start - shift, min(starts[place + 1] - shift, length), "", owners[place])
            start = None
