"""How a document's encoding was found, told to people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WAYS = {
    "bom": "by its byte order mark",
    "declared": "as declared",
    "detected": "by its looks",
    "escapes": "by its escape sequences",
    "forced": "as settings say",
    "likelier": "by its looks, in place of a rarer one",
    "mixed": "line by line",
    "nearly-utf-8": "by all but some of its bytes",
    "utf-16-pattern": "by the shape of its bytes",
}


def told(evidence: Mapping[str, Any]) -> str:
    """The encoding, how it was chosen, what else it could have been.

    Args:
        evidence: the fact ``text/decode`` of a record; empty for plain UTF-8.

    >>> told({"encoding": "cp1252", "how": "detected", "confidence": 931000, "alternatives": [["cp1250", 902000]]})
    'cp1252  by its looks, 93.1 %; else cp1250 90.2 %'
    >>> told({})
    'utf-8'
    """
    if not evidence:
        return "utf-8"
    how = _WAYS.get(evidence["how"], "")
    parts = []
    if "mixed_with" in evidence:
        how += f", {evidence['lines']:,} of them {evidence['mixed_with']}" if evidence["lines"] else ""
        how += "" if evidence["lines"] else f", with words in {evidence['mixed_with']}"
    if "confidence" in evidence:
        how += f", {_percent(evidence['confidence'])}"
    parts.append(how)
    if "alternatives" in evidence:
        parts.append("else " + ", ".join(f"{codec} {_percent(score)}" for codec, score in evidence["alternatives"]))
    if "declared" in evidence and evidence["how"] != "declared":
        parts.append(f"declared {evidence['declared']}")
    if "invalid_runs" in evidence:
        parts.append(f"{evidence['invalid_runs']:,} invalid")
    name: str = evidence.get("encoding", "")
    return f"{name}  {'; '.join(part for part in parts if part)}".strip()


def _percent(millionths: int) -> str:
    return f"{millionths / 10_000:.1f} %"
