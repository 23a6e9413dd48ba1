"""The loop: rules propose, it applies, and it keeps the books.

The rules run in order, then from the first again, until every one of them has seen the text as it
now stands and had nothing to say. A document that still moves after `ROUNDS` rounds has failed. So
a second run over the output changes nothing: it would ask the same rules about the same text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from cleanse.document import KEEP, Document, Fact, Language, Outcome, Verdict
from cleanse.errors import DocumentError, RuleError
from cleanse.rule import Detector, Filter, Rule, RuleInfo
from cleanse.spans import Edit, apply, ordered
from cleanse.tags import UND, speaks
from cleanse.tiling import Tiling, compose, from_edits, identity

ROUNDS = 4
"""How often each rule may be asked at most; rules of the web preset settle in two."""

EMPTY = RuleInfo("text/empty", "1.0.0", "A document of which nothing but white space is left is dropped.")


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Rules in order, a language detector, filters.

    A pipeline is immutable and holds no state between documents, so one may serve many threads
    and the order of documents never matters.

    Attributes:
        rules: asked in this order; one that names languages is asked about texts in these only.
        detector: asked before the first rule that reads the language, and for the record.
        filters: asked in order about the settled text; the first that drops decides.
    """

    rules: tuple[Rule, ...]
    detector: Detector | None = None
    filters: tuple[Filter, ...] = ()

    def run(self, document: Document) -> Outcome:
        """Clean one document.

        Raises:
            DocumentError: it does not settle, or a rule broke its contract.
        """
        state = _State(document)
        if document.edits:
            state.accept(list(document.edits))
        count = len(self.rules)
        silent = asked = 0
        while silent < count:
            if asked == ROUNDS * count:
                raise DocumentError("unsettled", f"the rules still disagree after {ROUNDS} rounds.")
            rule = self.rules[asked % count]
            asked += 1
            info = rule.info
            if info.reads_language or info.languages != ("*",):
                self._tell_language(state)
            language = state.view.language
            heard = speaks(info.languages, language.tag if language else UND)
            edits = _proposals(rule, state.view) if heard else []
            if edits:
                state.accept(edits)
                silent = 0
            else:
                silent += 1
        self._tell_language(state)
        view = state.view
        facts: dict[str, Fact] = dict(document.facts) | self._evidence(state)
        if self.detector is not None and view.language is not None:
            facts[self.detector.info.id] = _language_fact(view.language)
        return Outcome(
            document=document,
            text=view.text,
            tiling=state.tiling,
            language=view.language,
            verdict=self._judge(view),
            facts=facts,
        )

    def map(self, documents: Iterable[Document]) -> Iterator[Outcome]:
        """Clean documents one by one as they are asked for, in constant memory."""
        for document in documents:
            yield self.run(document)

    def infos(self) -> list[RuleInfo]:
        """Everything that may remove a byte or drop a document, sorted by id."""
        infos = [part for rule in self.rules for part in (rule.info.parts or (rule.info,))]
        infos += [judge.info for judge in self.filters]
        infos.append(EMPTY)
        if self.detector is not None:
            infos.append(self.detector.info)
        return sorted(infos, key=lambda info: info.id)

    def _evidence(self, state: _State) -> dict[str, Fact]:
        """How edits came about, counted, and what rules say of the settled text."""
        facts: dict[str, dict[str, Fact]] = {}
        for (by, how), count in sorted(state.ways.items()):
            plans = facts.setdefault(by, {"plans": {}})["plans"]
            assert isinstance(plans, dict)
            plans[how] = count
        for rule in self.rules:
            tell: Callable[[Document], Mapping[str, Fact]] | None = getattr(rule, "facts", None)
            said = tell(state.view) if tell is not None else {}
            if said:
                facts.setdefault(rule.info.id, {}).update(said)
        return dict(facts)

    def _tell_language(self, state: _State) -> None:
        if self.detector is not None and state.view.language is None:
            state.view = replace(state.view, language=self.detector.detect(state.view.text))

    def _judge(self, view: Document) -> Verdict:
        if not view.text or view.text.isspace():
            return Verdict(False, EMPTY.id, "empty", "nothing but white space is left")
        for judge in self.filters:
            verdict = judge.judge(view)
            if not verdict.kept:
                return verdict
        return KEEP


class _State:
    """The text as it now stands, and the way it got there."""

    __slots__ = ("tiling", "view", "ways")

    def __init__(self, document: Document) -> None:
        self.view = document
        self.ways: Counter[tuple[str, str]] = Counter()
        self.tiling: Tiling = identity(len(document.text))

    def accept(self, edits: list[Edit]) -> None:
        text = self.view.text
        stage = from_edits(len(text), edits)
        self.ways.update((edit.by, edit.how) for edit in edits if edit.how)
        self.tiling = stage if self.tiling.unchanged else compose(self.tiling, stage)
        self.view = replace(self.view, text=apply(text, edits), language=None, edits=())


def _proposals(rule: Rule, view: Document) -> list[Edit]:
    """What a rule proposes that would change something.

    Raises:
        DocumentError: it raised, or its edits cannot be applied.
    """
    text = view.text
    try:
        return [edit for edit in ordered(rule.edits(view), len(text)) if text[edit.start : edit.end] != edit.insert]
    except RuleError as error:
        raise DocumentError("rule", error.message) from error
    except DocumentError:
        raise
    except Exception as error:  # a plug-in may raise anything: it costs the document, not the run
        raise DocumentError("rule", f"rule {rule.info.id} raised {type(error).__name__}: {error}") from error


def _language_fact(language: Language) -> dict[str, Fact]:
    fact: dict[str, Fact] = {"tag": language.tag, "score": language.score}
    if language.reason:
        fact["reason"] = language.reason
    return fact
