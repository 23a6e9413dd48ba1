"""datasketch: our sketches as its objects and back, and its index as a second way to candidates.

A sketch is used by datasketch as a MinHash is: it compares value by value, merges by minimum and is cut into
bands. What cannot be mixed are values of different functions, so our objects carry a seed of their own, and
datasketch refuses to compare them with others. Do not call `update` on them: that would add values of its functions.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from cleanse.dedup.bands import Shape
from cleanse.dedup.candidates import Candidates, Sketches, merged, surviving
from cleanse.dedup.sketch import BINS
from cleanse.errors import SettingsError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SEED = int.from_bytes(b"mh1", "big")
"""Of every object made here: the name of the scheme."""

# Documents between two looks at what was found.
_BATCH = 1_024


def to_minhash(minima: NDArray[np.uint32]) -> Any:
    """A `datasketch.MinHash` of 128 values.

    Args:
        minima: a sketch.

    >>> import numpy as np
    >>> from cleanse.dedup.sketch import sketch
    >>> one, other = (to_minhash(sketch(np.arange(n, 90, dtype=np.uint64) << np.uint64(57))) for n in (0, 9))
    >>> one.jaccard(other) > 0.8
    True
    """
    import numpy as np
    from datasketch import MinHash

    more = {"scheme": "affine32"} if "scheme" in inspect.signature(MinHash).parameters else {}
    return MinHash(hashvalues=np.array(minima, np.uint32), seed=SEED, permutations=_UNUSED(), **more)


def from_minhash(sketch: Any) -> NDArray[np.uint32]:
    """The sketch in an object that `to_minhash` made, or that datasketch made of such ones.

    Raises:
        SettingsError: its values are those of other hash functions.
    """
    import numpy as np

    if getattr(sketch, "seed", None) != SEED or len(sketch.hashvalues) != BINS:
        raise SettingsError(
            "the MinHash was made by other hash functions than those of cleanse.",
            hint="Make it with to_minhash, and keep its seed.",
        )
    return np.array(sketch.hashvalues, np.uint32)


def datasketch_candidates(
    sketches: Sketches, cut: Shape, threshold_ppm: int, storage_config: dict[str, Any] | None = None
) -> Candidates:
    """All candidates, from `datasketch.MinHashLSH` with the bands of `cut`.

    Its buckets have no bound: time grows with the square of the largest group of similar documents.

    Args:
        sketches: of the documents.
        cut: from `bands.shape`.
        threshold_ppm: in millionths.
        storage_config: of datasketch, for an index elsewhere than in memory.
    """
    import numpy as np
    from datasketch import MinHashLSH

    index = MinHashLSH(num_perm=BINS, params=(cut.bands, cut.rows), storage_config=storage_config)
    parts = []
    for start in range(0, len(sketches), _BATCH):
        members = np.arange(start, min(start + _BATCH, len(sketches)), dtype=np.int32)
        later: list[int] = []
        earlier: list[int] = []
        for document, row in zip(members.tolist(), sketches.rows(members), strict=True):
            minhash = to_minhash(row)
            met = index.query(minhash)
            index.insert(document, minhash, check_duplication=False)
            later += [document] * len(met)
            earlier += met
        pairs = np.array(earlier, np.int32), np.array(later, np.int32)
        parts.append(surviving(sketches, cut, threshold_ppm, pairs))
    return merged(parts)


def _UNUSED() -> Any:  # noqa: N802 - a constant, made when numpy is there
    """Permutations that nobody is to use; making the real ones takes longer than the rest."""
    import numpy as np

    return np.ones((2, BINS), np.uint32)
