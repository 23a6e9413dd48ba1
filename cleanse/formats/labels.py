"""Labels of encodings, and where a page declares its own."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

HEAD = 4096
"""Bytes at the start in which a declaration may stand."""

_DECLARATION = re.compile(
    rb"""<meta\b[^<>]{0,400}?\bcharset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_.:-]{2,40})"""
    rb"""|<\?xml\b[^<>?]{0,200}?\bencoding\s{0,9}=\s{0,9}["']([A-Za-z0-9_.:-]{2,40})"""
    rb"""|@charset\s{1,9}["']([A-Za-z0-9_.:-]{2,40})""",
    re.IGNORECASE,
)

# The Encoding Standard of the WHATWG reads these labels as a larger encoding, because that is what pages under
# them hold. For the Asian ones the largest of Python's codecs that agrees with it is taken.
_LARGER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16-le",
    "utf-32": "utf-32-le",
}
# Labels of that standard which Python does not know or reads otherwise.
_OTHER_NAMES = {
    "big5-hkscs": "big5hkscs",
    "cn-big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "csiso58gb231280": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "windows-949": "cp949",
    "windows-31j": "cp932",
    "x-sjis": "cp932",
    "cseucpkdfmtjapanese": "euc_jp",
    "x-euc-jp": "euc_jp",
    "dos-874": "cp874",
    "windows-874": "cp874",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "x-cp1253": "cp1253",
    "x-cp1254": "cp1254",
    "x-cp1255": "cp1255",
    "x-cp1256": "cp1256",
    "x-cp1257": "cp1257",
    "x-cp1258": "cp1258",
    "csiso88596e": "iso8859-6",
    "csiso88596i": "iso8859-6",
    "iso-8859-6-e": "iso8859-6",
    "iso-8859-6-i": "iso8859-6",
    "csiso88598e": "iso8859-8",
    "csiso88598i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-8-i": "iso8859-8",
    "logical": "iso8859-8",
    "visual": "iso8859-8",
    "sun_eu_greek": "iso8859-7",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "koi8-ru": "koi8-u",
    "csmacintosh": "mac-roman",
    "mac": "mac-roman",
    "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-ukrainian": "mac-cyrillic",
    "unicode-1-1-utf-8": "utf-8",
    "unicode11utf8": "utf-8",
    "unicode20utf8": "utf-8",
    "x-unicode20utf8": "utf-8",
    "unicode": "utf-16-le",
    "csunicode": "utf-16-le",
    "iso-10646-ucs-2": "utf-16-le",
    "ucs-2": "utf-16-le",
    "unicodefeff": "utf-16-le",
    "unicodefffe": "utf-16-be",
    "csgb2312": "gb18030",
    "gb_2312": "gb18030",
    "cseuckr": "cp949",
    "csksc56011987": "cp949",
    "iso-ir-149": "cp949",
    "ks_c_5601-1989": "cp949",
    "ksc_5601": "cp949",
    "csisolatin9": "iso8859-15",
    **{f"iso8859{part}": f"iso8859-{part}" for part in range(1, 17)},
}
# Codecs of Python that read escapes or host names.
_NO_ENCODINGS = frozenset(("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"))


_CHARSET = re.compile(r"""\bcharset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)


def label_in(header: str) -> str:
    """The label in what a server or a container says: a bare label, or a ``Content-Type`` with a charset (RFC 9110).

    >>> label_in("text/html; charset=KOI8-R"), label_in("latin-1"), label_in("text/html")
    ('koi8-r', 'latin-1', '')
    """
    found = _CHARSET.search(header[:1000])
    if found:
        return found[1].lower()
    return "" if "/" in header or ";" in header else header.strip().lower()[:40]


def codec_of(label: str) -> str | None:
    """The Python codec to read a labelled text with; ``None`` for labels without a text codec.

    >>> codec_of("ISO-8859-1"), codec_of("GB2312"), codec_of("x-user-defined")
    ('cp1252', 'gb18030', None)
    """
    label = label.strip().lower()
    try:
        name = codecs.lookup(_OTHER_NAMES.get(label, label)).name
        b"a".decode(name, "replace")
    except (LookupError, ValueError):
        return None
    return None if name in _NO_ENCODINGS else _LARGER.get(name, name)


@dataclass(frozen=True, slots=True)
class Declared:
    """What the head of a page says of its encoding.

    Attributes:
        label: as it stands there, lower case; ``""`` when nothing does.
        places: ``(start, end)`` of every label in the head.
    """

    label: str = ""
    places: tuple[tuple[int, int], ...] = ()


def declaration(raw: bytes) -> Declared:
    """The first declaration in the head of HTML, XML or CSS (WHATWG HTML, "prescan a byte stream").

    >>> declaration(b'<meta charset="koi8-r">').label
    'koi8-r'
    """
    places = [match.span(match.lastindex or 0) for match in _DECLARATION.finditer(raw[:HEAD])]
    if not places:
        return Declared()
    start, end = places[0]
    return Declared(raw[start:end].decode("ascii").lower(), tuple(places))
