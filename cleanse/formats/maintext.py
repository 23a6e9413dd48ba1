"""The main text of an HTML page, taken by trafilatura."""

from __future__ import annotations

import logging
import re
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from cleanse.errors import DocumentError
from cleanse.rule import RuleInfo

if TYPE_CHECKING:
    from configparser import ConfigParser

INFO = RuleInfo(
    "html/main-text",
    f"1.0.0+trafilatura.{version('trafilatura')}.lxml.{version('lxml')}",
    "The main text of a page is taken out of its mark-up.",
)

CODE = "no-main-text"
"""The code of the error for pages without one."""

LONGEST_ATTRIBUTE = 10_000
"""Longer attribute values (embedded images, data) are left out: they say nothing about the text and cost time."""

# What XML cannot hold, and lone surrogates, which UTF-8 cannot.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# libxml2 reads a document type such as <!DOCTYPE html PUBLIC "a/b"/> as the end of everything.
_CLOSED_DOCTYPE = re.compile(r"\A\s{0,99}<\s?!\s?DOCTYPE[^<>]{0,999}/[^<>]{0,999}>", re.IGNORECASE)
_CLOSED_ROOT = re.compile(r"(<html\b[^<>]{0,9999}?)\s{0,99}/>", re.IGNORECASE)
_LIMITS = ("ERR_RESOURCE_LIMIT", "ERR_NAME_TOO_LONG", "ERR_NO_MEMORY")


def main_text(html: str) -> str:
    """The main text of a page, paragraphs separated by line feeds; comments and navigation left out.

    The same page gives the same text in any order and process: trafilatura's memory of earlier pages is off.
    The page is parsed here, because trafilatura's parser would silently drop all that follows an element
    nested more than 255 deep or a text of more than 10 MB.

    Raises:
        DocumentError: ``no-main-text``: there is none, or the page goes beyond what the parser can hold.

    >>> main_text("<html><body><article><h1>Ferries</h1><p>The last one sails at noon.</p></article></body></html>")
    'Ferries\\nThe last one sails at noon.'
    """
    import trafilatura
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(
        collect_ids=False,
        default_doctype=False,
        encoding="utf-8",
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    clean = _CLOSED_ROOT.sub(r"\1>", _CLOSED_DOCTYPE.sub("", _NOT_XML.sub("", html), count=1), count=1)
    try:
        tree = document_fromstring(clean.encode(), parser=parser)
        if any(entry.type_name in _LIMITS for entry in parser.error_log):
            raise DocumentError(CODE, "the page is nested too deeply or too large for the parser.")
        for element in tree.xpath(f"//*[@*[string-length() > {LONGEST_ATTRIBUTE}]]"):
            for name, value in element.attrib.items():
                if len(value) > LONGEST_ATTRIBUTE:
                    del element.attrib[name]
        text = trafilatura.extract(
            tree,
            config=_settings(),
            output_format="txt",
            include_comments=False,
            include_tables=True,
            deduplicate=False,
            with_metadata=False,
        )
    except (RecursionError, MemoryError):
        raise DocumentError(CODE, "the page is nested too deeply to find its main text.") from None
    except (
        LxmlError,
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        RuntimeError,
        TypeError,
        ValueError,
    ):
        # Trafilatura walks a tree that hostile pages shape; whatever it stumbles over, the page has no main text.
        text = None
    if not text or not text.strip():
        raise DocumentError(CODE, "the page has no main text.")
    return str(text)


@cache
def _settings() -> ConfigParser:
    """Trafilatura's settings without a limit on size; the caller has limited it already."""
    from trafilatura.settings import use_config

    # It would log what is raised here as an error.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    settings: ConfigParser = use_config()
    settings.set("DEFAULT", "MAX_FILE_SIZE", str(1 << 40))
    settings.set("DEFAULT", "MAX_TREE_SIZE", "")
    return settings
