"""Characters without width that carry no meaning where they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import Document, Fact
from cleanse.rule import RuleInfo
from cleanse.spans import Edit
from cleanse.transforms.bidi import MARKS, ORDERING, RIGHT_TO_LEFT, overrides_nothing, suspicions

SOFT_HYPHEN, SPACE, NON_JOINER, JOINER = "\u00ad", "\u200b", "\u200c", "\u200d"
DECEIVING = "bidi-control"
"""How an edit came about that takes controls out which reorder text: it stands on the record, with their number."""
HIDDEN = "hidden-text"
"""The same for tag characters and rows of variation selectors, in which text can be hidden."""

# The first character stands by itself in these patterns: `re` looks for a class quickly, for a repetition it does not.
_INVISIBLE = "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u206f\ufeff\ufff9-\ufffc]"
_RUN = re.compile(f"{_INVISIBLE}{_INVISIBLE}*+")
_BIDI = re.compile(f"[{MARKS}{ORDERING}]+")
_ORDERING = re.compile(f"[{ORDERING}]")
# Tags spell the flags of regions behind a black flag and a cancel tag ends them (UTS #51, section C.1). A character
# has one variation selector at most.
_HIDDEN = "[\ufe00-\ufe0f\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef]"
_HIDING = re.compile(f"{_HIDDEN}{_HIDDEN}*+")
_ANY = re.compile(f"{_INVISIBLE[:-1]}\ufe00-\ufe0f\U000e0000-\U000e01ff]")
_FLAG = re.compile("(?<=\U0001f3f4)[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,7}\U000e007f")
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Thai and Lao, Myanmar, Khmer, and their extensions: written without spaces, U+200B says where a line may break.
_NO_SPACES = re.compile("[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f]")
# Scripts in which a joiner or a non-joiner changes the shape of letters: Arabic to N'Ko and Mandaic, the scripts
# of India and Sri Lanka, Tibetan, Myanmar, Khmer, Mongolian, Balinese and Javanese, and the Arabic forms.
_SHAPED = re.compile(
    "[\u0600-\u061b\u061d-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1b00-\u1b7f\ua840-\ua8ff\ua980-\ua9df"
    "\uaa60-\uaa7f\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00010aff\U00011000-\U00011fff]"
)
# A soft hyphen at the end of a line was shown, and tells `text/hyphenation` that the word goes on.
_DIVIDES = re.compile(r"\n[^\W\d_]{2}")
_PICTURES = frozenset({"So", "Sk", "Me"})


@dataclass(frozen=True, slots=True)
class Invisible:
    r"""Removes zero-width spaces and joiners, soft hyphens, byte order marks and bidi controls that do nothing.

    Deprecated format characters, annotation marks and the object replacement character go too.

    What stays: a joiner or non-joiner beside a letter of a script it shapes and the joiner between two emoji;
    U+200B between letters of Thai, Lao, Khmer or Myanmar; bidi controls in a text with right-to-left letters, but for
    lines without such a letter in which something is overridden; the first variation selector of a row; tags that
    spell a flag. Of a run of such characters at most one of each kind stays. A soft hyphen between two digits becomes a
    hyphen, because it was used as one; at the end of a line within a word it stays, because it was shown.

    What may deceive a reader is told on the record: ``plans`` counts the places where controls that reorder text or
    characters that hide some were removed, ``bidi`` the lines that a reader should look at
    (`cleanse.transforms.bidi.suspicions`).

    >>> from cleanse.spans import apply
    >>> text = "\ufeffzero\u200bwidth, but \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    >>> apply(text, Invisible().edits(Document(text))) == "zerowidth, but \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    True
    """

    info: ClassVar[RuleInfo] = RuleInfo("text/invisible", "1.1.0", "Invisible characters without use are removed.")

    def edits(self, document: Document) -> Iterator[Edit]:
        """One edit for each run that does not stay as it is."""
        text = document.text
        if text.isascii() or not _ANY.search(text):
            return
        yield from self._hidden(text)
        right_to_left = RIGHT_TO_LEFT.search(text) is not None
        end_of_line, reordered = -1, False
        for match in _RUN.finditer(text):
            start, end = match.span()
            run = match[0]
            if right_to_left and start > end_of_line:
                line = text.rfind("\n", 0, start) + 1
                end_of_line = text.find("\n", start)
                end_of_line = len(text) if end_of_line < 0 else end_of_line
                reordered = overrides_nothing(text[line:end_of_line])
            matters = right_to_left and not reordered
            kept = _kept(run, text[start - 1 : start], text[end : end + 1], matters)
            if SOFT_HYPHEN in run and _DIVIDES.match(text, end) and text[start - 1 : start].isalpha():
                kept = SOFT_HYPHEN
            if kept != run:
                yield Edit(start, end, kept, self.info.id, DECEIVING if not matters and _ORDERING.search(run) else "")

    def facts(self, document: Document) -> dict[str, Fact]:
        """Lines whose bidi controls stay and may deceive a reader."""
        text = document.text
        found: Mapping[str, Fact] = {} if text.isascii() else suspicions(text)
        return {"bidi": dict(found)} if found else {}

    def _hidden(self, text: str) -> Iterator[Edit]:
        """Tags that spell no flag, and variation selectors behind another."""
        for match in _HIDING.finditer(text):
            kept = _FLAG.match(text, match.start()) or _SELECTOR.match(text, match.start())
            start = kept.end() if kept else match.start()
            if start < match.end():
                yield Edit(start, match.end(), "", self.info.id, HIDDEN)


def _kept(run: str, before: str, after: str, right_to_left: bool) -> str:
    """What stays of a run of invisible characters between two visible ones."""
    if right_to_left and _BIDI.search(run):
        # Controls nest; which of them matter is the bidi algorithm's business.
        return "".join(char for char in run if _BIDI.match(char) or char in (NON_JOINER, JOINER))
    if SOFT_HYPHEN in run and before.isdigit() and after.isdigit():
        return "-"
    shaped = bool(_SHAPED.match(before) or _SHAPED.match(after))
    if shaped and (NON_JOINER in run or JOINER in run):
        return "".join(dict.fromkeys(char for char in run if char in (NON_JOINER, JOINER)))
    if JOINER in run and _picture(before) and _picture(after):
        return JOINER
    if SPACE in run and _NO_SPACES.match(before) and _NO_SPACES.match(after):
        return SPACE
    return ""


def _picture(char: str) -> bool:
    return char == "\ufe0f" or (char != "" and unicodedata.category(char) in _PICTURES)
