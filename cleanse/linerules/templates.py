"""Phrases read: text, optional text and slots become literals where that can be listed, patterns where not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cleanse.linerules.folding import folded, plain
from cleanse.linerules.slots import NETWORKS, OPEN, SLOTS
from cleanse.patterns import sought
from cleanse.tables import meant

OPTIONALS = 6
"""So many pieces of optional text a phrase may have: sixty-four forms."""

_TOKEN = re.compile(r"\[\[|\]\]|\{\{|\}\}|\[|\]|\{([^{}]*)\}|\{|\}")
_WORD = re.compile(r"\w+|[©®℗]{1,2}")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_FIRST = 0xF0000
"""Slots stand in a phrase as characters of a private plane, which folding leaves alone."""

_NAMES = tuple(SLOTS)
_SIGNS = {name: chr(_FIRST + place) for place, name in enumerate(_NAMES)}
_SLOT = re.compile(f"[{_SIGNS[_NAMES[0]]}-{_SIGNS[_NAMES[-1]]}]")
_BETWEEN = re.compile(f"({_SLOT.pattern})")
_NUMBER_COUNT = re.compile(rf"[(\[（【]\s?{_SIGNS['number']}\s?[)\]）】]")


class PhraseError(ValueError):
    """A phrase cannot be used; the message says why, `hint` how to mend it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Template:
    """What a phrase stands for.

    Attributes:
        literals: forms without a slot, or with one network, which is written out; folded.
        slotted: whether there is a slot in it: then it needs a hit.
        pattern: takes the other forms, asked of a line in the form of `plain`; ``""`` when there are none.
        parts: of the pattern: its choices, each of parts that follow one another.
    """

    literals: tuple[str, ...]
    slotted: bool
    pattern: str
    parts: tuple[tuple[str, ...], ...] = ()


@lru_cache(maxsize=1 << 17)
def template(phrase: str) -> Template:
    """Read a phrase.

    Raises:
        PhraseError: it is broken, or says nothing.

    >>> template("[Jetzt ]Artikel teilen").literals
    ('artikel teilen', 'jetzt artikel teilen')
    >>> bool(template("{number} mal geteilt").pattern), template("Kommentare ({number})").literals
    (True, ('kommentare',))
    """
    if not _TOKEN.search(phrase):
        return Template((_bare(folded(phrase)),), False, "")
    forms = sorted(set(_forms(_pieces(phrase))), key=lambda form: (len(form), form))
    literals: list[str] = []
    parts: dict[tuple[str, ...], None] = {}
    network = _SIGNS["network"]
    for form in forms:
        # A count in brackets at the end is no part of a phrase, whether it is written out or a slot.
        bare = _bare(plain(_NUMBER_COUNT.sub("(7)", form)))
        slots = _SLOT.findall(bare)
        if slots == [network]:
            before, after = sought(bare).split(network)
            literals += [before + name + after for name in NETWORKS]
        elif slots:
            _check_words(bare)
            parts[tuple(map(_part, filter(None, _BETWEEN.split(bare))))] = None
        else:
            literals.append(sought(bare))
    return Template(
        tuple(dict.fromkeys(literals)),
        any(map(_SLOT.search, forms)),
        "|".join(map("".join, parts)),
        tuple(parts),
    )


def _bare(form: str) -> str:
    if not form:
        raise PhraseError("nothing is left of it once marks and counts are gone", "Write words, or take it out.")
    return form


def _part(text: str) -> str:
    """A slot or fixed text as a pattern."""
    if _SLOT.fullmatch(text):
        return f"(?:{SLOTS[_NAMES[ord(text) - _FIRST]]})"
    # `re.escape` guards spaces and hyphens that need no guard; they would only make the pattern hard to read.
    return re.escape(text).replace("\\ ", " ").replace("\\-", "-")


def _pieces(phrase: str) -> list[tuple[str, bool]]:
    """Texts with slots as signs, each with whether it is optional."""
    pieces: list[tuple[str, bool]] = []
    text, at, inside = "", 0, False
    for token in _TOKEN.finditer(phrase):
        text += phrase[at : token.start()]
        at = token.end()
        sign = token[0]
        if sign in ("[[", "]]", "{{", "}}"):
            text += sign[0]
        elif token[1] is not None:
            if token[1] not in _SIGNS:
                raise PhraseError(f"there is no slot {{{token[1]}}}", meant(token[1], _NAMES))
            text += _SIGNS[token[1]]
        elif sign == ("]" if inside else "["):
            pieces.append((text, inside))
            text, inside = "", not inside
        else:
            raise PhraseError(f"{sign!r} stands alone", f"Close it, or write {sign * 2} for the sign itself.")
    if inside:
        raise PhraseError("'[' stands alone", "Close it, or write [[ for the sign itself.")
    pieces.append((text + phrase[at:], False))
    if sum(optional for _, optional in pieces) > OPTIONALS:
        raise PhraseError(f"it has more than {OPTIONALS} optional texts", "Write two phrases.")
    rest = _SIGNS["rest"]
    whole = "".join(text for text, _ in pieces)
    if rest in whole[:-1] or any(rest in text for text, optional in pieces if optional):
        raise PhraseError("{rest} stands before its end", "Move it to the end of the phrase, outside brackets.")
    return pieces


def _forms(pieces: list[tuple[str, bool]]) -> Iterator[str]:
    forms = [""]
    for text, optional in pieces:
        forms = [form + text for form in forms] + (forms if optional else [])
    yield from forms


def _check_words(form: str) -> None:
    """Refuse a form with open slots that has too few words of its own."""
    names = {_NAMES[ord(sign) - _FIRST] for sign in _SLOT.findall(form)}
    own = _SLOT.sub(" ", form)
    words, wide = len(_WORD.findall(own)), len(_WIDE.findall(own))
    if "rest" in names and words < 2 and wide < 6:
        raise PhraseError("{rest} stands after too little", "Put two words or six CJK characters before it.")
    if names & OPEN and not (wide >= 2 or any(len(word) > 1 or not word.isalnum() for word in _WORD.findall(own))):
        raise PhraseError("it takes any words", "Add words of its own beside the slots.")
