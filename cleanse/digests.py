"""Digests: sha256 of bytes, text and canonical JSON; Merkle roots as in RFC 9162, section 2.1.

Digests are lower-case hex everywhere. A tree's leaves are hashed as ``H(0x00 || leaf)`` and its
nodes as ``H(0x01 || left || right)``, so that a node can never pass for a leaf; a tree of n leaves
splits at the largest power of two below n, so that no leaf is ever doubled.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from cleanse.canonical import canonical

EMPTY_ROOT = sha256(b"").hexdigest()
"""The root of a tree without leaves."""


def digest_bytes(data: bytes) -> str:
    """sha256 of bytes.

    >>> digest_bytes(b"")[:8]
    'e3b0c442'
    """
    return sha256(data).hexdigest()


def digest_text(text: str) -> str:
    """sha256 of the UTF-8 form of a text.

    Raises:
        UnicodeEncodeError: the text holds a lone surrogate.
    """
    return sha256(text.encode()).hexdigest()


def digest_json(value: object) -> str:
    """sha256 of the canonical JSON of a value.

    Raises:
        ManifestError: the value has no canonical form.

    >>> digest_json({"b": 1, "a": 2}) == digest_bytes(b'{"a":2,"b":1}')
    True
    """
    return sha256(canonical(value)).hexdigest()


class Merkle:
    """A Merkle tree that grows by leaves and keeps one node per set bit of its size.

    >>> tree = Merkle()
    >>> tree.add(b"one"); tree.add(b"two"); tree.add(b"three")
    >>> tree.root() == merkle_root([b"one", b"two", b"three"])
    True
    """

    __slots__ = ("_nodes", "_size")

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._size = 0

    def __len__(self) -> int:
        """How many leaves there are."""
        return self._size

    def add(self, leaf: bytes) -> None:
        """Append a leaf."""
        node = sha256(b"\x00" + leaf).digest()
        size = self._size
        self._size = size + 1
        nodes = self._nodes
        while size & 1:
            node = sha256(b"\x01" + nodes.pop() + node).digest()
            size >>= 1
        nodes.append(node)

    def root(self) -> str:
        """The root over the leaves so far."""
        if not self._nodes:
            return EMPTY_ROOT
        node = self._nodes[-1]
        for left in self._nodes[-2::-1]:
            node = sha256(b"\x01" + left + node).digest()
        return node.hex()


def merkle_root(leaves: Iterable[bytes]) -> str:
    """The root over leaves."""
    tree = Merkle()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[str]:
    """The nodes that lead from leaf ``index`` to the root, from the leaf up (RFC 9162, 2.1.3.1).

    Raises:
        IndexError: there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} among {len(leaves)}")
    level = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    proof: list[str] = []
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            proof.append(level[beside].hex())
        # A node without a partner goes up as it is: that is the RFC's split at a power of two, seen from below.
        above = [sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = above + level[len(above) * 2 :]
        index >>= 1
    return proof


def proves(leaf: bytes, index: int, size: int, proof: Sequence[str], root: str) -> bool:
    """True when ``proof`` shows that ``leaf`` is number ``index`` of the ``size`` leaves under ``root``.

    The walk of RFC 9162, 2.1.3.2. Malformed proofs are false, never an error.

    >>> leaves = [b"one", b"two", b"three"]
    >>> proves(b"three", 2, 3, inclusion_proof(leaves, 2), merkle_root(leaves))
    True
    >>> proves(b"three", 1, 3, inclusion_proof(leaves, 2), merkle_root(leaves))
    False
    """
    if not 0 <= index < size:
        return False
    place, last = index, size - 1
    node = sha256(b"\x00" + leaf).digest()
    for step in proof:
        try:
            beside = bytes.fromhex(step)
        except ValueError:
            return False
        if last == 0 or len(beside) != 32:
            return False
        if place & 1 or place == last:
            node = sha256(b"\x01" + beside + node).digest()
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            node = sha256(b"\x01" + node + beside).digest()
        place >>= 1
        last >>= 1
    return last == 0 and node.hex() == root
