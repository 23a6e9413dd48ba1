"""Stretches of a text that are something: code, a table, verse, a list, a recipe. What is doubtful never goes there.

Everything is told by structure, so that it holds in any language: how lines begin and end, how wide they are,
what repeats from line to line. Words are used only where a form has no other mark (units of a recipe).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from cleanse.linerules.prose import columns, ends_sentence, is_prose

HARD = frozenset({"code", "table", "fields"})
"""Where not even a sure line goes: a line of these may look like anything."""

KNOWN = 3
"""So many known lines in a zone, one of `KNOWN_SHARE`, and it is none."""

KNOWN_SHARE = 12

FIELDS = 4
"""So many names with values make the head of a letter."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Some lines and what they are.

    Attributes:
        first: place of the first line.
        end: place behind the last.
        name: such as ``verse``.
    """

    first: int
    end: int
    name: str


LONGEST = 240
"""Of longer lines only the beginning is looked at."""

_DIGIT = re.compile(r"\d")
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")
_STATEMENT = re.compile(
    r"[;{}][ \t]*$|^[ \t]*(?:[#@]\w+|//|/\*|\*/|</?\w+|[\w.\[\]]{1,40} ?[-+*/|&]?= ?\S|(?:def|class|import|from|return|if|for"
    r"|while|else|elif|try|fn|let|const|var|func|public|private|static|void|int)\b.*[:({;]?[ \t]*$)|\w\(.*\)[ \t]*[:;{]?[ \t]*$"
    r"|=>|->|::",
    re.MULTILINE,
)
_TAG = re.compile(r"</?[a-z][a-z0-9-]{0,20}(?:[ \t][^<>\n]{0,200})?/?>|^[ \t]*</?[a-z]{1,10}\b", re.MULTILINE)
_ROW = re.compile(r"\s*\|?[^|]*(?:\|[^|]*){2,}\Z")
_RULED = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*\Z")
_ITEM = re.compile(r"^[ \t]{0,12}(?:[-*+•‣▪◦–—]|\(?\d{1,3}[.)]|\(?\w[.)])[ \t]+\S", re.MULTILINE)
_SET_IN = re.compile(r"^(?:    |\t)[ \t]*\S", re.MULTILINE)
_CLAUSE = re.compile(
    r"^[ \t]*(?:§+ ?\d|第[\d一二三四五六七八九十百零〇]{1,6}[条條章款节節編编]|\(?(?:\d{1,3}|[ivxIVX]{1,5})\)|\d{1,3}(?:\.\d{1,3})+\.?[ \t])",
    re.MULTILINE,
)
_FIELD = re.compile(r"[A-Z][A-Za-z-]{1,30}:(?:\s|\Z)|[ \t]+\S")
_SECTION = re.compile(r"^[ \t]*([^\W\d]{2,12})\.? (\d{1,3}|[IVXLC]{1,7})\b[.:)]?(?:[ \t]|$)", re.MULTILINE)
_TURN = re.compile(r"^[ \t]*([^\W\d_][\w.'’-]{0,20}(?: [\w.'’()-]{1,20}){0,3}) ?[:：][ \t]*\S", re.MULTILINE)
_DASH = re.compile(r"^[ \t]*[-–—][ \t]?[^\W\d_]", re.MULTILINE)
_ASKED = re.compile(r"^[ \t]*[^\W\d_][.:：)][ \t]*\S.*[?？؟]['\"”’»)]*[ \t]*$", re.MULTILINE)
_AMOUNT = re.compile(
    r"^[ \t]*(?:[-*•][ \t]*)?(?:\d{1,4}(?:[.,/]\d{1,3})?(?: ?[½¼¾⅓⅔⅛])?|[½¼¾⅓⅔⅛])(?: ?[-–] ?\d{1,3})?"
    r" ?(?:(?:k?g|gr|gram\w*|ml|cl|dl|l|lit\w*|oz|lbs?|ounces?|pounds?|cups?|t(?:ea|able)?sp\w*|tbsps?|cloves?|pinch\w*|cans?"
    r"|slices?|el|tl|msk|tsk|krm|rkl|dkg|stück|prise\w*|zehen?|bund|esslöffel|teelöffel|cuill?\w*|c\. ?à|verres?|gousses?|cucharad\w*"
    r"|tazas?|dientes?|colher\w*|xícaras?|cucchia\w*|bicchier\w*|spicch\w*|łyż\w*|szklan\w*|ząbk\w*|lžíc\w*|hrn\w*|stroužk\w*"
    r"|г|гр|кг|мл|л|ст\w*|ч\. ?л|зубч\w*|шт|κ\.? ?[σγ]|γρ|φλιτζ\w*|كوب|ملعقة|ملاعق|غرام|فنجان|adet|bardağı|kaşığı)\b"
    r"|克|毫升|勺|匙|杯|個|个|片|グラム|カップ|큰술|작은술|컵)|^[ \t]*[^\W\d]{1,8}[ 　]*(?:大さじ|小さじ)\d",
    re.IGNORECASE | re.MULTILINE,
)
_CITED = re.compile(
    r"^[ \t]*(?:\[\d{1,3}\]|\d{1,3}[.)])?[ \t]*[^\W\d_][\w'’-]+,? (?:[^\W\d_]\.|et al|and |& )[^\n]*\b(?:1[5-9]|20)\d\d\b",
    re.MULTILINE,
)
_SCORED = re.compile(
    r"^[ \t]*[^\W\d_].*[^\W\d_)] (?:\d{1,3} ?[-–] ?\d{1,3}|\d{1,2} ?: ?\d)(?: [^\W\d_(].*|[ \t]*\(.*\))?$", re.MULTILINE
)
_NAMES = re.compile(
    r"^[ \t]*(?:[^,;:：、\n]{2,40}[:：] ?)?(?:[^,;.\n]{2,40}[,;、،] ?){5,}[^,;\n]{2,40}\.?[ \t]*$", re.MULTILINE
)
_QUOTED = re.compile(r"^[ \t]*(?:>|[“„«「『\"].{40,}[”“»」』\"][.,]?[ \t]*$)", re.MULTILINE)


class _Text:
    """Lines, the long ones cut short."""

    __slots__ = ("lines", "short")

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.short = [line if len(line) <= LONGEST else line[:LONGEST] for line in lines]

    def rows(self, pattern: re.Pattern[str], least: int, signs: str = "") -> list[int]:
        """The places of lines that begin as a pattern says; none when there are fewer than `least`.

        Args:
            pattern: to match, or to search for when signs are given.
            least: lines.
            signs: of which a line must hold one, or the pattern is not asked.
        """
        if signs:
            search = pattern.search
            found = [row for row, line in enumerate(self.short) if any(sign in line for sign in signs) and search(line)]
        else:
            match = pattern.match
            found = [row for row, line in enumerate(self.short) if match(line)]
        return found if len(found) >= least else []

    def runs(
        self,
        name: str,
        pattern: re.Pattern[str],
        least: int,
        between: int = 0,
        fits: Callable[[str], bool] | None = None,
        signs: str = "",
    ) -> Iterator[Zone]:
        """Runs of at least so many lines that fit, with at most `between` others between neighbours.

        Blank lines do not count.
        """
        lines = self.lines
        rows = self.rows(pattern, least, signs)
        if fits is not None:
            rows = [row for row in rows if fits(lines[row])]
        run: list[int] = []
        for row in [*rows, len(lines)]:
            if run and (row == len(lines) or not _near(lines, run[-1], row, between)):
                if len(run) >= least:
                    yield Zone(run[0], run[-1] + 1, name)
                run = []
            run.append(row)


def _near(lines: Sequence[str], first: int, second: int, between: int) -> bool:
    """Whether at most so many lines that are not blank stand between two."""
    for place in range(first + 1, second):
        if lines[place].strip():
            between -= 1
            if between < 0:
                return False
    return True


def zones(lines: Sequence[str]) -> list[Zone]:
    """What stretches of a text are; sorted by first line, they may overlap.

    >>> zones(["```", "share()", "```", "It was right."])
    [Zone(first=0, end=3, name='code')]
    """
    text = _Text(lines)
    return sorted((*_hard(text), *_soft(text)), key=lambda zone: (zone.first, zone.end, zone.name))


def protected(lines: Sequence[str], known: Collection[int], *, soft: bool = True) -> dict[int, str]:
    """The name of the zone that a line is in; the hardest, when there are several.

    A soft zone in which many lines are known is furniture that looks like something. Without `soft` only those that
    nothing goes from are looked for.
    """
    text = _Text(lines)
    names: dict[int, str] = {}
    for zone in (*_hard(text), *(_soft(text) if soft else ())):
        if zone.name not in HARD:
            inside = sum(1 for place in range(zone.first, zone.end) if place in known)
            if inside >= KNOWN and inside * KNOWN_SHARE >= zone.end - zone.first:
                continue
        for place in range(zone.first, zone.end):
            if zone.name in HARD or place not in names:
                names[place] = zone.name
    return names


def _hard(text: _Text) -> Iterator[Zone]:
    yield from _fenced(text.lines)
    yield from _indented(text)
    yield from text.runs("code", _STATEMENT, 4, between=1, fits=lambda line: not is_text(line), signs=";{}=(")
    yield from text.runs("code", _TAG, 1, signs="<")
    yield from _tables(text.lines)
    yield from _fields(text.lines)


def _soft(text: _Text) -> Iterator[Zone]:
    yield from _verse(text.lines)
    yield from _lists(text)
    yield from _headings(text.lines)
    yield from text.runs("quotation", _QUOTED, 1)
    yield from text.runs("questions", _ASKED, 2, between=6, signs="?？؟")
    yield from text.runs("recipe", _AMOUNT, 3, between=1, fits=lambda line: columns(line) < 100)
    yield from text.runs("clauses", _CLAUSE, 3, between=2)
    yield from _sections(text)
    yield from _turns(text)
    yield from text.runs("references", _CITED, 3, between=1, fits=lambda line: columns(line) > 40)
    yield from text.runs("results", _SCORED, 3, between=1, fits=lambda line: columns(line) < 100, signs="-–:")
    yield from text.runs("names", _NAMES, 1, fits=lambda line: columns(line) > 60, signs=",、،;")


def is_text(line: str) -> bool:
    """True for a line of words that ends as a sentence does, whatever signs are in it."""
    return ends_sentence(line.strip()) and line.count(" ") > 7


def _fenced(lines: Sequence[str]) -> Iterator[Zone]:
    """Between fences; a fence that is never closed is none."""
    opened, mark = -1, ""
    for place, line in enumerate(lines):
        found = _FENCE.match(line)
        if not found:
            continue
        if opened < 0:
            opened, mark = place, found[1][:3]
        elif found[1].startswith(mark):
            yield Zone(opened, place + 1, "code")
            opened = -1


def _indented(text: _Text) -> Iterator[Zone]:
    """Two or more lines set in by four blanks or a tab, in a text that is not set in as a whole."""
    deep = text.rows(_SET_IN, 2)
    if deep and 2 * len(deep) <= sum(1 for line in text.lines if line.strip()):
        yield from text.runs("code", _SET_IN, 2, fits=lambda line: not _ITEM.match(line))


def _tables(lines: Sequence[str]) -> Iterator[Zone]:
    """Rows with bars under a rule, or three rows with as many bars or tabs each and numbers in half of them."""
    place, count = 0, len(lines)
    while place < count:
        line = lines[place]
        bars, tabs = line.count("|"), line.strip().count("\t")
        sign, cells = ("|", bars) if bars >= 2 else ("\t", tabs)
        if cells < 1 or (sign == "|" and not _ROW.match(line)):
            place += 1
            continue
        end = place + 1
        ruled = False
        while end < count and (lines[end].strip().count(sign) if sign == "\t" else lines[end].count(sign)) == cells:
            ruled = ruled or (sign == "|" and _RULED.match(lines[end]) is not None)
            end += 1
        numbers = sum(1 for row in lines[place:end] if _DIGIT.search(row))
        drawn = sign == "|" and line.lstrip().startswith("|")
        if ruled or (end - place >= (3 if cells > 1 else 4) and (drawn or 2 * numbers >= end - place)):
            yield Zone(place, end, "table")
        place = end


def _fields(lines: Sequence[str]) -> Iterator[Zone]:
    """The head of a letter or of a standard: names and values from the first line on, before a blank line."""
    first = next((place for place, line in enumerate(lines) if line.strip()), len(lines))
    end = first
    while end < len(lines) and _FIELD.match(lines[end]):
        end += 1
    names = [line.partition(":")[0] for line in lines[first:end] if line[:1].isalpha()]
    if len(names) >= FIELDS and (end == len(lines) or not lines[end].strip()):
        yield Zone(first, end, "fields")


def _verse(lines: Sequence[str]) -> Iterator[Zone]:
    """Two or more stanzas: blocks of three or more short lines of like width, of which some end with a sign."""
    stanzas: list[tuple[int, int]] = []
    place, count = 0, len(lines)
    while place <= count:
        end = place
        while end < count and lines[end].strip():
            end += 1
        if end > place:
            if _is_stanza(lines[place:end]):
                stanzas.append((place, end))
            else:
                if len(stanzas) > 1:
                    yield Zone(stanzas[0][0], stanzas[-1][1], "verse")
                stanzas = []
        place = end + 1
    if len(stanzas) > 1:
        yield Zone(stanzas[0][0], stanzas[-1][1], "verse")


def _is_stanza(block: Sequence[str]) -> bool:
    if not 3 <= len(block) <= 60:
        return False
    widths = [columns(line.strip()) for line in block]
    if max(widths) > 75 or min(widths) < 8 or sum(widths) < 14 * len(widths):
        return False
    signs = sum(1 for line in block if ends_sentence(line.strip()) or line.rstrip()[-1] in ",;:—–-!")
    return 4 * signs >= len(block) and not any(_ITEM.match(line) for line in block)


def _lists(text: _Text) -> Iterator[Zone]:
    """Items with prose right above and somewhere below."""
    lines = text.lines
    items = list(text.runs("list", _ITEM, 2))
    if not items:
        return
    last = next((at for at in range(len(lines) - 1, -1, -1) if is_prose(lines[at]) and not _ITEM.match(lines[at])), -1)
    for zone in items:
        above = zone.first - 1
        while above >= 0 and not lines[above].strip():
            above -= 1
        if above >= 0 and last >= zone.end and (is_prose(lines[above]) or lines[above].rstrip().endswith((":", "："))):
            yield zone


def _headings(lines: Sequence[str]) -> Iterator[Zone]:
    """A short line by itself between two paragraphs of prose, or the first of a text and right above prose."""
    full = [place for place, line in enumerate(lines) if line.strip()]
    for at, place in enumerate(full[:-1]):
        alone = at == 0 or is_prose(lines[full[at - 1]])
        if alone and is_prose(lines[full[at + 1]]) and not is_prose(lines[place]) and columns(lines[place]) <= 120:
            yield Zone(place, place + 1, "heading")


def _sections(text: _Text) -> Iterator[Zone]:
    """Headings of articles and chapters: one word, and numbers of which none comes twice."""
    words: dict[str, dict[int, str]] = {}
    for place in text.rows(_SECTION, 3):
        match = _SECTION.match(text.lines[place])
        if match:
            words.setdefault(match[1].lower(), {})[place] = match[2]
    for places in words.values():
        if 3 <= len(places) == len(set(places.values())):
            for place in places:
                yield Zone(place, place + 1, "clauses")


def _turns(text: _Text) -> Iterator[Zone]:
    """Speakers who take turns, named in front or marked by a dash."""
    for zone in text.runs("dialogue", _TURN, 4, between=2):
        lines = text.lines[zone.first : zone.end]
        turns = [(match[1], line) for line in lines if (match := _TURN.match(line))]
        spoken = sum(1 for _, line in turns if ends_sentence(line.strip()))
        if 2 <= len({name for name, _ in turns}) < len(turns) and 2 * spoken >= len(turns):
            yield zone
    yield from text.runs("dialogue", _DASH, 3, between=2, fits=lambda line: ends_sentence(line.strip()))
