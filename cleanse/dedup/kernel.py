"""The compiled kernel: text to shingles to sketch in one pass, equal to `hashing` and `sketch` bit for bit.

Needs numba (the extra ``fast``) and takes some seconds to compile where no cache is at hand, so it is
imported by `signatures` alone, and only when there is enough to do. Every variable is one of numba's
unsigned types throughout, for a signed one among them would turn the arithmetic into floats.
"""

from __future__ import annotations

import numpy as np
from numba import njit, uint32, uint64

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
LOWS = np.uint64(0x0101010101010101)
TOPS = np.uint64(0x8080808080808080)
LOW27 = np.uint64((1 << 27) - 1)
LOW31 = np.uint64((1 << 31) - 1)
SPECIAL = 3
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


@njit(inline="always")
def _bytes_below(flags):  # type: ignore[no-untyped-def]
    """How many bytes lie below the lowest one whose top bit is set; 8 when none is."""
    below = (flags & (~flags + ONE)) - ONE
    if flags == 0:
        return EIGHT
    return ((below & LOWS) * LOWS >> uint64(56)) - ONE


@njit(inline="always")
def _ascii_letters(eight, upper):  # type: ignore[no-untyped-def]
    """Which of eight bytes are ASCII letters, digits or underscores (top bits set), and the bytes in lower case.

    Each byte is held against both ends of a range by adding what carries into its top bit from there on (SIMD within a register).
    `upper` is the top bits where capitals are to be folded, 0 where they are not.
    """
    low = eight & ~TOPS
    capital = (low + LOWS * uint64(0x3F)) & ~(low + LOWS * uint64(0x25)) & TOPS
    folded = low | (capital & upper) >> uint64(2)
    small = low | capital >> uint64(2)
    letter = (small + LOWS * uint64(0x1F)) & ~(small + LOWS * uint64(0x05))
    digit = (low + LOWS * uint64(0x50)) & ~(low + LOWS * uint64(0x46))
    line = ~((low ^ LOWS * uint64(0x5F)) + LOWS * uint64(0x7F))
    return (letter | digit | line) & TOPS & ~eight, folded


@njit(cache=True, nogil=True, boundscheck=False)
def shingles(data, start, end, sorts, folds, size, ring, out):  # type: ignore[no-untyped-def]
    """The shingles of the UTF-8 in ``data[start:end]`` in order, as in `hashing`.

    Args:
        data: bytes, eight more of any value behind the last text.
        start, end: of the text.
        sorts: of every code point, as in `hashing`, and `SPECIAL` for what a table cannot fold.
        folds: what every code point is folded to.
        size: words in a shingle.
        ring: room for `size` hashes.
        out: room for one shingle a word.

    Returns:
        how many shingles there are, and the hash of the text's words; -1 and no matter what for a text that has to
        be folded as a whole.
    """
    upper = TOPS if folds[65] == 97 else uint64(0)
    silent = sorts[33] == 0
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
    at = uint64(start)
    stop = uint64(end)
    while True:
        # What is to be done: 1 close the word at hand, 2 add a character to it, 4 close what that gives.
        todo = 0
        point = uint32(0)
        if at >= stop:
            if length == 0:
                break
            todo = 1
        else:
            eight = (
                uint64(data[at])
                | uint64(data[at + ONE]) << uint64(8)
                | uint64(data[at + uint64(2)]) << uint64(16)
                | uint64(data[at + uint64(3)]) << uint64(24)
                | uint64(data[at + uint64(4)]) << uint64(32)
                | uint64(data[at + uint64(5)]) << uint64(40)
                | uint64(data[at + uint64(6)]) << uint64(48)
                | uint64(data[at + uint64(7)]) << uint64(56)
            )
            flags, folded = _ascii_letters(eight, upper)
            run = min(_bytes_below(flags ^ TOPS), stop - at)
            if run:
                length += run
                at += run
                bits = run << THREE
                if bits < FULL:
                    folded &= (ONE << bits) - ONE
                chunk |= folded << shift
                shift += bits
                if shift >= FULL:
                    word = _absorbed(word ^ chunk)
                    shift -= FULL
                    chunk = folded >> (bits - shift) if shift else uint64(0)
                if run == EIGHT:
                    continue
                # The byte behind is looked at without another load.
                eight >>= bits
                flags >>= bits
                if at >= stop:
                    continue
            byte = uint32(eight & uint64(0xFF))
            if byte < 0x80:
                sort = sorts[byte]
                point = byte
                if sort == 0:
                    todo = 1 if length else 0
                    at += ONE
                    if silent:
                        # All the separators in sight at once.
                        ascii = _bytes_below((flags | (eight & TOPS)) >> EIGHT)
                        known = uint64(7) - run
                        at = min(at + min(ascii, known), stop)
                    if not length:
                        continue
                else:
                    at += ONE
            else:
                if byte < 0xE0:
                    point = (byte & uint32(0x1F)) << uint32(6) | uint32(data[at + ONE] & 0x3F)
                    at += uint64(2)
                elif byte < 0xF0:
                    point = (
                        (byte & uint32(0x0F)) << uint32(12)
                        | uint32(data[at + ONE] & 0x3F) << uint32(6)
                        | uint32(data[at + uint64(2)] & 0x3F)
                    )
                    at += THREE
                else:
                    point = (
                        (byte & uint32(0x07)) << uint32(18)
                        | uint32(data[at + ONE] & 0x3F) << uint32(12)
                        | uint32(data[at + uint64(2)] & 0x3F) << uint32(6)
                        | uint32(data[at + THREE] & 0x3F)
                    )
                    at += uint64(4)
                sort = sorts[point]
                if sort == SPECIAL:
                    return -1, whole
                if sort == 0:
                    todo = 1 if length else 0
            if sort == 1:
                todo = 2
            elif sort == 2:
                todo = 7 if length else 6
        while todo:
            if todo & 1 or todo == 4:
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
                todo = todo - 1 if todo & 1 else 0
                continue
            encoded, bits = _utf8(folds[point])
            length += bits >> THREE
            chunk |= encoded << shift
            shift += bits
            if shift >= FULL:
                word = _absorbed(word ^ chunk)
                shift -= FULL
                chunk = encoded >> (bits - shift) if shift else uint64(0)
            todo -= 2
    if words and words < uint64(size):
        out[0] = _mixed(rolled + words * STEP)
        count = 1
    return count, whole ^ words


@njit(inline="always")
def _utf8(point):  # type: ignore[no-untyped-def]
    """A code point's UTF-8, the first byte lowest, and its length in bits."""
    wide = uint64(point)
    six = uint64(0x3F)
    if wide < uint64(0x80):
        return wide, uint64(8)
    if wide < uint64(0x800):
        return uint64(0x80C0) | wide >> uint64(6) | (wide & six) << uint64(8), uint64(16)
    if wide < uint64(0x10000):
        return (
            uint64(0x8080E0) | wide >> uint64(12) | (wide >> uint64(6) & six) << uint64(8) | (wide & six) << uint64(16),
            uint64(24),
        )
    return (
        uint64(0x808080F0)
        | wide >> uint64(18)
        | (wide >> uint64(12) & six) << uint64(8)
        | (wide >> uint64(6) & six) << uint64(16)
        | (wide & six) << uint64(24),
        uint64(32),
    )


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
def shingle_set(data, end, sorts, folds, size):  # type: ignore[no-untyped-def]
    """The different shingles of a text, in no order; ``None`` for one to be folded as a whole. Arguments as in `shingles`."""
    room = np.empty(end + 1, np.uint64)
    ring = np.empty(size, np.uint64)
    count, _ = shingles(data, 0, end, sorts, folds, size, ring, room)
    if count < 0:
        return None
    places = 64
    while places < 2 * count:
        places *= 2
    count = distinct(room, count, np.empty(places, np.uint64))
    return room[:count].copy()


@njit(cache=True, nogil=True, boundscheck=False)
def common(one, other):  # type: ignore[no-untyped-def]
    """How many elements two arrays share, each of different elements in any order."""
    if len(one) > len(other):
        one, other = other, one
    room = 64
    while room < 2 * len(one):
        room *= 2
    table = np.zeros(room, np.uint64)
    mask = uint64(room - 1)
    zero = False
    for value in one:
        if value == 0:
            zero = True
            continue
        place = value & mask
        while table[place] != 0:
            place = (place + ONE) & mask
        table[place] = value
    both = 0
    for value in other:
        if value == 0:
            both += zero
            continue
        place = value & mask
        while table[place] != 0 and table[place] != value:
            place = (place + ONE) & mask
        both += table[place] == value
    return both


@njit(cache=True, nogil=True, boundscheck=False)
def sketch(values, count, least):  # type: ignore[no-untyped-def]
    """The sketch of ``values[:count]``, as `cleanse.dedup.sketch.sketch` makes it, into `least`."""
    empty = BINS
    for bin in range(BINS):
        least[bin] = NONE
    for turn in range(ROUNDS):
        if not empty or count < 1:
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
    if not empty or count < 1:
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
def sign(data, bounds, sorts, folds, size, minima, counts, wholes, room, table):  # type: ignore[no-untyped-def]
    """Sign the documents ``data[bounds[i]:bounds[i + 1]]``.

    Args:
        data, sorts, folds, size: as in `shingles`.
        bounds: one more than there are documents.
        minima, counts, wholes: written to: sketch, number of different shingles and hash of the words of each; the
            number is -1 for a text that has to be folded as a whole.
        room: for the shingles of all of them; they are left there, one document's behind the other's.
        table: as in `distinct`, for the longest.
    """
    ring = np.empty(size, np.uint64)
    used = 0
    for document in range(len(bounds) - 1):
        out = room[used:]
        count, wholes[document] = shingles(data, bounds[document], bounds[document + 1], sorts, folds, size, ring, out)
        if count >= 0:
            count = distinct(out, count, table)
            used += count
        counts[document] = count
        sketch(out, count, minima[document])
