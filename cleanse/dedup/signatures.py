"""Signatures: what is kept of a document to find its copies without reading it again."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleanse.dedup.shingles import hashed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PERMUTATIONS = 128
SEED = 1

# Rows whose products fit a core's cache together; a long text would otherwise need half a kilobyte a shingle.
_BLOCK = 512

_LAYOUT = struct.Struct(f"<16sQQ{4 * PERMUTATIONS}s")


@dataclass(frozen=True, slots=True)
class Signature:
    """A document's share in finding duplicates.

    Attributes:
        digest: 16 bytes of BLAKE2b over the text's UTF-8; equal for equal texts.
        shingles: how many different shingles the text has, exactly.
        length: of the text's UTF-8, in bytes.
        minima: 128 little-endian unsigned 32-bit minima (MinHash); all ones for a text without a word.
    """

    digest: bytes
    shingles: int
    length: int
    minima: bytes

    SIZE = _LAYOUT.size

    def pack(self) -> bytes:
        """As `SIZE` bytes, to be kept on disk."""
        return _LAYOUT.pack(self.digest, self.shingles, self.length, self.minima)

    @classmethod
    def unpack(cls, data: bytes) -> Signature:
        """Back from `pack`."""
        return cls(*_LAYOUT.unpack(data))


def sign(text: str) -> Signature:
    """The signature of a text: pure, and the same in every process.

    MinHash as in A. Broder, "On the resemblance and containment of documents" (1997), by datasketch.
    Minima differ between versions of datasketch; they only propose pairs.

    >>> sign("a b c d e f").shingles
    2
    >>> sign("twice") == sign("twice")
    True
    """
    import numpy as np

    values = hashed(text)
    sketch = _template().copy()
    # One array given as a batch of one value: datasketch then computes whole columns instead of integer by integer.
    high = (values >> np.uint64(32)).astype(np.uint32)
    for start in range(0, len(high), _BLOCK):
        sketch.update_batch([high[start : start + _BLOCK]])
    data = text.encode("utf-8", "surrogatepass")
    minima: NDArray[np.uint32] = np.asarray(sketch.hashvalues).astype("<u4")
    digest = hashlib.blake2b(data, digest_size=16).digest()
    return Signature(digest, len(values), len(data), minima.tobytes())


def table(path: Path, count: int) -> NDArray[np.void]:
    """Packed signatures in a file, mapped: fields ``digest`` (two words), ``shingles``, ``length`` and ``minima``."""
    import numpy as np

    layout = np.dtype(
        [("digest", "<u8", (2,)), ("shingles", "<i8"), ("length", "<i8"), ("minima", "<u4", (PERMUTATIONS,))]
    )
    # An empty file cannot be mapped.
    return np.memmap(path, layout, "r", shape=(count,)) if count else np.empty(0, layout)


@cache
def _template() -> Any:
    # The whole of datasketch, and with it scipy, is imported whichever of its modules is asked for: once a process.
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS, seed=SEED, hashfunc=_as_it_is)


def _as_it_is(value: object) -> object:
    return value
