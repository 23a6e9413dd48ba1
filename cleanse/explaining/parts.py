"""The parts of a document: what was kept, and what was changed by whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Changed:
    """A stretch of the image that a run replaced.

    Attributes:
        start: byte in the image.
        size: bytes of the image that were removed.
        removed: their text; ``None`` when the image is not at hand.
        inserted: what stands in their place.
        rules: in stage order; the books have the change under the last of them.
        line: of the image, counted from 1; 0 when the image is not at hand.
    """

    start: int
    size: int
    removed: str | None
    inserted: str
    rules: tuple[str, ...]
    line: int = 0


Part = str | Changed
"""Text that was kept, or a change."""


def rules_of(edit: Sequence[Any], names: Sequence[str]) -> tuple[str, ...]:
    """The names behind the last field of a manifest's edit."""
    rules = edit[3]
    return tuple(names[rule] for rule in rules) if isinstance(rules, list) else (names[rules],)


def of_image(image: bytes, edits: Sequence[Sequence[Any]], names: Sequence[str]) -> Iterator[Part]:
    r"""The parts of an image whose edits are known to fit it.

    Args:
        image: UTF-8, as `verification.images.image_of` gives it.
        edits: the ``e`` of a record.
        names: of the rules in the manifest's header.

    >>> list(of_image(b"Share\nTea.\n", [[0, 6, "", 0]], ["share/button"]))
    [Changed(start=0, size=6, removed='Share\n', inserted='', rules=('share/button',), line=1), 'Tea.\n']
    """
    position, line = 0, 1
    for edit in edits:
        start, end = position + edit[0], position + edit[0] + edit[1]
        if start > position:
            yield text(image[position:start])
        line += image.count(b"\n", position, start)
        yield Changed(start, end - start, text(image[start:end]), edit[2], rules_of(edit, names), line)
        line += image.count(b"\n", start, end)
        position = end
    if position < len(image):
        yield text(image[position:])


def of_output(output: bytes, edits: Sequence[Sequence[Any]], names: Sequence[str]) -> Iterator[Part]:
    r"""The parts as far as the output alone shows them: what was removed is known by its size only.

    >>> list(of_output(b"Tea.\n", [[0, 6, "", 0]], ["share/button"]))
    [Changed(start=0, size=6, removed=None, inserted='', rules=('share/button',), line=0), 'Tea.\n']
    """
    position = start = 0
    for gap, size, inserted, *_ in edits:
        if gap:
            yield text(output[position : position + gap])
        start += gap
        yield Changed(start, size, None, inserted, rules_of((gap, size, inserted, *_), names))
        start += size
        position += gap + len(inserted.encode())
    if position < len(output):
        yield text(output[position:])


def changes_alone(edits: Sequence[Sequence[Any]], names: Sequence[str]) -> Iterator[Part]:
    """The changes of a document of which no text is at hand."""
    start = 0
    for edit in edits:
        start += edit[0]
        yield Changed(start, edit[1], None, edit[2], rules_of(edit, names))
        start += edit[1]


def text(data: bytes) -> str:
    """Bytes as text; what is not UTF-8 is written out."""
    return data.decode(errors="backslashreplace")
