"""Names of encodings, as people, pages and servers write them, and which documents settings force to one.

The labels and what is read under them are those of the WHATWG's Encoding Standard, and beside them whatever
Python knows.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from encodings.aliases import aliases

from cleanse.names import selected

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
# Codecs of Python that read escapes or host names, or what the system is set to.
_NO_ENCODINGS = frozenset(
    ("idna", "mbcs", "oem", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7")
)


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


def known_labels() -> list[str]:
    """All labels that `codec_of` knows, sorted, with hyphens as the web spells them."""
    labels = {label.replace("_", "-") for label in (*aliases, *aliases.values(), *_OTHER_NAMES)}
    return sorted(label for label in labels if codec_of(label))


def forced(path: str, encodings: Mapping[str, str]) -> str:
    """The codec that settings force on a document; ``""`` when they leave it to the bytes.

    Of several globs that match, the most specific counts: the one with most characters that stand for
    themselves, then the longest, then the first in the alphabet. The order in a file says nothing.

    Args:
        path: of the document, below its source; ``""`` for one that has none.
        encodings: labels by glob, as `names.selected` reads them.

    >>> tables = {"**": "utf-8", "old/**": "cp1251", "old/*.htm": "koi8-r"}
    >>> forced("a.txt", tables), forced("old/a.txt", tables), forced("old/b.htm", tables)
    ('utf-8', 'cp1251', 'koi8-r')
    """
    found = [glob for glob in encodings if selected(path, (glob,), ())]
    if not found:
        return ""
    best = min(found, key=lambda glob: (-len(_WILD.sub("", glob)), -len(glob), glob))
    return codec_of(encodings[best]) or ""


_WILD = re.compile(r"\*|\?|\[[^]]*\]")
