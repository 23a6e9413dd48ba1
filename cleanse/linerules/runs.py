"""Which of the known lines go: by the runs, chains and blocks they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleanse.linerules.closing import opening
from cleanse.linerules.entries import Known
from cleanse.linerules.prose import SHORT, columns, ends_sentence, is_open, is_prose

HEAD_SLACK = 6
"""So many short lines that no entry knows may stand in the opening run: a kicker, a headline, a by-line, a caption."""

TAIL_SLACK = 8
"""The same for the closing run."""

MENU = 3
"""So many known lines make a menu, if no more than `MENU_GAP` unknown short lines stand between neighbours."""

MENU_GAP = 2

BLOCK = 5
"""So many known lines make a block, if no more than `BLOCK_GAP` unknown short lines stand between neighbours."""

BLOCK_GAP = 4

BLOCK_SHARE = 5
"""A block goes with the unknown lines in it, if one line in so many is known."""

BLOCK_WIDTH = 40
"""Unknown lines of a block go up to this many columns: a headline among menus stays."""

STRETCH = 4
"""So many known lines between two paragraphs of prose make what stands there a stretch of furniture."""

STRETCH_SHARE = 25
"""One line in so many must be known."""

STRETCH_PACKS = 2
"""By entries of so many packs: what is only a list of subjects or of places is a list."""

STRETCH_NEAR = 20
"""Among so many lines before prose there may be its headline."""

STRETCH_NARROW = 20
"""Of these, unknown ones go up to this many columns."""


TITLE_WORDS = 3
"""A headline has so many words, or `TITLE_WIDTH` columns of a script without spaces."""

TITLE_WIDTH = 20

SENTENCE = 20
"""A line of so many columns that ends as a sentence does is one, and is not taken along."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """Which lines go, and in whose name.

    Attributes:
        sure: lines that an entry knows wherever they stand.
        doubtful: lines that go by the company they keep, or by an entry that says itself that it is doubtful.
    """

    sure: dict[int, str]
    doubtful: dict[int, str]


def proposed(lines: Sequence[str], known: Known) -> Cuts:
    """What would go if no guard were asked; a line is in one of both at most."""
    count = len(lines)
    wheres = {entry.where for entries in known.values() for entry in entries}
    head = _run(lines, range(count), known, HEAD_SLACK) if wheres & {"head", "ends"} else set()
    tail = _run(lines, range(count - 1, -1, -1), known, TAIL_SLACK) if wheres & {"tail", "ends"} else set()
    menu = {
        place for chain in _chains(lines, known, MENU_GAP) if len({lines[p] for p in chain}) >= MENU for place in chain
    }
    places = {"head": head, "tail": tail, "ends": head | tail, "menu": menu}
    sure: dict[int, str] = {}
    gone: dict[int, str] = {}
    for place, entries in known.items():
        for entry in entries:
            if entry.where == "any" and entry.safety == "safe":
                sure[place] = entry.id
                break
            if entry.where == "any" or place in places[entry.where]:
                gone.setdefault(place, entry.id)
    kept = _title(lines, known)
    for chain in _chains(lines, known, BLOCK_GAP):
        _take_block(lines, known, gone, chain, kept)
    for stretch in stretches(lines, known):
        _take_stretch(lines, known, gone, stretch, kept)
    end = opening(lines, known)
    if end is not None:
        first, by = end
        for place in range(first, count):
            if lines[place].strip():
                gone.setdefault(place, by)
    return Cuts(sure, {place: by for place, by in gone.items() if place not in sure})


def _run(lines: Sequence[str], places: range, known: Known, slack: int) -> set[int]:
    """The places of a run from one end: over known, blank and at most `slack` other short lines."""
    run: set[int] = set()
    for place in places:
        if place not in known:
            bare = lines[place].strip()
            if bare:
                if slack == 0 or not is_open(bare):
                    break
                slack -= 1
        run.add(place)
    return run


def _chains(lines: Sequence[str], known: Known, gap: int) -> Iterator[list[int]]:
    """Places of known lines with no prose and at most `gap` unknown lines between neighbours.

    What a chain loses leaves no new neighbours for the others: what stands between chains stays.
    """
    chain: list[int] = []
    for place in sorted(known):
        if chain and not _close(lines, chain[-1], place, gap):
            yield chain
            chain = []
        chain.append(place)
    if chain:
        yield chain


def _close(lines: Sequence[str], first: int, second: int, gap: int) -> bool:
    for place in range(first + 1, second):
        bare = lines[place].strip()
        if bare:
            gap -= 1
            if gap < 0 or not is_open(bare):
                return False
    return True


def _take_block(lines: Sequence[str], known: Known, gone: dict[int, str], chain: Sequence[int], kept: int) -> None:
    """Add a dense block of known lines with the short lines in it, each in the name of the known line above."""
    if len({lines[place] for place in chain}) < BLOCK:
        return
    inside = [place for place in range(chain[0], chain[-1] + 1) if lines[place].strip()]
    if len(chain) * BLOCK_SHARE < len(inside):
        return
    by = ""
    for place in inside:
        if place in known:
            by = known[place][0].id
        if place in known or (place != kept and _goes_along(lines[place], BLOCK_WIDTH)):
            gone.setdefault(place, by)


def _goes_along(line: str, width: int) -> bool:
    """Whether an unknown line may go with its neighbours: it is narrow, and no sentence."""
    bare = line.strip()
    wide = columns(bare)
    return wide <= width and (wide < SENTENCE or not ends_sentence(bare))


def _title(lines: Sequence[str], known: Known) -> int:
    """The place of the line that must be the headline, if there is one: the last unknown line of some words before the
    first line of prose; ``-1`` when there is none.
    """
    title = -1
    for place, line in enumerate(lines):
        if place in known:
            continue
        if is_prose(line):
            return title
        bare = line.strip()
        if len(bare.split()) >= TITLE_WORDS or (columns(bare) >= TITLE_WIDTH and columns(bare) > 2 * len(bare)):
            title = place
    return -1


def stretches(lines: Sequence[str], known: Known) -> Iterator[range]:
    """The places between two lines of prose, or between one and an end of the text, that hold a known line."""
    first = 0
    for place in range(len(lines) + 1):
        if place == len(lines) or (place not in known and is_prose(lines[place])):
            if any(inner in known for inner in range(first, place)):
                yield range(first, place)
            first = place + 1


def _take_stretch(lines: Sequence[str], known: Known, gone: dict[int, str], stretch: range, kept: int) -> None:
    """Add the short lines between two paragraphs when enough of them are known, by entries of several packs.

    Before prose stand its headline, a by-line, a caption: of what is nearest to it only known and narrow lines go.
    """
    full = [place for place in stretch if lines[place].strip()]
    found = [place for place in full if place in known]
    if len({lines[place] for place in found}) < STRETCH or len(found) * STRETCH_SHARE < len(full):
        return
    entries = [entry for place in found for entry in known[place]]
    if len({entry.id.partition("/")[0] for entry in entries}) < STRETCH_PACKS:
        return
    if all(entry.where != "any" for entry in entries):
        return
    first = stretch.start if stretch.start == 0 else found[0]
    near = set(full[-STRETCH_NEAR:]) if stretch.stop < len(lines) else set()
    by = known[found[0]][0].id
    for place in full:
        if place < first:
            continue
        if place in known:
            by = known[place][0].id
            gone.setdefault(place, by)
        elif place != kept and _goes_along(lines[place], STRETCH_NARROW if place in near else SHORT):
            gone.setdefault(place, by)
