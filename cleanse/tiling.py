"""The composed map from a source text to its output.

A tiling is a row of tiles in source order: each copies a run of the source, or replaces a run
(perhaps an empty one) by a literal in the name of one or more rules. The tiles partition the
source; what they copy and insert, in order, is the output. Pipelines compose one tiling a stage,
so in the end every output character is a copy of a known source character or a literal of a
known rule, and every character that is gone has a rule that removed it.

Units are code points, as rules count them; `to_wire` turns them into bytes of the UTF-8 image,
as manifests count them. That is the one place that converts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cleanse.errors import RuleError
from cleanse.spans import Edit, Span

WireEdit = tuple[int, int, str, tuple[int, ...]]
"""``(gap, deleted, inserted, rules)``: copy ``gap`` bytes, delete ``deleted``, insert a literal."""


class Tile(NamedTuple):
    """``length`` code points of the source from ``start``: copied, or replaced by ``insert``.

    ``insert is None`` means copied; then ``rules`` is empty.
    """

    start: int
    length: int
    insert: str | None = None
    rules: tuple[str, ...] = ()


class Change(NamedTuple):
    """An edit of the source with every rule that had a hand in it, in stage order."""

    start: int
    end: int
    insert: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tiling:
    """Tiles that cover a source of ``size`` code points.

    >>> first = from_edits(9, [Edit(0, 2, "", by="a")])
    >>> both = compose(first, from_edits(7, [Edit(0, 0, "> ", by="b")]))
    >>> both.apply("- a point")
    '> a point'
    >>> [change.rules for change in both.changes()]
    [('a',), ('b',)]
    """

    tiles: tuple[Tile, ...]
    size: int

    @property
    def unchanged(self) -> bool:
        """True when the output is the source."""
        return all(tile.insert is None for tile in self.tiles)

    def apply(self, source: str) -> str:
        """The output for the source this tiling was made from."""
        return "".join(
            source[start : start + length] if insert is None else insert for start, length, insert, _ in self.tiles
        )

    def changes(self) -> Iterator[Change]:
        """What was replaced, in source order; neighbours by the same rules are one change."""
        pending: Change | None = None
        for start, length, insert, rules in self.tiles:
            if insert is None:
                continue
            if pending is not None and pending.end == start and pending.rules == rules:
                pending = Change(pending.start, start + length, pending.insert + insert, rules)
                continue
            if pending is not None and (pending.start != pending.end or pending.insert):
                yield pending
            pending = Change(start, start + length, insert, rules)
        if pending is not None and (pending.start != pending.end or pending.insert):
            yield pending

    def source_spans(self, start: int, end: int) -> list[Span]:
        """Where ``output[start:end]`` was copied from; what was inserted has no source."""
        result: list[Span] = []
        position = 0
        for tile in self.tiles:
            length = tile.length if tile.insert is None else len(tile.insert)
            low, high = max(start, position), min(end, position + length)
            if low < high and tile.insert is None:
                origin = tile.start + low - position
                result.append(Span(origin, origin + high - low))
            position += length
            if position >= end:
                break
        return result

    def output_offset(self, offset: int) -> int | None:
        """Where source code point ``offset`` stands in the output; ``None`` when it was removed."""
        position = 0
        for tile in self.tiles:
            if tile.start <= offset < tile.start + tile.length:
                return position + offset - tile.start if tile.insert is None else None
            position += tile.length if tile.insert is None else len(tile.insert)
        return None

    def invert(self, source: str) -> Tiling:
        """The tiling that leads from the output back to the source."""
        tiles: list[Tile] = []
        position = 0
        for start, length, insert, rules in self.tiles:
            if insert is None:
                tiles.append(Tile(position, length))
                position += length
            else:
                tiles.append(Tile(position, len(insert), source[start : start + length], rules))
                position += len(insert)
        return Tiling(tuple(tiles), position)


def identity(size: int) -> Tiling:
    """The tiling that copies everything."""
    return Tiling((Tile(0, size),) if size else (), size)


def from_edits(size: int, edits: Iterable[Edit]) -> Tiling:
    """The tiling of one stage.

    Args:
        size: of the text, in code points.
        edits: as `spans.ordered` gives them.
    """
    tiles: list[Tile] = []
    position = 0
    for edit in edits:
        if edit.start > position:
            tiles.append(Tile(position, edit.start - position))
        tiles.append(Tile(edit.start, edit.end - edit.start, edit.insert, (edit.by,)))
        position = edit.end
    if position < size:
        tiles.append(Tile(position, size - position))
    return Tiling(tuple(tiles), size)


class _Row:
    """A row of tiles under construction; joins neighbours that are one."""

    __slots__ = ("tiles",)

    def __init__(self) -> None:
        self.tiles: list[Tile] = []

    def add(self, tile: Tile) -> None:
        start, length, insert, rules = tile
        if not length and not insert:
            return
        if self.tiles:
            last = self.tiles[-1]
            if last.start + last.length == start and last.rules == rules and (last.insert is None) == (insert is None):
                joined = None if last.insert is None or insert is None else last.insert + insert
                self.tiles[-1] = Tile(last.start, last.length + length, joined, rules)
                return
        self.tiles.append(tile)


class _Reader:
    """Walks the tiles of the first tiling by output offset, cutting them where the second asks."""

    __slots__ = ("index", "offset", "size", "tiles")

    def __init__(self, tiling: Tiling) -> None:
        self.tiles = tiling.tiles
        self.size = tiling.size
        self.index = 0
        self.offset = 0

    def take(self, count: int) -> Iterator[Tile]:
        """Tiles that give the next ``count`` output code points.

        A cut inside a literal leaves its source range on the first fragment. Deletions that stand
        between the taken characters come along; those after the last are left for the next call.
        """
        while count > 0:
            start, length, insert, rules = self.tiles[self.index]
            if insert is None:
                taken = min(count, length - self.offset)
                yield Tile(start + self.offset, taken)
            else:
                length = len(insert)
                taken = min(count, length - self.offset)
                source = self.tiles[self.index].length
                fragment = insert[self.offset : self.offset + taken]
                yield (
                    Tile(start, source, fragment, rules)
                    if not self.offset
                    else Tile(start + source, 0, fragment, rules)
                )
            self.offset += taken
            count -= taken
            if self.offset == length:
                self.index += 1
                self.offset = 0

    def deletions(self) -> Iterator[Tile]:
        """Tiles without output that stand right here."""
        while not self.offset and self.index < len(self.tiles) and self.tiles[self.index].insert == "":
            yield self.tiles[self.index]
            self.index += 1

    @property
    def position(self) -> int:
        """The source offset that the next output character would come from."""
        if self.index == len(self.tiles):
            return self.size
        start, length, insert, _ = self.tiles[self.index]
        if insert is None:
            return start + self.offset
        return start + length if self.offset else start


def compose(first: Tiling, second: Tiling) -> Tiling:
    """The tiling from the source of ``first`` to the output of ``second``.

    An edit of ``second`` over what ``first`` copied becomes an edit of the source in the second's
    name; over what ``first`` inserted it swallows the literal and joins the rules.
    ``compose(a, b).apply(s) == b.apply(a.apply(s))``; associative; linear in the number of tiles.

    Raises:
        RuleError: ``second`` was not made from the output of ``first``.
    """
    reader = _Reader(first)
    row = _Row()
    try:
        for _, length, insert, rules in second.tiles:
            if insert is None:
                for tile in reader.take(length):
                    row.add(tile)
                continue
            # Deletions before an edit go first, so that an insertion stands where its neighbour on the right does.
            for tile in reader.deletions():
                row.add(tile)
            if not length:
                row.add(Tile(reader.position, 0, insert, rules))
                continue
            literal = insert
            for tile in reader.take(length):
                joined = rules if tile.insert is None else _join(tile.rules, rules)
                if tile.insert == "":
                    joined = tile.rules
                    row.add(Tile(tile.start, tile.length, "", joined))
                    continue
                row.add(Tile(tile.start, tile.length, literal, joined))
                literal = ""
    except IndexError:
        raise RuleError(
            "cannot compose: the second tiling covers more than the first puts out.",
            hint="Make it from the text that the first one gives.",
        ) from None
    for tile in reader.deletions():
        row.add(tile)
    if reader.index != len(first.tiles):
        raise RuleError(
            "cannot compose: the second tiling covers less than the first puts out.",
            hint="Make it from the text that the first one gives.",
        )
    return Tiling(tuple(row.tiles), first.size)


def _join(earlier: tuple[str, ...], later: tuple[str, ...]) -> tuple[str, ...]:
    if earlier == later:
        return earlier
    return earlier + tuple(rule for rule in later if rule not in earlier)


def byte_length(text: str) -> int:
    """Bytes of the UTF-8 image."""
    return len(text) if text.isascii() else len(text.encode())


def to_wire(tiling: Tiling, source: str, index: Mapping[str, int]) -> list[WireEdit]:
    """The edit list of a manifest record, in bytes of the UTF-8 image of ``source``.

    Args:
        tiling: over code points of ``source``.
        index: the number of each rule in the manifest's table.

    >>> to_wire(from_edits(4, [Edit(3, 4, "", by="a")]), "caf\u00c2", {"a": 7})
    [(3, 2, '', (7,))]
    """
    ascii_only = source.isascii()
    result: list[WireEdit] = []
    position = 0
    for change in tiling.changes():
        if ascii_only:
            gap, deleted = change.start - position, change.end - change.start
        else:
            gap = byte_length(source[position : change.start])
            deleted = byte_length(source[change.start : change.end])
        rules = tuple(index[rule] for rule in change.rules)
        result.append((gap, deleted, change.insert, rules))
        position = change.end
    return result


def apply_wire(image: bytes, edits: Iterable[WireEdit]) -> bytes:
    """Make the edits of a manifest record.

    Raises:
        ValueError: an edit leaves the image.
    """
    pieces: list[bytes] = []
    position = 0
    for gap, deleted, insert, _ in edits:
        start = position + gap
        if gap < 0 or deleted < 0 or start + deleted > len(image):
            raise ValueError(f"an edit at byte {start} leaves the {len(image)} bytes of its source")
        pieces.append(image[position:start])
        pieces.append(insert.encode())
        position = start + deleted
    pieces.append(image[position:])
    return b"".join(pieces)
