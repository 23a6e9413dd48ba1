"""Clusters: connected components of the pairs that were found to be duplicates."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cleanse.dedup.checks import Overlap

EXACT, FOLDED, NEAR, CONTAINED = "exact", "folded", "near", "contained"


@dataclass(frozen=True, slots=True)
class Decision:
    """A document that goes.

    Attributes:
        index: of the document, as `Decider.add` returned it.
        kind: ``exact`` for the same text, ``folded`` for the same words in the same order, ``near`` for similar sets of
            shingles, ``contained`` when nearly all of its shingles are in the other.
        partner: index of the document that stays and is its duplicate.
        overlap: exact sizes; ``one`` is this document's.
    """

    index: int
    kind: str
    partner: int
    overlap: Overlap


@dataclass(frozen=True, slots=True)
class Cluster:
    """Documents that hang together by duplicate pairs.

    Attributes:
        members: indices, ascending; at least two.
        kept: the members that stay, ascending; at least one. More than one where the ends of a chain are not
            duplicates of each other.
        dropped: of each other member, for which one that stays it goes, why, and how alike they are.
    """

    members: tuple[int, ...]
    kept: tuple[int, ...]
    dropped: tuple[Decision, ...] = field(default=(), repr=False, compare=False)


class Forest:
    """Union-find over ``size`` indices, 8 bytes each; the smaller root wins (R. E. Tarjan, 1975, paths halved).

    What pairs join does not depend on their order, and forests made of parts of the pairs merge into the
    forest of all of them.

    >>> forest = Forest(4)
    >>> forest.join(3, 1)
    >>> forest.find(3), forest.find(2)
    (1, 2)
    """

    def __init__(self, size: int) -> None:
        self._parents = array("q", range(size))

    def find(self, index: int) -> int:
        """The smallest index of the component."""
        parents = self._parents
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    def join(self, one: int, other: int) -> None:
        """Make two components one."""
        left, right = self.find(one), self.find(other)
        if left != right:
            self._parents[max(left, right)] = min(left, right)

    def merge(self, other: Forest) -> None:
        """Join whatever another forest of the same size joins.

        >>> one, other = Forest(4), Forest(4)
        >>> one.join(0, 1), other.join(1, 3)
        (None, None)
        >>> one.merge(other)
        >>> [one.find(index) for index in range(4)]
        [0, 0, 2, 0]
        """
        for index, parent in other.joined():
            self.join(index, parent)

    def joined(self) -> Iterator[tuple[int, int]]:
        """Every index that is no root of its component, with the root: what to send instead of the forest."""
        for index in range(len(self._parents)):
            root = self.find(index)
            if root != index:
                yield index, root

    def clusters(self, dropped: Mapping[int, Decision]) -> list[Cluster]:
        """Components of at least two members, ordered by their first.

        Args:
            dropped: what does not stay, by index.
        """
        members: dict[int, list[int]] = {}
        for index, root in self.joined():
            members.setdefault(root, [root]).append(index)
        return [
            Cluster(
                tuple(members[root]),
                tuple(index for index in members[root] if index not in dropped),
                tuple(dropped[index] for index in members[root] if index in dropped),
            )
            for root in sorted(members)
        ]
