r"""What a regular expression says of the lines it can match, without running it.

A line pattern is read by a small parser of its own into a tree; from the tree come four answers:
how long a match can be, how it can begin, which text it must hold, and how many ways there are to
try it. The first three let `linerules` skip nearly every line without asking the pattern; the last
one refuses patterns that backtrack, on any machine and without a stopwatch.

The syntax is that of `re` less back-references, conditionals and named characters (``\N{...}``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 400
"""Lines longer than this many characters are never matched: furniture of a page is short."""

PREFIX = 4
"""How many characters of a line's beginning are looked at before any pattern is tried."""

WAYS = 100_000
"""How many ways to try one line a pattern may have: some milliseconds at worst."""

_MANY = 300  # longer beginnings; when there are more, they are cut shorter
_MANY_SHORT = 2000  # the same for beginnings of PREFIX characters
_POWER = 20  # an ambiguous body repeated more often than this is past every limit anyway
_CEILING = WAYS * WAYS
_TOLD = 16  # characters by which the choices of an alternation are told apart
_SAMPLES = "".join(map(chr, range(32, 127))) + "\t\u00a0éßñłЯяжωα中あ가اא©®–—’“”„«»…•·。？！｜٣"
_PLACES = {sample: place for place, sample in enumerate(_SAMPLES)}
_COUNTS = re.compile(r"\{(\d*)(,?)(\d*)\}")


class PatternSyntaxError(ValueError):
    """The pattern uses what `re` or this parser does not know; the message says what."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of every match of a pattern.

    Attributes:
        longest: number of characters at most; never more than `LONGEST`.
        prefixes: folded beginnings (see `fold`), one of which each match has; empty when it can begin with anything.
        needs: lower-case texts, one of which each match holds; empty when nothing is known.
        ways: to try a line, at most, counted as products of choices that overlap.
    """

    longest: int
    prefixes: frozenset[str]
    needs: frozenset[str]
    ways: int


@dataclass(frozen=True, slots=True)
class _One:
    """One character out of a set."""

    first: int  # bits of _SAMPLES
    members: tuple[str, ...] | None  # folded; None when there are too many to list
    exact: str = ""  # the character, lower-case, when there is only one


@dataclass(frozen=True, slots=True)
class _Text:
    """A run of letters that are all fixed."""

    text: str  # lower-case
    first: int


@dataclass(frozen=True, slots=True)
class _Seq:
    items: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Alt:
    choices: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Repeat:
    body: _Node
    low: int
    high: int
    possessive: bool


_Node = _One | _Text | _Seq | _Alt | _Repeat


def fold(text: str) -> str:
    """Lower case, every decimal digit as ``0``: the form in which beginnings are compared.

    >>> fold("24 DEC")
    '00 dec'
    """
    low = text.lower()
    return "".join("0" if c.isdecimal() else c for c in low) if not low.isalpha() else low


@lru_cache(maxsize=8192)
def compiled(pattern: str, exact: bool = False) -> re.Pattern[str]:
    """The pattern ready to run; without regard to case unless `exact`."""
    return re.compile(pattern, 0 if exact else re.IGNORECASE)


@lru_cache(maxsize=4096)
def shape(pattern: str) -> Shape:
    r"""Read a pattern.

    Raises:
        PatternSyntaxError: it cannot be read.

    >>> known = shape(r"(?:share|tweet)(?: this)?")
    >>> known.longest, sorted(known.prefixes), sorted(known.needs), known.ways
    (10, ['shar', 'twee'], ['share', 'tweet'], 1)
    >>> shape(r"(?:a+)+b").ways > WAYS
    True
    """
    node = _Parser(pattern).whole()
    beginnings = {start for start, _ in _prefixes(node, PREFIX)}
    return Shape(
        longest=min(_size(node)[1], LONGEST),
        prefixes=frozenset() if "" in beginnings else frozenset(beginnings),
        needs=frozenset(_needs(node)),
        ways=_ways(node, 0),
    )


# --- the parser ---------------------------------------------------------------------------------


class _Parser:
    """Recursive descent over a pattern that `re` has accepted."""

    __slots__ = ("at", "pattern")

    def __init__(self, pattern: str) -> None:
        try:
            compiled(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            raise PatternSyntaxError(str(error)) from error
        self.pattern = pattern
        self.at = 0

    def whole(self) -> _Node:
        return self._choices()

    def _next(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _take(self, text: str) -> bool:
        if self.pattern.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def _choices(self) -> _Node:
        choices = [self._sequence()]
        while self._take("|"):
            choices.append(self._sequence())
        return choices[0] if len(choices) == 1 else _Alt(tuple(choices))

    def _sequence(self) -> _Node:
        items: list[_Node] = []
        while self._next() not in ("", "|", ")"):
            atom = self._atom()
            if atom is None:
                continue
            node = self._repeated(atom)
            if isinstance(node, _One) and node.exact:
                last = items[-1] if items else None
                if isinstance(last, _Text):
                    items[-1] = _Text(last.text + node.exact, last.first)
                    continue
                node = _Text(node.exact, node.first)
            items.append(node)
        return items[0] if len(items) == 1 else _Seq(tuple(items))

    def _repeated(self, atom: _Node) -> _Node:
        while True:
            sign = self._next()
            counts = _COUNTS.match(self.pattern, self.at) if sign == "{" else None
            if sign and sign in "*+?":
                low, high = {"*": (0, LONGEST), "+": (1, LONGEST), "?": (0, 1)}[sign]
                self.at += 1
            elif counts and (counts[1] or counts[3]):
                low = int(counts[1] or 0)
                high = (int(counts[3]) if counts[3] else LONGEST) if counts[2] else low
                self.at = counts.end()
            else:
                return atom
            possessive = self._take("+")
            if not possessive:
                self._take("?")
            atom = _Repeat(atom, low, max(low, min(high, LONGEST)), possessive)

    def _atom(self) -> _Node | None:
        """One item; None for an assertion, which takes no room."""
        sign = self._next()
        if sign == "(":
            return self._group()
        if sign == "[":
            return self._set()
        if sign == "\\":
            return self._escape()
        self.at += 1
        if sign in "^$":
            return None
        return _One(_bits("."), None) if sign == "." else _letter(sign)

    def _group(self) -> _Node | None:
        self.at += 1
        if self._take("?"):
            for sign in ("=", "!", "<=", "<!"):
                if self._take(sign):
                    self._choices()
                    self.at += 1
                    return None
            if self._take("P<"):
                self.at = self.pattern.index(">", self.at) + 1
            elif self._take("#") or self._next() in ("P", "("):
                raise PatternSyntaxError("comments, back-references and conditionals are not used in line patterns")
            elif not self._take(">"):
                self.at = self.pattern.index(":", self.at) + 1  # flags do not change what follows from the tree
        inside = self._choices()
        self.at += 1
        return inside

    def _set(self) -> _One:
        start = self.at
        self.at += 1
        negated = self._take("^")
        members: list[str] | None = [] if not negated else None
        first = True
        while first or self._next() != "]":
            first = False
            low = self._member()
            if self._next() == "-" and self.pattern[self.at + 1 : self.at + 2] != "]":
                self.at += 1
                high = self._member()
                span = range(ord(low), ord(high) + 1) if low and high else range(1 << 20)
                members = [*members, *map(chr, span)] if members is not None and len(span) <= 64 else None
            elif members is not None:
                members = [*members, low] if low else None
        self.at += 1
        listed = None if members is None else tuple(sorted({fold(c) for c in members}))
        return _One(_bits(self.pattern[start : self.at]), listed)

    def _member(self) -> str:
        """One member of a set; ``""`` for a class that cannot be listed, ``0`` for digits."""
        if self._next() != "\\":
            self.at += 1
            return self.pattern[self.at - 1]
        one = self._escape()
        return one.members[0] if isinstance(one, _One) and one.members else ""

    def _escape(self) -> _One | None:
        start = self.at
        sign = self.pattern[start + 1]
        self.at += 2
        if sign in "bBAZ":
            return None
        if sign in "123456789N":
            raise PatternSyntaxError("back-references and named characters are not used in line patterns")
        if sign in "dDwWsS":
            return _One(_bits(self.pattern[start : self.at]), ("0",) if sign == "d" else None)
        self.at += {"x": 2, "u": 4, "U": 8}.get(sign, 0)
        text = self.pattern[start : self.at]
        if sign in "xuU":
            return _letter(chr(int("0x" + text[2:], 0)))
        return _letter({"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "0": "\0"}.get(sign, sign))


@lru_cache(maxsize=8192)
def _letter(character: str) -> _One:
    bits = 0
    for case in {character, character.lower(), character.upper()}:
        place = _PLACES.get(case)
        if place is not None:
            bits |= 1 << place
    return _One(bits or _bits(re.escape(character)), (fold(character),), character.lower())


@lru_cache(maxsize=8192)
def _bits(atom: str) -> int:
    r"""Which of `_SAMPLES` one atom matches, as bits; a character outside them has its bit by number."""
    one = compiled(atom)
    result = sum(1 << place for place, sample in enumerate(_SAMPLES) if one.fullmatch(sample))
    if not result:
        # Letters outside the samples: they stand as one of those letters, so that \w and . meet them.
        bare = atom[1:] if len(atom) == 2 and atom[0] == "\\" else atom
        result = 1 << _PLACES["é"]
        if len(bare) == 1:
            result |= 1 << (len(_SAMPLES) + ord(bare.lower()))
    return result


# --- what follows from the tree -----------------------------------------------------------------


def _size(node: _Node) -> tuple[int, int]:
    """The least and the greatest number of characters of a match."""
    match node:
        case _One():
            return 1, 1
        case _Text(text):
            return len(text), len(text)
        case _Seq(items):
            sizes = [_size(item) for item in items]
            return sum(low for low, _ in sizes), sum(high for _, high in sizes)
        case _Alt(choices):
            sizes = [_size(choice) for choice in choices]
            return min(low for low, _ in sizes), max(high for _, high in sizes)
        case _Repeat(body, low, high):
            least, most = _size(body)
            return least * low, most * high


def _first(node: _Node) -> int:
    """Which samples a match that is not empty may begin with."""
    match node:
        case _One(first) | _Text(_, first):
            return first
        case _Seq(items):
            result = 0
            for item in items:
                result |= _first(item)
                if _size(item)[0]:
                    break
            return result
        case _Alt(choices):
            result = 0
            for choice in choices:
                result |= _first(choice)
            return result
        case _Repeat(body):
            return _first(body)


_Starts = frozenset[tuple[str, bool]]


def _prefixes(node: _Node, cap: int) -> _Starts:
    """Beginnings of a match, at most `cap` long; the flag says that the beginning is the whole of it."""
    match node:
        case _One(_, members):
            return frozenset({("", False)} if members is None else {(member, True) for member in members})
        case _Text(text):
            return frozenset({(fold(text)[:cap], len(text) < cap)})
        case _Seq(items):
            result: _Starts = frozenset({("", True)})
            for item in items:
                if not any(whole for _, whole in result):
                    break
                result = _extended(result, _prefixes(item, cap), cap)
            return result
        case _Alt(choices):
            return _few(frozenset().union(*(_prefixes(choice, cap) for choice in choices)), cap)
        case _Repeat(body, low, high):
            once = _prefixes(body, cap)
            if high == low:
                result = frozenset({("", True)})
                for _ in range(min(low, cap)):
                    result = _extended(result, once, cap)
                return result if low <= cap else frozenset((text, False) for text, _ in result)
            if high > 1:
                once = frozenset((text, False) for text, _ in once)
            return once | {("", True)} if low == 0 else once


def _extended(starts: _Starts, ends: _Starts, cap: int) -> _Starts:
    result = {start for start in starts if not start[1]}
    for text, whole in starts:
        if whole:
            result |= {((text + end)[:cap], shut and len(text + end) < cap) for end, shut in ends}
    return _few(frozenset(result), cap)


def _few(starts: _Starts, cap: int) -> _Starts:
    for length in range(cap - 1, -1, -1):
        if len(starts) <= (_MANY_SHORT if cap == PREFIX else _MANY):
            break
        starts = frozenset((text[:length], whole and len(text) < length) for text, whole in starts)
    return starts


def _needs(node: _Node) -> tuple[str, ...]:
    """Texts one of which every match holds: the best that one item, or one run of letters, has to offer."""
    match node:
        case _One(_, _, exact) | _Text(exact):
            return (exact,) if exact else ()
        case _Seq(items):
            return max(_offers(items), key=_worth, default=())
        case _Alt(choices):
            offers = [_needs(choice) for choice in choices]
            return tuple(sorted({text for offer in offers for text in offer})) if all(offers) else ()
        case _Repeat(body, low):
            return _needs(body) if low else ()


def _offers(items: tuple[_Node, ...]) -> Iterator[tuple[str, ...]]:
    run = ""
    for item in items:
        fixed = item.text if isinstance(item, _Text) else item.exact if isinstance(item, _One) else ""
        if fixed:
            run += fixed
            continue
        if run:
            yield (run,)
        run = ""
        offer = _needs(item)
        if offer:
            yield offer
    if run:
        yield (run,)


def _worth(offer: tuple[str, ...]) -> tuple[int, int]:
    """Rare texts are worth most: long ones, and signs of no alphabet; digits are worth least."""
    return min((_rarity(text) for text in offer), default=0), -len(offer)


def _rarity(text: str) -> int:
    if text.strip().isdigit():
        return 0
    return len(text) if text.isascii() else len(text) + 3


def _ways(node: _Node, follow: int) -> int:
    """How many ways there are to try a node that is followed by the samples of `follow`.

    What a repetition gives back at the end of the line fails at once: that costs a step each, not a way.
    """
    match node:
        case _One() | _Text():
            return 1
        case _Seq(items):
            ways = 1
            for item in reversed(items):
                ways = min(ways * _ways(item, follow), _CEILING)
                follow = _first(item) | (0 if _size(item)[0] else follow)
            return ways
        case _Alt(choices):
            each = [_ways(choice, follow) for choice in choices]
            return min(_rivals([_prefixes(choice, _TOLD) for choice in choices], each, follow), _CEILING)
        case _Repeat(body, low, high, possessive):
            again = _first(body) if high > 1 else 0
            inside = _ways(body, follow | again)
            if inside > 1 and high > 1:
                inside = min(inside ** min(high, _POWER), _CEILING)
            free = possessive or not _first(body) & follow
            return min(inside * (1 if free else high - low + 1), _CEILING)


def _rivals(starts: list[_Starts], ways: list[int], follow: int) -> int:
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
            if shorter in by_start and (shorter in opened or _bits(re.escape(text[length])) & follow):
                rivals |= by_start[shorter]
        worst = max(worst, sum(ways[place] for place in rivals))
    return worst
