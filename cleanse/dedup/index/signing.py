"""From `cleanse.dedup.signatures` to what an index takes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from cleanse.dedup.index.drafts import Signed
from cleanse.dedup.index.names import names_of
from cleanse.dedup.index.scheme import Scheme, scheme_for
from cleanse.dedup.signatures import scheme_of
from cleanse.dedup.sketch import BINS
from cleanse.errors import SettingsError
from cleanse.shingling import DEFAULT, FOLDS, UNITS, Shingling


def usual_scheme(threshold_ppm: int, shingling: Shingling = DEFAULT) -> Scheme:
    """The scheme of an index of our signatures.

    >>> usual_scheme(800_000)
    Scheme(signature='mh1/words/5/case+punctuation', values=128, bands=15, rows=5, threshold_ppm=800000)
    """
    return scheme_for(scheme_of(shingling), BINS, threshold_ppm)


def shingling_of(signature: str) -> Shingling:
    """The shingling that a scheme of our signatures names.

    Raises:
        SettingsError: the signatures are not ours, or of another version.

    >>> shingling_of("mh1/scripts/3/case")
    Shingling(size=3, unit='scripts', fold=('case',))
    """
    for unit in UNITS:
        for size in range(1, 33):
            for fold in ((), FOLDS[:1], FOLDS[1:], FOLDS):
                if scheme_of(Shingling(size, unit, fold)) == signature:
                    return Shingling(size, unit, fold)
    raise SettingsError(
        f"the index has signatures {signature!r}, which this version does not make.",
        hint="Use the version of cleanse that made it, or build it anew.",
    )


def signed(names: Iterable[tuple[str, int]], rows: NDArray[np.void]) -> Signed:
    """Documents with their signatures.

    Args:
        names: path and row of each.
        rows: of `cleanse.dedup.signatures.layout`.

    Raises:
        SettingsError: a name cannot be kept.
    """
    digests = np.ascontiguousarray(rows["digest"]).view(np.uint8).reshape(-1, 16)
    return Signed(names_of(names), digests, np.ascontiguousarray(rows["minima"]), rows["shingles"] == 0)
