"""A unified diff from a tiling, with the rule named at each change.

The tiling already knows what was copied, so nothing is compared: the text is cut at copied line
feeds, and each block between two of them is either the same on both sides or a change.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

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
    old_line = new_line = 1
    for hunk in _hunks(_blocks(source, tiling)):
        old = sum(len(block[0]) for block in hunk.blocks)
        new = sum(len(block[1]) for block in hunk.blocks)
        old_line += hunk.skipped
        new_line += hunk.skipped
        yield f"@@ -{_range(old_line, old)} +{_range(new_line, new)} @@ {_named(hunk.blocks, old_line)}"
        for before, after, by in hunk.blocks:
            if by:
                yield from (f"-{printable(line)}" for line in before)
                yield from (f"+{printable(line)}" for line in after)
            else:
                # A blank line stays bare, as with --suppress-blank-empty of GNU diff.
                yield from (f" {printable(line)}" if line else "" for line in before)
        old_line += old
        new_line += new


def _range(start: int, count: int) -> str:
    return f"{start if count else start - 1},{count}"


def _named(blocks: list[Block], line: int) -> str:
    """The rules of a hunk; where it holds several changes, each with the source lines it touches."""
    names = []
    for old, _, rules in blocks:
        if rules:
            where = f"line {line}" if len(old) < 2 else f"lines {line}-{line + len(old) - 1}"
            names.append((", ".join(rules), where))
        line += len(old)
    return names[0][0] if len(names) == 1 else "; ".join(f"{name} ({where})" for name, where in names)


class _Hunk(NamedTuple):
    """Blocks that are shown together, and how many unchanged lines stand before them unshown."""

    skipped: int
    blocks: list[Block]


def _hunks(blocks: list[Block]) -> Iterator[_Hunk]:
    """Changes with the lines around them; those that stand near each other are one hunk, as `patch` wants it."""
    skipped, pending = 0, list[Block]()
    for place, (lines, _, rules) in enumerate(blocks):
        if rules:
            pending.append(blocks[place])
            continue
        last = place == len(blocks) - 1
        if pending and not last and len(lines) <= 2 * CONTEXT:
            pending.append(blocks[place])
            continue
        shown = 0
        if pending:
            shown = min(CONTEXT, len(lines))
            yield _Hunk(skipped, [*pending, (lines[:shown], lines[:shown], [])])
        rest = lines[shown:]
        context = [] if last else rest[-CONTEXT:]
        skipped = len(rest) - len(context)
        pending = [(context, context, [])] if context else []
    if pending:
        yield _Hunk(skipped, pending)


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
        if list(rules) != self._rules:
            self.cut()
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
