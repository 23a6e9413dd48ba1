"""The log of runs: a chain whose last entry names the manifest beside it."""

from __future__ import annotations

from typing import Any

from cleanse.errors import ManifestError
from cleanse.manifest import BOOKKEEPING
from cleanse.receipts import LOG, read_log
from cleanse.verification.books import Books
from cleanse.verification.findings import Findings, MismatchError
from cleanse.verification.tree import Tree

MAX_LOG = 64 * 2**20
"""Bytes of a log that are read: some two hundred thousand runs."""

_PATH = f"{BOOKKEEPING}/{LOG}"
_HINT = "Take the log from where it was published."


def check_log(tree: Tree, books: Books, findings: Findings) -> None:
    """The log's chain must hold and its last entry name this manifest; without a log there is nothing to say.

    Args:
        tree: the output folder.
        books: after the manifest was read to its end.
        findings: where disagreements go.
    """
    try:
        with tree.open(_PATH) as file:
            if file.size > MAX_LOG:
                findings.add("E_LIMIT", _PATH, f"the log has more than {MAX_LOG} bytes")
                return
            data = file.read()
    except MismatchError as mismatch:
        if mismatch.code != "E_MISSING":
            findings.add(mismatch.code, _PATH, mismatch.message, mismatch.hint)
        return
    last: dict[str, Any] = {}
    try:
        for entry in read_log(data):
            last = entry
    except ManifestError as error:
        findings.add("E_ROLLBACK", _PATH, f"line {error.line}: {error.message}", _HINT)
        return
    if not last:
        findings.add("E_ROLLBACK", _PATH, "the log is empty", _HINT)
    elif last["manifest_sha256"] != books.sha256 or last["outputs_root"] != books.outputs_root:
        findings.add(
            "E_MANIFEST_DIGEST",
            _PATH,
            "the last entry of the log names another manifest",
            "The manifest was changed after the run, or is that of another run.",
        )
