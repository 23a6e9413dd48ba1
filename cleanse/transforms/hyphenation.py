r"""Words divided at the ends of lines, as in text taken from print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from cleanse.document import Document
from cleanse.rule import RuleInfo
from cleanse.spans import Edit

# Letters of the scripts that divide words with a hyphen: Latin, Greek, Cyrillic, Armenian.
_LETTER = "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u0370-\u0587\u1e00-\u1fff"
# A hyphen after two letters at the end of a line, and two small letters or more at the start of the next one. What
# is glued to the second half goes up with it; a second half that is divided again stays.
_JOINT = re.compile(
    rf"(?<![{_LETTER}-])(?P<head>[{_LETTER}]{{2,40}}+)(?P<break>[-\u2010\u00ad][ \t]*+\n[ \t]*+)"
    rf"(?P<tail>[{_LETTER}]{{2,40}}+)(?P<glued>[.,;:!?)\]”»\"'’]{{0,4}}+)(?=[ \t\n]|\Z)(?P<gap>[ \t]*+)"
)
_WORD = re.compile(rf"[{_LETTER}]+(?:[-\u2010][{_LETTER}]+)*+")
PROVEN = 3
"""So many divided words that stand whole elsewhere show that a document divides words at line ends."""


class _Joint(NamedTuple):
    match: re.Match[str]
    key: str
    hyphened: str
    head: str
    tail: str


@dataclass(frozen=True, slots=True)
class Hyphenation:
    r"""Joins words that are divided at line ends (``exam-``, ``ple``), where the document has evidence; on request only.

    A word is joined when it stands whole elsewhere in the document and not as a compound. When three different
    words are, the document divides words, and others are joined too unless one of their halves is a word of
    the document or they stand as compounds in it. A soft hyphen at a line end is evidence enough. The word goes to the
    end of the upper line and the line break behind it, so that lines stay lines. Scripts that do not divide words with
    hyphens are not touched, nor is what looks like a list, a number or a name in capitals.

    Attributes:
        proven: the number of different words that show that the document divides words.

    >>> from cleanse.spans import apply
    >>> text = "The har-\nbour was full. No harbour is fuller."
    >>> apply(text, Hyphenation().edits(Document(text)))
    'The harbour\nwas full. No harbour is fuller.'
    """

    proven: int = PROVEN

    info: ClassVar[RuleInfo] = RuleInfo(
        "text/hyphenation", "1.0.0", "Words divided at line ends are joined where the document shows that they are one."
    )

    def edits(self, document: Document) -> Iterator[Edit]:
        """One edit for each line break moved behind a word."""
        text = document.text
        joints = [_joint(match) for match in _JOINT.finditer(text) if match["tail"][0].islower()]
        if not joints:
            return
        words = _words(text, joints)
        joined = {joint.key for joint in joints if joint.key in words and joint.hyphened not in words}
        if len(joined) >= self.proven:
            joined |= {joint.key for joint in joints if words.isdisjoint((joint.head, joint.tail, joint.hyphened))}
        soft = {joint.key for joint in joints if "\u00ad" in joint.match["break"]}
        for joint in joints:
            if joint.key in joined | soft:
                yield from self._moved(joint.match, text)

    def _moved(self, match: re.Match[str], text: str) -> Iterator[Edit]:
        """The line break goes behind the word; at the end of a line there is one already."""
        yield Edit(*match.span("break"), "", self.info.id)
        end = match.end()
        if text[end : end + 1] not in {"", "\n"}:
            yield Edit(match.start("gap"), end, "\n", self.info.id)


def _joint(match: re.Match[str]) -> _Joint:
    head, tail = match["head"].lower(), match["tail"].lower()
    return _Joint(match, head + tail, f"{head}-{tail}", head, tail)


def _words(text: str, joints: list[_Joint]) -> frozenset[str]:
    """Words and compounds of a document, without the halves of divided words."""
    found: set[str] = set()
    done = 0
    for joint in joints:
        found.update(word.lower().replace("\u2010", "-") for word in _WORD.findall(text[done : joint.match.start()]))
        done = joint.match.end("tail")
    found.update(word.lower().replace("\u2010", "-") for word in _WORD.findall(text[done:]))
    return frozenset(found)
