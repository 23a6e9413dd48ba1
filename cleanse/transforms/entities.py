r"""HTML entities that were left in plain text, escaped once or several times."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html.entities import html5, name2codepoint
from typing import ClassVar

from cleanse.document import Document
from cleanse.rule import RuleInfo
from cleanse.spans import Edit
from cleanse.transforms.verbatim import about_code, is_code

# An entity behind any number of escaped ampersands. Names are those of HTML 5 that end in a semicolon; a number may
# lack it where no digit, letter or semicolon follows.
_ENTITY = re.compile(
    r"&(?:(?:amp|AMP|#0*38|#[xX]0*26);)*+(?:#(?:[0-9]{1,7}|[xX][0-9A-Fa-f]{1,6})(?:;|(?![\w;]))|[A-Za-z][A-Za-z0-9]{1,30};)"
    r"|&(?:amp|AMP|#0*38|#[xX]0*26);(?:(?:amp|AMP|#0*38|#[xX]0*26);)*+"
)
_AMPERSANDS = re.compile(r"&(?:(?:amp|AMP|#0*38|#[xX]0*26);)+")
# Names that nobody gives to what a program takes the address of: letters with marks, quotation marks, dashes, spaces.
_SURE = re.compile(
    r"[A-Za-z]{1,2}(?:acute|grave|circ|uml|tilde|cedil|ring|slash|lig|caron|breve|macr|ogon|dot|dblac|strok);"
    r"|(?:szlig|ETH|eth|THORN|thorn|amp|AMP|quot|QUOT|apos|nbsp|ensp|emsp|thinsp|zwnj|zwj|lrm|rlm|shy|ndash|mdash);"
    r"|(?:[lr][sd]quo|sbquo|bdquo|[lr]aquo|[lr]saquo|hellip|bull|middot|iexcl|iquest|euro|trade|ord[fm]|frac1[24]|frac34|sup[123]|plusmn);"
)
_LETTERS = re.compile(r"(?:&[A-Za-z]{2,9};){2}")
# A quotation mark whose semicolon became a space on the way.
_SPACED = re.compile(r"&#(?:821[6-9]|822[01]|14[5-8]|39|34) ")


@dataclass(frozen=True, slots=True)
class Entities:
    r"""Decodes HTML entities, named and by number, however often their ampersand was escaped.

    The evidence: the document is neither Markdown nor about code or mark-up (`cleanse.transforms.verbatim`), the line
    is not code, and the entity is a letter with a mark, a quotation mark, dash, space or number; other names, which
    a program may take the address of (``&sum;``), only where one of those or a word of them stands in the document. An entity
    that would make a tag stays, as does one that stands for a control. Numbers 128 to 159 are read as
    windows-1252, as browsers do (HTML Standard, section 13.2.5.80).

    >>> from cleanse.spans import apply
    >>> text = "Caf&eacute; &amp;amp; bar, it&#146;s open 9&ndash;5 &copy; 2019"
    >>> apply(text, Entities().edits(Document(text)))
    'Café & bar, it’s open 9–5 © 2019'
    """

    info: ClassVar[RuleInfo] = RuleInfo(
        "text/entities", "1.0.0", "HTML entities left in plain text are decoded where the text is not about HTML."
    )

    def edits(self, document: Document) -> Iterator[Edit]:
        """One edit for each entity."""
        text = document.text
        if "&" not in text or document.format == "markdown":
            return
        found = [*_ENTITY.finditer(text)]
        if not found or about_code(text):
            return
        surely = any(_is_sure(match[0]) for match in found) or bool(_LETTERS.search(text))
        end_of_line, code = -1, False
        for match in found:
            start, end = match.span()
            insert = _decoded(match[0])
            if insert is None or not (surely or _is_sure(match[0])) or _makes_tag(insert, text, start, end):
                continue
            if start > end_of_line:
                line = text.rfind("\n", 0, start) + 1
                end_of_line = text.find("\n", end)
                end_of_line = len(text) if end_of_line < 0 else end_of_line
                code = is_code(_ENTITY.sub(_shown, text[line:end_of_line]))
            if not code:
                spaced = _SPACED.match(text, start)
                yield Edit(start, spaced.end() if spaced else end, insert, self.info.id)


def _is_sure(entity: str) -> bool:
    name, escaped = _AMPERSANDS.subn("&", entity)
    name = name[1:]
    return escaped > 0 or name[0] == "#" or bool(_SURE.fullmatch(name))


@lru_cache(maxsize=4096)
def _decoded(entity: str) -> str | None:
    """What an entity stands for; ``None`` when it stays."""
    name = _AMPERSANDS.sub("&", entity)
    if name == "&":
        return "&"
    if name[1] != "#" and (name[1:] not in html5 or (name[1:-1] not in name2codepoint and name[1:-1] != "apos")):
        return None
    decoded = html.unescape(name if name.endswith(";") else name + ";")
    control = len(decoded) != 1 or (decoded < " " and decoded not in "\t\n") or "\x7f" <= decoded < "\xa0"
    return None if control or decoded in "\ufffd\ufffe\uffff" else decoded


def _shown(match: re.Match[str]) -> str:
    """What an entity looks like to one who asks whether its line is code."""
    decoded = _decoded(match[0])
    return decoded if decoded and decoded in "<>&" else "x"


def _makes_tag(insert: str, text: str, start: int, end: int) -> bool:
    """True for what may open or close a tag: it touches something that is no digit."""
    sides = text[start - 1 : start] + text[end : end + 1]
    return insert in "<>" and not all(side.isspace() or side.isdigit() for side in sides)
