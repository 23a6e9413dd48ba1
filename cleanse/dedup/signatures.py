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

from cleanse.dedup.hashing import ascii_letters, folds, shingle_hashes, sorts_of, text_hash, words_of
from cleanse.dedup.sketch import BINS, sketch
from cleanse.shingling import DEFAULT, Shingling

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SCHEME = "mh1"

KERNEL_FROM = 16_000_000
"""Characters that a process signs before it is worth waiting for the compiled kernel."""

KERNEL_BATCH = 8_000_000
"""Characters that are signed in one call of the kernel; a longer document is a batch by itself."""

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
    return Signature(sign_all([text], shingling).tobytes())


def sign_all(texts: Sequence[str], shingling: Shingling = DEFAULT, *, compiled: bool | None = None) -> NDArray[np.void]:
    """The signatures of many texts, one row of `layout` each.

    Args:
        texts: any number of them.
        shingling: how a text becomes shingles.
        compiled: use the kernel, or do not; ``None`` for the kernel when it is installed and there is enough to do.
            The answer is the same.

    Raises:
        ModuleNotFoundError: the kernel was asked for, and numba is not installed.
    """
    import numpy as np

    rows = np.zeros(len(texts), layout())
    kernel = _kernel() if compiled else None
    if compiled is None and _worth(sum(map(len, texts))):
        kernel = _kernel()
    start = size = 0
    for number, text in enumerate(texts):
        size += len(text)
        if size > KERNEL_BATCH or number == len(texts) - 1:
            _sign(texts[start : number + 1], shingling, rows[start : number + 1], kernel)
            start, size = number + 1, 0
    return rows


def shingle_set(text: str, shingling: Shingling = DEFAULT, *, compiled: bool | None = None) -> NDArray[np.uint64]:
    """The shingles of a text as 64-bit hashes, each once, ascending."""
    import numpy as np

    if compiled or (compiled is None and _worth(len(text))):
        data = np.frombuffer(_folded(text, shingling), np.uint8)
        room = np.empty(len(data) + 1, np.uint64)
        ring = np.empty(shingling.size, np.uint64)
        size = shingling.size
        count, _ = _kernel().shingles(data, 0, len(data), *_tables(shingling), size, ring, room)
        values = room[:count]
    else:
        values = shingle_hashes(words_of(text, shingling), shingling.size)
    return once(values)


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


def common(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> int:
    """How many hashes two results of `shingle_set` have in common."""
    import numpy as np

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


def _sign(texts: Sequence[str], shingling: Shingling, rows: NDArray[np.void], kernel: Any) -> None:
    import numpy as np

    plain = [text.encode("utf-8", "surrogatepass") for text in texts]
    rows["length"] = list(map(len, plain))
    digests = b"".join(hashlib.blake2b(data, digest_size=16).digest() for data in plain)
    rows["digest"] = np.frombuffer(digests, "<u8").reshape(-1, 2)
    if kernel is None:
        for row, text in zip(rows, texts, strict=True):
            words = words_of(text, shingling)
            values = once(shingle_hashes(words, shingling.size))
            row["words"], row["shingles"], row["minima"] = text_hash(words), len(values), sketch(values)
        return
    special = folds()[1] if "case" in shingling.fold else ""
    for number, text in enumerate(texts):
        if not text.isascii() and any(character in text for character in special):
            plain[number] = text.lower().encode("utf-8", "surrogatepass")
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(data) for data in plain], out=bounds[1:])
    longest = int((bounds[1:] - bounds[:-1]).max())
    minima = np.empty((len(texts), BINS), np.uint32)
    wholes = np.empty(len(texts), np.uint64)
    counts = np.empty(len(texts), np.int64)
    kernel.sign(
        np.frombuffer(b"".join(plain), np.uint8),
        bounds,
        *_tables(shingling),
        shingling.size,
        minima,
        counts,
        wholes,
        np.empty(longest + 1, np.uint64),
        np.empty(2 << (longest + 32).bit_length(), np.uint64),
    )
    rows["minima"], rows["words"], rows["shingles"] = minima, wholes, counts


def _folded(text: str, shingling: Shingling) -> bytes:
    """What the kernel reads: the text, folded only where the kernel's table could not."""
    if "case" in shingling.fold and not text.isascii() and any(character in text for character in folds()[1]):
        text = text.lower()
    return text.encode("utf-8", "surrogatepass")


@cache
def _tables(shingling: Shingling) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint32]]:
    """What the kernel knows of characters."""
    import numpy as np

    case = folds()[0] if "case" in shingling.fold else np.arange(len(folds()[0]), dtype=np.uint32)
    return ascii_letters(shingling), sorts_of(shingling), case


def _worth(size: int) -> bool:
    """Whether the kernel is to be used for the next `size` characters; never when it is not installed."""
    _handled[0] += size
    return _handled[0] >= KERNEL_FROM and kernel_installed()


@cache
def _kernel() -> Any:
    from cleanse.dedup import kernel

    return kernel
