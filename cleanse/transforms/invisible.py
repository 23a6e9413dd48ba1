"""Characters without width that carry no meaning where they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import Document
from cleanse.rule import RuleInfo
from cleanse.spans import Edit

SOFT_HYPHEN, SPACE, NON_JOINER, JOINER = "\u00ad", "\u200b", "\u200c", "\u200d"

_RUN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u206f\ufeff\ufff9-\ufffc]+")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
# Hebrew to Arabic Extended-A, their presentation forms, and the right-to-left blocks of the supplementary plane.
_RIGHT_TO_LEFT = re.compile(
    "[\u05be-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# Thai and Lao, Myanmar, Khmer, and their extensions: written without spaces, U+200B says where a line may break.
_NO_SPACES = re.compile("[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f]")
# Scripts in which a joiner or a non-joiner changes the shape of letters: Arabic to N'Ko and Mandaic, the scripts
# of India and Sri Lanka, Tibetan, Myanmar, Khmer, Mongolian, Balinese and Javanese, and the Arabic forms.
_SHAPED = re.compile(
    "[\u0600-\u061b\u061d-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1b00-\u1b7f\ua840-\ua8ff\ua980-\ua9df"
    "\uaa60-\uaa7f\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00010aff\U00011000-\U00011fff]"
)
_PICTURES = frozenset({"So", "Sk", "Me"})


@dataclass(frozen=True, slots=True)
class Invisible:
    r"""Removes zero-width spaces and joiners, soft hyphens, byte order marks and bidi controls that do nothing.

    Deprecated format characters, annotation marks and the object replacement character go too.

    What stays: a joiner or non-joiner beside a letter of a script it shapes and the joiner between two emoji;
    U+200B between letters of Thai, Lao, Khmer or Myanmar; bidi controls in a text with right-to-left letters;
    variation selectors and tags always. Of a run of such characters at most one of each kind stays.
    A soft hyphen between two digits becomes a hyphen, because it was used as one.

    >>> from cleanse.spans import apply
    >>> text = "\ufeffzero\u200bwidth, but \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    >>> apply(text, Invisible().edits(Document(text))) == "zerowidth, but \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    True
    """

    info: ClassVar[RuleInfo] = RuleInfo("text/invisible", "1.0.0", "Invisible characters without use are removed.")

    def edits(self, document: Document) -> Iterator[Edit]:
        """One edit for each run that does not stay as it is."""
        text = document.text
        if text.isascii() or not _RUN.search(text):
            return
        right_to_left = _RIGHT_TO_LEFT.search(text) is not None
        for match in _RUN.finditer(text):
            start, end = match.span()
            kept = _kept(match[0], text[start - 1 : start], text[end : end + 1], right_to_left)
            if kept != match[0]:
                yield Edit(start, end, kept, self.info.id)


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
