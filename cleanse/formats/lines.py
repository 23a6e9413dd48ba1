"""Lines of a file that is not all UTF-8, and what their invalid bytes look like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from cleanse.formats.familiar import Familiar
from cleanse.formats.utf8 import INVALID, weights

FEW_VALID = 0.5
"""Valid sequences for each invalid byte up to which a line may be wholly of another encoding."""

LOOKED_AT = 4_096
"""Invalid runs by which damage and another encoding are told apart."""

# From the start of a line to its end without an invalid byte; no quantifier gives anything back.
_OWN = {
    end: re.compile(
        f"(?:\\A|(?<={end}))[^{end}\x80-\U0010ffff]*+[\x80-\ud7ff\ue000-\U0010ffff][^\udc80-\udcff{end}]*+(?:{end}|\\Z)"
    )
    for end in ("\n", "\r")
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something beyond ASCII: its place in the escaped text, its valid sequences and invalid bytes."""

    start: int
    end: int
    valid: int
    invalid: int

    @property
    def foreign(self) -> bool:
        """Whether it may be wholly of another encoding."""
        return self.invalid > 0 and self.valid <= FEW_VALID * self.invalid

    def text(self, text: str) -> str:
        """What stands there, its end included."""
        return text[self.start : self.end]

    def bytes(self, text: str) -> bytes:
        """The same in bytes."""
        return text[self.start : self.end].encode("utf-8", "surrogateescape")


def line_end(text: str) -> str:
    """What ends a line: a line feed, or in a text without any a carriage return."""
    return "\n" if "\n" in text else "\r"


def has_valid_line(text: str) -> bool:
    """Whether a line has valid sequences and no invalid byte."""
    return _OWN[line_end(text)].search(text) is not None


def lines_beyond_ascii(text: str) -> Iterator[Line]:
    """The lines that have something beyond ASCII."""
    end, start = line_end(text), 0
    while start < len(text):
        stop = text.find(end, start) + 1 or len(text)
        line = text[start:stop]
        if not line.isascii():
            yield Line(start, stop, *weights(line))
        start = stop


def invalid_lines(text: str) -> Iterator[Line]:
    """The lines that have invalid bytes; what stands between them costs next to nothing."""
    end, start = line_end(text), 0
    while match := INVALID.search(text, start):
        start = text.rfind(end, start, match.start()) + 1 or start
        stop = text.find(end, match.end()) + 1 or len(text)
        valid, invalid = weights(text[start:stop])
        if invalid:
            yield Line(start, stop, valid, invalid)
        start = stop


def without(text: str, lines: Iterable[Line]) -> Iterator[str]:
    """What stands between the lines."""
    start = 0
    for line in lines:
        yield text[start : line.start]
        start = line.end
    yield text[start:]


def telling(text: str, line: Line, context: Familiar) -> bool:
    """Whether a line has an invalid run that is no piece of a sequence which the document uses."""
    return any(not is_piece(match[0], context) for match in INVALID.finditer(text, line.start, line.end))


def mostly_telling(text: str, lines: Sequence[Line], context: Familiar) -> bool:
    """Whether damage explains fewer than half of the invalid runs in lines."""
    runs = (match[0] for line in lines for match in INVALID.finditer(text, line.start, line.end))
    found = [is_piece(run, context) for run in islice(runs, LOOKED_AT)]
    return len(found) - sum(found) > max(1, len(found) / 2)


def is_piece(run: str, context: Familiar) -> bool:
    """Whether invalid bytes are what is left of one sequence: continuation bytes, or a lead byte that is in use."""
    first = ord(run[0]) & 0xFF
    if len(run) > 1 and max(run[1:]) >= "\udcc0":
        return False
    return first < 0xC0 or context.leads(first)
