"""What is inside a .gz, in bounded memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from cleanse.verification.findings import MismatchError

_STEP = 1 << 20


def inflated(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """The plain bytes of a gzip stream of one or more members; zero bytes may follow the last.

    Args:
        chunks: of the compressed stream.
        limit: how many plain bytes there should be; one chunk past it the rest is not unpacked, so
            that a bomb costs no more than what it replaced.

    Raises:
        MismatchError: ``E_HASH`` when the stream is damaged or cut off.
    """
    engine = zlib.decompressobj(31)
    total = 0
    inside = between = False
    for chunk in chunks:
        pending = chunk
        while pending:
            if between:
                pending = pending.lstrip(b"\x00")
                if not pending:
                    break
                engine, between = zlib.decompressobj(31), False
            try:
                plain = engine.decompress(pending, _STEP)
            except zlib.error:
                raise MismatchError("E_HASH", "the .gz is damaged") from None
            inside = True
            if plain:
                total += len(plain)
                yield plain
                if total > limit:
                    return
            if engine.eof:
                pending, inside, between = engine.unused_data, False, True
            else:
                pending = engine.unconsumed_tail
    if inside or not (between or total):
        raise MismatchError("E_HASH", "the .gz is cut off")


class Measure:
    """Counts and hashes what passes through."""

    __slots__ = ("_digest", "size")

    def __init__(self) -> None:
        self._digest = sha256()
        self.size = 0

    def of(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same chunks, taken note of."""
        for chunk in chunks:
            self.add(chunk)
            yield chunk

    def add(self, chunk: bytes) -> None:
        """Take note of some bytes."""
        self._digest.update(chunk)
        self.size += len(chunk)

    def sha256(self) -> str:
        """The digest so far."""
        return self._digest.hexdigest()

    def equals(self, blob: Mapping[str, object]) -> bool:
        """True when this is what ``{"len","sha256"}`` says."""
        return self.size == blob["len"] and self.sha256() == blob["sha256"]
