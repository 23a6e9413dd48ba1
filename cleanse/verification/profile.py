"""The profile of learned lines that a run used lies beside its manifest, byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleanse.manifest import BOOKKEEPING
from cleanse.receipts import PROFILE
from cleanse.verification.compressed import Measure
from cleanse.verification.findings import Findings, MismatchError
from cleanse.verification.tree import Tree

_PATH = f"{BOOKKEEPING}/{PROFILE}"
_NAME = "learned"
"""Of the pack that stands for a profile in a manifest's header."""


def check_profile(tree: Tree, header: Mapping[str, Any], findings: Findings) -> None:
    """The profile's digest must be the one in the header; without one there must be no profile.

    Args:
        tree: the output folder.
        header: of the manifest.
        findings: where disagreements go.
    """
    wanted = next((row[2] for row in header["packs"] if row[0] == _NAME), "")
    found = Measure()
    try:
        with tree.open(_PATH) as file:
            for chunk in file.chunks():
                found.add(chunk)
    except MismatchError as mismatch:
        if wanted or mismatch.code != "E_MISSING":
            findings.add(mismatch.code, _PATH, f"profile: {mismatch.message}", mismatch.hint)
        return
    if not wanted:
        findings.add("E_EXTRA", _PATH, "the run used no profile", "Remove the file.")
    elif found.sha256() != wanted:
        findings.add(
            "E_HASH",
            _PATH,
            "the profile is not the one that the run used",
            "Keep a profile that you edit outside of the output, and run again with --profile.",
        )
