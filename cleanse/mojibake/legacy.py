"""Bytes of one legacy encoding that were read as another one: ``Ïðèâåò`` for ``Привет``, ``pøíklad`` for ``příklad``.

No byte says that this has happened, for every byte is a letter in both. But all letters of a line change together, and
a line that reads much better as a language that is known, each changed letter in its favour, is one. Nothing is done
in lines of capitals, where letters of a word change their script, or where signs would stand inside words.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from operator import or_

from cleanse.mojibake.chains import STRANGE, Proposal
from cleanse.mojibake.model import BIT, FLAT, model
from cleanse.mojibake.scripts import script
from cleanse.mojibake.tables import SMART, one_of, table
from cleanse.mojibake.voices import UNIT, voices

_WEST = ("cp1252", "mac-roman", "cp850", "cp437")
_EAST = ("cp1251", "koi8-r", "cp866")
PAIRS: Mapping[str, tuple[str, ...]] = {
    "cp1252": (
        *_EAST, "cp1253", "cp1255", "cp1256", "cp874", "cp1250", "iso8859-2", "cp1254", "cp1257", "cp852", "cp850",
        "mac-roman",
    ),
    "cp1250": ("cp852", "iso8859-2", "cp1252", "cp1251"),
    "cp1251": ("koi8-r", "cp866", "cp1252", "mac-cyrillic"),
    "koi8-r": ("cp1251", "cp866", "cp1252"),
    "mac-roman": ("cp1252",),
    "cp437": ("cp1252", "cp866", "cp850"),
    "cp850": ("cp1252", "cp866", "cp852"),
}  # fmt: skip
"""Encodings a text was read with, and those it may have been in."""

DOUBLE = ("cp932", "euc_jp", "gb18030", "cp949")
"""Encodings of two bytes a character that are read as windows-1252; the model of all languages decides."""

LEAST, EACH = 11 * UNIT, 5 * UNIT // 2
"""Gain that a line needs, and that it needs for each changed letter."""

LIKELY = -7 * BIT
"""Mean weight of a pair with a character beyond ASCII from which on a line needs no closer look: of the lines that
this step repairs, one in a hundred has more, of clean ones that the gate lets through, three in four."""

SLACK = 24 * BIT
"""What a reading may be less likely in all languages together, and still be tried in one."""

DOUBT = 15 * UNIT // 4
"""What each letter beyond ASCII has to leave in doubt, on the average; likewise."""

STRANGE_TONGUE = 37
"""Weight of a character, `UNIT` to a bit, beyond which a line is in no language that is known."""

LEAST_DOUBLE, EACH_DOUBLE = 40 * BIT, 3 * BIT
LETTERS = 0.75
"""Share of letters among what changes."""

FEWEST_SPACES = 4
"""Spaces of a line in which one letter alone may change."""

FEW_LETTERS = 0.1
"""Share of letters among what stood there: letters of code pages are read as signs too, but not all of them."""

FEWEST_IN_PART = 12
"""Letters beyond ASCII of a part that may be legacy bytes in a line that is not."""

FEWEST_FOREIGN = 6
"""Letters that another script than Latin has to bring."""

TYPOGRAPHY = frozenset("\xa0“”‘’„‚«»–—…•")
"""Signs that any text has: they speak neither for a reading nor against it."""

ODD_IN = 25
"""Letters of which one may stand where its kind does not; keyboards slip."""

FEWEST_WIDE = 6
"""Characters beyond ASCII that a line in two bytes a character has at least, and three times as many as ASCII letters."""

QUOTES = frozenset("“”‘’–—«»•")
"""Signs of plain typography: they do not turn into letters of Latin script."""


def reread(line: str) -> Proposal | None:
    """The line as the language it reads much better in, if there is one; or the longest part of it that may be such."""
    found = _reread(line)
    if found is not None or line.isascii() or _raw(line, "cp1252") is not None:
        return found
    start, end = max(
        (match.span() for match in _WESTERN.finditer(line)), key=lambda span: span[1] - span[0], default=(0, 0)
    )
    part = line[start:end]
    if sum(char > "\x7f" for char in part) < FEWEST_IN_PART:
        return None
    inner = _reread(part)
    return inner and Proposal(line[:start] + inner.text + line[end:], inner.gain, inner.plan)


def _reread(line: str) -> Proposal | None:
    # What windows-1252 makes of C1 controls is no merit of another encoding.
    line = line.translate(SMART)
    changing = sum(char > "\x7f" for char in line)
    if not changing or _shouted(line):
        return None
    raws = [(codec, raw) for codec in PAIRS if (raw := _raw(line, codec)) is not None]
    if not raws:
        return None
    plain = model().weight(line)
    pairs = _plain_pairs(line)
    if plain - FLAT * pairs > LIKELY * (len(line) + 1 - pairs):
        return None
    before, doubt = voices().doubt(line)
    if doubt < max(LEAST, DOUBT * changing):
        return _wide(line, changing)
    best: tuple[int, str, str] | None = None
    for text, plan in _readings(line, raws):
        if model().weight(text) < plain - SLACK:
            continue
        gain = voices().best(text) - before
        if gain < LEAST or (best is not None and gain <= best[0]):
            continue
        if gain >= EACH * _changed(line, text) and _sound(line, text):
            best = gain, text, plan
    wide = _wide(line, changing)
    if best is None or not (_foreign(best[1]) or -voices().best(best[1]) <= STRANGE_TONGUE * (len(best[1]) + 1)):
        return wide
    found = Proposal(best[1], model().weight(best[1]) - plain, best[2])
    return wide if wide is not None and wide.gain > found.gain else found


_WESTERN = re.compile(f"{one_of(table('cp1252').chars[0x20:])}+")


def _raw(line: str, codec: str) -> bytes | None:
    try:
        return codecs.charmap_encode(line, "strict", table(codec).codes)[0]
    except UnicodeEncodeError:
        return None


def _readings(line: str, raws: list[tuple[str, bytes]]) -> Iterator[tuple[str, str]]:
    """What the bytes of a line, as each encoding has them, are in others."""
    seen = {line}
    for codec, raw in raws:
        for other in PAIRS[codec]:
            try:
                text = raw.decode(other)
            except UnicodeDecodeError:
                continue
            if text not in seen and not STRANGE.search(text):
                seen.add(text)
                yield text, f"{codec}>{other}"


def _plain_pairs(line: str) -> int:
    """Pairs of ASCII characters, a space at either end."""
    beyond = [char > "\x7f" for char in line]
    return len(line) + 1 - [*map(or_, [False, *beyond], [*beyond, False])].count(True)


def _changed(line: str, text: str) -> int:
    return sum(old != new for old, new in zip(line, text, strict=True))


def _sound(line: str, text: str) -> bool:
    """True when what changes are letters in places where letters of their kind stand."""
    places = [place for place, (old, new) in enumerate(zip(line, text, strict=True)) if old != new]
    letters = [text[place] for place in places if _letter(text[place])]
    signs = sum(not _letter(text[place]) and text[place] not in TYPOGRAPHY for place in places)
    if len(places) == 1 and line.count(" ") < FEWEST_SPACES:
        return False
    if not letters or len(letters) < LETTERS * (len(letters) + signs) or _ruled(line, places):
        return False
    scripts = [script(char) for char in letters]
    main = max(set(scripts), key=scripts.count)
    if main != "Latin" and sum(_letter(line[place]) for place in places) < FEW_LETTERS * len(places):
        return False  # a ruled line, a row of stars
    if main != "Latin" and (len(letters) < FEWEST_FOREIGN or scripts.count(main) < 0.95 * len(scripts)):
        return False
    return sum(_odd(line, text, place, main) for place in places) <= len(places) // ODD_IN


def _ruled(line: str, places: list[int]) -> bool:
    """True for a ruled line or a row of dots: the same again is no further evidence."""
    return 2 * sum(line[place] == line[place + 1 : place + 2] for place in places) > len(places)


def _odd(line: str, text: str, place: int, main: str) -> bool:
    new, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if main == "Latin" and line[place] in QUOTES and _letter(new):
        return True
    if not _letter(new):
        return _letter(before) and _letter(after) and new not in "’'"
    if new.isupper() and before.islower():
        return True
    return any(_letter(char) and script(char) != script(new) for char in (before, after))


def _letter(char: str) -> bool:
    return char.isalpha() or (char != "" and script(char) in ("Thai", "Arabic"))


def _foreign(text: str) -> bool:
    """True when most letters are of another script than Latin."""
    letters = [char for char in text if char.isalpha()]
    return 2 * sum(script(char) != "Latin" for char in letters) > len(letters)


def _shouted(line: str) -> bool:
    """True for a line whose plain letters are capitals."""
    plain = [char for char in line if char.isascii() and char.isalpha()]
    return len(plain) > FEWEST_FOREIGN and 2 * sum(map(str.isupper, plain)) > len(plain)


def _wide(line: str, changing: int) -> Proposal | None:
    """The line in an encoding of two bytes a character."""
    raw = _raw(line, "cp1252")
    if raw is None or 3 * sum(char.isascii() and char.isalpha() for char in line) > changing or changing < FEWEST_WIDE:
        return None
    # By chance every sixth pair or so is a sequence of UTF-8.
    ruled = _ruled(line, [place for place, char in enumerate(line) if char > "\x7f"])
    if ruled or 4 * sum(1 for _ in table("cp1252").found(line)) > changing:
        return None
    best: tuple[int, str, str] | None = None
    before = model().weight(line)
    for codec in DOUBLE:
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        gain = model().weight(text) - before
        if gain < max(LEAST_DOUBLE, EACH_DOUBLE * changing) or STRANGE.search(text):
            continue
        wide = [char for char in text if char > "\x7f"]
        if sum(script(char) in ("Han", "Hangul") for char in wide) < 0.95 * len(wide):
            continue
        if best is None or gain > best[0]:
            best = gain, text, codec
    return Proposal(best[1], best[0], f"cp1252>{best[2]}") if best else None
