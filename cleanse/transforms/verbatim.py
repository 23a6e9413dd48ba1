r"""Where text is quoted as it is: code, mark-up, and texts about them.

What looks like an escape is one only in prose. In a program, in a page's source and in a text that explains
either, it is what the author meant to show. So rules that decode what was left escaped ask here first, and
leave alone every line that may be code and every document that seems to be about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# A tag, opening, closing or escaped; a comment; a declaration.
_TAG = re.compile(r"(?:<|&(?:amp;){0,9}lt;|&#0*60;)[/!?]?[A-Za-z][\w:-]{0,40}[\s/>&=]|<!--")
# Fences of Markdown, lines that shells and interpreters begin with, and the first lines of programs.
_FENCE = re.compile(r"^[ \t]*(?:```|~~~|>>> |\$ \w|#!/|#include\b|\.\. code|\\begin\{)", re.MULTILINE)
_WORDS = re.compile(
    r"\b(?:html|xhtml|xml|css|sgml|json|javascript|python|perl|php|regexp?|unicode|utf-?8|ascii|escap(?:e|ed|es|ing)"
    r"|url-?encod(?:ed|ing)|percent-encod(?:ed|ing)|quoted-printable|mojibake|backslash(?:es)?|charset|hexadecimal"
    r"|entit(?:y|ies) (?:references?|names?)|source code|c\+\+)(?![\w])",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"`|^(?: {4}|\t)|[{}]|[;{]\s*$|\b\w+\([^)]*\)|[=!<>]=|&&|\|\||->|=>|::|\\[nrt\\\"']|\b\w+\s?=\s?[\"'\w]|[\"']\s?:\s|</|//"
)


def about_code(text: str) -> bool:
    """True when a document holds a tag or a fence, or one of the words that texts about encodings and programs use.

    >>> about_code("Write <b>so</b>."), about_code("A caf&eacute; by the quay.")
    (True, False)
    """
    return bool(_TAG.search(text) or _FENCE.search(text) or _WORDS.search(text))


def is_code(line: str) -> bool:
    """True when a line may be code: brackets, calls, operators, indentation, quoted words of code.

    >>> is_code("total = price * 2;"), is_code("The total was twice the price.")
    (True, False)
    """
    return bool(_CODE.search(line))


def prose(text: str) -> Iterator[tuple[int, int]]:
    """The lines that are not code, as half-open places without their line feeds."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if not is_code(text[start:end]):
            yield start, end
        start = end + 1
