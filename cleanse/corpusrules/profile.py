"""What was learned of a corpus: a TOML file that a person reads, edits, compares and uses again."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cleanse.corpusrules.counting import EXAMPLES, LEAST, Counts, Tally
from cleanse.corpusrules.folding import fold
from cleanse.corpusrules.observation import line_hash
from cleanse.digests import digest_text
from cleanse.errors import ProfileError
from cleanse.tables import from_table

FORMAT = "profile/v1"

SHARE = 100
"""A line must stand in one document of so many of its site, or of the whole corpus,"""

ENOUGH = 50
"""unless it stands in so many."""

EDGES = 5
"""A line belongs to the edges when at most one document in so many holds it between prose."""

ONE_EDGE = 10
"""It belongs to one edge when at most one document in so many holds it at the other."""

Where = Literal["head", "tail", "ends", "among"]

_HEAD = """\
# Lines that recur in many documents of a corpus, as page furniture does.
# Take out a [[line]] and it stays in your texts; `text` is compared without case, spaces and the value of numbers (0).
# head: before the first line of prose; tail: behind the last; ends: either; among: among three or more lines of this file.
"""


@dataclass(frozen=True, slots=True)
class Learned:
    """One line that recurs.

    Attributes:
        text: the folded line.
        where: it may go.
        documents: that hold it; 0 when a person wrote it.
        head: of these, documents where it stands before the first line of prose.
        tail: where it stands behind the last.
        between: where it stands between the two.
        among: where it stands among others that recur.
        sites: on which it stands.
        seen: one spelling of it.
        examples: paths of documents that hold it.
    """

    text: str
    where: Where
    documents: int = 0
    head: int = 0
    tail: int = 0
    between: int = 0
    among: int = 0
    sites: int = 0
    seen: str = ""
    examples: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Eight characters that name it on records: they depend on `text` alone."""
        return f"{line_hash(self.text):016x}"[:8]


@dataclass(frozen=True, slots=True)
class Profile:
    """Lines that recur, the most frequent first.

    Attributes:
        cleanse: the format, ``profile/v1``.
        documents: that were looked at.
        counted: of these, documents that are not mostly made of lines that recur.
        sites: on which they stand.
        line: what was learned.
    """

    cleanse: str = FORMAT
    documents: int = 0
    counted: int = 0
    sites: int = 0
    line: tuple[Learned, ...] = ()

    @property
    def digest(self) -> str:
        """sha256 of what decides: the texts and where they may go, sorted."""
        return digest_text(json.dumps(sorted([line.text, line.where] for line in self.line), ensure_ascii=True))

    def to_toml(self) -> str:
        """The file."""
        out = [_HEAD]
        out += [f"cleanse = {_quoted(self.cleanse)}"]
        out += [f"{name} = {getattr(self, name)}" for name in ("documents", "counted", "sites")]
        for line in self.line:
            out += ["", "[[line]]", f"text = {_quoted(line.text)}", f"where = {_quoted(line.where)}"]
            counts = ("documents", "head", "tail", "between", "among", "sites")
            out += [f"{name} = {getattr(line, name)}" for name in counts]
            out += [f"seen = {_quoted(line.seen)}", f"examples = [{', '.join(map(_quoted, line.examples))}]"]
        return "\n".join(out) + "\n"


def profile_of(counts: Counts, least: int = LEAST) -> Profile:
    """What recurs as furniture does: in many documents, at their edges or among its like.

    Args:
        counts: of a whole corpus.
        least: documents that must hold a line.
    """
    total = counts.sites.total()
    lines = []
    for tally in counts.lines.values():
        enough = tally.documents >= _needed(total, least) or any(
            documents >= _needed(counts.sites[site], least) for site, documents in tally.sites.items()
        )
        where = _where(tally) if enough else None
        if where is not None and tally.seen:
            lines.append(_learned(tally, where))
    lines.sort(key=lambda line: (-line.documents, line.text))
    return Profile(FORMAT, counts.documents, total, len(counts.sites), tuple(lines))


def _needed(documents: int, least: int) -> int:
    return max(least, min(ENOUGH, documents // SHARE))


def _where(tally: Tally) -> Where | None:
    placed = tally.head + tally.tail + tally.between
    if 2 * placed >= tally.documents and EDGES * tally.between <= tally.documents:
        if ONE_EDGE * tally.tail <= tally.documents:
            return "head"
        return "tail" if ONE_EDGE * tally.head <= tally.documents else "ends"
    return "among" if 2 * tally.among >= tally.documents else None


def _learned(tally: Tally, where: Where) -> Learned:
    _, seen = tally.seen[0]
    return Learned(
        fold(seen),
        where,
        tally.documents,
        tally.head,
        tally.tail,
        tally.between,
        tally.among,
        len(tally.sites),
        seen,
        tuple(path for path, _ in tally.seen[:EXAMPLES]),
    )


def read_profile(text: str, where: str) -> Profile:
    """Read and check a profile.

    Args:
        text: TOML.
        where: what messages call the file.

    Raises:
        ProfileError: where it is broken, what is wrong, and the mend.
    """
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProfileError(f"{where}: not valid TOML: {error}.", hint="Mend the file at that place.") from error
    if table.get("cleanse") != FORMAT:
        raise ProfileError(
            f"{where}: this is no profile (cleanse = {table.get('cleanse')!r}).",
            hint=f'Make one with cleanse learn SOURCE --out FILE; its first key is cleanse = "{FORMAT}".',
        )
    profile = from_table(Profile, table, where, error=ProfileError)
    seen: set[str] = set()
    for number, line in enumerate(profile.line, 1):
        _check(line, f"{where}, line {number}")
        if line.text in seen:
            raise ProfileError(f"{where}, line {number}: {line.text!r} is there twice.", hint="Take one out.")
        seen.add(line.text)
    return profile


def _check(line: Learned, where: str) -> None:
    if fold(line.text) != line.text or not line.text:
        folded = fold(line.text)
        hint = f"Write text = {_quoted(folded)}." if folded else "Take it out: no line is compared with it."
        raise ProfileError(f"{where}: {line.text!r} is not as lines are compared.", hint=hint)


def load_profile(path: Path) -> Profile:
    """Read and check the profile in a file.

    Raises:
        ProfileError: it cannot be read, or is broken.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ProfileError(f"{path}: {error.strerror or error}.", hint="Give the path of a profile.") from error
    except UnicodeDecodeError as error:
        raise ProfileError(f"{path}: not UTF-8 (byte {error.start}).", hint="Save the file as UTF-8.") from error
    return read_profile(text, str(path))


def _quoted(text: str) -> str:
    """A basic string of TOML: as in JSON, but DEL is escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def changes(old: Profile, new: Profile) -> Mapping[str, Sequence[Learned]]:
    """What two profiles do not share: ``gone`` and ``new`` lines, and lines that ``moved``."""
    before = {line.text: line for line in old.line}
    after = {line.text: line for line in new.line}
    return {
        "gone": [line for text, line in before.items() if text not in after],
        "new": [line for text, line in after.items() if text not in before],
        "moved": [line for text, line in after.items() if text in before and before[text].where != line.where],
    }
