"""Findings: disagreements that were looked for, as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

EXIT_FINISHED = 0
EXIT_FOUND = 1
EXIT_USAGE = 2
EXIT_UNFINISHED = 7
EXIT_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Finding:
    """One disagreement.

    Attributes:
        code: a stable word such as ``E_HASH``; warnings start with ``W_``, ``I_`` means "could not be checked".
        path: of the document or file, escaped as in the manifest; ``""`` for the manifest itself.
        message: one sentence: what was expected, what was found.
        hint: the mend, or what it looks like; may be empty.
        line: of the manifest, counted from 1; 0 when no line is to blame.
    """

    code: str
    path: str
    message: str
    hint: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What `verify` found.

    Attributes:
        level: the strongest level that was checked: ``books``, ``hashes`` or ``replay``.
        findings: in the order of the manifest.
        checked: how many of what, such as ``{"records": 5, "outputs": 5}``.
        status: the exit status; 0 when nothing failed.
    """

    level: str
    findings: Sequence[Finding] = ()
    checked: dict[str, int] = field(default_factory=dict)
    status: int = 0

    @property
    def ok(self) -> bool:
        """True when every asked level passed."""
        return self.status == 0
