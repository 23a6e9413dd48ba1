"""Descriptions of sounds, as subtitles for the hard of hearing carry them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleanse import Document, Edit, RuleInfo

_SOUND = re.compile(r"^[ \t]{0,9}(?:- ?)?(?:\[[^\[\]\n]{1,80}\]|\([^()\n]{1,80}\))[ \t]{0,9}\r?(?:\n|\Z)", re.MULTILINE)
_MUSIC = re.compile(r"^[ \t]{0,9}[♪♫#](?:[ \t]?[♪♫#]){0,9}[ \t]{0,9}\r?(?:\n|\Z)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sounds:
    r"""Removes lines that are nothing but a description of a sound.

    A bracket inside a spoken line stays. What is removed is a whole line, and no other line depends on it, so
    the text settles at once.

    Attributes:
        music: remove lines of notes too.

    >>> from cleanse.spans import apply
    >>> text = "[door slams]\nWho's there?\n♪ ♪\nIt was [he says] the wind.\n"
    >>> apply(text, Sounds().edits(Document(text)))
    "Who's there?\nIt was [he says] the wind.\n"
    """

    music: bool = True
    info: ClassVar[RuleInfo] = RuleInfo("subtitles/sounds", "1.0.0", "A line that only describes a sound is removed.")

    def edits(self, document: Document) -> Iterator[Edit]:
        """One deletion a line."""
        for pattern in (_SOUND, _MUSIC) if self.music else (_SOUND,):
            for match in pattern.finditer(document.text):
                yield Edit(*match.span(), by=self.info.id)
