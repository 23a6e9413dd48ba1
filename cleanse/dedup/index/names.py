"""Names of documents as arrays: paths that do not repeat at once, and for each document the number of its path and a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleanse.errors import SettingsError

MOST_ROWS = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class Names:
    """Names of documents.

    Attributes:
        paths: of files; any text that UTF-8 can write will do.
        numbers: for each document the place of its path.
        rows: for each document its row in the file; 0 for a whole file.
    """

    paths: Sequence[str]
    numbers: NDArray[np.uint32]
    rows: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, place: int) -> tuple[str, int]:
        """Path and row of a document."""
        return self.paths[int(self.numbers[place])], int(self.rows[place])

    def chosen(self, places: NDArray[np.int64]) -> Names:
        """Names of some documents."""
        return Names(self.paths, self.numbers[places], self.rows[places])

    def runs(self) -> tuple[list[str], NDArray[np.uint32]]:
        """The paths that are in use, none twice at once, and the place of its path for each document."""
        changes = np.flatnonzero(np.diff(self.numbers, prepend=np.uint32(0)))
        first = [0] if len(self.numbers) else []
        starts = sorted({*first, *changes.tolist()})
        paths: list[str] = []
        places = np.zeros(len(self.numbers), np.uint32)
        for start in starts:
            path = self.paths[int(self.numbers[start])]
            if not paths or path != paths[-1]:
                paths.append(path)
                places[start] = start > 0
        return paths, np.cumsum(places, dtype=np.uint32)


def names_of(names: Iterable[tuple[str, int]]) -> Names:
    """Names from pairs of path and row.

    Raises:
        SettingsError: a row is out of range, or a path holds a lone surrogate.

    >>> names_of([("a.jsonl", 1), ("a.jsonl", 2), ("b.txt", 0)]).paths
    ['a.jsonl', 'b.txt']
    """
    paths: list[str] = []
    numbers: list[int] = []
    rows: list[int] = []
    for path, row in names:
        if not paths or path != paths[-1]:
            _check(path)
            paths.append(path)
        if not 0 <= row <= MOST_ROWS:
            raise SettingsError(f"row {row} of {path!r}.", hint=f"Name rows from 0 to {MOST_ROWS}.")
        numbers.append(len(paths) - 1)
        rows.append(row)
    return Names(paths, np.array(numbers, np.uint32), np.array(rows, np.uint32))


def _check(path: str) -> None:
    try:
        path.encode()
    except UnicodeEncodeError:
        raise SettingsError(
            f"{path!r}: a name holds a lone surrogate, which UTF-8 cannot write.", hint="Escape it first."
        ) from None
