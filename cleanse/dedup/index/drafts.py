"""Documents that will be a segment, in memory: some 220 bytes each, and their paths."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleanse.dedup.index.keys import MOST, in_order, keys_of, name_keys, prefixes, sketches_of
from cleanse.dedup.index.names import Names
from cleanse.dedup.index.scheme import Scheme
from cleanse.dedup.index.segments import DOCUMENT, Sealed, SegmentWriter
from cleanse.dedup.index.tables import Prefixes, TableWriter, settle


@dataclass(frozen=True, slots=True)
class Signed:
    """Documents with their signatures, as arrays.

    Attributes:
        names: path and row of each; row 0 for a whole file.
        digests: 16 bytes each.
        minima: one row of unsigned 32-bit values each.
        wordless: true where the text has no word.
    """

    names: Names
    digests: NDArray[np.uint8]
    minima: NDArray[np.uint32]
    wordless: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True, slots=True)
class Cut:
    """Documents cut into what an index keeps: the values of the signatures are no longer needed.

    Attributes:
        names: path and row of each.
        digests: 16 bytes each.
        keys: one row a table.
        sketches: one row a document.
        wordless: true where the text has no word.
    """

    names: Names
    digests: NDArray[np.uint8]
    keys: NDArray[np.uint64]
    sketches: NDArray[np.uint8]
    wordless: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.names)

    def chosen(self, places: NDArray[np.int64]) -> Cut:
        """Some of them."""
        return Cut(
            self.names.chosen(places),
            self.digests[places],
            self.keys[:, places],
            self.sketches[places],
            self.wordless[places],
        )


def cut(scheme: Scheme, signed: Signed) -> Cut:
    """Cut signatures into keys and sketches."""
    keys = keys_of(scheme, signed.digests, signed.minima, signed.wordless)
    return Cut(signed.names, signed.digests, keys, sketches_of(signed.minima), signed.wordless)


class Draft:
    """Room for the documents of a segment.

    Args:
        scheme: of the index.
        room: documents, at most `MOST`.
    """

    def __init__(self, scheme: Scheme, room: int) -> None:
        self._scheme = scheme
        self._room = min(room, MOST)
        self._count = 0
        # Pages that are never written to take no memory.
        self._keys = np.empty((scheme.tables, self._room), np.uint64)
        self._sketches = np.empty((self._room, scheme.width), np.uint8)
        self._documents = np.empty(self._room, DOCUMENT)
        self._paths: list[bytes] = []

    def __len__(self) -> int:
        """Documents so far."""
        return self._count

    @property
    def room(self) -> int:
        """How many more there is room for."""
        return self._room - self._count

    def add(self, documents: Cut) -> None:
        """Take documents, no more than there is room for."""
        start, stop = self._count, self._count + len(documents)
        self._keys[:, start:stop] = documents.keys
        self._sketches[start:stop] = documents.sketches
        self._documents["digest"][start:stop] = documents.digests
        paths, numbers = documents.names.runs()
        again = bool(paths and self._paths) and paths[0].encode() == self._paths[-1]
        self._documents["path"][start:stop] = numbers + np.uint32(len(self._paths) - again)
        self._documents["row"][start:stop] = documents.names.rows
        self._paths += [path.encode() for path in paths[again:]]
        self._count = stop

    def write(self, path: Path) -> Sealed:
        """Write the documents, at least one, as a segment: a file that is not there."""
        scheme, count, paths = self._scheme, self._count, self._paths
        with SegmentWriter(path, scheme, count, len(paths), sum(map(len, paths))) as writer:
            writer.part("paths").write(b"".join(paths))
            writer.part("path-ends").write(np.cumsum([len(path) for path in paths]).astype("<u8").tobytes())
            writer.part("documents").write(self._documents[:count].view(np.uint8).data)
            writer.part("sketches").write(self._sketches[:count].data)
            for number in range(scheme.tables):
                table = TableWriter(
                    count, writer.part(f"entries-{number:02}").write, writer.part(f"bloom-{number:02}").write
                )
                keys, rows = in_order(self._keys[number, :count])
                table.add(keys, settle(keys, rows, self._order(number)))
                writer.part(f"cells-{number:02}").write(table.close())
            return writer.seal()

    def _order(self, number: int) -> Prefixes:
        if number:
            return lambda rows: prefixes(self._scheme, self._sketches[rows], number)
        return self._name_keys

    def _name_keys(self, rows: NDArray[np.int64]) -> NDArray[np.uint64]:
        found = self._documents[rows]
        pairs = zip(found["path"].tolist(), found["row"].tolist(), strict=True)
        return name_keys((self._paths[path], row) for path, row in pairs)
