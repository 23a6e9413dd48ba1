"""A unified diff from a tiling, with the rule named at each change.

The tiling already knows what was copied, so nothing is compared: the text is cut at copied line
feeds, and each block between two of them is either the same on both sides or a change.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanse.terminal import printable
from cleanse.tiling import Tiling

CONTEXT = 1
"""Unchanged lines shown around a change."""


Block = tuple[list[str], list[str], list[str]]
"""Old lines, new lines, and the rules that changed them; no rules for lines that stay."""


def unified(name: str, source: str, tiling: Tiling) -> Iterator[str]:
    r"""Lines of a diff from a source to its output; none when nothing changed.

    Args:
        name: of the document; escaped here, as are the lines.
        source: the text the tiling was made from.
        tiling: the way to the output.

    >>> from cleanse.spans import Edit
    >>> from cleanse.tiling import from_edits
    >>> source = "Share\nThe ferry sails.\n"
    >>> print("\n".join(unified("a.txt", source, from_edits(len(source), [Edit(0, 6, "", "share/share-word")]))))
    --- a/a.txt
    +++ b/a.txt
    @@ -1,2 +1,1 @@ share/share-word
    -Share
     The ferry sails.
    """
    if tiling.unchanged:
        return
    yield f"--- a/{printable(name)}"
    yield f"+++ b/{printable(name)}"
    blocks = _blocks(source, tiling)
    old_line = new_line = 1
    for place, (old, new, rules) in enumerate(blocks):
        if rules:
            before = _context(blocks, place - 1, last=True)
            after = _context(blocks, place + 1, last=False)
            start_old, start_new = old_line - len(before), new_line - len(before)
            count_old, count_new = len(before) + len(old) + len(after), len(before) + len(new) + len(after)
            yield f"@@ -{_range(start_old, count_old)} +{_range(start_new, count_new)} @@ {', '.join(rules)}"
            yield from (f" {printable(line)}" for line in before)
            yield from (f"-{printable(line)}" for line in old)
            yield from (f"+{printable(line)}" for line in new)
            yield from (f" {printable(line)}" for line in after)
        old_line += len(old)
        new_line += len(new)


def _range(start: int, count: int) -> str:
    return f"{start if count else start - 1},{count}"


def _context(blocks: list[Block], place: int, *, last: bool) -> list[str]:
    """Lines of an unchanged neighbour; a short one between two changes is shown once, behind the first."""
    if not 0 <= place < len(blocks) or blocks[place][2]:
        return []
    lines = blocks[place][0]
    if 0 < place < len(blocks) - 1 and len(lines) < 2 * CONTEXT:
        return [] if last else lines
    return lines[-CONTEXT:] if last else lines[:CONTEXT]


def _blocks(source: str, tiling: Tiling) -> list[Block]:
    """Runs of equal lines (no rules) and of changed ones, each as long as it can be."""
    row = _Row()
    for tile in tiling.tiles:
        piece = source[tile.start : tile.start + tile.length]
        if tile.insert is not None:
            row.change(piece, tile.insert, tile.rules)
            continue
        row.cut()
        for line in _kept_lines(piece):
            row.copy(line)
            if line.endswith("\n"):
                row.cut()
    row.close()
    return row.blocks


class _Row:
    """Blocks under construction."""

    __slots__ = ("_new", "_old", "_rules", "blocks")

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._old = ""
        self._new = ""
        self._rules: list[str] = []

    def change(self, old: str, new: str, rules: tuple[str, ...]) -> None:
        self._old += old
        self._new += new
        self._rules += [rule for rule in rules if rule not in self._rules]

    def copy(self, line: str) -> None:
        self._old += line
        self._new += line

    def cut(self) -> None:
        """End a block where both sides stand at the start of a line."""
        if self._old[-1:] in {"", "\n"} and self._new[-1:] in {"", "\n"}:
            self.close()

    def close(self) -> None:
        if self._old or self._new:
            old, new = _lines(self._old), _lines(self._new)
            if self.blocks and self.blocks[-1][2] == self._rules:
                self.blocks[-1][0].extend(old)
                self.blocks[-1][1].extend(new)
            else:
                self.blocks.append((old, new, self._rules))
        self._old, self._new, self._rules = "", "", []


def _kept_lines(text: str) -> list[str]:
    """Lines with their line feeds; split at nothing else."""
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines
