"""Where findings are gathered while the levels run."""

from __future__ import annotations

from cleanse.report import Finding


class Findings:
    """A list of findings that also counts what was checked.

    Attributes:
        found: in the order they came.
        checked: how many of what.
    """

    __slots__ = ("checked", "found")

    def __init__(self) -> None:
        self.found: list[Finding] = []
        self.checked: dict[str, int] = {"records": 0}

    def add(self, code: str, path: str, message: str, hint: str = "", line: int = 0) -> None:
        """Note a disagreement; see `report.Finding`."""
        self.found.append(Finding(code, path, message, hint, line))

    def count(self, what: str) -> None:
        """One more of ``what`` was checked."""
        self.checked[what] = self.checked.get(what, 0) + 1


class MismatchError(Exception):
    """A file or a record cannot be taken for what it should be; becomes a finding.

    Args:
        code: of the finding.
        message: what was found instead.
        hint: the mend; may be empty.
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
