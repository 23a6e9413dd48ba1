"""All entries of some packs as one rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cleanse.document import Document, Fact
from cleanse.errors import SettingsError
from cleanse.linerules.cuts import removals
from cleanse.linerules.entries import Entry
from cleanse.linerules.guard import Decision, decide
from cleanse.linerules.index import Index
from cleanse.rule import RuleInfo
from cleanse.spans import Edit


@dataclass(frozen=True, slots=True)
class LineRules:
    """All entries of some packs as one rule.

    Attributes:
        entries: in the order of the settings; the first that matches a line gets it.

    Raises:
        SettingsError: two entries have one id.

    >>> rules = LineRules((Entry("ads/mark", "1.0.0", "Marks.", ("advertisement",)),))
    >>> list(rules.edits(Document("One.\\n\\nAdvertisement\\n\\nTwo.\\n")))
    [Edit(start=6, end=21, insert='', by='ads/mark')]
    """

    entries: tuple[Entry, ...]
    _indexes: dict[str, Index] = field(init=False, repr=False, compare=False, hash=False, default_factory=dict)
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
        known = self._index(tag).find(lines)
        decision = decide(lines, known) if known else Decision({}, {})
        self._last["last"] = document.text, tag, lines, decision
        return lines, decision

    def _index(self, tag: str) -> Index:
        """The entries that speak a language; languages that share their entries share the index."""
        index = self._indexes.get(tag)
        if index is not None:
            return index
        speakers = [entry for entry in self.entries if entry.speaks(tag)]
        # A line feed keeps the keys of sets of entries apart from tags.
        key = "\n".join(("", *(entry.id for entry in speakers)))
        index = self._indexes.setdefault(key, self._indexes.get(key) or Index(speakers))
        self._indexes[tag] = index
        return index
