r"""Words, shingles and their exact overlap.

The words of a text are the matches of ``\w+`` in ``text.lower()``; its shingles are the set of all
runs of five consecutive words. A text of one to four words has one shingle, all of its words; a text
without a word has none and is in no pair. Nothing else is normalised.

Writing without spaces (Chinese, Japanese, Thai) gives one word for every run between two signs of
punctuation, so such texts are near-duplicates only when whole clauses are the same.

`shingles` and `overlap` need the standard library alone and are the reference; `hashed` gives the same
sizes from 64-bit hashes, where two different shingles of a pair of documents meet by chance about once
in 10^12 pairs of a thousand shingles each.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RUN = 5
"""Words in a shingle."""

MILLION = 1_000_000

_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """The words of a text, in order.

    >>> words("The ferry, the FERRY_2!")
    ['the', 'ferry', 'the', 'ferry_2']
    """
    return _WORD.findall(text.lower())


def shingles(text: str) -> set[str]:
    """The set of runs of five words, each joined by a space.

    >>> sorted(shingles("One two three four five six."))
    ['one two three four five', 'two three four five six']
    >>> shingles("Too short!"), shingles("...")
    ({'too short'}, set())
    """
    found = words(text)
    if not found:
        return set()
    return {" ".join(found[start : start + RUN]) for start in range(max(1, len(found) - RUN + 1))}


def overlap(one: str, other: str) -> tuple[int, int]:
    """The sizes of the intersection and of the union of two texts' shingles.

    >>> overlap("a b c d e f", "a b c d e f g")
    (2, 3)
    """
    left, right = shingles(one), shingles(other)
    both = len(left & right)
    return both, len(left) + len(right) - both


def reaches(both: int, either: int, threshold_ppm: int) -> bool:
    """True when ``both / either`` is at least the threshold; nothing in common never is.

    Args:
        both: size of the intersection.
        either: size of the union.
        threshold_ppm: in millionths, 1 to 1_000_000.

    >>> reaches(4, 5, 800_000), reaches(0, 0, 800_000)
    (True, False)
    """
    return both > 0 and both * MILLION >= threshold_ppm * either


class _Words(dict[str, int]):
    """64-bit hashes of words met before; forgets all of them when it is full."""

    LIMIT = 1 << 17
    LONGEST = 40

    def __missing__(self, word: str) -> int:
        value = int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
        # A run of a script without spaces comes once and may be long: not worth its memory.
        if len(word) <= self.LONGEST:
            if len(self) >= self.LIMIT:
                self.clear()
            self[word] = value
        return value


_word_hashes = _Words()


def hashed(text: str) -> NDArray[np.uint64]:
    """The shingles of a text as 64-bit hashes, each once, ascending.

    Words are hashed by BLAKE2b, whatever the interpreter's hash seed, and folded five at a time. Every
    step of the fold is mixed, so that no sum of word hashes can be made to cancel.

    >>> len(hashed("one two three four five six")), len(hashed("?"))
    (2, 0)
    """
    import numpy as np

    found = words(text)
    if not found:
        return np.empty(0, np.uint64)
    values = np.fromiter(map(_word_hashes.__getitem__, found), np.uint64, len(found))
    run = min(RUN, len(found))
    count = len(found) - run + 1
    # The number of words starts the fold, so a short text never meets a run of five.
    folded = np.full(count, run, np.uint64)
    for place in range(run):
        folded += values[place : place + count]
        folded ^= folded >> np.uint64(32)
        folded *= np.uint64(0xD6E8FEB86659FD93)
        folded ^= folded >> np.uint64(32)
    folded.sort()
    if count > 1:
        first = np.empty(count, np.bool_)
        first[0] = True
        np.not_equal(folded[1:], folded[:-1], out=first[1:])
        folded = folded[first]
    return folded


def common(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> int:
    """How many hashes two results of `hashed` have in common."""
    import numpy as np

    merged = np.concatenate((one, other))
    merged.sort()
    return int(np.count_nonzero(merged[1:] == merged[:-1]))
