"""Garbled text, repaired by ftfy, as edits."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from types import MappingProxyType
from typing import Any, ClassVar

from cleanse.document import Document
from cleanse.rule import RuleInfo
from cleanse.spans import Edit
from cleanse.transforms.alignment import changes

OPTIONS: Mapping[str, Any] = MappingProxyType(
    {
        "unescape_html": False,
        "remove_terminal_escapes": True,
        "fix_encoding": True,
        "restore_byte_a0": True,
        "replace_lossy_sequences": True,
        "decode_inconsistent_utf8": True,
        "fix_c1_controls": True,
        "fix_latin_ligatures": False,
        "fix_character_width": False,
        "uncurl_quotes": False,
        "fix_line_breaks": False,
        "fix_surrogates": False,
        "remove_control_chars": False,
        "normalization": None,
        "explain": False,
    }
)
"""What ftfy is asked for: to undo wrong decoding, and nothing that is a matter of taste."""

# With these options a line that is ASCII can only lose escape sequences. Another one comes back as it is unless
# ftfy's badness expression finds something in it, or it holds an escape sequence: fix_encoding returns at once, and
# of the fixers behind it only remove_terminal_escapes is switched on (ftfy 6.3, `fix_and_explain`).
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_ESCAPE = "\x1b["

KNOWN_BADNESS = "9dcc0f2ac90d9ae3c85eb7b9b2c0b8a8e8126153847c2b30c91a0bb263f3b8c4"
"""Digest of the badness expression that `_pivot` was read off (ftfy 6.3); with another one every line that is
not ASCII is looked at."""


@dataclass(frozen=True, slots=True)
class FtfyRepair:
    """Gives what ``ftfy.fix_text`` gives with `OPTIONS`, in small edits.

    ftfy decides line by line, so only lines that it may change are shown to it.

    >>> from cleanse.spans import apply
    >>> text = "The cafÃ© isnâ€™t open.\\n"
    >>> list(FtfyRepair().edits(Document(text)))[0]
    Edit(start=7, end=9, insert='é', by='text/ftfy')
    >>> apply(text, FtfyRepair().edits(Document(text)))
    'The café isn’t open.\\n'
    """

    info: ClassVar[RuleInfo] = RuleInfo(
        "text/ftfy", f"1.0.0+ftfy.{version('ftfy')}", "Text that was decoded with the wrong encoding is repaired."
    )

    def edits(self, document: Document) -> Iterator[Edit]:
        """Edits inside the lines that ftfy changes."""
        text = document.text
        if text.isascii() and _ESCAPE not in text:
            return
        fix, is_bad, pivot = _library()
        for start, end in _suspects(text, pivot):
            line = text[start:end]
            if _ESCAPE not in line and not is_bad(line):
                continue
            fixed = fix(line)
            if fixed != line:
                for first, last, insert in changes(line, fixed):
                    yield Edit(start + first, start + last, insert, self.info.id)


def _suspects(text: str, pivot: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Lines, with their line feeds, that hold a pivot or an escape sequence."""
    position, escape = 0, text.find(_ESCAPE)
    while True:
        hit = pivot.search(text, position)
        at = hit.start() if hit else len(text)
        if 0 <= escape < at:
            at = escape
        if at == len(text):
            return
        start = text.rfind("\n", position, at) + 1 or position
        position = text.find("\n", at) + 1 or len(text)
        yield start, position
        if 0 <= escape < position:
            escape = text.find(_ESCAPE, position)


@cache
def _library() -> tuple[Callable[[str], str], Callable[[str], bool], re.Pattern[str]]:
    import ftfy
    from ftfy.badness import BADNESS_RE, MOJIBAKE_CATEGORIES, is_bad

    config = ftfy.TextFixerConfig(**OPTIONS)

    def fix(line: str) -> str:
        fixed: str = ftfy.fix_text(line, config)
        return fixed

    known = hashlib.sha256(BADNESS_RE.pattern.encode()).hexdigest() == KNOWN_BADNESS
    return fix, is_bad, _pivot(MOJIBAKE_CATEGORIES) if known else _NOT_ASCII


def _pivot(categories: Mapping[str, str]) -> re.Pattern[str]:
    """Finds something in every text in which ftfy's badness expression does, and seldom in another one.

    Each of its alternatives has a sign from a few categories next to a character that is not ASCII, or one of
    the characters that are enough alone. Looking for those first is ten times faster.
    """
    alone = categories["c1"] + "ŒœÃÂ"
    names = ("bad", "box", "start_punctuation", "end_punctuation", "currency", "numeric", "law", "upper_accented")
    signs = "".join(categories[name] for name in names) + "²µ¹¼½¾°ØÙЂ×√≈‚"
    other = r"[^\x00-\x7f]"
    return re.compile(f"[{alone}{signs}](?:(?<=[{alone}])|(?={other})|(?<={other}[{signs}]))")
