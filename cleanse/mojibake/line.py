"""One line: the steps in order, again until none has more to say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from cleanse.mojibake import chains, doubles, holes, legacy, remains
from cleanse.mojibake.chains import Proposal
from cleanse.mojibake.gate import gate
from cleanse.mojibake.model import BIT
from cleanse.mojibake.tables import SMART

ROUNDS = 6
"""Readings that are undone at most; a text read wrongly three times and with bytes lost takes five."""

LONGEST = 2_000
"""Characters of a line that are repaired at a time."""

MARGIN = 20 * BIT
"""What legacy bytes have to gain more than UTF-8, which is the likelier damage."""

C1 = re.compile("[\x80-\x9f]")
C1_PLAN = "latin-1>cp1252"
_COMBINING = re.compile("[\u0300-\u0345]")


class Repaired(NamedTuple):
    """A line, and the plans that led to it, in order."""

    text: str
    plans: tuple[str, ...]


def repair_line(line: str, codecs: frozenset[str] = frozenset()) -> Repaired:
    """A line with its wrong decoding undone, as far as there is evidence; the same line where there is none.

    A long line is repaired in parts, so that the time grows with its length and no faster.

    Args:
        line: without its line feed.
        codecs: encodings that other lines of the document were surely read with; they need less evidence here.
    """
    if len(line) <= LONGEST:
        return _repaired(line, codecs)
    parts = [_repaired(part, codecs) for part in _parts(line)]
    return Repaired(
        "".join(part.text for part in parts), tuple(dict.fromkeys(plan for part in parts for plan in part.plans))
    )


def _parts(line: str) -> Iterator[str]:
    """Parts of a line, cut before a space where there is one."""
    start = 0
    while len(line) - start > LONGEST:
        cut = line.rfind(" ", start + LONGEST // 2, start + LONGEST)
        end = cut if cut > 0 else start + LONGEST
        yield line[start:end]
        start = end
    yield line[start:]


def _repaired(line: str, codecs: frozenset[str]) -> Repaired:
    """A line of no great length, until nothing is found in what came out, looked at as if it had come in so."""
    found = _once(line, codecs)
    plans = found.plans
    while found.plans and len(plans) < ROUNDS and gate().suspected(found.text):
        found = _once(found.text, frozenset())
        plans += found.plans
    return Repaired(found.text, plans)


def _once(line: str, codecs: frozenset[str]) -> Repaired:
    text = line
    plans: list[str] = []
    if _COMBINING.search(text):
        # Letters and their accents were taken apart after they were garbled; tables know them whole.
        text = unicodedata.normalize("NFC", text)
    for _ in range(ROUNDS):
        if text.isascii():
            break
        found = _proposal(text, bool(plans)) or (chains.words(text, True, codecs) if codecs else None)
        if found is None:
            break
        text = found.text
        plans.append(found.plan)
        if not gate().suspected(text) and not holes.may_lack(text):
            break
    if C1.search(text):
        smart = text.translate(SMART)
        if smart != text:
            text = smart
            plans.append(C1_PLAN)
    return Repaired(text, tuple(plans)) if plans else Repaired(line, ())


def _proposal(line: str, licensed: bool) -> Proposal | None:
    """The first step that has something to say.

    Args:
        line: any.
        licensed: a step has changed the line already.
    """
    found = chains.plainly(line, gate().suspected) or chains.whole(line)
    if found is not None:
        return found
    found = chains.words(line, licensed)
    if licensed:
        other = holes.fill(line, licensed)
        if other is not None and (found is None or other.gain > found.gain):
            found = remains.settle(line, licensed) or other
    elif found is None or gate().suspected(found.text):
        # Legacy bytes have sequences of UTF-8 by chance; undoing these leaves the rest garbled.
        other = legacy.reread(line)
        if other is not None and (found is None or other.gain > found.gain + MARGIN):
            return other
    return found or doubles.undo(line) or remains.settle(line, licensed) or holes.fill(line, licensed)
