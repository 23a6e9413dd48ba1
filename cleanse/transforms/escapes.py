r"""Escapes of programs, addresses and mail that were left in text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import Document
from cleanse.rule import RuleInfo
from cleanse.spans import Edit
from cleanse.transforms.alignment import Change
from cleanse.transforms.backslashes import in_words, left_backslashes
from cleanse.transforms.percents import left_percents
from cleanse.transforms.quoted_printable import left_quoted
from cleanse.transforms.verbatim import about_code, is_code

_ANY = re.compile(r"[\\%=](?:(?<=\\)[ux][0-9A-Fa-f]{2}|(?<=%)[89A-Fa-f][0-9A-Fa-f]%|(?<==)[89A-F][0-9A-F]=)")
_ESCAPE = re.compile(r"\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|%[0-9A-Fa-f]{2}|=[0-9A-F]{2}|=$")


@dataclass(frozen=True, slots=True)
class Escapes:
    r"""Decodes characters beyond ASCII that were left as ``\u00e9``, ``\xc3\xa9``, ``%C3%A9`` or ``=C3=A9``.

    The evidence: bytes are UTF-8 of printable characters; the escape touches a word and is none by itself; the line is
    not code and no address; the document is neither Markdown nor about code (`cleanse.transforms.verbatim`).

    Attributes:
        backslash: decode ``\u00e9`` and ``\xc3\xa9``.
        percent: decode ``%C3%A9``.
        quoted_printable: decode ``=C3=A9``, and soft line breaks where there are several of those.

    >>> from cleanse.spans import apply
    >>> text = r"Caf\u00e9s and cr%C3%AApes in Troms=C3=B8."
    >>> apply(text, Escapes().edits(Document(text)))
    'Cafés and crêpes in Tromsø.'
    """

    backslash: bool = True
    percent: bool = True
    quoted_printable: bool = True

    info: ClassVar[RuleInfo] = RuleInfo(
        "text/escapes", "1.0.0", "Characters left escaped in text are decoded where the text is not about escapes."
    )

    def edits(self, document: Document) -> Iterator[Edit]:
        """One edit for each run of escapes, of one kind at a time."""
        text = document.text
        if document.format == "markdown" or not _ANY.search(text) or about_code(text):
            return
        changes = list(self._in_lines(text))
        if self.quoted_printable:
            taken = {start for start, _, _ in changes}
            changes += [change for change in left_quoted(text) if change[0] not in taken]
        yield from (Edit(start, end, insert, self.info.id) for start, end, insert in sorted(changes))

    def _in_lines(self, text: str) -> Iterator[Change]:
        start, printed = 0, in_words(text)
        while start < len(text):
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            line = text[start:end]
            if _ANY.search(line) and not is_code(_ESCAPE.sub("", line)):
                found = [
                    *(left_backslashes(line, printed=printed) if self.backslash else ()),
                    *(left_percents(line) if self.percent else ()),
                ]
                yield from ((start + first, start + last, insert) for first, last, insert in found)
            start = end + 1
