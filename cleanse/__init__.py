"""Clean text, with receipts.

The door to the library. Names are imported when they are first used, so ``import cleanse`` costs
next to nothing.

>>> import cleanse
>>> cleanse.clean("Caf\u00c3\u00a9s stay open until ten.\\n")
'Caf\u00e9s stay open until ten.\\n'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from cleanse.config import Settings
    from cleanse.dedup.index.lookup import Match
    from cleanse.dedup.index.texts import SignatureIndex
    from cleanse.dedup.near import Cluster, near_duplicates
    from cleanse.document import Document, Language, LanguageSpan, Outcome, Source, Verdict
    from cleanse.errors import CleanseError, DocumentError, ManifestError, RuleError, SettingsError, StoreError
    from cleanse.formats.decode import Decoded, decode
    from cleanse.library import Explained, build_pipeline, clean, clean_and_explain, detect_language
    from cleanse.manifest import Manifest
    from cleanse.pipeline import Pipeline
    from cleanse.report import Finding, Report
    from cleanse.rule import Detector, Filter, Format, Rule, RuleInfo
    from cleanse.runner import Summary, run
    from cleanse.spans import Edit, Span
    from cleanse.tiling import Change, Tiling
    from cleanse.verification import verify

_HOMES = {
    "Change": "tiling",
    "CleanseError": "errors",
    "Cluster": "dedup.near",
    "Decoded": "formats.decode",
    "Detector": "rule",
    "Document": "document",
    "DocumentError": "errors",
    "Edit": "spans",
    "Explained": "library",
    "Filter": "rule",
    "Finding": "report",
    "Format": "rule",
    "Language": "document",
    "LanguageSpan": "document",
    "Manifest": "manifest",
    "ManifestError": "errors",
    "Match": "dedup.index.lookup",
    "Outcome": "document",
    "Pipeline": "pipeline",
    "Report": "report",
    "Rule": "rule",
    "RuleError": "errors",
    "RuleInfo": "rule",
    "Settings": "config",
    "SettingsError": "errors",
    "SignatureIndex": "dedup.index.texts",
    "Source": "document",
    "Span": "spans",
    "StoreError": "errors",
    "Summary": "runner",
    "Tiling": "tiling",
    "Verdict": "document",
    "build_pipeline": "library",
    "clean": "library",
    "clean_and_explain": "library",
    "decode": "formats.decode",
    "detect_language": "library",
    "near_duplicates": "dedup.near",
    "run": "runner",
    "verify": "verification",
}

__all__ = [
    "Change",
    "CleanseError",
    "Cluster",
    "Decoded",
    "Detector",
    "Document",
    "DocumentError",
    "Edit",
    "Explained",
    "Filter",
    "Finding",
    "Format",
    "Language",
    "LanguageSpan",
    "Manifest",
    "ManifestError",
    "Match",
    "Outcome",
    "Pipeline",
    "Report",
    "Rule",
    "RuleError",
    "RuleInfo",
    "Settings",
    "SettingsError",
    "SignatureIndex",
    "Source",
    "Span",
    "StoreError",
    "Summary",
    "Tiling",
    "Verdict",
    "__version__",
    "build_pipeline",
    "clean",
    "clean_and_explain",
    "decode",
    "detect_language",
    "near_duplicates",
    "run",
    "verify",
]


def __getattr__(name: str) -> object:
    """Import a public name from its home when it is first used."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'cleanse' has no attribute {name!r}")
    value: object = getattr(import_module(f"cleanse.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
