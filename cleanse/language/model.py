"""The tables of letters that come with cleanse: what each sequence of letters says for each language.

``letters.model`` is made by ``training/language.py``; ``docs/models/language.md`` tells from what. It is one
zlib stream: a line of JSON, then for each table its sequences, parted by line feeds, and one byte for each sequence
and language, row by row.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from struct import unpack

from cleanse.errors import SettingsError

PATH = Path(__file__).with_name("letters.model")

FORMAT = 1

UNIT = 40_000
"""Millionths of a natural logarithm that one unit of a weight stands for."""

FIELD = 4
"""Bytes of a packed row for each language: the weights of a million letters add up without a carry."""


@dataclass(frozen=True, slots=True)
class Table:
    """The weights of one script.

    Attributes:
        tags: BCP 47, in the order of the fields.
        rows: by sequence, one integer whose fields of 32 bits hold the weights, the first language lowest. Rows
            are added up with ``+``, all languages at once: with words of a few letters that is faster than arrays.
    """

    tags: tuple[str, ...]
    rows: Mapping[str, int]

    def unpacked(self, total: int) -> tuple[int, ...]:
        """The fields of a sum of rows, one for each tag."""
        return unpack(f"<{len(self.tags)}I", total.to_bytes(FIELD * len(self.tags), "little"))


@cache
def load_table(script: str) -> Table:
    """The table of a script, by its ISO 15924 code; made once.

    Raises:
        KeyError: the model has none.
    """
    tags, grams, weights = _parts()[script]
    width = FIELD * len(tags)
    fields = bytearray(FIELD * len(weights))
    fields[::FIELD] = weights
    rows = (int.from_bytes(fields[place : place + width], "little") for place in range(0, len(fields), width))
    return Table(tags, dict(zip(grams, rows, strict=True)))


@cache
def model_digest() -> str:
    """sha256 of the file, lower-case hex."""
    return hashlib.sha256(_file()).hexdigest()


@cache
def _parts() -> dict[str, tuple[tuple[str, ...], list[str], bytes]]:
    payload = zlib.decompress(_file())
    place = payload.index(b"\n") + 1
    parts = {}
    for about in json.loads(payload[:place])["tables"]:
        end = place + about["bytes"]
        grams = payload[place:end].decode().split("\n")
        place = end + len(grams) * len(about["tags"])
        parts[about["script"]] = (tuple(about["tags"]), grams, payload[end:place])
    return parts


@cache
def _file() -> bytes:
    try:
        return PATH.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"the tables of letters in {PATH} cannot be read: {error}.", hint="Install cleanse again."
        ) from error
