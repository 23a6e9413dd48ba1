"""BCP 47 language tags: which one covers which."""

from __future__ import annotations

from collections.abc import Iterable

UND = "und"
"""Undetermined: nobody can tell the language."""


def covers(wanted: str, tag: str) -> bool:
    """Whether a language tag is the wanted one or a narrower one.

    Norwegian (``no``) is written as Bokm\u00e5l (``nb``) or Nynorsk (``nn``): it covers both, and text that is only known
    to be Norwegian counts as either.

    >>> covers("zh", "zh-Hant"), covers("no", "nb"), covers("nn", "no"), covers("nn", "nb"), covers("e", "en")
    (True, True, True, False, False)
    """
    if tag == wanted or tag.startswith(f"{wanted}-"):
        return True
    return (wanted, tag) in {("no", "nb"), ("no", "nn"), ("nb", "no"), ("nn", "no")}


def speaks(languages: Iterable[str], tag: str) -> bool:
    """Whether a rule that names languages runs on a text; ``*`` is all, and ``und`` runs such rules only.

    >>> speaks(("en", "de"), "de-AT"), speaks(("*",), "und"), speaks(("en",), "und")
    (True, True, False)
    """
    return any(own == "*" or (tag != UND and covers(own, tag)) for own in languages)
