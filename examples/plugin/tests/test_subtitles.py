"""The laws of cleanse, held against this plug-in, and what it is for."""

from __future__ import annotations

from cleanse_subtitles.sounds import Sounds
from cleanse_subtitles.srt import Srt

from cleanse import clean
from cleanse.document import Piece
from cleanse.spans import apply, ordered
from cleanse.testing import check_format, check_rule

FILM = b"""1
00:00:01,000 --> 00:00:02,500
[door slams]
<i>Who's there?</i>

2
00:00:03,000 --> 00:00:04,000 X1:40 X2:600
Only the wind.
"""


def said(data: bytes) -> str:
    document = Srt().read(Piece(data, size=len(data)))
    return apply(document.text, ordered(document.edits, len(document.text)))


def test_the_rule_keeps_the_laws() -> None:
    check_rule(Sounds(), texts=["[a]\n[b]\n", "- (coughs)\r\n\u266a \u266a"])
    check_rule(Sounds(music=False))


def test_the_format_keeps_the_laws() -> None:
    check_format(Srt(), [FILM, b"\xef\xbb\xbf" + FILM, FILM.replace(b"\n", b"\r\n"), FILM + b"caf\xe9\n"])


def test_what_is_said_stays() -> None:
    assert said(FILM) == "[door slams]\nWho's there?\n\nOnly the wind.\n"
    assert said(b"\xef\xbb\xbf" + FILM) == said(FILM)


def test_the_pack_and_the_rule_work_together() -> None:
    text = "[door slams]\nWho's there?\n\nSubtitles by the night shift\n"
    assert clean(text, rules=["subtitles/sounds", "subtitle-credits"]) == "Who's there?\n"
