"""Which lines may hold mojibake at all? A look at every pair of characters, at more than a hundred megabytes a second.

*Evidence.* A pair of neighbours with a character beyond ASCII has a weight: log2 of how much likelier it is in
garbled text than in clean text. ``Ã¤``, ``Ð¿``, ``â€`` weigh +9 to +15 bits, ``é `` -2, ``ор`` -6. Characters outside the
one-byte encodings share a class with their block.

*Decision.* The cumulative sum test of Page ("Continuous inspection schemes", 1954): ``s = max(0, s + weight)`` along a
line. Where it reaches the limit, the line is suspected: one impossible pair is enough, or a run of unlikely ones, and
clean words before a garbled one do not outvote it. It is computed for a whole text at once, as the running sum less
its own running minimum; a line feed weighs so little that the minimum starts afresh.

*Marks.* What lost bytes leave, which one pair cannot show, is found by one regular expression.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from operator import add
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from cleanse.mojibake.doubles import EAST
from cleanse.mojibake.model import MEMORY
from cleanse.mojibake.packed import Packed

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNIT: Final = 4
"""Units of a weight to a bit."""

LIMIT: Final = 11 * UNIT
"""Evidence from which on a line is suspected."""

CHUNK: Final = 1 << 15
"""UTF-16 units that are looked at at once: what is computed in between stays in the cache."""

RESET: Final = -30_000
"""Weight of a line feed; `CHUNK` of them fit into 32 bits."""

MAGIC: Final = b"cleanse garbled pairs 1\n"

_FEED, _SPACE, _A, _Z, _ASCII, _FIRST_EASTERN = 10, 32, 97, 122, 127, 0x3040

# Each begins with one character, so that the engine runs to the next one in one loop.
_MARKS = tuple(
    re.compile(pattern)
    for pattern in (
        # a capital where no orthography has it: in a word after a small letter, behind a number, before a sign
        (
            r"Â(?:(?<=[a-zß-öø-ÿ]Â)(?=[^a-zß-öø-ÿ])|(?<=[0-9.,;:!?)\"'’”%»…]Â)(?=[\s.,;:!?)(\"“«–—A-Z]|\Z)"
            r"|(?<=[A-Z]Â)(?=[\s,.;(]|\Z)|(?<=[0-9]Â)(?=[0-9]{3}))"
        ),
        # à and a space
        r"Ã(?:(?<=[a-zß-öø-ÿ]Ã)(?=[^a-zß-öø-ÿ])|(?<=[\sÃ]Ã)(?=[ \xa0])|(?<=\AÃ)(?=[ \xa0]))",
        # a quote, a dash, an apostrophe
        (
            r"â(?:(?<=[a-z]â)(?=(?:s|t|re|ve|ll|d|m)\b)|(?<=Iâ)(?=[mvld])"
            r"|(?<=[cdgjlmnstvuCDGJLMNST]â)(?=[aeiohéèêàâîôûAEIOHÉÈÊÀÎÔ])|(?<=sâ)(?= [a-zA-Z])|(?=[€™]|\?\?|  )"
            r"|(?<=[\s(\[]â)(?=[A-Z0-9œ])|(?<=\Aâ)(?=[A-Z0-9œ])|(?<=[.,!?…]â)(?=\s|\Z|[)\]]))"
        ),
        "\ufffd",
        r"\?(?:(?<=[a-z]n\?)(?=t\b)|(?<=[a-z]\?)(?=(?:re|ve|ll)\b)|(?<=I\?)(?=m\b)|(?<=[a-z]{3}\?)(?=s ))",
    )
)
"""What lost bytes leave; see `remains`."""

_EASTERN = re.compile(
    f"[{EAST}](?:(?<=[A-Za-z].)(?=[a-z]{{2}})|(?<=[a-z]{{2}}.)(?=[a-z])|(?<=[a-z] .)(?= [a-z])|(?<=[a-z].)(?![{EAST}]))"
)


class Gate:
    """The weights of pairs.

    Args:
        data: as `training/repair.py` writes it.

    Raises:
        ValueError: these are no such bytes.
    """

    def __init__(self, data: bytes) -> None:
        packed = Packed(data, MAGIC, "gate")
        size, runs = packed.numbers(2)
        lengths, classes = packed.take("<u2", runs), packed.take("<u2", runs)
        kinds = np.repeat(classes, lengths.astype(np.int64) + 1).astype(np.int32)
        self._first: NDArray[np.int32] = kinds * size
        self._second: NDArray[np.int32] = kinds
        self._weights: NDArray[np.int8] = packed.take("i1", size * size)
        self._pairs = _PairWeights(self)
        self._last = "", False

    def weight(self, first: str, second: str) -> int:
        """The weight of two neighbours; what is beyond the basic plane counts as its halves."""
        units = np.frombuffer((first + second).encode("utf-16-le", "surrogatepass"), "<u2")
        return int(self._weights.take(self._first.take(units[:-1]) + self._second.take(units[1:])).sum(dtype=np.int32))

    def suspects(self, text: str) -> list[int]:
        """Numbers of the lines that may be garbled, counted from 0 at each line feed, in order."""
        if text.isascii():
            return []
        marked = [match.start() for pattern in _MARKS for match in pattern.finditer(text)]
        units = np.frombuffer(f"\n{text}\n".encode("utf-16-le", "surrogatepass"), "<u2")
        found = self._hits(units)
        numbers = set(_numbers(text, marked))
        east = np.flatnonzero(units >= _FIRST_EASTERN)
        if len(east):
            # Behind a Latin letter, with or without a space between.
            before = units[east - 1]
            before = np.where(before == _SPACE, units[np.maximum(east - 2, 0)], before) | 0x20
            behind = east[(before >= _A) & (before <= _Z)]
            if len(behind):
                lines = text.split("\n")
                feeds = np.flatnonzero(units == _FEED)
                likely = (np.unique(np.searchsorted(feeds, behind, "right")) - 1).tolist()
                numbers.update(number for number in likely if _EASTERN.search(lines[number]))
        if len(found):
            feeds = np.flatnonzero(units == _FEED)
            numbers.update((np.unique(np.searchsorted(feeds, found, "right")) - 1).tolist())
        return sorted(numbers)

    def suspected(self, line: str) -> bool:
        """As `suspects` of one line, which costs less this way; what was asked just before is remembered."""
        last = self._last
        if line == last[0]:
            return last[1]
        answer = self._suspected(line)
        self._last = line, answer
        return answer

    def _suspected(self, line: str) -> bool:
        if line.isascii():
            return False
        if any(pattern.search(line) for pattern in _MARKS) or _EASTERN.search(line):
            return True
        weights = self._pairs
        # The pair of the line feed and the first character is heard with the next one, as in `_hits`.
        level = max(0, weights["\n" + line[0]])
        for weight in map(weights.__getitem__, map(add, line, line[1:] + "\n")):
            level += weight
            if level < 0:
                level = 0
            elif level >= LIMIT:
                return True
        return False

    def _hits(self, units: NDArray[np.uint16]) -> NDArray[Any]:
        """Places where the evidence within a line reaches the limit; ``units`` begin with a line feed."""
        hits: list[NDArray[Any]] = []
        carry = 0
        for start in range(0, len(units) - 1, CHUNK):
            part = units[start : start + CHUNK + 1]
            keep = part > _ASCII
            keep |= part == _FEED
            at: NDArray[Any] | None = None
            if np.count_nonzero(keep) < len(part) // 3:
                # Mostly ASCII: only the pairs around other characters and line feeds.
                at = np.flatnonzero(keep[:-1] | keep[1:])
                first, second = part[at], part[at + 1]
            else:
                first, second = part[:-1], part[1:]
            weights = self._weights.take(self._first.take(first) + self._second.take(second)).astype(np.int32)
            if not len(weights):
                continue
            weights[0] += carry
            feeds = np.flatnonzero(first == _FEED)
            # What the first pair of a line says is heard one pair later, behind the reset.
            said = np.maximum(weights[feeds], 0)
            weights[feeds] = RESET
            inner = feeds + 1 < len(weights)
            weights[feeds[inner] + 1] += said[inner]
            total = np.cumsum(weights, dtype=np.int32)
            level = total - np.minimum(np.minimum.accumulate(total), 0)
            reached = np.flatnonzero(level >= LIMIT)
            if len(reached):
                hits.append((reached if at is None else at[reached]) + start)
            carry = min(int(level[-1]), -RESET)
        return np.concatenate(hits) if hits else np.zeros(0, np.int64)


class _PairWeights(dict[str, int]):
    """Weights of pairs that were asked for before."""

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self._gate = gate

    def __missing__(self, pair: str) -> int:
        weight = 0 if pair.isascii() else self._gate.weight(pair[0], pair[1])
        if len(self) < MEMORY:
            self[pair] = weight
        return weight


def _numbers(text: str, places: list[int]) -> list[int]:
    """The numbers of the lines in which places stand, in order, each once."""
    numbers: list[int] = []
    position = number = 0
    for place in sorted(places):
        if place < position:
            continue
        number += text.count("\n", position, place)
        numbers.append(number)
        end = text.find("\n", place)
        if end < 0:
            break
        position, number = end + 1, number + 1
    return numbers


def suspects_of(by: Gate, texts: Sequence[str]) -> list[list[int]]:
    """As `Gate.suspects` of each text; one look at all of them together, since a look has a price of its own."""
    found: list[list[int]] = [[] for _ in texts]
    asked = [place for place, text in enumerate(texts) if not text.isascii()]
    starts: list[int] = []
    count = 0
    for place in asked:
        starts.append(count)
        count += texts[place].count("\n") + 1
    for number in by.suspects("\n".join(texts[place] for place in asked)):
        nth = bisect_right(starts, number) - 1
        found[asked[nth]].append(number - starts[nth])
    return found


@cache
def gate() -> Gate:
    """The gate that ships; read when it is first asked for."""
    return Gate(files("cleanse.mojibake").joinpath("gate.bin").read_bytes())
