"""The exceptions of cleanse. Each carries a hint: the mend, in one imperative sentence.

::

    CleanseError
    |-- SettingsError        what was asked for cannot be done          exit 2
    |   |-- PackError        a rule pack is broken
    |   |-- ProfileError     a profile of learned lines is broken, or is none
    |   `-- OutputError      the output folder is refused
    |-- RuleError            a rule broke its contract (edits that overlap or leave the text)
    |-- DocumentError        one document cannot be cleaned: becomes a record, never stops a run
    |-- ManifestError        a manifest cannot be read; carries a code such as ``E_TRUNC``
    |-- StoreError           an index on disk cannot be used; carries a code such as ``E_TRUNC``
    `-- UnfinishedError      the run could not finish (disk full)       exit 7

Trouble that stops work is an exception; trouble that was looked for is a finding (see ``report``).
"""

from __future__ import annotations


class CleanseError(Exception):
    """The root of the tree.

    Args:
        message: where and what, one sentence.
        hint: the mend, one imperative sentence; empty when there is none to give.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class SettingsError(CleanseError):
    """A setting, an option or a name cannot be used."""


class PackError(SettingsError):
    """A rule pack is broken: bad TOML, a bad pattern, an example that does not hold."""


class ProfileError(SettingsError):
    """A profile of learned lines is broken, or is none."""


class OutputError(SettingsError):
    """The output folder is refused."""


class RuleError(CleanseError):
    """A rule broke its contract."""


class DocumentError(CleanseError):
    """One document cannot be cleaned.

    Args:
        code: a stable word for machines, such as ``truncated`` or ``binary``.
        message: one sentence for people.
        skipped: true when the document was left alone on purpose (too large), false when it failed.
    """

    def __init__(self, code: str, message: str, *, skipped: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.skipped = skipped

    def __reduce__(self) -> tuple[object, ...]:
        return _document_error, (self.code, self.message, self.skipped)


def _document_error(code: str, message: str, skipped: bool) -> DocumentError:
    return DocumentError(code, message, skipped=skipped)


class ManifestError(CleanseError):
    """A manifest cannot be read.

    Args:
        code: one of the ``E_...`` codes of the manifest format.
        line: the line number, counted from 1; 0 when no line is to blame.
    """

    def __init__(self, code: str, message: str, *, line: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.line = line


class StoreError(CleanseError):
    """An index on disk cannot be used: it is cut off, damaged or foreign.

    Args:
        code: one of the ``E_...`` codes of `cleanse dedup index check`.
        message: where and what, one sentence.
        hint: the mend, one imperative sentence.
    """

    def __init__(self, code: str, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.code = code


class UnfinishedError(CleanseError):
    """The run could not finish: the disk is full, a folder vanished."""
