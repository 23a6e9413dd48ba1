"""Whether the examples of packs hold: all of those that do not, not only the first."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cleanse import registry
from cleanse.distributions import pack_path
from cleanse.errors import PackError
from cleanse.linerules import Entry, PhraseError, template
from cleanse.packs import builtin_packs, find_pack, load_pack, packs_folder
from cleanse.patterns import PatternSyntaxError


@dataclass(frozen=True, slots=True)
class ExampleTest:
    """What the examples of one entry showed.

    Attributes:
        id: of the entry.
        hits: how many hold; a phrase without a slot is one.
        misses: how many hold.
        missed: hits that no pattern takes.
        taken: misses that a pattern takes.
    """

    id: str
    hits: int
    misses: int
    missed: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """True when every example holds."""
        return not self.missed and not self.taken


def try_examples(entries: Iterable[Entry]) -> list[ExampleTest]:
    """Ask every entry about every one of its examples."""
    return [_test(entry) for entry in entries]


def _test(entry: Entry) -> ExampleTest:
    missed = tuple(line for line in entry.hits if not entry.matches(line))
    taken = tuple(line for line in entry.misses if entry.matches(line))
    own = sum(not template(phrase).slotted for phrase in entry.phrases)
    return ExampleTest(entry.id, len(entry.hits) - len(missed) + own, len(entry.misses) - len(taken), missed, taken)


def read_entries(pack: str) -> tuple[Entry, ...]:
    """The entries of a pack, by name or by path, even when examples do not hold.

    Raises:
        PackError: there is no such pack, or it is broken in another way than by an example.
    """
    if pack.endswith(".toml"):
        path = Path(pack)
    elif (offer := registry.pack_offer(pack)) is not None and pack not in {own.name for own in builtin_packs()}:
        path = pack_path(offer)
    else:
        path = packs_folder() / f"{find_pack(pack).name}.toml"
    try:
        return load_pack(path).entries
    except PackError:
        entries = _loosely(path)
        if all(test.ok for test in try_examples(entries)):
            raise
        return entries


def _loosely(path: Path) -> tuple[Entry, ...]:
    """The entries that can be made sense of at all; the rest is for `load_pack` to complain about."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return ()
    rows = table.get("rule", [])
    found: list[Entry] = []
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict):
            continue
        match, phrases, hits, misses = (_texts(row.get(key)) for key in ("match", "phrases", "hits", "misses"))
        if not match and not phrases:
            continue
        case = "exact" if row.get("case") == "exact" else "ignore"
        entry = Entry(f"{path.stem}/{row.get('id')}", "0.0.0", "", match, hits, misses, case=case, phrases=phrases)  # type: ignore[arg-type]
        try:
            entry.compiled()
            for phrase in phrases:
                template(phrase)
        except (PatternSyntaxError, PhraseError, re.error, RecursionError, OverflowError):
            continue
        found.append(entry)
    return tuple(found)


def _texts(value: object) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    return tuple(text for text in values if isinstance(text, str)) if isinstance(values, list) else ()
