"""The text of a JSON string literal, also when it holds what UTF-8 cannot.

A literal may have half of a surrogate pair (RFC 8259, section 8.2), and a damaged file an invalid byte in it. Both
stand in the image of the text as the escape that JSON would write, six ASCII characters, so that the image is
text and follows from the bytes; an edit repairs or marks them.
"""

from __future__ import annotations

import json
import re

LONE = re.compile("[\ud800-\udfff]")
"""Halves of pairs, and invalid bytes (``surrogateescape``)."""


def value_of(literal: bytes, codec: str = "utf-8") -> str:
    """The value of a literal, with lone surrogates for what is no text in it.

    Args:
        literal: as it stands in a file, with its quotation marks.
        codec: of the file.

    Raises:
        ValueError: it is no string literal, or not what the codec writes.
        LookupError: there is no such codec.

    >>> value_of(b'"half \\\\ud83d"') == "half " + chr(0xD83D)
    True
    """
    text = literal.decode("utf-8", "surrogateescape") if codec == "utf-8" else recoded(literal, codec).decode()
    value = json.loads(text)
    if type(value) is not str:
        raise ValueError("it is no string")
    return value


def image_of_value(value: str) -> str:
    """The value as text: an escape for every lone surrogate.

    >>> image_of_value("half " + chr(0xD83D))
    'half \\\\ud83d'
    """
    try:
        value.encode()
    except UnicodeEncodeError:
        return LONE.sub(lambda match: f"\\u{ord(match[0]):04x}", value)
    return value


def recoded(data: bytes, codec: str) -> bytes:
    """Bytes of one encoding in UTF-8; those of UTF-8 as they are.

    Raises:
        ValueError: they are not what the codec writes.
        LookupError: there is no such codec.
    """
    if codec == "utf-8":
        return data
    text = data.decode(codec)
    if text.encode(codec) != data:
        raise ValueError(f"{codec} does not give the bytes back")
    return text.encode()
