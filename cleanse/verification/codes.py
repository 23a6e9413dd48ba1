"""What the codes mean for the exit status, and which status wins.

Modes of files are not on record (an output is text; nothing in a run depends on its mode bits), so
there is no code for them.
"""

from __future__ import annotations

from collections.abc import Iterable

from cleanse.report import EXIT_FINISHED, EXIT_FOUND, EXIT_UNFINISHED, Finding

UNTRUSTED = 3
UNCHECKED = 5
UNUSABLE = 6

_CODES = {
    EXIT_FOUND: (
        "E_HASH E_MISSING E_EXTRA E_NAME_VARIANT E_SYMLINK E_SPECIAL E_EMPTYDIR E_REPLAY E_LEDGER E_ATTRIBUTION"
        " E_WITNESS E_SOURCE_HASH E_EXTRA_INPUT E_NAME_ENCODING"
    ),
    UNTRUSTED: "E_MANIFEST_DIGEST E_ROLLBACK",
    UNCHECKED: "I_NO_SOURCE",
    UNUSABLE: (
        "E_TRUNC E_ROOT E_ORDER E_NONCANON E_DUPKEY E_NUMBER E_SCHEMA E_ALG E_PATH_UNSAFE E_CASE E_VERSION E_LIMIT"
        " E_NO_MANIFEST"
    ),
    EXIT_UNFINISHED: "E_TOCTOU E_UNFINISHED",
    EXIT_FINISHED: "W_NLINK W_OPAQUE",
}
STATUS = {code: status for status, codes in _CODES.items() for code in codes.split()}
"""The exit status each code stands for."""

PRECEDENCE = (EXIT_UNFINISHED, UNUSABLE, UNTRUSTED, EXIT_FOUND, 4, UNCHECKED)


def status_of(findings: Iterable[Finding], *, strict: bool = False) -> int:
    """The exit status of a report.

    Args:
        findings: all of them.
        strict: true when warnings count as failures.

    >>> status_of([Finding("E_HASH", "a", ""), Finding("E_ROOT", "", "")])
    6
    >>> status_of([Finding("W_NLINK", "a", "")]), status_of([Finding("W_NLINK", "a", "")], strict=True)
    (0, 1)
    """
    found = {STATUS[finding.code] or (EXIT_FOUND if strict else EXIT_FINISHED) for finding in findings}
    return next((status for status in PRECEDENCE if status in found), EXIT_FINISHED)
