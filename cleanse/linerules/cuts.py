"""How lines go: with their line ends, and with the blank lines that would be left doubled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleanse.spans import Edit


def removals(text: str, lines: Sequence[str], gone: dict[int, str]) -> Iterator[Edit]:
    """Edits that delete whole lines and close up the blank lines around them.

    Where a removed run stands between blank lines, those after it go with it; at the end of the text
    those before it do. A text keeps its final line feed, and gets none when it had none.

    Args:
        text: what the edits are for.
        lines: ``text.split("\\n")``, less the empty piece after a final line feed.
        gone: the places of lines to delete, none of them blank, and the rule each is deleted by.
    """
    starts: list[int] = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    ended = text.endswith("\n")
    places = sorted(gone)
    blank = {place for place in _near(places, len(lines)) if not lines[place].strip()}
    at = 0
    while at < len(places):
        first = last = places[at]
        owners = {first: gone[first]}
        while True:
            after = last + 1
            while after < len(lines) and _is_blank(lines, after, blank):
                after += 1
            if at + 1 == len(places) or places[at + 1] != after:
                break
            owners.update(dict.fromkeys(range(last + 1, after), gone[last]))
            at += 1
            last = places[at]
            owners[last] = gone[last]
        at += 1
        before = first
        while before > 0 and _is_blank(lines, before - 1, blank):
            before -= 1
        if after == len(lines) and before > 0:
            owners.update(dict.fromkeys(range(before, first), gone[first]))
            first = before
        elif before == 0 or before < first:
            owners.update(dict.fromkeys(range(last + 1, after), gone[last]))
            last = after - 1
        shift = 1 if last == len(lines) - 1 and not ended and first > 0 else 0
        yield from _merged(owners, starts, shift, len(text))


def _near(places: Sequence[int], count: int) -> set[int]:
    return {near for place in places for near in (place - 1, place + 1) if 0 <= near < count}


def _is_blank(lines: Sequence[str], place: int, blank: set[int]) -> bool:
    if place in blank:
        return True
    if lines[place].strip():
        return False
    blank.add(place)
    return True


def _merged(owners: dict[int, str], starts: Sequence[int], shift: int, length: int) -> Iterator[Edit]:
    """One edit for each stretch of lines that go in one name."""
    start: int | None = None
    places = sorted(owners)
    for index, place in enumerate(places):
        if start is None:
            start = starts[place]
        if index + 1 == len(places) or owners[places[index + 1]] != owners[place]:
            yield Edit(start - shift, min(starts[place + 1] - shift, length), "", owners[place])
            start = None
