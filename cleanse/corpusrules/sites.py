"""Whose pages are counted together: the host of a page's address, or the folder it lies in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlsplit

ADDRESSES = ("url", "link", "source_url", "uri", "canonical", "WARC-Target-URI", "warc_target_uri")
"""Keys of a row that hold the address of its page, in the order they are asked; the names of crawlers and of corpora."""

NAMES = ("site", "domain", "host", "hostname", "source")
"""Keys that name the site itself."""

LONGEST = 253
"""Characters of a host name (RFC 1035, 2.3.4, without the dots of its wire form)."""


def site_of_row(row: Mapping[str, object]) -> str:
    """The site that a row names, ``""`` when it names none.

    >>> site_of_row({"text": "", "url": "https://www.Harbour.example:8080/a"}), site_of_row({"source": "blogs"})
    ('harbour.example', 'blogs')
    """
    tables = [row, *(table for table in (row.get("meta"), row.get("metadata")) if isinstance(table, dict))]
    for table in tables:
        for key in ADDRESSES:
            if host := _host(table.get(key)):
                return host
    for table in tables:
        for key in NAMES:
            name = table.get(key)
            if isinstance(name, str) and 0 < len(name) <= LONGEST:
                return _host(name) or name
    return ""


def site_of_line(data: bytes) -> str:
    """The site that a row of JSON lines names; ``""`` when it names none, or cannot be read."""
    try:
        row = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    return site_of_row(row) if isinstance(row, dict) else ""


def folder_of(path: str) -> str:
    """The folder a file lies in: below a crawl, the site.

    >>> folder_of("crawl/harbour.example/2021/a.txt"), folder_of("a.txt")
    ('crawl/harbour.example/2021', '')
    """
    return path.rpartition("/")[0]


def _host(address: object) -> str:
    if not isinstance(address, str) or "://" not in address:
        return ""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")[:LONGEST]
