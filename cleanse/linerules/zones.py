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


_DIGIT = re.compile(r"\d")
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")
_STATEMENT = re.compile(
    r"[;{}]\s*\Z|\A\s*(?:[#@]\w+|//|/\*|\*/|</?\w+|[\w.\[\]]+ ?[-+*/|&]?= ?\S|(?:def|class|import|from|return|if|for|while"
    r"|else|elif|try|fn|let|const|var|func|public|private|static|void|int)\b.*[:({;]?\s*\Z)|\w\(.*\)\s*[:;{]?\s*\Z|=>|->|::"
)
_ROW = re.compile(r"\s*\|?[^|]*(?:\|[^|]*){2,}\Z")
_RULED = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*\Z")
_ITEM = re.compile(r"\s{0,12}(?:[-*+•‣▪◦–—]|\(?\d{1,3}[.)]|\(?\w[.)])\s+\S")
_CLAUSE = re.compile(
    r"\s*(?:§+ ?\d|第[\d一二三四五六七八九十百零〇]{1,6}[条條章款节節編编]|\(?(?:\d{1,3}|[ivxIVX]{1,5})\)|\d{1,3}(?:\.\d{1,3})+\.?\s)"
)
_FIELD = re.compile(r"[A-Z][A-Za-z-]{1,30}:(?:\s|\Z)|[ \t]+\S")
_SECTION = re.compile(r"\s*([^\W\d]{2,12})\.? (\d{1,3}|[IVXLC]{1,7})\b[.:)]?(?:\s|\Z)")
_TURN = re.compile(r"\s*(?:[^\W\d_][\w.'’-]{0,20}(?: [\w.'’()-]{1,20}){0,3})\s?[:：]\s*\S")
_DASH = re.compile(r"\s*[-–—]\s?[^\W\d_]")
_ASKED = re.compile(r"\s*[^\W\d_][.:：)]\s*\S.*[?？؟]['\"”’»)]*\s*\Z")
_AMOUNT = re.compile(
    r"\s*(?:[-*•]\s*)?(?:\d{1,4}(?:[.,/]\d{1,3})?(?: ?[½¼¾⅓⅔⅛])?|[½¼¾⅓⅔⅛])(?: ?[-–] ?\d{1,3})?"
    r" ?(?:k?g|gr|gram\w*|ml|cl|dl|l|lit\w*|oz|lbs?|ounces?|pounds?|cups?|t(?:ea|able)?sp\w*|tbsps?|cloves?|pinch\w*|cans?|slices?"
    r"|el|tl|msk|tsk|krm|rkl|tl|dkg|stück|prise\w*|zehen?|bund|esslöffel|teelöffel|cuill?\w*|c\. ?à|verres?|gousses?|cucharad\w*"
    r"|tazas?|dientes?|colher\w*|xícaras?|cucchia\w*|bicchier\w*|spicch\w*|spicchi|łyż\w*|szklan\w*|ząbk\w*|lžíc\w*|hrn\w*|stroužk\w*"
    r"|г|гр|кг|мл|л|ст\w*|ч\. ?л|зубч\w*|шт|κ\.? ?[σγ]|γρ|φλιτζ\w*"
    r"|كوب|ملعقة|ملاعق|غرام|فنجان|adet|bardağı|kaşığı)\b"
    r"|\s*\d{1,4}(?:[./]\d{1,2})? ?(?:克|毫升|勺|匙|杯|個|个|片|グラム|カップ|큰술|작은술|컵)|\s*[^\W\d]{1,8}[ 　]*(?:大さじ|小さじ)\d",
    re.IGNORECASE,
)
_CITED = re.compile(
    r"\s*(?:\[\d{1,3}\]|\d{1,3}[.)])?\s*[^\W\d_][\w'’-]+,? (?:[^\W\d_]\.|et al|and |& ).*\b(?:1[5-9]|20)\d\d\b"
    r"|.*(?:\bdoi\b|\bISBN\b|\bpp?\. ?\d|\((?:1[5-9]|20)\d\d[a-z]?\)[.,:])"
)
_SCORED = re.compile(r"\s*[^\W\d_].*[^\W\d_)] (?:\d{1,3} ?[-–] ?\d{1,3}|\d{1,2} ?: ?\d)(?: [^\W\d_(].*|\s*\(.*\))?\Z")
_NAMES = re.compile(r"\s*(?:[^,;:：、]{2,40}[:：] ?)?(?:[^,;.]{2,40}[,;、،] ?){5,}[^,;]{2,40}\.?\s*\Z")
_QUOTED = re.compile(r"\s*(?:>|[“„«「『\"].{40,}[”“»」』\"][.,]?\s*\Z)")


def zones(lines: Sequence[str]) -> list[Zone]:
    """What stretches of a text are; sorted by first line, they may overlap.

    >>> zones(["```", "share()", "```", "It was right."])
    [Zone(first=0, end=3, name='code')]
    """
    return sorted(_found(lines), key=lambda zone: (zone.first, zone.end, zone.name))


def protected(lines: Sequence[str], known: Collection[int]) -> dict[int, str]:
    """The name of the zone that a line is in; the hardest, when there are several.

    A soft zone in which many lines are known is furniture that looks like something.
    """
    names: dict[int, str] = {}
    for zone in zones(lines):
        if zone.name not in HARD:
            inside = sum(1 for place in range(zone.first, zone.end) if place in known)
            if inside >= KNOWN and inside * KNOWN_SHARE >= zone.end - zone.first:
                continue
        for place in range(zone.first, zone.end):
            if zone.name in HARD or place not in names:
                names[place] = zone.name
    return names


def _found(lines: Sequence[str]) -> Iterator[Zone]:
    yield from _fenced(lines)
    yield from _indented(lines)
    yield from _runs(lines, "code", lambda line: bool(_STATEMENT.search(line)) and not is_text(line), least=4)
    yield from _tables(lines)
    yield from _fields(lines)
    yield from _verse(lines)
    yield from _lists(lines)
    yield from _headings(lines)
    yield from _runs(lines, "quotation", lambda line: bool(_QUOTED.match(line)), least=1)
    yield from _runs(lines, "questions", lambda line: bool(_ASKED.match(line)), least=2, between=6)
    yield from _runs(
        lines, "recipe", lambda line: columns(line) < 100 and bool(_AMOUNT.match(line)), least=3, between=1
    )
    yield from _runs(lines, "clauses", lambda line: bool(_CLAUSE.match(line)), least=3, between=2)
    yield from _sections(lines)
    yield from _turns(lines)
    yield from _runs(
        lines, "references", lambda line: columns(line) > 40 and bool(_CITED.match(line)), least=3, between=1
    )
    yield from _runs(
        lines, "results", lambda line: columns(line) < 100 and bool(_SCORED.match(line)), least=3, between=1
    )
    yield from _runs(lines, "names", lambda line: columns(line) > 60 and bool(_NAMES.match(line)), least=1)


def is_text(line: str) -> bool:
    """True for a line of words that ends as a sentence does, whatever signs are in it."""
    return ends_sentence(line.strip()) and line.count(" ") > 7


def _runs(lines: Sequence[str], name: str, fits: Callable[[str], bool], least: int, between: int = 0) -> Iterator[Zone]:
    """Runs of at least so many lines that fit, with at most `between` others between neighbours; blank lines do not count."""
    first = last = -1
    count = gap = 0
    for place, line in enumerate(lines):
        if not line.strip():
            continue
        if fits(line):
            if first < 0:
                first, count = place, 0
            last, gap = place, 0
            count += 1
        elif first >= 0:
            gap += 1
            if gap > between:
                if count >= least:
                    yield Zone(first, last + 1, name)
                first = -1
    if first >= 0 and count >= least:
        yield Zone(first, last + 1, name)


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


def _indented(lines: Sequence[str]) -> Iterator[Zone]:
    """Two or more lines set in by four blanks or a tab, in a text that is not set in as a whole."""
    deep = [line.startswith(("    ", "\t")) for line in lines]
    if sum(deep) * 2 > sum(1 for line in lines if line.strip()):
        return
    yield from _runs(lines, "code", lambda line: line.startswith(("    ", "\t")) and not _ITEM.match(line), least=2)


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


def _lists(lines: Sequence[str]) -> Iterator[Zone]:
    """Items with prose right above and somewhere below."""
    prose = [place for place, line in enumerate(lines) if is_prose(line) and not _ITEM.match(line)]
    if not prose:
        return
    for zone in _runs(lines, "list", lambda line: bool(_ITEM.match(line)), least=2):
        above = zone.first - 1
        while above >= 0 and not lines[above].strip():
            above -= 1
        if (
            above >= 0
            and prose[-1] >= zone.end
            and (is_prose(lines[above]) or lines[above].rstrip().endswith((":", "：")))
        ):
            yield zone


def _headings(lines: Sequence[str]) -> Iterator[Zone]:
    """A short line by itself between two paragraphs of prose, or the first of a text and right above prose."""
    full = [place for place, line in enumerate(lines) if line.strip()]
    for at, place in enumerate(full[:-1]):
        alone = at == 0 or is_prose(lines[full[at - 1]])
        if alone and is_prose(lines[full[at + 1]]) and not is_prose(lines[place]) and columns(lines[place]) <= 120:
            yield Zone(place, place + 1, "heading")


def _sections(lines: Sequence[str]) -> Iterator[Zone]:
    """Headings of articles and chapters: one word, and a number that grows."""
    words: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        match = _SECTION.match(line)
        if match:
            words.setdefault(match[1].lower(), []).append(place)
    for places in words.values():
        numbers = [_SECTION.match(lines[place])[2] for place in places]  # type: ignore[index]
        if len(set(numbers)) >= 3 and len(set(numbers)) == len(numbers):
            for place in places:
                yield Zone(place, place + 1, "clauses")


def _turns(lines: Sequence[str]) -> Iterator[Zone]:
    """Speakers who take turns, named in front or marked by a dash."""
    for zone in _runs(lines, "dialogue", lambda line: bool(_TURN.match(line)), least=4, between=2):
        turns = [line for line in lines[zone.first : zone.end] if _TURN.match(line)]
        names = [re.split("[:：]", turn, maxsplit=1)[0].strip() for turn in turns]
        spoken = sum(1 for turn in turns if ends_sentence(turn.strip()))
        if 2 <= len(set(names)) < len(names) and 2 * spoken >= len(turns):
            yield zone
    yield from _runs(
        lines, "dialogue", lambda line: bool(_DASH.match(line)) and ends_sentence(line.strip()), least=3, between=2
    )
