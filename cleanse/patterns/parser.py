"""A pattern read into a tree, by recursive descent."""

from __future__ import annotations

import re
from functools import lru_cache

from cleanse.patterns.tree import LONGEST, Alt, Node, One, Repeat, Seq, Text, compiled, fold, letter

_COUNTS = re.compile(r"\{(\d*)(,?)(\d*)\}")


class PatternSyntaxError(ValueError):
    """The pattern uses what `re` or this parser does not know; the message says what."""


@lru_cache(maxsize=1 << 14)
def parse(pattern: str) -> Node:
    """Read a pattern that `re` accepts; `check` says whether it does.

    Raises:
        PatternSyntaxError: it uses what line patterns may not.
    """
    return _Parser(pattern).whole()


def check(pattern: str) -> None:
    """Ask `re` whether it accepts a pattern.

    Raises:
        PatternSyntaxError: it does not.
    """
    try:
        compiled(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternSyntaxError(str(error)) from error


class _Parser:
    """Recursive descent over a pattern that `re` has accepted."""

    __slots__ = ("at", "pattern")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def whole(self) -> Node:
        return self._choices()

    def _next(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _take(self, text: str) -> bool:
        if self.pattern.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def _choices(self) -> Node:
        choices = [self._sequence()]
        while self._take("|"):
            choices.append(self._sequence())
        return choices[0] if len(choices) == 1 else Alt(tuple(choices))

    def _sequence(self) -> Node:
        items: list[Node] = []
        while self._next() not in ("", "|", ")"):
            atom = self._atom()
            if atom is None:
                continue
            node = self._repeated(atom)
            if isinstance(node, One) and node.exact:
                last = items[-1] if items else None
                if isinstance(last, Text):
                    items[-1] = Text(last.text + node.exact, last.atom)
                    continue
                node = Text(node.exact, node.atom)
            items.append(node)
        return items[0] if len(items) == 1 else Seq(tuple(items))

    def _repeated(self, atom: Node) -> Node:
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
            atom = Repeat(atom, low, max(low, min(high, LONGEST)), possessive)

    def _atom(self) -> Node | None:
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
        return One(".", None) if sign == "." else letter(sign)

    def _group(self) -> Node | None:
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

    def _set(self) -> One:
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
        return One(self.pattern[start : self.at], listed)

    def _member(self) -> str:
        """One member of a set; ``""`` for a class that cannot be listed, ``0`` for digits."""
        if self._next() != "\\":
            self.at += 1
            return self.pattern[self.at - 1]
        one = self._escape()
        return one.members[0] if isinstance(one, One) and one.members else ""

    def _escape(self) -> One | None:
        start = self.at
        sign = self.pattern[start + 1]
        self.at += 2
        if sign in "bBAZ":
            return None
        if sign in "123456789N":
            raise PatternSyntaxError("back-references and named characters are not used in line patterns")
        if sign in "dDwWsS":
            return One(self.pattern[start : self.at], ("0",) if sign == "d" else None)
        self.at += {"x": 2, "u": 4, "U": 8}.get(sign, 0)
        text = self.pattern[start : self.at]
        if sign in "xuU":
            return letter(chr(int("0x" + text[2:], 0)))
        return letter({"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "0": "\0"}.get(sign, sign))
