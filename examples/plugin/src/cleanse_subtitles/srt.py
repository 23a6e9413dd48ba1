"""SubRip subtitles: the document is what is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, ClassVar

from cleanse import Document, DocumentError, Edit, RuleInfo
from cleanse.document import Piece
from cleanse.formats.plain import Plain, whole

_TIME = r"\d{1,3}:\d\d:\d\d[,.]\d{1,3}"
# A number, a line of times, and perhaps the place on the screen ("X1:40 X2:600"). Every part is bounded, and holds
# nothing but ASCII, so no cut can overlap what decoding proposes for a byte order mark or an invalid byte.
_CUE = re.compile(
    r"(?:^|(?<=^\ufeff))[ \t]{0,9}(?:\d{1,9}[ \t]{0,9}\r?\n[ \t]{0,9})?"
    rf"{_TIME}[ \t]{{0,9}}-->[ \t]{{0,9}}{_TIME}[ \tXY\d:]{{0,99}}\r?(?:\n|\Z)",
    re.MULTILINE | re.ASCII,
)
_TAG = re.compile(r"</?(?:[biu]|font(?: [ -;=?-~]{0,200})?)>", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Srt:
    """SubRip files, one document each; ``a.srt`` becomes ``a.txt``.

    The text of the document is the whole file. What is no speech is proposed for removal while it is read, so
    that the manifest accounts for every number and time that goes, and each can be put back.
    """

    info: ClassVar[RuleInfo] = RuleInfo(
        "subtitles/srt", "1.0.0", "Numbers, times and mark-up of subtitles are removed."
    )
    name: ClassVar[str] = "srt"
    suffixes: ClassVar[tuple[str, ...]] = (".srt",)
    output_suffix: ClassVar[str] = ".txt"
    container: ClassVar[bool] = False

    def pieces(self, stream: BinaryIO, limit: int) -> Iterator[Piece]:
        """The whole file."""
        yield whole(stream, limit)

    def read(self, piece: Piece) -> Document:
        """Decode the file and mark what is no speech.

        Raises:
            DocumentError: ``not-srt``: there is no line of times in it.
        """
        document = Plain().read(piece)
        cues = [Edit(*match.span(), "", self.info.id) for match in _CUE.finditer(document.text)]
        if not cues:
            raise DocumentError("not-srt", "there is no line such as 00:00:01,000 --> 00:00:02,500 in it.")
        tags = [Edit(*match.span(), "", self.info.id) for match in _TAG.finditer(document.text)]
        return replace(document, format=self.name, edits=(*document.edits, *cues, *tags))

    def write(self, piece: Piece, text: str) -> bytes:
        """The text in UTF-8."""
        return text.encode()
