"""Single signs that are left of longer sequences, told by their place alone.

``à`` is ``Ã`` and a no-break space; quotes and dashes are ``â€`` and a third character, and the last two of them are
controls in latin-1, which get dropped. What remains stands where no orthography has it. In lines of capitals the same
letters are words: those are left alone. The ``Â`` of a no-break space has a module of its own, `spaces`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from cleanse.mojibake.chains import Proposal
from cleanse.mojibake.model import BIT
from cleanse.mojibake.spaces import lost_spaces
from cleanse.mojibake.voices import UNIT, voices

PLAN = "cp1252>utf-8 remains"

GAIN = 20 * BIT
"""What a rule of place is worth; it is as good as certain, or it would not be here."""

_QUICK = re.compile("[âÃ\ufffd]|[a-z]\\?[a-z]")
_SMALL = "a-zß-öø-ÿ"
_STOP = r".,;:!?…)\]}"
_TAIL = r"(?:s|t|re|ve|ll|d|m)\b"
_GONE = "(?:â€[™˜]?|â™|â\\?\\?|â€\\?)"
_UNKNOWN = (("â", "â"), ("\ufffd", "\ufffd{1,3}"))


class Rule(NamedTuple):
    """Replace what a pattern finds.

    Attributes:
        mark: a character of every match.
        pattern: what is replaced.
        insert: by what.
    """

    mark: str
    pattern: re.Pattern[str]
    insert: str | Callable[[re.Match[str]], str]

    def apply(self, text: str) -> str:
        return self.pattern.sub(self.insert, text) if self.mark in text else text


def _closing(match: re.Match[str]) -> str:
    """A closing quote where one is open, else the apostrophe behind an s."""
    before = match.string[: match.start()]
    return "”" if before.count("“") > before.count("”") else "’"


ANYWHERE: tuple[Rule, ...] = (
    # opening quotes keep a third character that others spell out
    Rule("â", re.compile("â€oe"), "“"),
    Rule("â", re.compile("âœ(?=[^\\W\\d_])"), "“"),
    # a closing quote whose third character became a straight one; with words or spaces on both sides it was a dash
    Rule("â", re.compile(rf'(?<=[\w{_STOP}%’])â€"(?=[\s{_STOP}]|\Z)'), "”"),
    Rule("â", re.compile('â€"'), "—"),
    # inside a word, an apostrophe
    Rule("â", re.compile(rf"(?<=[^\W\d_]){_GONE}(?=[^\W\d_])"), "’"),
    Rule("â", re.compile("(?<=[^\\W\\d_])â  (?=[a-z])"), "’"),
    Rule("â", re.compile(r"(?<=\s)â[€™]?(?=\d0\b)|(?<![^\W\d_])â™(?=\w)|(?<=[.,!?])â™(?=\s|\Z)"), "’"),
    Rule("â", re.compile(rf"(?<=s)(?:â€|â™)(?= [{_SMALL}])"), _closing),
    Rule("â", re.compile(rf"(?<=[\w{_STOP}%])â€[?\ufffd]?(?=[\s{_STOP}]|\Z)"), "”"),
    Rule("â", re.compile("(?<=[\\s(\\[])â€(?=\\w)|\\Aâ€(?=\\w)"), "“"),
    # bare â: a quote sticks to a capital, or to the end of a sentence
    Rule("â", re.compile("(?:(?<=[\\s(\\[])|\\A)â(?=[A-Z0-9])"), "“"),
    Rule("â", re.compile("(?<=[.,!?…])â(?=\\s|\\Z|[)\\]])"), "”"),
    # à is Ã and a no-break space that became a plain one
    Rule("Ã", re.compile("(?<=\\s)Ã[ \xa0]s(?= )"), "às"),
    Rule("Ã", re.compile("(?<=\\s)Ã[ \xa0](?=quel[aeo]s?\\b)"), "à"),
    Rule("Ã", re.compile(rf"(?<=[{_SMALL},;:’'] )Ã[ \xa0]{{1,2}}(?=[\w«“])|\AÃ[ \xa0]{{2}}(?=\w)"), "à "),
)
"""Rules for any language, in order; each of their results is nothing that another would take."""

IN_ENGLISH: tuple[Rule, ...] = (
    *(
        Rule(mark, re.compile(rf"(?<=n){unknown}(?=t\b)|(?<=\b[Ii]){unknown}(?=(?:m|ve|ll|d)\b)"), "’")
        for mark, unknown in _UNKNOWN
    ),
    *(Rule(mark, re.compile(rf"(?<=[A-Za-z]{{2}}){unknown}(?={_TAIL})(?!t\b)"), "’") for mark, unknown in _UNKNOWN),
    Rule(
        "?",
        re.compile(
            r"(?<=n)\?(?=t\b)|(?<=\b[Ii])\?(?=(?:m|ve|ll)\b)|(?<=[a-z]{2})\?(?=(?:re|ve|ll)\b)|(?<=[a-z]{3})\?(?=s )"
        ),
        "’",
    ),
    *(Rule(mark, re.compile(rf"(?<=[a-z]s){unknown}(?= [a-z])"), "’") for mark, unknown in _UNKNOWN),
)
"""Rules that only English licenses."""


LICENSED: tuple[Rule, ...] = (
    Rule("â", re.compile("(?<= )â(?= )"), "—"),
    Rule("â", re.compile(rf"(?<=s)â(?= [{_SMALL}A-Z])"), _closing),
    Rule("â", re.compile(rf"(?<=[{_SMALL}])â(?=[\s{_STOP}]|\Z)"), "”"),
)
"""Rules for lines in which something else was repaired."""

ELISION = re.compile("(?:(?<=[cdgjlmnstvCDGJLMNST])|(?<=qu))â(?=[aeiouhyàáâäèéêëìíîïòóôöùúûüAEIOUHYÀÉÈÊÎÔ])")
"""An apostrophe or a letter: the language decides."""

ELISION_GAIN, ELISION_LICENSED = 8 * UNIT, 4 * UNIT


def settle(line: str, licensed: bool = False) -> Proposal | None:
    """A line without such remains.

    Args:
        line: well-formed sequences are undone already.
        licensed: another repair has shown that the line was garbled.
    """
    text = line
    for change in reversed(list(lost_spaces(text))):
        text = text[: change.start] + change.insert + text[change.end :]
    if _QUICK.search(text) and not _shouted(text):
        for rule in ANYWHERE:
            text = rule.apply(text)
        if (
            any(rule.mark in text and rule.pattern.search(text) for rule in IN_ENGLISH)
            and voices().language(text) == "en"
        ):
            for rule in IN_ENGLISH:
                text = rule.apply(text)
        text = _elided(text, licensed or text != line)
        if licensed or text != line:
            for rule in LICENSED:
                text = rule.apply(text)
    return None if text == line else Proposal(text, GAIN, PLAN)


def _elided(text: str, licensed: bool) -> str:
    """Each â inside a word as an apostrophe, where its language reads better so."""
    places = [match.start() for match in ELISION.finditer(text)]
    if not places:
        return text
    chars = list(text)
    for place in places:
        chars[place] = "’"
    changed = "".join(chars)
    wanted = (ELISION_LICENSED if licensed else ELISION_GAIN) * len(places)
    return changed if voices().best(changed) - voices().best(text) >= wanted else text


def _shouted(line: str) -> bool:
    return 2 * sum(map(str.isupper, line)) > sum(map(str.islower, line))
