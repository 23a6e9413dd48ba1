"""How well a line reads in the language it reads best in.

One bigram model for each of many languages, over letters without case. The model of all languages together
knows that ``ñ`` often follows ``i``; it takes Italian to know that ``più`` is a word and ``piñ`` is none. So where
encodings differ in a letter or two, and nothing but the language can tell, the ends are weighed by their best language.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from cleanse.mojibake.packed import Packed

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNIT: Final = 8
"""Units to a bit."""

LOWEST: Final = -127
"""The least weight of a pair."""

USUAL: Final = 3 * UNIT
"""Weight, without its sign, of a pair that is usual in a language."""

SHORT: Final = 250
"""Pairs whose weights are summed at a time."""

MAGIC: Final = b"cleanse languages' pairs 1\n"

LETTER, SIGN, DIGIT = "\ufffe", "\ufffd", "0"
"""What stands for a letter that no language has, for a sign that none uses, for a digit."""

_APOSTROPHES = frozenset("'’ʼ‘`´")


class Voices:
    """Bigram models, one a language.

    Args:
        data: as `training/repair.py` writes it.

    Raises:
        ValueError: these are no such bytes.
    """

    def __init__(self, data: bytes) -> None:
        packed = Packed(data, MAGIC, "models of languages")
        languages, chars, pairs, seen, names = packed.numbers(5)
        self.names: tuple[str, ...] = tuple(packed.spelled(names).split())
        known = packed.text(chars)
        alone = packed.take("i1", languages * chars).reshape(languages, chars)
        back = packed.take("i1", languages * chars).reshape(languages, chars)
        codes, where = packed.take("<u4", pairs), packed.take("<u4", seen)
        self._size = chars
        self._alone: NDArray[np.int16] = np.ascontiguousarray(alone.T, np.int16)
        self._back: NDArray[np.int16] = np.ascontiguousarray(back.T, np.int16)
        flat = self._unseen(codes // chars, codes % chars).ravel()
        flat[where] = packed.take("i1", seen)
        self._rows: NDArray[np.int16] = flat.reshape(pairs, languages)
        # Where a pair's row is; -1 for those that no language has.
        self._row: NDArray[np.int32] = np.full(chars * chars, -1, np.int32)
        self._row[codes] = np.arange(pairs, dtype=np.int32)
        # Characters are in order: those from here on are beyond ASCII.
        self._plain = sum(map(str.isascii, known))
        self._signs = _Signs(known)

    def weights(self, text: str) -> NDArray[np.int32]:
        """The weight of a line in each language, `UNIT` to a bit, never above 0."""
        return self._sums(*self._pairs(f" {text} "))

    def _sums(self, first: NDArray[np.int32], second: NDArray[np.int32]) -> NDArray[np.int32]:
        rows = self._row[first * self._size + second]
        strange = np.flatnonzero(rows < 0)
        sums: NDArray[np.int32] = np.zeros(len(self.names), np.int32)
        for start in range(0, len(rows), SHORT):
            # So few weights add up within 16 bits.
            sums += self._rows[rows[start : start + SHORT]].sum(axis=0, dtype=np.int16)
        if len(strange):
            # The last row stood in for pairs that no language has.
            sums += self._unseen(first[strange], second[strange]).sum(axis=0, dtype=np.int32)
            sums -= len(strange) * self._rows[-1].astype(np.int32)
        return sums

    def weight_in(self, language: int, text: str) -> int:
        """The weight of the pairs of a text, nothing added at its ends, in one language."""
        first, second = self._pairs(text)
        rows = self._row[first * self._size + second]
        unseen = self._back[first, language] + self._alone[second, language]
        return int(np.where(rows < 0, np.maximum(unseen, LOWEST), self._rows[rows, language]).sum(dtype=np.int32))

    def _pairs(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        places = np.frombuffer(text.lower().translate(self._signs).encode("utf-16-le"), "<u2").astype(np.int32)
        return places[:-1], places[1:]

    def _unseen(self, first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.int16]:
        """Weights of pairs that were not seen, by pair and language."""
        weights: NDArray[np.int16] = np.maximum(self._back[first] + self._alone[second], LOWEST)
        return weights

    def doubt(self, text: str) -> tuple[int, int]:
        """The weight of a line in the language it reads best in, and what better letters could gain there at most.

        A usual pair weighs some `USUAL`; what the pairs with a letter beyond ASCII weigh more is in doubt.
        """
        first, second = self._pairs(f" {text} ")
        sums = self._sums(first, second)
        language = int(sums.argmax())
        chosen = (first >= self._plain) | (second >= self._plain)
        first, second = first[chosen], second[chosen]
        rows = self._row[first * self._size + second]
        unseen = np.maximum(self._back[first, language] + self._alone[second, language], LOWEST)
        weights = np.where(rows < 0, unseen, self._rows[rows, language])
        return int(sums[language]), int((-USUAL - weights).clip(0).sum(dtype=np.int32))

    def language(self, text: str) -> str:
        """The language that a line reads best in, as `names` has it."""
        return self.names[int(self.weights(text).argmax())]

    def best(self, text: str) -> int:
        """The weight of a line in the language it reads best in."""
        return int(self.weights(text).max())


class _Signs(dict[int, str]):
    """The place of each character, as a character."""

    def __init__(self, known: str) -> None:
        super().__init__({ord(char): chr(place) for place, char in enumerate(known)})

    def __missing__(self, code: int) -> str:
        char = chr(code)
        alike = kind(char)
        if alike == char:
            alike = LETTER if char.isalpha() else SIGN
        place = self[code] = self[ord(alike)]
        return place


def kind(char: str) -> str:
    """The character that stands for it in the models.

    >>> [kind(char) for char in "7’ é"]
    ['0', "'", ' ', 'é']
    """
    if char in _APOSTROPHES:
        return "'"
    return " " if char.isspace() else DIGIT if char.isdigit() else char


@cache
def voices() -> Voices:
    """The models that ship; read when they are first asked for."""
    return Voices(files("cleanse.mojibake").joinpath("languages.bin").read_bytes())
