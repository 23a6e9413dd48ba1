r"""How a changed text is shown: in colour where a person looks, with plain marks elsewhere.

The plain form is unambiguous and easy to read back::

    [-removed-](rule)    {+inserted+}(rule)    [-removed-]{+inserted+}(rule, rule)    [?12 bytes?](rule)

The last one stands for removed text that is not at hand. In the text itself a backslash is doubled, a
mark is broken by a backslash (``[\-``), and what a terminal would obey is written out (``\x1b``).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable

import click

from cleanse.explaining import Changed
from cleanse.terminal import printable

_MARK = re.compile(r"(?<=\[)[-?]|[-?](?=\])|(?<=\{)\+|\+(?=\})")


def coloured() -> bool:
    """Whether standard output is a terminal that may be coloured."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def many_lines(text: str) -> str:
    r"""Untrusted text that keeps its line feeds and nothing else that a terminal obeys.

    >>> many_lines("a\x1b\nb\r\n")
    'a\\x1b\nb\\r\n'
    """
    return "\n".join(map(printable, text.split("\n")))


def marked(part: str | Changed, show: Callable[[str], str] = many_lines) -> str:
    r"""A part in the plain form.

    Args:
        part: of a document.
        show: makes text printable.

    >>> marked(Changed(0, 6, "Share\n", "", ("share/button",)))
    '[-Share\n-](share/button)'
    >>> marked("[-so-]")
    '[\\-so\\-]'
    """
    if isinstance(part, str):
        return show(_broken(part))
    removed = f"[?{part.size:,} bytes?]" if part.removed is None and part.size else ""
    if part.removed:
        removed = f"[-{show(_broken(part.removed))}-]"
    inserted = f"{{+{show(_broken(part.inserted))}+}}" if part.inserted else ""
    return f"{removed}{inserted}({_rules(part)})"


def painted(part: str | Changed, show: Callable[[str], str] = many_lines) -> str:
    """A part for a terminal: what went in red, what came in green, the rule behind it."""
    if isinstance(part, str):
        return show(part)
    removed = f"‹{part.size:,} bytes›" if part.removed is None and part.size else ""
    if part.removed:
        removed = show(_visible(part.removed))
    return (
        _painted(removed, fg="red", strikethrough=True)
        + _painted(show(_visible(part.inserted)), fg="green")
        + _painted(f"‹{_rules(part)}›", dim=True)
        + ("\n" if removed.endswith("↵") else "")
    )


def _broken(text: str) -> str:
    return _MARK.sub(lambda match: "\\" + match[0], text.replace("\\", "\\\\"))


def _rules(part: Changed) -> str:
    return ", ".join(printable(rule).replace(")", "\\)") for rule in part.rules)


def _visible(text: str) -> str:
    """Removed or inserted text with what nobody would see made visible."""
    if text.isspace():
        text = text.replace(" ", "·").replace("\t", "→")
    text = text.replace("\n", "↵\n")
    return text.removesuffix("\n") if text.endswith("↵\n") else text


def _painted(text: str, **style: object) -> str:
    """Line by line, so that no colour runs on where a pager cuts."""
    return "\n".join(click.style(line, **style) if line else "" for line in text.split("\n"))  # type: ignore[arg-type]
