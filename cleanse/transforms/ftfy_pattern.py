r"""A reader for the verbose regular expression in which ftfy keeps its idea of badness.

That expression is a choice between short rows of character classes. It is read here into those rows, so that
something can be proved about them. What is understood is little on purpose: classes, single characters, ``\s``,
``\w``, ``.``, the start of the text, and ``?`` behind one of them. Anything else is refused, and with it the proof.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BLANKS = " \t\n\r\v\f"
"""What a verbose pattern passes over outside of classes (`re`, flag ``VERBOSE``)."""

_OPERATORS = frozenset("*+{}()$")
_NAMED = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_HEX = {"x": 2, "u": 4, "U": 8}


class UnreadPatternError(ValueError):
    """The pattern holds something that is not understood here; the message says what and where."""


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of a class.

    Attributes:
        text: the class as a pattern that needs no flag.
        members: its characters; ``None`` when they are too many to list.
    """

    text: str
    members: frozenset[str] | None

    @staticmethod
    def of(members: frozenset[str]) -> Chars:
        """The class of these characters."""
        return Chars(charset(members), members)


Row = tuple[Chars, ...]
"""Characters that stand side by side."""

START = Chars(r"(?<![^\n])", None)
"""Stands in a row, without taking room, for the start of the text; it is true at the start of every line."""


def charset(members: frozenset[str]) -> str:
    r"""A class for `re` that holds exactly these characters, neighbours drawn together.

    >>> charset(frozenset("cabz]"))
    '[\\U0000005d\\U00000061-\\U00000063\\U0000007a]'
    """
    spans: list[list[int]] = []
    for code in sorted(map(ord, members)):
        if spans and spans[-1][1] == code - 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    inside = "".join(f"\\U{first:08x}" if first == last else f"\\U{first:08x}-\\U{last:08x}" for first, last in spans)
    return f"[{inside}]"


def rows(pattern: str) -> list[Row]:
    r"""The rows of classes that a verbose pattern is a choice of.

    A row may match where its alternative does not, at the start of a line, never the other way about.

    Raises:
        UnreadPatternError: the pattern is not of the kind described above.

    >>> [[item.text for item in row] for row in rows("[a-c] \\s? x # three\n | ^ \\w")]
    [['[\\U00000061-\\U00000063]', '[\\U00000078]'], ['[\\U00000061-\\U00000063]', '\\s', '[\\U00000078]'], ['(?<![^\\n])', '\\w']]
    """
    found: list[Row] = []
    choices: list[Row] = [()]
    for piece in _tokens(pattern):
        if piece == "|":
            found += choices
            choices = [()]
        elif piece[0] == "?":
            choices = [row for choice in choices for row in (choice[:-1], choice)]
        else:
            choices = [(*choice, START if piece == "^" else _chars(piece)) for choice in choices]
    found += choices
    if not all(set(row) - {START} for row in found):
        raise UnreadPatternError("an alternative may be empty")
    return list(dict.fromkeys(found))


def members_of(pattern: str) -> frozenset[str]:
    """The characters of a pattern that is a single class.

    Raises:
        UnreadPatternError: it is something else.

    >>> sorted(members_of("[xa-c]"))
    ['a', 'b', 'c', 'x']
    """
    (row, *others) = rows(pattern)
    if others or len(row) != 1 or row[0].members is None:
        raise UnreadPatternError(f"{pattern[:40]!r} is not one class of characters")
    return row[0].members


def _tokens(pattern: str) -> Iterator[str]:
    """Classes whole, escapes whole, other characters one by one; comments and blanks left out."""
    at = 0
    repeatable = False
    while at < len(pattern):
        sign = pattern[at]
        end = at + 1
        if sign == "#":
            end = pattern.find("\n", at) + 1 or len(pattern)
        elif sign == "[":
            end = _class_end(pattern, at)
        elif sign == "\\":
            end = at + 2 + _HEX.get(pattern[at + 1 : at + 2], 0)
        elif sign in _OPERATORS or (sign == "?" and not repeatable):
            raise UnreadPatternError(f"{sign!r} at {at} is not understood")
        if sign != "#" and sign not in _BLANKS:
            yield pattern[at:end]
            repeatable = sign not in "?|^"
        at = end


def _class_end(pattern: str, start: int) -> int:
    at = start + 1
    if pattern[at : at + 1] == "^":
        at += 1
    first = at
    while at < len(pattern) and (pattern[at] != "]" or at == first):
        at += 2 if pattern[at] == "\\" else 1
    if at >= len(pattern):
        raise UnreadPatternError(f"the class at {start} has no end")
    return at + 1


def _chars(token: str) -> Chars:
    if token[0] == "[":
        return _class(token)
    if token in (".", r"\s", r"\w"):
        return Chars(token, None)
    return Chars.of(frozenset(_unescaped(token)))


def _class(token: str) -> Chars:
    if token[1] == "^":
        inside = _class("[" + token[2:]).members
        if inside is None:
            raise UnreadPatternError(f"{token[:40]!r} is not understood")
        return Chars("[^" + charset(inside)[1:], None)
    members: set[str] = set()
    items = re.findall(r"\\x..|\\u.{4}|\\U.{8}|\\.|[^\\]", token[1:-1], re.DOTALL)
    place = 0
    while place < len(items):
        first = last = _unescaped(items[place])
        if items[place + 1 : place + 2] == ["-"] and place + 2 < len(items):
            last = _unescaped(items[place + 2])
            place += 2
        if last < first:
            raise UnreadPatternError(f"{token[:40]!r} is not understood")
        members |= {chr(code) for code in range(ord(first), ord(last) + 1)}
        place += 1
    return Chars.of(frozenset(members))


def _unescaped(item: str) -> str:
    """The character that an escape or a plain character stands for."""
    if item[0] != "\\":
        return item
    sign = item[1:2]
    if sign in _HEX and len(item) == 2 + _HEX[sign]:
        try:
            return chr(int(f"0x{item[2:]}", 0))
        except (ValueError, OverflowError) as error:
            raise UnreadPatternError(f"the escape {item!r} is not understood") from error
    if sign in _NAMED:
        return _NAMED[sign]
    if sign and not sign.isalnum():
        return sign
    raise UnreadPatternError(f"the escape {item!r} is not understood")
