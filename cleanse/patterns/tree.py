"""The tree of a pattern, and what every part of it says by itself: its size, and the characters it begins with.

Sets of characters are bits: one for each of `_SAMPLES`, which stand for all alphabets and signs, and
one by number for a character that is not among them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 400
"""Lines longer than this many characters are never matched: furniture of a page is short."""

_SAMPLES = "".join(map(chr, range(32, 127))) + "\t\u00a0éßñłЯяжωα中あ가اא©®–—’“”„«»…•·。？！｜٣"
_PLACES = {sample: place for place, sample in enumerate(_SAMPLES)}


@dataclass(frozen=True, slots=True)
class One:
    """One character out of a set."""

    atom: str  # as a pattern
    members: tuple[str, ...] | None  # folded; None when there are too many to list
    exact: str = ""  # the character, lower-case, when there is only one


@dataclass(frozen=True, slots=True)
class Text:
    """A run of letters that are all fixed."""

    text: str  # lower-case
    atom: str  # its first character as a pattern


@dataclass(frozen=True, slots=True)
class Seq:
    """Nodes one after another."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alt:
    """One node out of several."""

    choices: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A node so many times."""

    body: Node
    low: int
    high: int
    possessive: bool


Node = One | Text | Seq | Alt | Repeat


# Letters that `re` takes for one another where case does not count, beside those that `lower` makes one.
_VARIANTS = {
    "ς": "σ", "ı": "i", "ſ": "s", "µ": "μ", "ϐ": "β", "ϵ": "ε", "ϑ": "θ", "ϰ": "κ", "ϖ": "π", "ϱ": "ρ", "ϕ": "φ",
}  # fmt: skip


def sought(text: str) -> str:
    """Lower case, variants of a letter made one: the form in which needed texts are looked for.

    >>> sought("TÜM HAKLARI") == sought("tüm hakları")
    True
    """
    # `lower` would make two characters of the dotted capital.
    low = text.replace("İ", "i").lower()
    if not low.isascii():
        for variant, letter_ in _VARIANTS.items():
            low = low.replace(variant, letter_)
    return low


def fold(text: str) -> str:
    """Lower case, every decimal digit as ``0``: the form in which beginnings are compared.

    >>> fold("24 DEC")
    '00 dec'
    """
    low = sought(text)
    return "".join("0" if c.isdecimal() else c for c in low) if not low.isalpha() else low


_SAME = str.maketrans({**_VARIANTS, "İ": "i", "\u0307": "i"})


@lru_cache(maxsize=8192)
def ending(character: str) -> str:
    """The last character of a text in the form in which ends are compared: folded, its variants made one.

    >>> ending("7"), ending("Σ") == ending("ς")
    ('0', True)
    """
    return fold(character.translate(_SAME)).translate(_SAME)[-1:]


@lru_cache(maxsize=8192)
def compiled(pattern: str, exact: bool = False) -> re.Pattern[str]:
    """The pattern ready to run; without regard to case unless `exact`."""
    return re.compile(pattern, 0 if exact else re.IGNORECASE)


@lru_cache(maxsize=8192)
def letter(character: str) -> One:
    """The set of one character, in either case."""
    return One(re.escape(character), (fold(character),), sought(character))


@lru_cache(maxsize=8192)
def _letter_bits(character: str) -> int:
    known = 0
    for case in {character, character.lower(), character.upper()}:
        place = _PLACES.get(case)
        if place is not None:
            known |= 1 << place
    return known or bits(re.escape(character))


@lru_cache(maxsize=8192)
def bits(atom: str) -> int:
    r"""Which of `_SAMPLES` one atom matches, as bits; a character outside them has its bit by number."""
    one = compiled(atom)
    result = sum(1 << place for place, sample in enumerate(_SAMPLES) if one.fullmatch(sample))
    if not result:
        # Letters outside the samples: they stand as one of those letters, so that \w and . meet them.
        bare = atom[1:] if len(atom) == 2 and atom[0] == "\\" else atom
        result = 1 << _PLACES["é"]
        if len(bare) == 1:
            result |= 1 << (len(_SAMPLES) + ord(bare.lower()))
    return result


def size(node: Node) -> tuple[int, int]:
    """The least and the greatest number of characters of a match."""
    match node:
        case One():
            return 1, 1
        case Text(text):
            return len(text), len(text)
        case Seq(items):
            sizes = [size(item) for item in items]
            return sum(low for low, _ in sizes), sum(high for _, high in sizes)
        case Alt(choices):
            sizes = [size(choice) for choice in choices]
            return min(low for low, _ in sizes), max(high for _, high in sizes)
        case Repeat(body, low, high):
            least, most = size(body)
            return least * low, most * high


def first_of(node: Node) -> int:
    """Which samples a match that is not empty may begin with."""
    match node:
        case One(atom, _, exact) | Text(exact, atom):
            return _letter_bits(exact[0]) if exact else bits(atom)
        case Seq(items):
            result = 0
            for item in items:
                result |= first_of(item)
                if size(item)[0]:
                    break
            return result
        case Alt(choices):
            result = 0
            for choice in choices:
                result |= first_of(choice)
            return result
        case Repeat(body):
            return first_of(body)
