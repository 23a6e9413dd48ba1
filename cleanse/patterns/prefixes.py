"""How a match can begin, and how it can end."""

from __future__ import annotations

from cleanse.patterns.tree import Alt, Node, One, Repeat, Seq, Text, ending, fold

PREFIX = 4
"""How many characters of a line's beginning are looked at before any pattern is tried."""

_MANY = 300  # longer beginnings; when there are more, they are cut shorter
_MANY_SHORT = 2000  # the same for beginnings of PREFIX characters

Beginnings = frozenset[tuple[str, bool]]
"""Texts, each with a flag that says whether it is the whole of a match."""


def beginnings(node: Node, cap: int) -> Beginnings:
    """Beginnings of a match, at most `cap` long; the flag says that the beginning is the whole of it."""
    match node:
        case One(_, members):
            return frozenset({("", False)} if members is None else {(member, True) for member in members})
        case Text(text):
            return frozenset({(fold(text)[:cap], len(text) < cap)})
        case Seq(items):
            result: Beginnings = frozenset({("", True)})
            for item in items:
                if not any(whole for _, whole in result):
                    break
                result = _extended(result, beginnings(item, cap), cap)
            return result
        case Alt(choices):
            return _few(frozenset().union(*(beginnings(choice, cap) for choice in choices)), cap)
        case Repeat(body, low, high):
            once = beginnings(body, cap)
            if high == low:
                result = frozenset({("", True)})
                for _ in range(min(low, cap)):
                    result = _extended(result, once, cap)
                return result if low <= cap else frozenset((text, False) for text, _ in result)
            if high > 1:
                once = frozenset((text, False) for text, _ in once)
            return once | {("", True)} if low == 0 else once


def endings(node: Node) -> frozenset[str]:
    """The last characters of a match, as `ending` gives them; empty when it can end with anything."""
    last = {ending(text[:1]) for text, _ in beginnings(_mirrored(node), 1)}
    return frozenset() if "" in last else frozenset(last)


def _mirrored(node: Node) -> Node:
    """A node whose matches are those of another, read backwards."""
    match node:
        case One(atom, members, exact):
            return One(atom, None if members is None else tuple(member[::-1] for member in members), exact)
        case Text(text, atom):
            return Text(text[::-1], atom)
        case Seq(items):
            return Seq(tuple(_mirrored(item) for item in reversed(items)))
        case Alt(choices):
            return Alt(tuple(_mirrored(choice) for choice in choices))
        case Repeat(body, low, high, possessive):
            return Repeat(_mirrored(body), low, high, possessive)


def _extended(starts: Beginnings, ends: Beginnings, cap: int) -> Beginnings:
    result = {start for start in starts if not start[1]}
    for text, whole in starts:
        if whole:
            result |= {((text + end)[:cap], shut and len(text + end) < cap) for end, shut in ends}
    return _few(frozenset(result), cap)


def _few(starts: Beginnings, cap: int) -> Beginnings:
    for length in range(cap - 1, -1, -1):
        if len(starts) <= (_MANY_SHORT if cap == PREFIX else _MANY):
            break
        starts = frozenset((text[:length], whole and len(text) < length) for text, whole in starts)
    return starts
