"""Clusters: connected components of the pairs that were found to be duplicates."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cluster:
    """Documents that hang together by duplicate pairs.

    Attributes:
        members: indices, ascending; at least two.
        kept: the members that stay, ascending; at least one. More than one where the ends of a chain are not
            duplicates of each other.
    """

    members: tuple[int, ...]
    kept: tuple[int, ...]


class Forest:
    """Union-find over ``size`` indices, 8 bytes each; the smaller root wins (R. E. Tarjan, 1975, paths halved).

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

    def clusters(self, dropped: Iterable[int]) -> list[Cluster]:
        """Components of at least two members, ordered by their first.

        Args:
            dropped: the indices that do not stay.
        """
        members: dict[int, list[int]] = {}
        for index in range(len(self._parents)):
            root = self.find(index)
            if root != index:
                members.setdefault(root, [root]).append(index)
        gone = set(dropped)
        return [
            Cluster(tuple(members[root]), tuple(index for index in members[root] if index not in gone))
            for root in sorted(members)
        ]
