r"""Shingles as 64-bit hashes: plain numpy, the reference of the compiled kernel.

A word is hashed over its UTF-8 bytes, eight at a time, zeros behind the last, then their number. A shingle is
hashed as a polynomial in the hashes of its words (R. Karp and M. Rabin, 1987), mixed at the end. Two different shingles of a pair of documents meet by chance about once in 10^12 pairs of a
thousand shingles each.

The order of the hashes means something: the top bits of a shingle's hash are its draw in the first
round of `cleanse.dedup.sketch`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from cleanse.shingling import Shingling

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MIX = 0xD6E8FEB86659FD93
"""The multiplier of the mixing steps: odd, with its bits well spread."""
STEP = 0x9E3779B97F4A7C15
"""2^64 over the golden ratio: the step between the seeds of different hash functions."""

ROLL = 0xD1342543DE82EF95
"""The base of the polynomial that joins the hashes of words."""

SEPARATOR, LETTER, ALONE = 0, 1, 2
"""What a code point is: no part of a word, a part of one, or a word by itself."""

CODE_POINTS = 0x110000


def mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread the bits of 64-bit integers; a bijection."""
    import numpy as np

    values = values ^ (values >> np.uint64(32))
    values *= np.uint64(MIX)
    values ^= values >> np.uint64(32)
    values *= np.uint64(MIX)
    values ^= values >> np.uint64(32)
    return values


def word_hashes(data: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.uint64]:
    """One hash a word.

    Args:
        data: UTF-8 of the folded text.
        starts: of the words in it, in bytes.
        ends: of the words.
    """
    import numpy as np

    padded = np.frombuffer(data + bytes(8), np.uint8)
    # Every eight bytes of the text, whatever their place: an unaligned view, read only where words stand.
    eight = np.lib.stride_tricks.as_strided(padded[:8].view("<u8"), (len(data) + 1,), (1,))
    lengths = ends - starts
    hashes = np.full(len(starts), STEP, np.uint64)
    left = np.arange(len(starts))
    for taken in range(0, int(lengths.max(initial=0)), 8):
        here = lengths[left] - taken
        left, here = left[here > 0], here[here > 0]
        chunk = eight[starts[left] + taken] & _MASKS()[np.minimum(here, 8)]
        hashes[left] = _absorbed(hashes[left] ^ chunk)
    return _absorbed(hashes ^ lengths.astype(np.uint64))


def _absorbed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    import numpy as np

    values *= np.uint64(MIX)
    values ^= values >> np.uint64(32)
    return values


def shingle_hashes(words: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
    """One hash for every run of `size` words, in order; for fewer words one for all of them."""
    import numpy as np

    if not len(words):
        return np.empty(0, np.uint64)
    size = min(size, len(words))
    count = len(words) - size + 1
    folded = np.zeros(count, np.uint64)
    for place in range(size):
        folded *= np.uint64(ROLL)
        folded += words[place : place + count]
    # The number of words counts as well, so a short text never meets a longer run.
    folded += np.uint64(size * STEP % 2**64)
    return mixed(folded)


def text_hash(words: NDArray[np.uint64]) -> int:
    """One 64-bit hash of all words in their order: equal for texts that differ in what is folded only."""
    import numpy as np

    count = len(words)
    places = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(STEP)
    return int(np.bitwise_xor.reduce(mixed(words + places), initial=np.uint64(0)) ^ np.uint64(count))


def words_of(text: str, shingling: Shingling) -> NDArray[np.uint64]:
    """The hashes of a text's words, in order.

    Args:
        text: lone surrogates are read as any other character that is no letter.
        shingling: says what a word is.
    """
    return words_of_all([text], shingling)[0]


def words_of_all(texts: Sequence[str], shingling: Shingling) -> list[NDArray[np.uint64]]:
    """The same for many texts, one call of numpy for all of them; at least one."""
    import numpy as np

    folded = [text.lower() if "case" in shingling.fold else text for text in texts]
    # A line feed is part of no word, whatever the shingling, and keeps a sigma from its neighbours in the next text.
    hashes, starts = _words("\n".join(folded), shingling)
    if len(texts) == 1:
        return [hashes]
    sizes = [len(text) + 1 if text.isascii() else len(text.encode("utf-8", "surrogatepass")) + 1 for text in folded]
    return np.split(hashes, np.searchsorted(starts, np.cumsum(sizes)[:-1]))


def _words(folded: str, shingling: Shingling) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The hashes of a folded text's words, and where they start in its UTF-8."""
    import numpy as np

    data = folded.encode("utf-8", "surrogatepass")
    if folded.isascii():
        sorts = np.frombuffer(data.translate(_ascii_sorts(shingling)), np.uint8)
        offsets = None
    else:
        points = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), np.uint32)
        sorts = sorts_of(shingling)[points]
        sizes = 1 + (points > 0x7F).astype(np.int64) + (points > 0x7FF) + (points > 0xFFFF)
        offsets = np.concatenate((np.zeros(1, np.int64), sizes.cumsum()))
    if not len(sorts):
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    # A word starts where the sort changes, or at every character that is a word by itself.
    begins = sorts != SEPARATOR
    begins[1:] &= (sorts[1:] != sorts[:-1]) | (sorts[1:] == ALONE)
    finishes = sorts != SEPARATOR
    finishes[:-1] &= (sorts[1:] != sorts[:-1]) | (sorts[:-1] == ALONE)
    starts = np.flatnonzero(begins)
    ends = np.flatnonzero(finishes) + 1
    if offsets is not None:
        starts, ends = offsets[starts], offsets[ends]
    return word_hashes(data, starts, ends), starts


@cache
def sorts_of(shingling: Shingling) -> NDArray[np.uint8]:
    """The sort of every code point, asked of the pattern that says what a word is."""
    import numpy as np

    sorts = np.full(CODE_POINTS, SEPARATOR, np.uint8)
    # Every character twice: what still matches one at a time is a word by itself.
    twice = _decoded(np.repeat(np.arange(CODE_POINTS, dtype="<u4"), 2))
    for match in re.finditer(shingling.pattern(), twice):
        start, end = match.span()
        sorts[start // 2 : (end + 1) // 2] = ALONE if end - start == 1 else LETTER
    return sorts


@cache
def folds() -> tuple[NDArray[np.uint32], str]:
    """What `str.lower` makes of every code point, and the characters of which it depends on more than that.

    A text that holds one of those has to be folded as a whole: a final sigma, a dotted capital I.
    """
    import numpy as np

    points = np.arange(CODE_POINTS, dtype="<u4")
    # One capital I becomes two code points, one sigma looks at its neighbours; no other character does either.
    special = "\u03a3\u0130"
    others = np.setdiff1d(points, np.array([ord(one) for one in special], "<u4"), assume_unique=True)
    lower = _decoded(others).lower().encode("utf-32-le", "surrogatepass")
    points[others] = np.frombuffer(lower, "<u4")
    return points, special


def _decoded(points: NDArray[np.uint32]) -> str:
    return points.tobytes().decode("utf-32-le", "surrogatepass")


@cache
def _ascii_sorts(shingling: Shingling) -> bytes:
    return sorts_of(shingling)[:256].tobytes()


@cache
def _MASKS() -> NDArray[np.uint64]:  # noqa: N802 - a constant, made when numpy is there
    import numpy as np

    return np.array([(1 << 8 * taken) - 1 for taken in range(9)], np.uint64)
