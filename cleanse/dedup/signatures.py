"""Signatures: what is kept of a document to find its copies without reading it again.

The scheme is named `SCHEME`: shingles hashed as in `hashing`, sketched as in `sketch`. Whatever changes
one bit of a signature changes the name; so does another shingling (`scheme_of`). Signatures of different
schemes must not be compared.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleanse.dedup.hashing import CODE_POINTS, folds, shingle_hashes, sorts_of, text_hash, words_of, words_of_all
from cleanse.dedup.sketch import BINS, sketch
from cleanse.shingling import DEFAULT, Shingling

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SCHEME = "mh1"

COMPILE_FROM = 32_000_000
"""Bytes that a process handles before it is worth waiting for the kernel to be compiled."""
LOAD_FROM = 8_000_000
"""The same, where it has been compiled before and lies in numba's cache."""

BATCH_BYTES = 500_000
"""Bytes that are signed in one call of the kernel; a longer document is a batch by itself."""

# What the kernel may read behind a text.
_PADDING = bytes(8)

_handled = [0]


def scheme_of(shingling: Shingling) -> str:
    """The name of a scheme with its shingling.

    >>> scheme_of(DEFAULT)
    'mh1/words/5/case+punctuation'
    """
    return f"{SCHEME}/{shingling.name}"


@cache
def layout() -> np.dtype[np.void]:
    """How a signature lies in a file: 552 bytes, little-endian.

    Fields: ``digest`` (16 bytes of BLAKE2b over the text's UTF-8, as two integers; equal for equal texts), ``words``
    (hash of the folded words in order), ``shingles`` (how many different ones, exactly), ``length`` (of the
    text's UTF-8 in bytes), ``minima`` (the sketch, 128 unsigned 32-bit integers).
    """
    import numpy as np

    return np.dtype(
        [("digest", "<u8", (2,)), ("words", "<u8"), ("shingles", "<i8"), ("length", "<i8"), ("minima", "<u4", (BINS,))]
    )


@dataclass(frozen=True, slots=True)
class Signature:
    """A document's share in finding duplicates, as packed bytes; see `layout`."""

    data: bytes

    SIZE = 16 + 8 + 8 + 8 + 4 * BINS

    @property
    def digest(self) -> bytes:
        """16 bytes of BLAKE2b over the text's UTF-8."""
        return self.data[:16]

    @property
    def shingles(self) -> int:
        """How many different shingles the text has."""
        return int.from_bytes(self.data[24:32], "little")

    @property
    def length(self) -> int:
        """Bytes of the text's UTF-8."""
        return int.from_bytes(self.data[32:40], "little")

    @property
    def minima(self) -> bytes:
        """128 little-endian unsigned 32-bit integers; all ones for a text without a word."""
        return self.data[40:]


def sign(text: str, shingling: Shingling = DEFAULT) -> Signature:
    """The signature of a text: pure, and the same in every process.

    >>> sign("a b c d e f").shingles
    2
    >>> sign("twice") == sign("twice")
    True
    """
    return Signature(sign_all([encoded(text)], shingling).tobytes())


def encoded(text: str) -> bytes:
    """The UTF-8 of a text; half of a surrogate pair is written as UTF-8 would write it, if it could."""
    return text.encode("utf-8", "surrogatepass")


def sign_all(
    texts: Sequence[bytes], shingling: Shingling = DEFAULT, *, compiled: bool | None = None
) -> NDArray[np.void]:
    """The signatures of many texts, one row of `layout` each.

    Args:
        texts: any number of them, as `encoded` gives them.
        shingling: how a text becomes shingles.
        compiled: use the kernel, or do not; ``None`` for the kernel when it is installed and there is enough to do.
            The answer is the same.

    Raises:
        ModuleNotFoundError: the kernel was asked for, and numba is not installed.
    """
    return sign_sets(texts, shingling, compiled=compiled)[0]


def sign_sets(
    texts: Sequence[bytes], shingling: Shingling = DEFAULT, *, compiled: bool | None = None
) -> tuple[NDArray[np.void], NDArray[np.uint64]]:
    """Signatures as `sign_all` makes them, and the sets they are of, as `shingle_set` gives them, one behind the other."""
    import numpy as np

    rows = np.zeros(len(texts), layout())
    rows["length"] = list(map(len, texts))
    digests = b"".join([hashlib.blake2b(data, digest_size=16).digest() for data in texts])
    rows["digest"] = np.frombuffer(digests, "<u8").reshape(-1, 2)
    sign_rows = _compiled if compiled or (compiled is None and _worth(int(rows["length"].sum()))) else _plain
    sets = []
    start = size = 0
    for number, data in enumerate(texts):
        size += len(data)
        if size > BATCH_BYTES or number == len(texts) - 1:
            sets.append(sign_rows(texts[start : number + 1], shingling, rows[start : number + 1]))
            start, size = number + 1, 0
    return rows, np.concatenate(sets) if len(sets) != 1 and sets else (sets[0] if sets else np.empty(0, np.uint64))


def shingle_set(text: bytes, shingling: Shingling = DEFAULT, *, compiled: bool | None = None) -> NDArray[np.uint64]:
    """The shingles of a text as 64-bit hashes, each once, in no promised order.

    Args:
        text: as `encoded` gives it.
        shingling: how a text becomes shingles.
        compiled: as for `sign_all`.
    """
    import numpy as np

    if compiled or (compiled is None and _worth(len(text))):
        data = np.frombuffer(text + _PADDING, np.uint8)
        sorts, table = _tables(shingling)
        values: NDArray[np.uint64] | None = _kernel().shingle_set(data, len(text), sorts, table, shingling.size)
        if values is None:
            return shingle_set(_lowered(text), shingling, compiled=True)
        return values
    return once(shingle_hashes(words_of(_decoded(text), shingling), shingling.size))


def once(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Sorted, each once."""
    import numpy as np

    values = np.sort(values)
    if len(values) > 1:
        first = np.empty(len(values), np.bool_)
        first[0] = True
        np.not_equal(values[1:], values[:-1], out=first[1:])
        values = values[first]
    return values


def common(one: NDArray[np.uint64], other: NDArray[np.uint64], *, compiled: bool | None = None) -> int:
    """How many hashes two results of `shingle_set` have in common."""
    import numpy as np

    if compiled or (compiled is None and _worth(0)):
        return int(_kernel().common(one, other))
    merged = np.concatenate((one, other))
    merged.sort()
    return int(np.count_nonzero(merged[1:] == merged[:-1]))


def table(path: Path, count: int) -> NDArray[np.void]:
    """Packed signatures in a file, mapped: rows of `layout`."""
    import numpy as np

    # An empty file cannot be mapped.
    return np.memmap(path, layout(), "r", shape=(count,)) if count else np.empty(0, layout())


def kernel_installed() -> bool:
    """True when numba can be imported."""
    return "numba" in sys.modules or importlib.util.find_spec("numba") is not None


def _plain(texts: Sequence[bytes], shingling: Shingling, rows: NDArray[np.void]) -> NDArray[np.uint64]:
    import numpy as np

    sets = []
    for row, words in zip(rows, words_of_all(list(map(_decoded, texts)), shingling), strict=True):
        sets.append(once(shingle_hashes(words, shingling.size)))
        row["words"], row["shingles"], row["minima"] = text_hash(words), len(sets[-1]), sketch(sets[-1])
    return np.concatenate(sets)


def _compiled(texts: Sequence[bytes], shingling: Shingling, rows: NDArray[np.void]) -> NDArray[np.uint64]:
    import numpy as np

    bounds = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(data) for data in texts], out=bounds[1:])
    longest = int((bounds[1:] - bounds[:-1]).max())
    minima = np.empty((len(texts), BINS), np.uint32)
    wholes = np.empty(len(texts), np.uint64)
    counts = np.empty(len(texts), np.int64)
    # More than the shingles can be; what is not used is never touched.
    room = np.empty(int(bounds[-1]) + 1, np.uint64)
    data = np.frombuffer(b"".join([*texts, _PADDING]), np.uint8)
    table = np.empty(2 << (longest + 32).bit_length(), np.uint64)
    _kernel().sign(data, bounds, *_tables(shingling), shingling.size, minima, counts, wholes, room, table)
    rows["minima"], rows["words"], rows["shingles"] = minima, wholes, counts
    special = np.flatnonzero(counts < 0)
    if not len(special):
        return room[: int(counts.sum())]
    again = np.zeros(len(special), layout())
    more = _compiled([_lowered(texts[number]) for number in special.tolist()], shingling, again)
    for field in ("minima", "words", "shingles"):
        rows[field][special] = again[field]
    return _woven(room, np.maximum(counts, 0), more, special, again["shingles"])


def _woven(
    values: NDArray[np.uint64],
    counts: NDArray[np.int64],
    more: NDArray[np.uint64],
    places: NDArray[np.int64],
    sizes: NDArray[np.int64],
) -> NDArray[np.uint64]:
    """Sets that were made later put in their places among the others."""
    import numpy as np

    made = np.split(values[: int(counts.sum())], np.cumsum(counts)[:-1])
    for place, late in zip(places.tolist(), np.split(more, np.cumsum(sizes)[:-1]), strict=True):
        made[place] = late
    return np.concatenate(made)


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "surrogatepass")


def _lowered(text: bytes) -> bytes:
    return encoded(_decoded(text).lower())


@cache
def _tables(shingling: Shingling) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """What the kernel knows of characters."""
    import numpy as np

    if "case" not in shingling.fold:
        return sorts_of(shingling), np.arange(CODE_POINTS, dtype=np.uint32)
    sorts = sorts_of(shingling).copy()
    table, special = folds()
    for character in special:
        sorts[ord(character)] = _kernel().SPECIAL
    return sorts, table


def _worth(size: int) -> bool:
    """Whether the kernel is to be used for the next `size` bytes; never when it is not installed."""
    _handled[0] += size
    return _handled[0] >= _needed() and _usable()


@cache
def _needed() -> int:
    if not kernel_installed():
        return sys.maxsize
    cached = any(Path(__file__).parent.glob("__pycache__/kernel.sign-*.nbi"))
    return LOAD_FROM if cached else COMPILE_FROM


@cache
def _usable() -> bool:
    """False where numba is installed and does not work, such as beside a numpy it does not know."""
    try:
        _kernel()
    except Exception:  # noqa: BLE001 - whatever keeps the kernel from loading, numpy gives the same answer
        return False
    return True


@cache
def _kernel() -> Any:
    from cleanse.dedup import kernel

    return kernel
