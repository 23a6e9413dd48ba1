"""How likely a text is, character by character: a bigram model of several hundred languages.

Only pairs with a character beyond ASCII are weighed; a pair of ASCII costs a flat rate. So the weight of a garbled
text and that of its repair compare, though one is longer than the other, and the model stays small. Weights
are whole numbers, `BIT` to a bit: sums are exact and the same on every machine.

Bigrams are smoothed as Witten and Bell do ("The zero-frequency problem", 1991, method C).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from operator import add
from typing import Final

from cleanse.mojibake.packed import Packed

BIT: Final = 16
"""Units to a bit."""

FLAT: Final = -40
"""Weight of a pair of ASCII characters: 2.5 bits."""

MEMORY: Final = 1 << 17
"""Pairs that were worked out are remembered up to this number."""

MAGIC: Final = b"cleanse character pairs 1\n"


class Pairs(dict[str, int]):
    """Weight of each pair of characters; what the model does not list is worked out when it is asked for.

    Args:
        chars: the characters the model knows.
        alone: the weight of each by itself.
        back: what a pair that was not seen costs beyond its second character, by its first one.
        seen: weights of pairs.
        floor: weight of a character that the model does not know.
    """

    __slots__ = ("_alone", "_back", "_floor", "_kept")

    def __init__(self, chars: str, alone: list[int], back: list[int], seen: dict[str, int], floor: int) -> None:
        super().__init__(seen)
        self._alone = dict(zip(chars, alone, strict=True))
        self._back = dict(zip(chars, back, strict=True))
        self._floor = floor
        self._kept = len(seen)

    def __missing__(self, pair: str) -> int:
        weight = FLAT if pair.isascii() else self._back.get(pair[0], 0) + self._alone.get(pair[1], self._floor)
        if len(self) < self._kept + MEMORY:
            self[pair] = weight
        return weight


class Model:
    """A character model.

    Args:
        data: as `training/repair.py` writes it.

    Raises:
        ValueError: these are no such bytes.
    """

    def __init__(self, data: bytes) -> None:
        packed = Packed(data, MAGIC, "character model")
        count, pairs, floor = packed.numbers(3)
        chars = packed.take("<u4", count)
        alone, back = packed.take("<i2", count), packed.take("<i2", count)
        places = packed.take("<u2", 2 * pairs)
        weights = packed.take("<i2", pairs)
        joined = chars[places].tobytes().decode("utf-32-le")
        seen = dict(zip(map(add, joined[::2], joined[1::2]), weights.tolist(), strict=True))
        self.pairs = Pairs(chars.tobytes().decode("utf-32-le"), alone.tolist(), back.tolist(), seen, floor)

    def weight(self, text: str) -> int:
        """The sum over a text's pairs, a space on either side; never above 0, `BIT` to a bit."""
        return sum(map(self.pairs.__getitem__, map(add, " " + text, text + " ")))


@cache
def model() -> Model:
    """The model that ships; read when it is first asked for."""
    return Model(files("cleanse.mojibake").joinpath("characters.bin").read_bytes())
