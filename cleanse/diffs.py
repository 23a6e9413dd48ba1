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
    blocks = list(_blocks(source, tiling))
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
    """Lines of an unchanged neighbour; half of it when another change wants the rest."""
    if not 0 <= place < len(blocks):
        return []
    lines = blocks[place][0]
    shared = 0 < place < len(blocks) - 1 and len(lines) < 2 * CONTEXT
    if shared:
        return lines if not last else []
    return lines[-CONTEXT:] if last else lines[:CONTEXT]


def _blocks(source: str, tiling: Tiling) -> Iterator[Block]:
    """Runs of equal lines (no rules) and of changed ones, in turn."""
    old: list[str] = []
    new: list[str] = []
    rules: list[str] = []
    same: list[str] = []
    for tile in tiling.tiles:
        piece = source[tile.start : tile.start + tile.length]
        if tile.insert is not None:
            old.append(piece)
            new.append(tile.insert)
            rules += [rule for rule in tile.rules if rule not in rules]
            continue
        for line in _kept_lines(piece):
            old.append(line)
            new.append(line)
            if not line.endswith("\n"):
                continue
            if not rules:
                same.append("".join(old)[:-1])
            else:
                if same:
                    yield same, same, []
                    same = []
                yield _lines(old), _lines(new), rules
            old, new, rules = [], [], []
    if rules:
        if same:
            yield same, same, []
        yield _lines(old), _lines(new), rules
        return
    same += _lines(old)
    if same:
        yield same, same, []


def _kept_lines(text: str) -> list[str]:
    """Lines with their line feeds; split at nothing else."""
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _lines(pieces: list[str]) -> list[str]:
    text = "".join(pieces)
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines
