"""Observations on disk, between the pass that sketches a corpus and the one that counts it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from cleanse.corpusrules.observation import Observation


def write_note(stream: BinaryIO, observed: Observation) -> None:
    """Write an observation: a line of JSON, then the arrays: 13 bytes a line, and the texts of eligible ones."""
    head = [observed.path, observed.site, len(observed.hashes), list(observed.texts)]
    stream.write(json.dumps(head, ensure_ascii=True).encode() + b"\n")
    stream.write(observed.hashes.astype("<u8").tobytes())
    stream.write(observed.sizes.astype("<u4").tobytes())
    stream.write(observed.marks.tobytes())


def read_notes(path: Path) -> Iterator[Observation]:
    """The observations of a file, one at a time, in the order they were written."""
    with path.open("rb") as stream:
        while line := stream.readline():
            name, site, count, texts = json.loads(line)
            yield Observation(
                name,
                site,
                np.frombuffer(stream.read(8 * count), dtype="<u8").astype(np.uint64),
                np.frombuffer(stream.read(4 * count), dtype="<u4").astype(np.uint32),
                np.frombuffer(stream.read(count), dtype=np.uint8),
                tuple(texts),
            )
