"""Where what follows the main content begins: other stories, readers' comments, the foot of the page."""

from __future__ import annotations

from collections.abc import Sequence

from cleanse.linerules.entries import Known
from cleanse.linerules.prose import is_code, is_prose

CLOSING = 3
"""So many known lines after the last prose, one in ten of the lines there, make a closing block: it goes whole."""

CLOSING_SHARE = 10

THREAD = 3
"""So many lines of prose must stand above the heading of a thread."""

THREAD_COMPANY = 3
"""So many known lines must stand below it, one in `THREAD_SHARE` of the lines there."""

THREAD_SHARE = 7


def opening(lines: Sequence[str], known: Known) -> tuple[int, str] | None:
    """Where what follows the main content begins, and who says so.

    It begins at the heading of a thread; else, after the last line of prose, at the first heading or, where
    known lines are many, at the first of them.
    """
    thread = _thread(lines, known)
    if thread is not None:
        return thread
    last = len(lines) - 1
    while last >= 0 and (last in known or not is_prose(lines[last])):
        last -= 1
    if last < 0:
        return None
    closing = sorted(place for place in known if place > last)
    for place in closing:
        for entry in known[place]:
            if entry.removes == "rest":
                return place, entry.id
    if len(closing) < CLOSING:
        return None
    rest = sum(1 for place in range(closing[0], len(lines)) if lines[place].strip())
    return (closing[0], known[closing[0]][0].id) if len(closing) * CLOSING_SHARE >= rest else None


def _thread(lines: Sequence[str], known: Known) -> tuple[int, str] | None:
    """The heading of a thread, with enough prose above it.

    Headings with prose between them head nothing: that is a page of several articles, each with its link.
    """
    headings = sorted(place for place, entries in known.items() if any(e.removes == "thread" for e in entries))
    if not headings:
        return None
    above = 0
    found: int | None = None
    for place, line in enumerate(lines):
        if place in known:
            if headings and place == headings[0]:
                headings.pop(0)
                if above >= THREAD and found is None:
                    found, above = place, 0
                elif found is not None and above:
                    return None
            continue
        above += is_prose(line)
    if found is None:
        return None
    rest = sum(1 for line in lines[found + 1 :] if line.strip())
    company = sum(1 for place in known if place > found)
    if company < THREAD_COMPANY or company * THREAD_SHARE < rest or any(map(is_code, lines[found:])):
        return None
    return found, next(entry.id for entry in known[found] if entry.removes == "thread")
