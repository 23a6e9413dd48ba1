"""All entries of some packs as one rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cleanse.document import Document, Fact
from cleanse.errors import SettingsError
from cleanse.linerules.cuts import removals
from cleanse.linerules.entries import Entry, Known
from cleanse.linerules.guard import Decision, decide
from cleanse.linerules.prepared import Prepared
from cleanse.rule import RuleInfo
from cleanse.spans import Edit

_Asked = tuple[tuple[Prepared, frozenset[int]], ...]
"""What to look in, and the places of the entries that count."""


@dataclass(frozen=True, slots=True)
class LineRules:
    """All entries of some packs as one rule.

    Attributes:
        entries: in the order of the settings; the first that matches a line gets it.
        prepared: entries that are ready to be looked for; those of ours that are not among them are prepared here.

    Raises:
        SettingsError: two entries have one id.

    >>> rules = LineRules((Entry("ads/mark", "1.0.0", "Marks.", ("advertisement",)),))
    >>> list(rules.edits(Document("One.\\n\\nAdvertisement\\n\\nTwo.\\n")))
    [Edit(start=6, end=21, insert='', by='ads/mark')]
    """

    entries: tuple[Entry, ...]
    prepared: Prepared | None = field(default=None, repr=False, compare=False, hash=False)
    _sources: tuple[Prepared, ...] = field(init=False, repr=False, compare=False, hash=False)
    _ranks: Mapping[str, int] = field(init=False, repr=False, compare=False, hash=False)
    _speaking: dict[str, _Asked] = field(init=False, repr=False, compare=False, hash=False, default_factory=dict)
    _last: dict[str, tuple[str, str, list[str], Decision]] = field(
        init=False, repr=False, compare=False, hash=False, default_factory=dict
    )
    _info: RuleInfo = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for entry in self.entries:
            if entry.id in seen:
                raise SettingsError(f"two entries are called {entry.id}.", hint="Rename one, or leave out one pack.")
            seen.add(entry.id)
        object.__setattr__(self, "_ranks", {entry.id: rank for rank, entry in enumerate(self.entries)})
        object.__setattr__(self, "_sources", self._prepare())
        # Asked for every document and made of hundreds of parts, so made once.
        info = RuleInfo(
            "lines/packs",
            "1.1.0",
            "Removes lines of page furniture that an entry of a pack knows.",
            reads_language=True,
            parts=tuple(entry.info for entry in self.entries),
        )
        object.__setattr__(self, "_info", info)

    def __reduce__(self) -> tuple[type[LineRules], tuple[tuple[Entry, ...]]]:
        return LineRules, (self.entries,)

    def _prepare(self) -> tuple[Prepared, ...]:
        if self.prepared is None:
            return (Prepared(self.entries),)
        ready, orders = self.prepared.entries, self.prepared.orders
        rest = tuple(e for e in self.entries if e.id not in orders or ready[orders[e.id]] is not e)
        if any(entry.id in orders for entry in rest):
            # An entry of that id, but another: the prepared one must not answer for it.
            return (Prepared(self.entries),)
        return (self.prepared, Prepared(rest)) if rest else (self.prepared,)

    @property
    def info(self) -> RuleInfo:
        return self._info

    def edits(self, document: Document) -> Iterator[Edit]:
        lines, decision = self._decided(document)
        if decision.gone:
            yield from removals(document.text, lines, decision.gone)

    def facts(self, document: Document) -> Mapping[str, Fact]:
        """How many lines and characters of a settled text were held back by the guard, and by which entries."""
        lines, decision = self._decided(document)
        if not decision.held:
            return {}
        by = Counter(decision.held.values())
        held: dict[str, Fact] = {
            "lines": len(decision.held),
            "characters": sum(len(lines[place]) for place in decision.held),
            "by": {id: by[id] for id in sorted(by)},
        }
        return {"held": held}

    def _decided(self, document: Document) -> tuple[list[str], Decision]:
        """The lines of a text and what is decided about them; the last answer is kept, since it is asked for twice."""
        tag = document.language.tag if document.language else "und"
        last = self._last.get("last")
        if last is not None and last[0] is document.text and last[1] == tag:
            return last[2], last[3]
        lines = document.text.split("\n")
        if not lines[-1]:
            lines.pop()
        known = self._find(lines, tag)
        decision = decide(lines, known) if known else Decision({}, {})
        self._last["last"] = document.text, tag, lines, decision
        return lines, decision

    def _find(self, lines: Sequence[str], tag: str) -> Known:
        """The entries that speak a language and match, by line, in the order of the settings."""
        found: dict[int, list[Entry]] = {}
        for prepared, asked in self._asked(tag):
            for place, entries in prepared.index.find(lines, asked).items():
                found.setdefault(place, []).extend(entries)
        ranks = self._ranks
        return {place: sorted(found[place], key=lambda entry: ranks[entry.id]) for place in sorted(found)}

    def _asked(self, tag: str) -> _Asked:
        """What to look in, and which entries count."""
        asked = self._speaking.get(tag)
        if asked is None:
            asked = self._speaking[tag] = tuple(
                (
                    prepared,
                    frozenset(
                        order
                        for order, entry in enumerate(prepared.entries)
                        if entry.id in self._ranks and entry.speaks(tag)
                    ),
                )
                for prepared in self._sources
            )
        return asked
