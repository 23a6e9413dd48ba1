"""A proof, made from ftfy's own tables, that a line cannot be changed by ftfy.

``ftfy.fix_text`` goes through a text in segments (lines, or a million characters of a longer one) and asks its
fixers about each in turn until none has more to do. A segment on which every fixer that is switched on is the
identity comes back as it went in. When that is so can be read off ftfy's tables:

* ``fix_encoding`` does nothing unless the badness expression finds something (`ftfy_badness` makes that fast).
* the other fixers replace single characters that stand in tables, or begin with a fixed character.
* normal forms have a quick check of their own (UAX #15, section 9).

So one pass over the text finds the segments that have to be shown to ftfy. Those in which nothing but single
characters of tables (curly quotes, full-width forms) and the normal form are to be changed need not be: ftfy
would put in what its tables say, find nothing more to do and stop, and both can be checked. The tables are read from the installed
ftfy each time, but how its fixers are called cannot be read off a table. That was read by a person, in the versions
named in `READ`; with another one, or when a table is not understood, nothing is proved: ftfy is asked about every
segment, and the rule says so on the record.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from cleanse.transforms.alignment import Change, changes
from cleanse.transforms.ftfy_badness import NEVER, anywhere, read_badness, search_for
from cleanse.transforms.ftfy_pattern import UnreadPatternError, charset, members_of

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

READ = ("6.3.0", "6.3.1")
"""Versions of ftfy whose flow of control was read."""

_LINE_BREAKS = frozenset("\r\x85\u2028\u2029")  # these stand in the code of ftfy's fixer, in no table
_HARD = frozenset(map(chr, (0x1B, *range(0x80, 0xA0), *range(0xD800, 0xE000))))
"""Characters that fixers look at together with their neighbours, or in more than one step."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a segment needs to have for ftfy to change it.

    Attributes:
        stops: finds something in every segment that ftfy may change, but for those that are not in normal form.
        ascii_stops: the same for text that is ASCII.
        form: the normal form asked for; ``""`` for none.
        limit: characters of the longest segment.
        long_stops: as `stops`, for texts with segments that begin within a line.
        hard: the part of `stops` for which ftfy must be asked.
        soft: finds what can be replaced without ftfy.
        instead: what comes in its place.
        refused: why nothing was proved; ``""`` when it was.
    """

    stops: re.Pattern[str]
    ascii_stops: re.Pattern[str]
    form: str
    limit: int
    long_stops: re.Pattern[str] = NEVER
    hard: re.Pattern[str] = NEVER
    soft: re.Pattern[str] = NEVER
    instead: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""

    def simple(self, segment: str) -> list[Change] | None:
        """The changes of a segment in which single characters are all that ftfy changes.

        ``None`` when ftfy has to be asked.
        """
        if self.refused or self.hard.search(segment):
            return None
        found = [(match.start(), match.end(), self.instead[match[0]]) for match in self.soft.finditer(segment)]
        pieces, done = [], 0
        for start, end, insert in found:
            pieces += [segment[done:start], insert]
            done = end
        result = "".join((*pieces, segment[done:]))
        if self.form and not _is_normal(self.form, result):
            result = unicodedata.normalize(self.form, result)  # type: ignore[arg-type]
            found = list(changes(segment, result))
        return None if self.stops.search(result) else found

    def suspects(self, text: str) -> Iterator[tuple[int, int]]:
        """Segments of ftfy, in order, that it may change; all others it gives back as they are."""
        if self.refused:
            yield from self._segments(text)
            return
        ascii = text.isascii()
        stops = self.long_stops if self._has_long_line(text) else self.stops
        search = (self.ascii_stops if ascii else stops).search
        if self.form and not ascii and not _is_normal(self.form, text):
            for start, end in self._segments(text):
                if search(text, start, end) or not _is_normal(self.form, text[start:end]):
                    yield start, end
            return
        start = 0
        while hit := search(text, start):
            at = hit.start()
            start = text.rfind("\n", start, at) + 1 or start
            start += (at - start) // self.limit * self.limit
            end = text.find("\n", at, start + self.limit) + 1 or min(start + self.limit, len(text))
            yield start, end
            start = end

    def _has_long_line(self, text: str) -> bool:
        start = 0
        while len(text) - start > self.limit:
            end = text.rfind("\n", start, start + self.limit) + 1
            if not end:
                return True
            start = end
        return False

    def _segments(self, text: str) -> Iterator[tuple[int, int]]:
        start = 0
        while start < len(text):
            end = text.find("\n", start, start + self.limit) + 1 or min(start + self.limit, len(text))
            yield start, end
            start = end


@cache
def prove(config: TextFixerConfig) -> Proof:
    """The proof for one configuration of the installed ftfy.

    Args:
        config: ``unescape_html`` must not be ``"auto"``: that is decided by lines further up.
    """
    import ftfy

    form, limit = config.normalization or "", config.max_decode_length
    if ftfy.__version__ not in READ:
        why = f"ftfy {ftfy.__version__} is not a version that was read"
        return Proof(NEVER, NEVER, form, limit, refused=why)
    try:
        bad = read_badness() if config.fix_encoding else []
        signs, starts = _mapped(config), _begun(config)
    except UnreadPatternError as error:
        why = f"a table of ftfy {ftfy.__version__} is not understood: {error}"
        return Proof(NEVER, NEVER, form, limit, refused=why)
    instead = {sign: _replaced(sign, config) for sign in signs - _HARD}
    return Proof(
        search_for(bad, signs, starts),
        search_for([], frozenset(filter(str.isascii, signs)), starts),
        form,
        limit,
        long_stops=search_for(anywhere(bad), signs, starts),
        hard=search_for(bad, signs & _HARD, starts),
        soft=_soft(instead),
        instead=instead | {"\r\n": "\n"},
    )


def _soft(instead: Mapping[str, str]) -> re.Pattern[str]:
    if not instead:
        return NEVER
    pair = "\\r\\n|" if "\r" in instead else ""
    return re.compile(pair + charset(frozenset(instead)))


def _replaced(sign: str, config: TextFixerConfig) -> str:
    """One character after all fixers that look at single characters, in ftfy's order."""
    from ftfy import fixes

    in_order = (
        (config.fix_latin_ligatures, fixes.fix_latin_ligatures),
        (config.fix_character_width, fixes.fix_character_width),
        (config.uncurl_quotes, fixes.uncurl_quotes),
        (config.fix_line_breaks, fixes.fix_line_breaks),
        (config.remove_control_chars, fixes.remove_control_chars),
    )
    for wanted, fixer in in_order:
        sign = fixer(sign) if wanted else sign
    return sign


def _mapped(config: TextFixerConfig) -> frozenset[str]:
    """Characters that a fixer changes wherever they stand.

    Raises:
        UnreadPatternError: a table is not understood.
    """
    from ftfy import chardata, fixes

    tables: list[tuple[bool, Iterable[str]]] = [
        (config.fix_c1_controls, members_of(chardata.C1_CONTROL_RE.pattern)),
        (config.fix_latin_ligatures, map(chr, chardata.LIGATURES)),
        (config.fix_character_width, map(chr, chardata.WIDTH_MAP)),
        (config.uncurl_quotes, members_of(chardata.SINGLE_QUOTE_RE.pattern)),
        (config.uncurl_quotes, members_of(chardata.DOUBLE_QUOTE_RE.pattern)),
        (config.fix_line_breaks, _LINE_BREAKS),
        (config.fix_surrogates, members_of(fixes.SURROGATE_RE.pattern)),
        (config.remove_control_chars, map(chr, chardata.CONTROL_CHARS)),
    ]
    return frozenset(sign for wanted, signs in tables if wanted for sign in signs)


def _begun(config: TextFixerConfig) -> dict[str, str]:
    """Characters that begin what a fixer changes, each with a pattern of what follows.

    Raises:
        UnreadPatternError: an expression does not begin with the character.
    """
    from ftfy import chardata, fixes

    entity, escape = chardata.HTML_ENTITY_RE.pattern, fixes.ANSI_RE.pattern
    if not entity.startswith("&#?[") or not escape.startswith("\x1b\\["):
        raise UnreadPatternError("entities or terminal escapes begin otherwise")
    starts = {"&": entity[1:]} if config.unescape_html else {}
    return starts | {"\x1b": r"\["} if config.remove_terminal_escapes else starts


def _is_normal(form: str, text: str) -> bool:
    return unicodedata.is_normalized(form, text)  # type: ignore[arg-type]
