"""Documents with made-up signatures, and what an index should answer about them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleanse.dedup.index.drafts import Cut, Signed, cut
from cleanse.dedup.index.names import names_of
from cleanse.dedup.index.scheme import Scheme
from cleanse.dedup.index.store import Writer, create

SMALL = Scheme("made/1", 16, 3, 2, 800_000)
USUAL = Scheme("made/1", 128, 15, 5, 800_000)


def documents(seed: int, count: int, scheme: Scheme = SMALL, first: int = 0) -> Signed:
    """Documents of a few families: copies, near copies with some values changed, and texts without words."""
    rng = np.random.default_rng(seed)
    families = np.random.default_rng(7).integers(0, 2**32 - 1, (8, scheme.values), dtype=np.uint32)
    texts = np.random.default_rng(8).integers(0, 256, (4, 16), dtype=np.uint8)
    minima = families[rng.integers(0, 8, count)]
    changed = rng.random((count, scheme.values)) < rng.choice([0.0, 0.1, 0.3, 0.9], count)[:, None]
    minima = np.where(changed, rng.integers(0, 2**32 - 1, minima.shape, dtype=np.uint32), minima)
    digests = rng.integers(0, 256, (count, 16), dtype=np.uint8)
    copies = rng.random(count) < 0.3
    which = rng.integers(0, 4, count)
    # The same text has the same signature; the last of the texts has no word.
    digests[copies] = texts[which[copies]]
    minima[copies] = families[which[copies]]
    wordless = copies & (which == 3)
    minima[wordless] = 0xFFFFFFFF
    names = [(f"crawl/{(first + n) // 5}.jsonl", (first + n) % 5 + 1) for n in range(count)]
    return Signed(names_of(names), digests, minima, wordless)


def part(signed: Signed, start: int, stop: int) -> Signed:
    """Some of the documents."""
    places = np.arange(start, stop)
    return Signed(
        signed.names.chosen(places), signed.digests[start:stop], signed.minima[start:stop], signed.wordless[start:stop]
    )


def built(folder: Path, signed: Signed, ends: Sequence[int], scheme: Scheme = SMALL, batch: int = 1000) -> Path:
    """An index of documents, added in steps that end at these places and at the last document."""
    create(folder, scheme, batch)
    start = 0
    for stop in (*ends, len(signed)):
        with Writer(folder, scheme) as writer:
            writer.add(cut(scheme, part(signed, start, stop)))
        start = stop
    return folder


def expected(scheme: Scheme, there: Signed, asked: Signed, least: int) -> set[tuple[int, str, int, bool, int]]:
    """Every match, by looking at every pair: asked, path, row, exact, millionths."""
    found = set()
    ours, theirs = _nibbles(cut(scheme, asked)), _nibbles(cut(scheme, there))
    used = scheme.bands * scheme.rows
    for one in range(len(asked)):
        same = (asked.minima[one, :used] == there.minima[:, :used]).reshape(len(there), scheme.bands, scheme.rows)
        shares = same.all(axis=2).any(axis=1)
        agreeing = (ours[one] == theirs).sum(axis=1)
        copies = (asked.digests[one] == there.digests).all(axis=1)
        for other in range(len(there)):
            name = there.names[other]
            if copies[other]:
                if asked.names[one] != name:
                    found.add((one, *name, True, 1_000_000))
            elif not (asked.wordless[one] or there.wordless[other]) and shares[other] and agreeing[other] >= least:
                found.add((one, *name, False, scheme.similarity_ppm(int(agreeing[other]))))
    return found


def _nibbles(documents: Cut) -> NDArray[np.uint8]:
    return np.concatenate((documents.sketches >> np.uint8(4), documents.sketches & np.uint8(15)), axis=1)
