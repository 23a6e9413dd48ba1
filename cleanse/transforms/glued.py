"""Furniture that a page glued to the last or the first letter of a sentence, because the markup between them is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import Document
from cleanse.linerules import columns
from cleanse.linerules.needles import Needles
from cleanse.rule import RuleInfo
from cleanse.spans import Edit

_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
_TIME = r"\d{1,2}[:.]\d\d(?: ?[AaPp]\.?[Mm]\.?)?(?: [A-Z]{2,4})?"
_DATE = rf"(?:(?:{_DAY},? )?(?:{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}} {_MONTH}\.?,? \d{{4}})|\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}})"
_NETWORK = r"(?:Facebook|Twitter|X|LinkedIn|WhatsApp|Pinterest|Reddit|Telegram|Tumblr|Instagram|Google\+|E-?mail)"
_STAMPS = (
    rf"(?:GMT|UTC) \d{{1,2}}:\d\d \d{{4}} {_DAY} ?, ?\d{{1,2}} {_MONTH}",
    rf"(?:First |Last )?(?:[Pp]osted|[Pp]ublished|[Uu]pdated|[Mm]odified)(?: on| at|:)? {_DATE}(?:,? (?:at )?{_TIME})?(?: by [\w.-]{{2,24}})?",
)
_BUTTONS = (
    rf"(?:Share|Tweet|Post|Pin|Send|E-?mail) (?:this |it )?(?:article |story |post |page |link )?(?:on|via|to|by) {_NETWORK}",
    rf"(?:{_NETWORK}|Share|Tweet|Print){{2,9}}",
    rf"(?:Follow|Like|Join|Find) us on {_NETWORK}",
    r"(?:Story continues below )?(?:Advertisement|ADVERTISEMENT)",
)
_POINTERS = (
    r"(?:Read more|READ MORE|Read also|Also read|ALSO READ|Read next|See also|SEE ALSO|Related|RELATED|Continue reading|Lire aussi"
    r"|À lire aussi|Lesen Sie auch|Lea también|Leia também|Leggi anche|Lees ook|Czytaj (?:też|także)|Přečtěte si|Läs också|Läs mer"
    r"|Les også|Læs også|Lue myös|Читайте также|Читайте також|Διαβάστε (?:επίσης|ακόμα))"
)

_AFTER = r"(?<=[^\W\d_A-Z])"  # a small letter, or a letter of a script without capitals
_ENDED = r"(?<=[.!?…”\"»)])"
_LAST = re.compile(
    rf"(?:(?:{_AFTER}|{_ENDED})(?:{'|'.join((*_STAMPS, *_BUTTONS))}|(?<!\d)\d{{1,2}} (?:minutes?|hours?|days?|weeks?|months?) ago)"
    rf"|{_ENDED}{_POINTERS}(?: ?[:»>→] ?[^\n.!?]{{3,120}}| ?[»>→.…]{{0,3}}))[ \t]*$",
    re.MULTILINE,
)
_FIRST = re.compile(
    rf"^[ \t]*(?:{'|'.join((*_STAMPS, *_BUTTONS))})(?=[^\W\d_a-z][^\W\d_A-Z]*[ ,’'][^\n]{{40,}}$)", re.MULTILINE
)
_SIGNS = (
    "GMT ", "UTC ", "ead more", "EAD MORE", "ead also", "lso read", "LSO READ", "ead next", "ee also", "EE ALSO", "elated:", "ELATED:",
    "inue reading", "re aussi", "Sie auch", "ea también", "eia também", "eggi anche", "ees ook", "zytaj ta", "zytaj te", "řečtěte",
    "äs också", "äs mer", "s også", "ue myös", "итайте та", "ιαβάστε ", "utes ago", "ours ago", "days ago", "eeks ago", "nths ago",
    "acebook", "witter", "TweetS", "ShareT", "atsApp", "legram", "tisement", "TISEMENT", "osted on", "shed on", "dated on", "shed: ",
    "dated: ", "shed at", "dated at",
)  # fmt: skip
_NEEDLES = Needles(_SIGNS)
_LEAST = 25
_WORDS = 4
"""So many columns and words of a line must be left, or it is no sentence that something was glued to."""

_NEAR = 400
"""Characters of a line's beginning and end in which furniture is sought."""

_PIECES = 8
"""A line that so many pieces of furniture are glued to is no sentence."""


@dataclass(frozen=True, slots=True)
class Glued:
    """A stamp, a share button or a pointer to another story goes when it is glued to a sentence, and the sentence stays.

    Glued means that the blank between them is lost: a capital or a number stands right behind a small letter
    or a full stop, at the end of a line; or a sentence begins right behind the furniture at the start of one. With a blank
    between them nothing goes: sentences end on ``Facebook`` and ``two hours ago`` too.

    >>> rule = Glued()
    >>> text = "Two ships left for the north at dawnGMT 11:25 2018 Friday ,26 January\\n"
    >>> [text[edit.start : edit.end] for edit in rule.edits(Document(text))]
    ['GMT 11:25 2018 Friday ,26 January']
    >>> text = "Share this on FacebookThe council said that it would look at the harbour wall again.\\n"
    >>> [text[edit.start : edit.end] for edit in rule.edits(Document(text))]
    ['Share this on Facebook']
    """

    info: ClassVar[RuleInfo] = RuleInfo(
        "furniture/glued", "1.0.0", "A stamp, button or pointer that is glued to a sentence goes; the sentence stays."
    )

    def edits(self, document: Document) -> Iterator[Edit]:
        text = document.text
        for first, end in _held(text):
            cut = _cut(text[first:end])
            if cut is not None:
                head, tail = cut
                if head:
                    yield Edit(first, first + head, "", self.info.id)
                if tail < end - first:
                    yield Edit(first + tail, end, "", self.info.id)


def _held(text: str) -> Iterator[tuple[int, int]]:
    """The lines that hold a sign of furniture, from start to end."""
    end = -1
    for at, _ in _NEEDLES.found(text):
        if at > end:
            first = text.rfind("\n", 0, at) + 1
            end = text.find("\n", at)
            end = end if end >= 0 else len(text)
            yield first, end


def _cut(line: str) -> tuple[int, int] | None:
    """What stays of a line, from and to; ``None`` for all, also when nothing but furniture seems to be in it."""
    head, tail = 0, len(line)
    for _ in range(_PIECES):
        near = max(head, tail - _NEAR)
        last = _LAST.search(line[near:tail])
        first = _FIRST.match(line[head : head + _NEAR])
        if last is not None and _is_sentence(line[head : near + last.start()]):
            tail = near + last.start()
        elif first is not None and _is_sentence(line[head + first.end() : tail]):
            head += first.end()
        else:
            return (head, tail) if head or tail < len(line) else None
    return None


def _is_sentence(text: str) -> bool:
    """Long enough, and of several words where words are parted."""
    text = text[:_NEAR]
    return columns(text) >= _LEAST and (text.count(" ") >= _WORDS - 1 or columns(text) > len(text))
