"""The compiled kernel: text to shingles to sketch in one pass, equal to `hashing` and `sketch` bit for bit.

Needs numba (the extra ``fast``) and takes some seconds to compile where no cache is at hand, so it is
imported by `signatures` alone, and only when there is enough to do. Every variable is one of numba's
unsigned types throughout, for a signed one among them would turn the arithmetic into floats.
"""

from __future__ import annotations

import numpy as np
from numba import njit, uint8, uint32, uint64

from cleanse.dedup.hashing import MIX as _MIX
from cleanse.dedup.hashing import ROLL as _ROLL
from cleanse.dedup.hashing import STEP as _STEP
from cleanse.dedup.sketch import BINS, LATER, ROUNDS

MIX = np.uint64(_MIX)
STEP = np.uint64(_STEP)
ROLL = np.uint64(_ROLL)
S26, S30, S32, S57 = (np.uint64(bits) for bits in (26, 30, 32, 57))
THREE = np.uint64(3)
EIGHT = np.uint64(8)
FULL = np.uint64(64)
ONE = np.uint64(1)
LOW27 = np.uint64((1 << 27) - 1)
LOW31 = np.uint64((1 << 31) - 1)
NONE = np.uint32(0xFFFFFFFF)


@njit(inline="always")
def _mixed(value):  # type: ignore[no-untyped-def]
    value ^= value >> S32
    value *= MIX
    value ^= value >> S32
    value *= MIX
    value ^= value >> S32
    return value


@njit(inline="always")
def _absorbed(value):  # type: ignore[no-untyped-def]
    value *= MIX
    value ^= value >> S32
    return value


@njit(cache=True, nogil=True, boundscheck=False)
def shingles(data, start, end, letters, sorts, folds, size, ring, out):  # type: ignore[no-untyped-def]
    """The shingles of the UTF-8 in ``data[start:end]`` in order, as in `hashing`.

    Args:
        data: bytes.
        start, end: of the text.
        letters: of every byte; `hashing.ascii_letters`.
        sorts: of every code point; `hashing.sorts_of`.
        folds: what every code point is folded to.
        size: words in a shingle.
        ring: room for `size` hashes.
        out: room for one shingle a word.

    Returns:
        how many shingles there are, and the hash of the text's words.
    """
    words = uint64(0)
    count = 0
    whole = uint64(0)
    chunk = uint64(0)
    shift = uint64(0)
    word = STEP
    length = uint64(0)
    slot = 0
    rolled = uint64(0)
    oldest = ONE
    for place in range(size):
        ring[place] = uint64(0)
        oldest *= ROLL
    at = start
    while at <= end:
        sort = uint8(0)
        if at < end:
            byte = data[at]
            letter = letters[byte]
            if letter:
                at += 1
                length += ONE
                chunk |= uint64(letter) << shift
                shift += EIGHT
                if shift == FULL:
                    word = _absorbed(word ^ chunk)
                    chunk = shift = uint64(0)
                continue
            if byte < 0x80:
                at += 1
                sort = sorts[byte]
                point = uint32(byte)
            else:
                if byte < 0xE0:
                    point = uint32((byte & 0x1F) << 6 | (data[at + 1] & 0x3F))
                    at += 2
                elif byte < 0xF0:
                    point = uint32((byte & 0x0F) << 12 | (data[at + 1] & 0x3F) << 6 | (data[at + 2] & 0x3F))
                    at += 3
                else:
                    point = uint32(
                        (byte & 0x07) << 18
                        | (data[at + 1] & 0x3F) << 12
                        | (data[at + 2] & 0x3F) << 6
                        | (data[at + 3] & 0x3F)
                    )
                    at += 4
                sort = sorts[point]
        else:
            # Once more behind the last character, to close its word.
            at += 1
            point = uint32(0)
        turn = 0
        if length and sort != 1:
            turn = 1
        if sort:
            turn += 2
        while turn:
            if turn != 2:
                if shift:
                    word = _absorbed(word ^ chunk)
                word = _absorbed(word ^ length)
                words += ONE
                whole ^= _mixed(word + words * STEP)
                rolled = rolled * ROLL + word - ring[slot] * oldest
                ring[slot] = word
                slot += 1
                if slot == size:
                    slot = 0
                if words >= size:
                    out[count] = _mixed(rolled + uint64(size) * STEP)
                    count += 1
                word = STEP
                chunk = shift = length = uint64(0)
                turn = 2 if turn == 3 else 0
                continue
            point = folds[point]
            bits = EIGHT
            encoded = uint64(point)
            if point >= 0x80:
                if point < 0x800:
                    encoded = uint64(0x80C0 | point >> 6 | (point & 0x3F) << 8)
                    bits = uint64(16)
                elif point < 0x10000:
                    encoded = uint64(0x8080E0 | point >> 12 | (point >> 6 & 0x3F) << 8 | (point & 0x3F) << 16)
                    bits = uint64(24)
                else:
                    encoded = uint64(
                        0x808080F0
                        | point >> 18
                        | (point >> 12 & 0x3F) << 8
                        | (point >> 6 & 0x3F) << 16
                        | (point & 0x3F) << 24
                    )
                    bits = uint64(32)
            length += bits >> THREE
            chunk |= encoded << shift
            shift += bits
            if shift >= FULL:
                word = _absorbed(word ^ chunk)
                shift -= FULL
                chunk = encoded >> (bits - shift) if shift else uint64(0)
            # A word by itself ends here.
            turn = 1 if sort == 2 else 0
    if words and words < size:
        out[0] = _mixed(rolled + words * STEP)
        count = 1
    return count, whole ^ words


@njit(cache=True, nogil=True, boundscheck=False)
def distinct(values, count, table):  # type: ignore[no-untyped-def]
    """Move the different ones of ``values[:count]`` to its front, in order of first sight.

    Args:
        values: hashes.
        count: how many.
        table: room for a power of two of at least twice as many; overwritten.

    Returns:
        how many are different.
    """
    room = uint64(64)
    while room < uint64(2 * count):
        room <<= ONE
    mask = room - ONE
    for place in range(room):
        table[place] = uint64(0)
    zero = False
    kept = 0
    for number in range(count):
        value = values[number]
        if value == 0:
            if zero:
                continue
            zero = True
        else:
            place = value & mask
            while table[place] != 0 and table[place] != value:
                place = (place + ONE) & mask
            if table[place] == value:
                continue
            table[place] = value
        values[kept] = value
        kept += 1
    return kept


@njit(cache=True, nogil=True, boundscheck=False)
def sketch(values, count, least):  # type: ignore[no-untyped-def]
    """The sketch of ``values[:count]``, as `cleanse.dedup.sketch.sketch` makes it, into `least`."""
    empty = BINS
    for bin in range(BINS):
        least[bin] = NONE
    for turn in range(ROUNDS):
        if not empty or not count:
            return
        seed = uint64(turn) * STEP
        top = uint32(LATER | turn << 27)
        for number in range(count):
            if turn == 0:
                value = values[number]
                draw = uint32((value >> S26) & LOW31)
            else:
                value = _mixed(values[number] + seed)
                draw = uint32((value >> S30) & LOW27) | top
            bin = value >> S57
            if least[bin] == NONE:
                empty -= 1
            if draw < least[bin]:
                least[bin] = draw
    if not empty or not count:
        return
    top = uint32(LATER | ROUNDS << 27)
    for bin in range(BINS):
        if least[bin] == NONE:
            seed = uint64(ROUNDS + bin) * STEP
            for number in range(count):
                value = _mixed(values[number] + seed)
                draw = uint32((value >> S30) & LOW27) | top
                if draw < least[bin]:
                    least[bin] = draw


@njit(cache=True, nogil=True, boundscheck=False)
def sign(data, bounds, letters, sorts, folds, size, minima, counts, wholes, room, table):  # type: ignore[no-untyped-def]
    """Sign the documents ``data[bounds[i]:bounds[i + 1]]``.

    Args:
        data, letters, sorts, folds, size: as in `shingles`.
        bounds: one more than there are documents.
        minima, counts, wholes: written to: sketch, number of different shingles and hash of the words of each.
        room: for the shingles of the longest.
        table: as in `distinct`, for the longest.
    """
    ring = np.empty(size, np.uint64)
    for document in range(len(bounds) - 1):
        count, wholes[document] = shingles(
            data, bounds[document], bounds[document + 1], letters, sorts, folds, size, ring, room
        )
        count = distinct(room, count, table)
        counts[document] = count
        sketch(room, count, minima[document])
