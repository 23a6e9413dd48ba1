"""Settings become objects here, and nowhere else."""

from __future__ import annotations

import hashlib
import platform
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from cleanse import __version__, registry
from cleanse.config import Settings
from cleanse.digests import digest_bytes, digest_json
from cleanse.errors import SettingsError
from cleanse.formats.html import Html
from cleanse.formats.jsonl import Jsonl
from cleanse.formats.maintext import INFO as MAIN_TEXT
from cleanse.formats.plain import MARKDOWN, Plain
from cleanse.language.select import OnlyLanguages
from cleanse.linerules import Entry, LineRules
from cleanse.packs import Pack, builtin_packs, entry_digest, find_pack, load_pack
from cleanse.pipeline import Pipeline
from cleanse.rule import Detector, Filter, Format, Rule, RuleInfo
from cleanse.tables import from_table, meant

DECODE = RuleInfo(
    "text/decode", "1.0.0", "Bytes become text: a byte order mark goes, invalid bytes are repaired or marked."
)
EXACT = RuleInfo("dedup/exact", "1.0.0", "A document whose cleaned text equals that of one that stays is dropped.")
NEAR = RuleInfo(
    "dedup/near", "1.0.0", "A document that shares most of its word 5-grams with one that stays is dropped."
)

DEPENDENCIES = ("chardet", "datasketch", "ftfy", "langdetect", "lxml", "numpy", "trafilatura")
"""Libraries whose version may change what comes out; part of the manifest's environment."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """A pipeline and what the manifest's header says of it.

    Attributes:
        pipeline: ready to run.
        formats: by name.
        table: ``[id, version, digest, pack]`` of everything that may touch a byte, sorted by id.
        packs: ``[name, version, digest]``.
        index: the place of each id in `table`.
    """

    pipeline: Pipeline
    formats: Mapping[str, Format]
    table: list[list[str]]
    packs: list[list[str]]
    index: Mapping[str, int]


def assemble(settings: Settings) -> Assembly:
    """Build what a run needs.

    Raises:
        SettingsError: a name or an option is unknown.
    """
    rules, packs = _rules(settings)
    detector: Detector | None = registry.detector_class(settings.detector)() if settings.detector else None
    filters: tuple[Filter, ...] = (OnlyLanguages(settings.languages),) if settings.languages else ()
    pipeline = Pipeline(rules, detector, filters)
    owners = {entry.id: (pack.name, entry_digest(entry)) for pack in packs for entry in pack.entries}
    code = tool_digest()
    infos = {info.id: info for info in (*pipeline.infos(), DECODE, MAIN_TEXT, EXACT, NEAR)}
    table = []
    for id in sorted(infos):
        pack, digest = owners.get(id, ("cleanse", code))
        table.append([id, infos[id].version, digest, pack])
    return Assembly(
        pipeline=pipeline,
        formats={format.name: format for format in formats(settings)},
        table=table,
        packs=sorted([pack.name, pack.version, pack.digest] for pack in packs),
        index={row[0]: place for place, row in enumerate(table)},
    )


def formats(settings: Settings) -> tuple[Format, ...]:
    """The formats that files may have."""
    return (Plain(), MARKDOWN, Html(), Jsonl(settings.text_field))


def header(settings: Settings, assembly: Assembly, labels: list[str]) -> dict[str, object]:
    """The first line of a manifest."""
    config = settings.as_config()
    scope: dict[str, object] = {
        "sources": labels,
        "include": list(settings.include),
        "exclude": list(settings.exclude),
    }
    if settings.sample:
        scope["sample"] = settings.sample
    return {
        "cleanse": "manifest/v1",
        "tool": {"name": "cleanse", "version": __version__, "sha256": tool_digest()},
        "pipeline": {"config": config, "sha256": digest_json([config, assembly.table])},
        "rules": assembly.table,
        "packs": assembly.packs,
        "scope": scope,
        "env": {
            "python": platform.python_version(),
            "unicode": unicodedata.unidata_version,
            "deps": [[name, _version(name)] for name in DEPENDENCIES],
        },
    }


def tool_digest() -> str:
    """Digest of the package's own files: their names and digests, sorted."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(f"{path.relative_to(folder).as_posix()} {digest_bytes(path.read_bytes())}\n".encode())
    return digest.hexdigest()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "none"


def _rules(settings: Settings) -> tuple[tuple[Rule, ...], list[Pack]]:
    """Rules in order; neighbouring packs run together in one pass."""
    rules: list[Rule] = []
    packs: list[Pack] = []
    pending: list[Entry] = []

    def flush() -> None:
        if pending:
            rules.append(LineRules(tuple(pending)))
            pending.clear()

    for step in settings.steps:
        if step in registry.RULES:
            flush()
            rules.append(_configured(registry.rule_class(step), step, settings.options))
            continue
        pack = _pack(step)
        packs.append(pack)
        pending += [entry for entry in pack.entries if entry.id not in settings.without]
    flush()
    known = {*registry.RULES, *(pack.name for pack in packs), *(entry.id for pack in packs for entry in pack.entries)}
    for name in (*settings.without, *settings.options):
        if name not in known and name not in {pack.name for pack in builtin_packs()}:
            raise SettingsError(f"there is no rule or pack {name!r}.", hint=meant(name, sorted(known)))
    return tuple(rules), packs


def _pack(step: str) -> Pack:
    if step.endswith(".toml") or "\\" in step:
        return load_pack(Path(step))
    names = tuple(pack.name for pack in builtin_packs())
    if step not in names:
        raise SettingsError(f"there is no rule or pack {step!r}.", hint=meant(step, [*registry.RULES, *names]))
    return find_pack(step)


def _configured(kind: type, id: str, options: Mapping[str, Mapping[str, object]]) -> Rule:
    rule: Rule = from_table(kind, dict(options.get(id, {})), where=f"options.{id}")
    return rule
