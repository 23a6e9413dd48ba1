"""UTF-8 that was read as one-byte encodings, once or several times.

A garbled text carries its own proof: read back, its bytes are UTF-8, which few other texts are. So chains of
encodings are tried, and the model chooses among their ends. A line that is wholly garbled is undone whole. In
a mixed line only the words that gain are replaced: when many do, they carry the others; when there are few, each
has to gain much and must be nothing that people write (see `vetoes`).

The ends are weighed, not the steps: half of a double repair looks worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cleanse.mojibake.model import BIT, model
from cleanse.mojibake.tables import SINGLE, Table, table, tables
from cleanse.mojibake.vetoes import doubtful, plain, usual
from cleanse.mojibake.voices import UNIT, voices

DEPTH, WIDTH = 3, 6
"""Readings to undo, and chains that are followed at a time."""

UNLIKELY = {"cp1252": 0, "cp1254": 3 * BIT, "iso8859-15": 15 * BIT}
USUAL, MIXED = 6 * BIT, 8 * BIT
"""What an encoding has to gain more than windows-1252, and what two different ones in a chain have to."""

PROOFS = 4
"""Well-formed sequences that prove by themselves that a line was garbled."""

LEAST, MANY, MUCH, ENOUGH = 8 * BIT, 3, 30 * BIT, 60 * BIT
"""Gain without which nothing is done; words that gain so much together, or this gain alone, carry the others."""

LOSS = 6 * BIT
"""What a word may lose when others carry it."""

CLOSE = 20 * BIT
"""Gains that differ by less are close."""

EAST = re.compile("[\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef]")
"""Characters of East Asia, of whose languages there is no voice."""

_UNUSUAL_SIGNS = re.compile("[^\\w\\s\ue000-\uf8ff\U000e0000-\U0010ffff]")

ALONE = 12 * BIT
"""What a word has to gain where nothing carries it."""

_MOVED = re.compile("[ŠšŽžŒœŸ€]")
"""Characters that ISO 8859-15 has too, at other bytes."""

_BEYOND = re.compile("[^\x00-\x7f]")

STRANGE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\ue000-\uf8ff\U00032000-\U000e00ff\U000e01f0-\U0010ffff]")
"""Characters that no repair may bring."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line may have been.

    Attributes:
        text: the line.
        gain: how much likelier it is, `BIT` to a bit.
        plan: how it is reached, such as ``cp1252>utf-8``.
    """

    text: str
    gain: int
    plan: str


def plan_of(chain: Iterable[str]) -> str:
    """The name of a chain of encodings, the last one that was undone last.

    >>> plan_of(["cp1252"]), plan_of(["cp1252", "cp1252"]), plan_of(["cp1250", "cp1252"])
    ('cp1252>utf-8', 'cp1252>utf-8 twice', 'cp1250>utf-8 cp1252>utf-8')
    """
    steps = [f"{codec}>utf-8" for codec in chain]
    if len(steps) > 1 and len(set(steps)) == 1:
        return f"{steps[0]} {'twice' if len(steps) == 2 else f'{len(steps)} times'}"
    return " ".join(steps)


def plainly(line: str, suspected: Callable[[str], bool]) -> Proposal | None:
    """The line with all sequences of one encoding undone, where that leaves nothing to suspect and no other does.

    The short way for most garbled lines: what has so many sequences, and is clean without them, needs no model
    to choose for it.

    Args:
        line: any.
        suspected: tells whether a line may be garbled.
    """
    usually = table(SINGLE[0])
    text = usually.undone(line)
    proved = text is not None and len(line) - len(text) >= PROOFS and not _MOVED.search(line)
    if text is not None and proved and usual(text) and not suspected(text):
        # No other encoding has all of these characters and gives another text.
        return Proposal(text, ENOUGH, plan_of((usually.codec,)))
    chars = set(line)
    clean: dict[str, str] = {}
    for one in tables():
        if not one.may_find(chars):
            continue
        text = one.undone(line) or one.replaced(line)
        if len(line) - len(text) >= PROOFS and text not in clean and usual(text) and not suspected(text):
            clean[text] = one.codec
            if len(clean) > 1:
                return None
    if not clean:
        return None
    text, codec = clean.popitem()
    gain = model().weight(text) - model().weight(line)
    return Proposal(text, gain, plan_of((codec,))) if gain >= ENOUGH else None


def whole(line: str) -> Proposal | None:
    """The line undone as a whole, when its own bytes are the proof."""
    ends: list[tuple[int, tuple[str, ...], str]] = []
    reached = {line}
    now: list[tuple[str, tuple[str, ...], int]] = [(line, (), 0)]
    for _ in range(DEPTH):
        following: list[tuple[str, tuple[str, ...], int]] = []
        for text, chain, cost in now:
            first = _BEYOND.search(text)
            if first is None:
                continue
            for one in tables():
                # The first character beyond ASCII begins a sequence, or the whole is none.
                inner = one.undone(text) if one.sequences.match(text, first.start()) else None
                if inner is None or inner in reached or len(text) - len(inner) < PROOFS:
                    continue
                reached.add(inner)
                following.append((inner, (*chain, one.codec), cost + _cost(one.codec, chain)))
        ends += [
            (model().weight(text) - cost, chain, text) for text, chain, cost in following if not STRANGE.search(text)
        ]
        now = following[:WIDTH]
        if not now:
            break
    before = model().weight(line)
    found = [Proposal(text, weight - before, plan_of(chain)) for weight, chain, text in ends]
    best = _likeliest(found)
    return best if best is not None and best.gain >= MUCH else None


def words(line: str, licensed: bool = False, codecs: frozenset[str] | None = None) -> Proposal | None:
    """The words of a line undone that gain by it.

    Args:
        line: any.
        licensed: another repair has shown that the line, or its document, was garbled.
        codecs: the encodings to try; ``None`` for all.
    """
    chars = set(line)
    ways = [
        one
        for one in tables()
        if (codecs is None or one.codec in codecs) and one.may_find(chars) and one.sequences.search(line)
    ]
    if not ways:
        return None
    tokens = line.split(" ")
    places = [
        place
        for place, token in enumerate(tokens)
        if not token.isascii() and any(one.sequences.search(token) for one in ways)
    ]
    before = [tokens[place] for place in places]
    base = [weigh(token) for token in before]
    strange = len(STRANGE.findall("".join(before)))
    found: list[Proposal] = []
    for chain, cost, after in _ends(before, base, ways):
        if len(STRANGE.findall("".join(after))) > strange:
            continue
        chosen = _chosen(before, base, after, chain, licensed)
        if chosen is None or chosen[1] == before:
            continue
        gain, texts = chosen
        if gain - cost < (MUCH if len(set(chain)) > 1 and not licensed else LEAST):
            continue
        for place, text in zip(places, texts, strict=True):
            tokens[place] = text
        found.append(Proposal(" ".join(tokens), gain - cost, plan_of(chain)))
    return _likeliest(found)


def _likeliest(found: list[Proposal]) -> Proposal | None:
    """The proposal that gains most; between such as gain nearly as much the language of the line decides."""
    if not found:
        return None
    most = max(one.gain for one in found)
    close = {one.text: one for one in sorted(found, key=lambda one: one.gain) if one.gain > most - CLOSE}
    if len(close) == 1 or any(map(EAST.search, close)):
        return max(found, key=lambda one: (one.gain, one.text))
    return max(close.values(), key=lambda one: (one.gain + voices().best(one.text) * BIT // UNIT, one.text))


def _ends(before: list[str], base: list[int], ways: Sequence[Table]) -> list[tuple[tuple[str, ...], int, list[str]]]:
    """Chains with their costs and what they make of the words; a beam search."""
    beam: list[tuple[int, tuple[str, ...], int, list[str]]] = [(0, (), 0, before)]
    ends = []
    # What was read wrongly twice has two sequences at least.
    deep = sum(max(sum(1 for _ in one.found(text)) for one in ways) for text in before) > 1 or any(
        len(text) - len(replaced(text, one.codec)) > 1 for text in before for one in ways
    )
    for depth in range(DEPTH if deep else 1):
        seen: set[tuple[str, ...]] = set()
        following = []
        for _, chain, cost, texts in beam:
            for one in ways if not depth else tables():
                after = [replaced(text, one.codec) for text in texts]
                if after == texts or (key := tuple(after)) in seen:
                    continue
                seen.add(key)
                total = cost + _cost(one.codec, chain)
                following.append((total - sum(map(weigh, after)), (*chain, one.codec), total, after))
        following.sort(key=lambda state: state[0])
        # Every step of a repair makes a text shorter, and so likelier.
        if not depth and not any(cost - weight > sum(base) for weight, _, cost, _ in following):
            break
        beam = following[:WIDTH]
        ends += [(chain, cost, texts) for _, chain, cost, texts in beam]
    return ends


def _cost(codec: str, chain: tuple[str, ...]) -> int:
    return UNLIKELY.get(codec, USUAL) + (MIXED if chain and chain[-1] != codec else 0)


def _chosen(
    before: list[str], base: list[int], after: list[str], chain: tuple[str, ...], licensed: bool
) -> tuple[int, list[str]] | None:
    """Which words to replace, and what that gains; ``None`` when it is too little."""
    gains = [0 if new == old else weigh(new) - weight for old, new, weight in zip(before, after, base, strict=True)]
    if sum(gain for gain in gains if gain > 0) < LEAST:
        return None
    # A word that comes again is no further evidence, and a doubtful one is none. What reads well after the same step
    # twice is garbled, however the first step may look.
    first, again = table(chain[0]), len(chain) > 1
    sound = {
        old: gain
        for old, new, gain in zip(before, after, gains, strict=True)
        if gain > 0
        and (
            (again and len(old) - len(new) > 2 and plain(new))
            or (gain >= ENOUGH and len(old) - len(new) >= 2 * PROOFS)
            or not doubtful(old, first)
        )
    }
    total = sum(sound.values())
    if (len(sound) >= MANY and total >= MUCH) or total >= ENOUGH:
        keep = [
            gain > -LOSS and (old in sound or usual(new) or (gain > 0 and usual(_UNUSUAL_SIGNS.sub("", new))))
            for gain, old, new in zip(gains, before, after, strict=True)
        ]
    elif licensed:
        keep = [gain >= LEAST and plain(new) for gain, new in zip(gains, after, strict=True)]
    else:
        keep = [gain >= ALONE and old in sound for gain, old in zip(gains, before, strict=True)]
    total = sum(gain for gain, kept in zip(gains, keep, strict=True) if kept)
    if total < (LEAST if licensed else ALONE):
        return None
    return total, [new if kept else old for old, new, kept in zip(before, after, keep, strict=True)]


@lru_cache(maxsize=1 << 14)
def weigh(token: str) -> int:
    """The model's weight of a word; words come again."""
    return model().weight(token)


@lru_cache(maxsize=1 << 14)
def replaced(token: str, codec: str) -> str:
    """A word with the well-formed sequences of an encoding undone."""
    return token if token.isascii() else table(codec).replaced(token)
