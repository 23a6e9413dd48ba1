"""Paths that are known, kept in memory as digests: about a hundred bytes a path."""

from __future__ import annotations

from hashlib import blake2b

from cleanse.names import fold


class Names:
    """The paths of outputs, and their variants in case and normal form."""

    __slots__ = ("_exact",)

    def __init__(self) -> None:
        self._exact: dict[int, int] = {}

    def claim(self, path: str) -> bool:
        """Note a path; false when another equals it but for case or normal form."""
        folded = fold(path)
        key = short(folded)
        if key in self._exact:
            return False
        self._exact[key] = key if folded == path else short(path)
        return True

    def known(self, path: str) -> str:
        """``exact``, ``variant`` (another case or normal form is known) or ``""``."""
        folded = fold(path)
        key = short(folded)
        exact = self._exact.get(key)
        if exact is None:
            return ""
        return "exact" if exact == (key if folded == path else short(path)) else "variant"


def short(text: str) -> int:
    """88 bits that stand for a text: among a hundred million, chance clashes are a one in 10^10 matter."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogateescape"), digest_size=11).digest(), "little")
