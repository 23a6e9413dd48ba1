"""How signatures are cut into keys, and how an estimate is read from what is kept of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import comb
from typing import Any

from cleanse.errors import SettingsError
from cleanse.shingling import MILLION

BANDS = 15
"""With the key of the whole content sixteen keys a document, which are 128 bytes."""

RECALL = 0.995
"""The least probability of proposing a pair exactly at the threshold."""

LOSS = 1_000
"""The floor throws out at most one in so many pairs exactly at the threshold."""

NIBBLE = 16
"""A sketch keeps four bits of a value: two that differ agree in one case of so many."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What must be the same for all documents of an index and all that are looked up in it.

    Attributes:
        signature: name and version of the signatures' definition.
        values: 32-bit values in a signature.
        bands: how many keys are cut from it.
        rows: values in each.
        threshold_ppm: the least similarity that the bands are made for, in millionths.
    """

    signature: str
    values: int
    bands: int
    rows: int
    threshold_ppm: int

    def __post_init__(self) -> None:
        if not (
            1 <= self.bands <= 64
            and self.rows >= 1
            and self.bands * self.rows <= self.values <= 4096
            and self.values % 16 == 0
            and 1 <= self.threshold_ppm <= MILLION
        ):
            raise SettingsError(
                f"{self.bands} bands of {self.rows} rows cannot be cut from {self.values} values.",
                hint="Take 1 to 64 bands, no more values than a signature has, and a threshold above 0 and at most 1.",
            )

    @property
    def tables(self) -> int:
        """Keys a document: one of its content, one a band."""
        return self.bands + 1

    @property
    def width(self) -> int:
        """Bytes of a sketch."""
        return self.values // 2

    def proposes(self, similarity: float) -> float:
        """The probability that a pair of this similarity shares a band (Rajaraman and Ullman, chapter 3).

        >>> round(scheme_for("", 128, 800_000).proposes(0.8), 4)
        0.9974
        """
        return float(1 - (1 - similarity**self.rows) ** self.bands)

    def similarity_ppm(self, agreeing: int) -> int:
        """The similarity, in millionths, of which so many agreeing values of two sketches are the expectation.

        Values of ``b`` bits agree with probability ``s + (1 - s) / 2**b`` (P. Li and A. C. Koenig, "b-bit minwise
        hashing", 2010).

        >>> scheme_for("", 128, 800_000).similarity_ppm(104)
        800000
        """
        return max(0, (NIBBLE * agreeing - self.values) * MILLION // ((NIBBLE - 1) * self.values))

    def least(self, threshold_ppm: int) -> int:
        """The least number of values that must agree for an estimate that reaches the threshold.

        >>> scheme_for("", 128, 800_000).least(800_000)
        104
        """
        return next(agreeing for agreeing in range(self.values + 1) if self.similarity_ppm(agreeing) >= threshold_ppm)

    def error_ppm(self, similarity_ppm: int) -> int:
        """The standard error of an estimate, in millionths; where all values agree, that of one that does not.

        >>> scheme_for("", 128, 800_000).error_ppm(800_000)
        36799
        """
        similarity_ppm = min(similarity_ppm, self.similarity_ppm(self.values - 1))
        share = (similarity_ppm * (NIBBLE - 1) + MILLION) / (NIBBLE * MILLION)
        return int((share * (1 - share) / self.values) ** 0.5 * NIBBLE / (NIBBLE - 1) * MILLION)

    def floor(self, threshold_ppm: int) -> int:
        """Of two sketches' values, the least number that must agree for a pair worth reading again."""
        # The lower tail of a binomial distribution, in integers, so that every machine finds the same floor.
        share = threshold_ppm * (NIBBLE - 1) + MILLION
        whole = NIBBLE * MILLION
        left = 0
        for agreeing in range(self.values):
            left += comb(self.values, agreeing) * share**agreeing * (whole - share) ** (self.values - agreeing)
            if left * LOSS > whole**self.values:
                return agreeing
        return self.values

    def record(self) -> dict[str, Any]:
        """As it stands in a book."""
        return asdict(self)

    def difference(self, other: Scheme) -> str:
        """What two schemes differ in, for people; ``""`` when they are the same."""
        mine, theirs = self.record(), other.record()
        return ", ".join(f"{key} {mine[key]} and {theirs[key]}" for key in mine if mine[key] != theirs[key])


def read_scheme(record: Mapping[str, Any]) -> Scheme:
    """Back from `Scheme.record`.

    Raises:
        ValueError, SettingsError: it is none.
    """
    kinds = {"signature": str, "values": int, "bands": int, "rows": int, "threshold_ppm": int}
    if set(record) != set(kinds) or any(type(record[key]) is not kind for key, kind in kinds.items()):
        raise ValueError("it names no scheme of signatures")
    return Scheme(**record)


def scheme_for(signature: str, values: int, threshold_ppm: int, bands: int = BANDS) -> Scheme:
    """The longest bands (the fewest false candidates) that propose a pair at the threshold with `RECALL`.

    >>> scheme_for("", 128, 800_000).rows, scheme_for("", 128, 600_000).rows
    (5, 2)
    """
    rows = 1
    while (
        bands * (rows + 1) <= values
        and Scheme(signature, values, bands, rows + 1, threshold_ppm).proposes(threshold_ppm / MILLION) >= RECALL
    ):
        rows += 1
    return Scheme(signature, values, bands, rows, threshold_ppm)
