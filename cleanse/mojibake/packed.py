"""Reading the files of the models: a line that says what they are, then arrays, one behind the other."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Packed:
    """Arrays in a row.

    Args:
        data: the bytes of a file.
        magic: what they begin with.
        what: they are, for the message when they are not.

    Raises:
        ValueError: the bytes begin otherwise.
    """

    def __init__(self, data: bytes, magic: bytes, what: str) -> None:
        if not data.startswith(magic):
            raise ValueError(f"these bytes are no {what}")
        self._data = data
        self._at = len(magic)

    def take(self, kind: str, count: int) -> NDArray[Any]:
        """The next ``count`` values of a numpy kind."""
        found = np.frombuffer(self._data, kind, count, self._at)
        self._at += found.nbytes
        return found

    def numbers(self, count: int) -> tuple[int, ...]:
        """The next ``count`` numbers of four bytes."""
        return tuple(self.take("<i4", count).tolist())

    def text(self, count: int) -> str:
        """The next ``count`` characters, four bytes each."""
        return self.take("<u4", count).tobytes().decode("utf-32-le")

    def spelled(self, size: int) -> str:
        """The next ``size`` bytes as UTF-8."""
        return self.take("u1", size).tobytes().decode()
