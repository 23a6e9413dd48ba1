"""The lines of a document: what is sure in one line licenses what is likely in the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from cleanse.mojibake.line import Repaired, repair_line
from cleanse.mojibake.tables import SINGLE, table


def repair(lines: Sequence[str], numbers: Iterable[int]) -> Iterator[tuple[int, Repaired]]:
    """The lines that change.

    Args:
        lines: of a document, without line feeds.
        numbers: of the lines to look at.
    """
    repaired: dict[int, Repaired] = {}
    left: list[int] = []
    for number in numbers:
        line = lines[number]
        if line.isascii():
            continue
        fixed = repair_line(line)
        if fixed.plans:
            repaired[number] = fixed
        else:
            left.append(number)
    codecs = frozenset(codec for codec in SINGLE for fixed in repaired.values() if f"{codec}>utf-8" in fixed.plans[0])
    if codecs:
        ways = [table(codec) for codec in sorted(codecs)]
        for number in left:
            if not any(one.sequences.search(lines[number]) for one in ways):
                continue
            fixed = repair_line(lines[number], codecs)
            if fixed.plans:
                repaired[number] = fixed
    yield from sorted(repaired.items())


def told(plans: Sequence[str]) -> str:
    """Plans in one line, those that follow themselves counted.

    >>> told(["cp1252>utf-8", "cp1252>utf-8", "cp1252>utf-8 remains"])
    'cp1252>utf-8 twice, cp1252>utf-8 remains'
    """
    words = []
    for plan, same in groupby(plans):
        count = len(list(same))
        words.append(plan if count == 1 else f"{plan} twice" if count == 2 else f"{plan} {count} times")
    return ", ".join(words)
