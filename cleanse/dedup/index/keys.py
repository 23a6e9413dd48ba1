"""What an index keeps of a signature: keys to find it by, and a sketch to judge it by.

A key has 40 bits. Of a hundred million documents, 0.0001 share one by chance, where 32 bits would make it 0.02 a key
and 0.4 a document. Key 0 is cut from the content's digest, so that the same text is found whatever its bands; the
others are hashes of bands. A text without a word has no bands: all of its keys are cut from its digest.

A sketch has four bits of each value of the signature.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from cleanse.dedup.index.scheme import Scheme

KEY_BITS = 40
PREFIX = 16
"""Values of a sketch by which the documents of a crowded bucket are ordered."""

MOST = 1 << (64 - KEY_BITS)
"""Documents that are handled at once: a key and a place share 64 bits while they are sorted."""

_PLACE_BITS = np.uint64(64 - KEY_BITS)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SPREAD = np.uint32(0x9E3779B1)
_HALF = np.uint64(32)
_CHUNK = 1024

# How many of two 4-bit values are the same, by the difference (xor) of the bytes that hold them.
_SAME = np.array([(byte & 15 == 0) + (byte >> 4 == 0) for byte in range(256)], np.uint8)
_SAME_PAIRS = (_SAME[:, None] + _SAME[None, :]).reshape(-1)


def keys_of(
    scheme: Scheme, digests: NDArray[np.uint8], minima: NDArray[np.uint32], wordless: NDArray[np.bool_]
) -> NDArray[np.uint64]:
    """The keys of documents.

    Args:
        scheme: of the index.
        digests: 16 bytes a document.
        minima: one row of `scheme.values` a document.
        wordless: which documents have no signature to speak of.

    Returns:
        `scheme.tables` rows of one 40-bit key a document.
    """
    words = np.ascontiguousarray(digests).view("<u8").reshape(-1, 2)
    keys = np.empty((scheme.tables, len(words)), np.uint64)
    keys[0] = words[:, 0] >> np.uint64(64 - KEY_BITS)
    used = scheme.bands * scheme.rows
    for start in range(0, len(words), _CHUNK):
        values = np.ascontiguousarray(minima[start : start + _CHUNK, :used].T).reshape(scheme.bands, scheme.rows, -1)
        folded = np.empty((scheme.bands, values.shape[2]), np.uint64)
        # The number of the band starts the fold, so that bands of one value have keys of their own.
        folded[:] = np.arange(1, scheme.tables, dtype=np.uint64)[:, None]
        for row in range(scheme.rows):
            folded ^= values[:, row]
            folded *= _MIX
            folded ^= folded >> _HALF
        folded *= _MIX
        keys[1:, start : start + _CHUNK] = folded >> np.uint64(64 - KEY_BITS)
    if wordless.any():
        for band in range(scheme.bands):
            keys[band + 1, wordless] = ((words[wordless, 1] + np.uint64(band)) * _MIX) >> np.uint64(64 - KEY_BITS)
    return keys


def in_order(keys: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Keys sorted, and the place of each; equal keys in the order of their places.

    Args:
        keys: at most `MOST`.

    >>> import numpy as np
    >>> in_order(np.array([3, 1, 3], np.uint64))
    (array([1, 3, 3], dtype=uint64), array([1, 0, 2]))
    """
    # One sort of integers is several times faster than finding the order of others.
    packed = keys << _PLACE_BITS
    packed |= np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    return packed >> _PLACE_BITS, (packed & np.uint64(MOST - 1)).view(np.int64)


def sketches_of(minima: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Four bits of every value, two to a byte, the earlier value in the upper half.

    >>> import numpy as np
    >>> sketches_of(np.array([[0, 1, 2, 3]], np.uint32))
    array([[ 9, 61]], dtype=uint8)
    """
    packed = np.empty((len(minima), minima.shape[1] // 2), np.uint8)
    for start in range(0, len(minima), _CHUNK):
        values = np.ascontiguousarray(minima[start : start + _CHUNK], "<u4") * _SPREAD
        pairs = (values >> np.uint32(28)).view("<u8")
        packed[start : start + _CHUNK] = (pairs << np.uint64(4) | pairs >> _HALF).astype(np.uint8)
    return packed


def agreeing(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.int64]:
    """How many values agree, row by row of two arrays of sketches.

    >>> import numpy as np
    >>> agreeing(np.array([[9, 61]], np.uint8), np.array([[8, 61]], np.uint8))
    array([3])
    """
    difference = np.ascontiguousarray(one ^ other).view(np.uint16)
    counts: NDArray[np.int64] = _SAME_PAIRS[difference].sum(axis=1, dtype=np.int64)
    return counts


def prefixes(scheme: Scheme, sketches: NDArray[np.uint8], table: int) -> NDArray[np.uint64]:
    """The `PREFIX` values that follow those of a table's band, as one integer that compares as they do in turn."""
    places = (np.arange(PREFIX) + table * scheme.rows) % scheme.values
    values = sketches[:, places // 2].astype(np.uint64) >> np.where(places % 2, 0, 4).astype(np.uint64)
    shifts = (np.arange(PREFIX)[::-1] * 4).astype(np.uint64)
    found: NDArray[np.uint64] = np.bitwise_or.reduce((values & np.uint64(15)) << shifts, axis=1)
    return found


def name_keys(names: Iterable[tuple[bytes, int]]) -> NDArray[np.uint64]:
    """A hash of each path and row: copies of one text are ordered by it, so that each is found by its name."""
    values = [hashlib.blake2b(path, digest_size=8, salt=row.to_bytes(16, "little")).digest() for path, row in names]
    return np.frombuffer(b"".join(values), "<u8")
