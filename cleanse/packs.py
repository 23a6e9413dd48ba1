"""Find, read and check rule packs: TOML files of line patterns with their examples.

A pack looks like this; `entry` tables hold what `linerules.Entry` describes::

    version = "1.0.0"
    summary = "Marks of advertisements."

    [[rule]]
    id = "mark"                         # becomes ads/mark, after the file's name
    summary = "The word alone on a line."
    match = 'advertisements?'           # or a list of patterns; each matches a whole stripped line
    phrases = ["Sponsored[ by {name}]"] # whole lines, see `linerules.templates`; beside patterns or instead
    hits = ["Advertisement", "Sponsored by Ada Stone"]
    misses = ["Advertisement paid for the paper."]

A phrase without a slot is its own hit. Nothing is loaded without examples, and none whose examples do not hold.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from cleanse.digests import digest_text
from cleanse.errors import PackError
from cleanse.linerules import EDGE, Entry, PhraseError, phrase_matches, template
from cleanse.patterns import WAYS, PatternSyntaxError, compiled, shape
from cleanse.tables import from_table, meant
from cleanse.tags import UND

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}")
_TAG = re.compile(r"\*|[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Pack:
    """A file of entries.

    Attributes:
        name: the file's name without ``.toml``.
        version: of the pack, and of each entry that names none.
        summary: one sentence.
        entries: in the order of the file.
        digest: sha256 of the canonical JSON of the list of the entries' definitions.
    """

    name: str
    version: str
    summary: str
    entries: tuple[Entry, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class _PackTable:
    version: str
    summary: str
    rule: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True)
class _EntryTable:
    id: str
    summary: str
    misses: tuple[str, ...]
    match: str | tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    hits: tuple[str, ...] = ()
    version: str = ""
    where: Literal["any", "head", "tail", "ends", "menu"] = "any"
    removes: Literal["line", "rest", "thread"] = "line"
    languages: tuple[str, ...] = ("*",)
    case: Literal["ignore", "exact"] = "ignore"
    safety: Literal["safe", "doubtful"] = "safe"


def definition(entry: Entry) -> str:
    """Canonical JSON of all that an entry says, its examples included."""
    return json.dumps(asdict(entry), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def entry_digest(entry: Entry) -> str:
    """sha256 of an entry's definition."""
    return digest_text(definition(entry))


def read_pack(text: str, name: str, where: str = "", *, tried: bool = False) -> Pack:
    """Read and check a pack.

    Args:
        text: TOML.
        name: of the pack; the first half of its entries' ids.
        where: what messages call the file.
        tried: its patterns, phrases and examples were checked before and are not checked again.

    Raises:
        PackError: where it is broken, what is wrong, and the mend.
    """
    where = where or f"pack {name}"
    if not _NAME.fullmatch(name):
        raise PackError(
            f'{where}: "{name}" is no name for a pack.', hint="Use small letters, digits and single hyphens."
        )
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise PackError(f"{where}: not valid TOML: {error}.", hint="Mend the file at that place.") from error
    head = from_table(_PackTable, table, where, error=PackError)
    if not _VERSION.fullmatch(head.version):
        raise PackError(f'{where}: the version "{head.version}" is malformed.', hint='Write it like "1.0.0".')
    if not head.rule:
        raise PackError(f"{where}: there is no entry in it.", hint="Add a [[rule]] table.")
    entries: list[Entry] = []
    numbers: dict[str, str] = {}
    for number, row in enumerate(head.rule, 1):
        entry = _entry(row, name, head.version, f"{where}, rule {number}", tried)
        if entry.id in numbers:
            raise PackError(f"{where}, rule {number}: the id {entry.id} is taken.", hint="Rename one of the two.")
        numbers[entry.id] = f"{where}, rule {number} ({entry.id})"
        entries.append(entry)
    if not tried:
        _check_doubles(entries, numbers)
    digest = digest_text("[" + ",".join(definition(entry) for entry in entries) + "]")
    return Pack(name, head.version, head.summary, tuple(entries), digest)


def load_pack(path: Path, *, tried: bool = False) -> Pack:
    """Read and check the pack in a file; `tried` as in `read_pack`.

    Raises:
        PackError: the file cannot be read, or the pack is broken.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise PackError(f"{path}: {error.strerror or error}.", hint="Give the path of a pack's TOML file.") from error
    except UnicodeDecodeError as error:
        raise PackError(f"{path}: not UTF-8 (byte {error.start}).", hint="Save the file as UTF-8.") from error
    return read_pack(text, path.stem, str(path), tried=tried)


def packs_folder() -> Path:
    """Where the built-in packs are: ``_rules`` in an installed wheel, ``rules`` beside the package in a checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "_rules"
    return inside if inside.is_dir() else here.parent / "rules"


@lru_cache(maxsize=1)
def builtin_packs() -> tuple[Pack, ...]:
    """The packs that come with cleanse, sorted by name.

    Every process needs them, and to check them takes most of a second: tests do it, and ``cleanse rules test``.

    Raises:
        PackError: one is broken, or there is none: the installation is damaged.
    """
    folder = packs_folder()
    paths = sorted(folder.glob("*.toml"), key=lambda path: path.name)
    if not paths:
        raise PackError(f"{folder}: there are no rule packs.", hint="Install cleanse again.")
    return tuple(load_pack(path, tried=True) for path in paths)


def find_pack(name: str) -> Pack:
    """The built-in pack of that name.

    Raises:
        PackError: there is none; the hint names the nearest.

    >>> find_pack("addverts")
    Traceback (most recent call last):
    cleanse.errors.PackError: there is no pack "addverts". ...
    """
    packs = {pack.name: pack for pack in builtin_packs()}
    if name not in packs:
        raise PackError(f'there is no pack "{name}".', hint=meant(name, list(packs)))
    return packs[name]


def _entry(row: Mapping[str, object], pack: str, version: str, where: str, tried: bool) -> Entry:
    table = from_table(_EntryTable, row, where, error=PackError)
    if not _NAME.fullmatch(table.id):
        raise PackError(f'{where}: "{table.id}" is no id.', hint="Use small letters, digits and single hyphens.")
    where = f"{where} ({pack}/{table.id})"
    own = table.version or version
    if not _VERSION.fullmatch(own):
        raise PackError(f'{where}: the version "{own}" is malformed.', hint='Write it like "1.0.0".')
    if not table.summary.strip():
        raise PackError(f"{where}: the summary is empty.", hint="Say in one sentence what it removes.")
    for tag in table.languages:
        if tag == UND:
            raise PackError(
                f'{where}: "und" is no language.', hint='Write "*" for an entry that is safe in any language.'
            )
        if not _TAG.fullmatch(tag):
            raise PackError(f'{where}: "{tag}" is no language.', hint='Write BCP 47 tags such as "en", or "*".')
    if not table.languages:
        raise PackError(f"{where}: it works on no language.", hint='Write languages = ["*"].')
    match = (table.match,) if isinstance(table.match, str) else table.match
    entry = Entry(
        f"{pack}/{table.id}",
        own,
        table.summary,
        match,
        table.hits,
        table.misses,
        table.where,
        table.removes,
        table.languages,
        table.case,
        table.safety,
        table.phrases,
    )
    if not entry.match and not entry.phrases:
        raise PackError(f"{where}: there is no pattern and no phrase.", hint="Add match = '...' or phrases = [...].")
    if not tried:
        _check_phrases(entry, where)
        _check_pattern(entry, where)
        _check_examples(entry, where)
    return entry


def _check_phrases(entry: Entry, where: str) -> None:
    """Refuse phrases that say nothing or cannot be read."""
    if entry.phrases and entry.case == "exact":
        raise PackError(
            f'{where}: phrases are compared without regard to case, and case is "exact".',
            hint="Take case out, or put the patterns into an entry of their own.",
        )
    for phrase in entry.phrases:
        if "\n" in phrase:
            raise PackError(f"{where}: the phrase {phrase!r} is not one line of text.", hint="Split it.")
        try:
            template(phrase)
        except PhraseError as error:
            raise PackError(f"{where}: the phrase {phrase!r} cannot be used: {error}.", hint=error.hint) from error


def _check_doubles(entries: Sequence[Entry], numbers: Mapping[str, str]) -> None:
    """Refuse a phrase that an earlier entry takes for the same languages at the same place."""
    owners: dict[str, list[Entry]] = {}
    for entry in entries:
        for phrase in entry.phrases:
            for literal in template(phrase).literals:
                for owner in owners.setdefault(literal, []):
                    if owner is not entry and _rivals(owner, entry):
                        raise PackError(
                            f"{numbers[entry.id]}: the phrase {phrase!r} is taken: {owner.id} has {literal!r} already.",
                            hint="Take it out of one of the two.",
                        )
                if entry not in owners[literal]:
                    owners[literal].append(entry)


def _rivals(first: Entry, second: Entry) -> bool:
    """Whether two entries act on one language at one place."""
    if (first.where, first.removes) != (second.where, second.removes):
        return False
    if "*" in (*first.languages, *second.languages):
        return True
    return any(map(first.speaks, second.languages)) or any(map(second.speaks, first.languages))


def _check_pattern(entry: Entry, where: str) -> None:
    """Refuse a pattern that is broken, slow, or takes a line without a word on it."""
    forms = tuple(pattern for phrase in entry.phrases if (pattern := template(phrase).pattern))
    for pattern in (*entry.match, *forms):
        try:
            known = shape(pattern)
        except PatternSyntaxError as error:
            raise PackError(f"{where}: the pattern {pattern!r} is broken: {error}.", hint="Mend it.") from error
        if known.ways > WAYS:
            raise PackError(
                f"{where}: the pattern {pattern!r} can be tried in too many ways on one line.",
                hint="Bound its repetitions, as in .{0,80}, and keep neighbours from overlapping.",
            )
    for ready in (*entry.compiled(), *map(compiled, forms)):
        for line in ("", "a", "7", "The harbour froze over, and nobody sailed until the spring."):
            if ready.fullmatch(line):
                raise PackError(f"{where}: the pattern takes any line, such as {line!r}.", hint="Make it narrower.")


def _check_examples(entry: Entry, where: str) -> None:
    shown = [phrase for phrase in entry.phrases if template(phrase).slotted]
    if not entry.hits and (entry.match or shown):
        raise PackError(f"{where}: it has no hits.", hint="Add lines that it must match.")
    if not entry.misses:
        raise PackError(f"{where}: it has no misses.", hint="Add near-misses that it must leave alone.")
    for example in (*entry.hits, *entry.misses):
        if "\n" in example or not example.strip(EDGE):
            raise PackError(f"{where}: the example {example!r} is not one line of text.", hint="Split it.")
    for example in entry.hits:
        if not entry.matches(example):
            raise PackError(f"{where}: it does not match its hit {example!r}.", hint="Widen the pattern.")
    for example in entry.misses:
        if entry.matches(example):
            raise PackError(f"{where}: it matches its near-miss {example!r}.", hint="Narrow the pattern.")
    for ready in entry.compiled():
        if not any(ready.fullmatch(hit.strip(EDGE)) for hit in entry.hits):
            raise PackError(f"{where}: no hit shows what {ready.pattern!r} is for.", hint="Add a line that it takes.")
    for phrase in shown:
        if not any(phrase_matches(phrase, hit) for hit in entry.hits):
            raise PackError(f"{where}: no hit shows what {phrase!r} is for.", hint="Add a line that it takes.")
