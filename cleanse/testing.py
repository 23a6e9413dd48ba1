"""The laws every rule must keep, and strategies that write dirty text: for authors of plug-ins.

Needs hypothesis: ``pip install "cleanse-text[testing]"``.

>>> from cleanse.testing import check_rule
>>> from cleanse.transforms.newlines import Newlines
>>> check_rule(Newlines())
"""

from __future__ import annotations

from collections.abc import Iterable

from cleanse.document import Document, Language
from cleanse.errors import RuleError
from cleanse.rule import API, Rule
from cleanse.spans import Edit, apply, invert, ordered
from cleanse.tiling import from_edits

try:
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st
except ImportError as error:  # pragma: no cover
    message = "cleanse.testing needs hypothesis: pip install 'cleanse-text[testing]'"
    raise ImportError(message) from error

DIRT = (
    "\u00c2", "\u00c2 ", "\u00c2\u00a0", "\u00e2\u20ac\u2122", "\u00c3\u00a9", "\u00e2\u20ac\u0153", "\u0085", "\u0091", "\x00", "\x07",
    "\x1b[31m", "\x1b[0m", "\r\n", "\r", "\n", "\n\n\n\n", " \n", "\t\n", "\u00a0\n", "\ufeff", "\u200b", "\u00ad", "\u200d", "\u202e",
    "\u2028", "\x0b", "\x0c", "&amp;", "&nbsp;", "<b>", "\ufffd", "\u0301", "\u05d0", "\u0639", "\u4e2d", "\U0001f468\u200d\U0001f469",
)  # fmt: skip
"""Pieces of dirt that crawled text is known to carry."""

BOILERPLATE = (
    "Share", "Advertisement", "Share on Facebook", "- AP", "Source: AFP", "Read more", "Related stories", "Editor's picks",
    "Copyright \u00a9 2019 Example Press. All rights reserved.", "Sign up for our newsletter", "12/03/2017 09:15 by admin",
    "Leave a comment", "Follow us on Twitter", "Most read", "Promoted Links", "3 Comments",
)  # fmt: skip
"""Lines that pages carry around their main content."""

PROSE = (
    "The harbour master said the ferry would sail again once the ice had gone.",
    "Nobody in the village remembered a winter as long as this one.",
    "\u00abLa digue a tenu\u00bb, explique le maire, \u00abmais \u00e0 quel prix ?\u00bb",
    "Die Br\u00fccke \u00fcber die Leine bleibt bis zum Fr\u00fchjahr gesperrt.",
    "\u041f\u043e\u0435\u0437\u0434 \u043f\u0440\u0438\u0431\u044b\u043b \u0432 \u043f\u043e\u043b\u043d\u043e\u0447\u044c, \u0438 \u043d\u0430 \u043f\u0435\u0440\u0440\u043e\u043d\u0435 \u043d\u0438\u043a\u043e\u0433\u043e \u043d\u0435 \u0431\u044b\u043b\u043e.",
    "\u6e2f\u306e\u706f\u53f0\u306f\u3001\u53bb\u5e74\u306e\u6625\u306b\u706f\u308a\u3092\u6d88\u3057\u305f\u3002",
    "She counted the boats twice and wrote the number in the book.",
)
"""Clean sentences in several scripts, written for this purpose."""


def clean_text() -> st.SearchStrategy[str]:
    """Paragraphs of clean prose with a final line feed: what no rule may change."""
    return st.lists(st.sampled_from(PROSE), min_size=1, max_size=8, unique=True).map(
        lambda lines: "\n\n".join(lines) + "\n"
    )


def dirty_text(max_pieces: int = 12) -> st.SearchStrategy[str]:
    """Prose, boilerplate lines and dirt in any order, and arbitrary characters between them.

    Args:
        max_pieces: of prose, boilerplate, dirt or noise.
    """
    noise = st.text(st.characters(codec="utf-8"), max_size=6)
    lines = st.sampled_from(PROSE + BOILERPLATE).map(lambda line: line + "\n")
    piece = st.one_of(lines, lines, st.sampled_from(DIRT), st.sampled_from(("\n", " ", "a", "The end.")), noise)
    return st.lists(piece, max_size=max_pieces).map("".join)


@st.composite
def edits_of(draw: st.DrawFn, text: str, by: str = "test/edit") -> list[Edit]:
    """Ordered edits that fit a text."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10)))
    inserts = draw(st.lists(st.text(max_size=3), min_size=len(cuts) // 2, max_size=len(cuts) // 2))
    pairs = zip(cuts[0::2], cuts[1::2], inserts, strict=False)
    return ordered((Edit(start, end, insert, by) for start, end, insert in pairs), len(text))


def check_rule(rule: Rule, *, texts: Iterable[str] = (), examples: int = 60, language: str = "en") -> None:
    """Hold a rule against the laws; says which one it breaks.

    It must name an id, a version and an API that this cleanse speaks; propose edits that lie inside
    the text, do not overlap and carry a rule's id; propose the same when asked twice; leave no more
    to do once it has settled; and its edits must be undoable.

    Args:
        rule: an instance, with the options to be tested.
        texts: more texts to try, beside those that `dirty_text` and `clean_text` write.
        examples: how many texts to draw.
        language: the tag that documents carry.

    Raises:
        RuleError: a law is broken.
    """
    info = rule.info
    if info.api != API:
        raise RuleError(
            f"rule {info.id}: written for API {info.api}, this is {API}.", hint="Install a matching version."
        )
    if "/" not in info.id or not info.version or not info.summary:
        raise RuleError(f"rule {info.id or '(unnamed)'}: needs an id like pack/name, a version and a summary.")
    ids = {part.id for part in info.parts} or {info.id}
    for text in (*texts, "", "\n", *PROSE, *BOILERPLATE, *DIRT):
        _check_text(rule, text, ids, language)

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(st.one_of(dirty_text(), clean_text()))
    def holds(text: str) -> None:
        _check_text(rule, text, ids, language)

    holds()


def _check_text(rule: Rule, text: str, ids: set[str], language: str) -> None:
    for _ in range(4):
        document = Document(text, language=Language(language, 1_000_000))
        proposed = ordered(rule.edits(document), len(text))
        if ordered(rule.edits(document), len(text)) != proposed:
            raise RuleError(f"rule {rule.info.id}: asked twice about {text!r}, it answers differently.")
        strangers = {edit.by for edit in proposed} - ids
        if strangers:
            raise RuleError(f"rule {rule.info.id}: proposes edits in the name of {sorted(strangers)}.")
        result = apply(text, proposed)
        if apply(result, invert(text, proposed)) != text or from_edits(len(text), proposed).apply(text) != result:
            raise RuleError(f"rule {rule.info.id}: its edits of {text!r} cannot be undone.")
        if result == text:
            return
        text = result
    raise RuleError(
        f"rule {rule.info.id}: has not settled after four rounds.", hint="Match the thing, not one occurrence of it."
    )
