"""The functions behind the door: a text in, a clean text out, with its edits when asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from cleanse.assemble import assemble
from cleanse.config import Settings
from cleanse.document import Document, Language, Verdict
from cleanse.pipeline import Pipeline
from cleanse.tiling import Change


@dataclass(frozen=True, slots=True)
class Explained:
    """A cleaned text and how it came about, in the manner of ``ftfy.fix_and_explain``.

    Attributes:
        text: the cleaned text.
        edits: what was replaced: ``start`` and ``end`` count code points of the *input*, ``insert`` is what
            stands there now, ``rules`` are the ids of the rules that had a hand in it, in order.
        language: of the cleaned text; ``None`` when the preset asks no detector.
        verdict: whether a run would keep the document.
    """

    text: str
    edits: Sequence[Change]
    language: Language | None
    verdict: Verdict


def clean(text: str, preset: str = "web", *, rules: Sequence[str] = ()) -> str:
    """Clean one text.

    Args:
        text: decoded; see `decode` for bytes.
        preset: ``web`` (everything), ``encoding`` (repairs of characters) or ``boilerplate``.
        rules: ids of rules and packs to run instead of the preset's, in order.

    Raises:
        SettingsError: no such preset or rule.
        DocumentError: the rules do not settle on this text.

    >>> import cleanse
    >>> cleanse.clean("The ferry sails at noon.\u00c2\\nIt is late.\\n")
    'The ferry sails at noon.\\nIt is late.\\n'
    >>> cleanse.clean("one\\r\\ntwo", rules=["text/newlines"])
    'one\\ntwo'
    """
    return build_pipeline(preset, rules=rules).run(Document(text)).text


def clean_and_explain(text: str, preset: str = "web", *, rules: Sequence[str] = ()) -> Explained:
    """Clean one text and say which rule changed what.

    Args:
        text: decoded.
        preset: as for `clean`.
        rules: as for `clean`.

    Raises:
        SettingsError: no such preset or rule.
        DocumentError: the rules do not settle on this text.

    >>> import cleanse
    >>> explained = cleanse.clean_and_explain("She said so.\u00c2\\n", preset="encoding")
    >>> explained.text
    'She said so.\\n'
    >>> [(edit.start, edit.end, edit.insert, edit.rules) for edit in explained.edits]
    [(12, 13, '', ('text/mojibake',))]
    """
    outcome = build_pipeline(preset, rules=rules).run(Document(text))
    return Explained(outcome.text, tuple(outcome.tiling.changes()), outcome.language, outcome.verdict)


def build_pipeline(preset: str = "web", *, rules: Sequence[str] = ()) -> Pipeline:
    """The pipeline of a preset, for documents of your own; immutable and shared.

    Args:
        preset: as for `clean`.
        rules: as for `clean`.

    Raises:
        SettingsError: no such preset or rule.

    >>> import cleanse
    >>> pipeline = cleanse.build_pipeline("encoding")
    >>> texts = ("caf\u00c3\u00a9", "tea")
    >>> [outcome.text for outcome in pipeline.map(cleanse.Document(text) for text in texts)]
    ['caf\u00e9', 'tea']
    """
    return _pipeline(preset, tuple(rules))


def detect_language(text: str, *, spans: bool = False) -> Language:
    """The language of a text; ``und`` with a reason where nobody can tell. Never raises.

    Args:
        text: decoded. The language of its first 2,000 characters is that of the whole.
        spans: tell each sentence of the first million characters apart too, and give the passages in one
            language each as ``.spans``.

    >>> import cleanse
    >>> cleanse.detect_language("The harbour master said that the ferry would sail in the morning.").tag
    'en'
    >>> cleanse.detect_language("12:30")
    Language(tag='und', score=0, reason='too few letters', spans=())
    >>> text = "Das Boot liegt seit dem Morgen im Hafen.\\nThe captain has not been seen since yesterday."
    >>> [(span.start, span.tag) for span in cleanse.detect_language(text, spans=True).spans]
    [(0, 'de'), (41, 'en')]
    """
    from cleanse.language.letters import Letters
    from cleanse.language.passages import find_passages

    language = Letters().detect(text)
    return replace(language, spans=find_passages(text)) if spans else language


@lru_cache(maxsize=8)
def _pipeline(preset: str, rules: tuple[str, ...]) -> Pipeline:
    return assemble(Settings(preset=preset, rules=rules, duplicates="off")).pipeline
