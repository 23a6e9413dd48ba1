"""Settings become objects here, and nowhere else."""

from __future__ import annotations

import hashlib
import platform
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from cleanse import __version__, registry
from cleanse.config import LEARNED, Settings
from cleanse.digests import digest_bytes, digest_json
from cleanse.distributions import GROUPS, Offer, distribution_digest, libraries, pack_path
from cleanse.errors import SettingsError
from cleanse.formats.html import Html
from cleanse.formats.jsonl import Jsonl
from cleanse.formats.maintext import INFO as MAIN_TEXT
from cleanse.formats.plain import MARKDOWN, Plain
from cleanse.guards import GuardedDetector, GuardedFormat, GuardedRule, checked_info, guarded_format, told
from cleanse.language.select import OnlyLanguages
from cleanse.linerules import Entry, LineRules
from cleanse.packs import Pack, load_pack, read_pack
from cleanse.pipeline import Pipeline
from cleanse.rule import Detector, Filter, Format, Rule, RuleInfo
from cleanse.shipped import builtin_entries, builtin_packs, find_pack
from cleanse.tables import from_table, meant

DECODE = RuleInfo(
    "text/decode", "1.0.0", "Bytes become text: a byte order mark goes, invalid bytes are repaired or marked."
)
EXACT = RuleInfo("dedup/exact", "1.0.0", "A document whose cleaned text equals that of one that stays is dropped.")
FOLDED = RuleInfo(
    "dedup/folded",
    "1.0.0",
    "A document with the words of one that stays, letter case and punctuation aside, is dropped.",
)
NEAR = RuleInfo(
    "dedup/near", "1.1.0", "A document that shares most of its word 5-grams with one that stays is dropped."
)
CONTAINED = RuleInfo(
    "dedup/contained", "1.0.0", "A document nearly all of whose word 5-grams are in one that stays is dropped."
)

DEPENDENCIES = ("chardet", "ftfy", "langdetect", "lxml", "numpy", "trafilatura")
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
        plugins: ``[distribution, version]`` of the plug-ins in use and of what they require, sorted.
    """

    pipeline: Pipeline
    formats: Mapping[str, Format]
    table: list[list[str]]
    packs: list[list[str]]
    index: Mapping[str, int]
    plugins: list[list[str]] = field(default_factory=list)


def assemble(settings: Settings) -> Assembly:
    """Build what a run needs.

    Raises:
        SettingsError: a name or an option is unknown.
    """
    plugins: dict[str, Offer] = {}
    rules, packs = _rules(settings, plugins)
    detector = _detector(settings, plugins) if settings.detector else None
    known_formats = formats(settings, plugins)
    filters: tuple[Filter, ...] = (OnlyLanguages(settings.languages),) if settings.languages else ()
    pipeline = Pipeline(rules, detector, filters)
    owners: dict[str, tuple[str, str]] = {}
    for known in packs:
        for entry, digest in zip(known.entries, known.digests, strict=True):
            owners[entry.id] = (known.name, digest)
        if not known.entries:
            # A profile has no entries: it is one rule.
            owners[LEARNED] = (known.name, known.digest)
    owners |= {id: (offer.distribution, distribution_digest(offer)) for id, offer in plugins.items()}
    code = tool_digest()
    own = [info for format in known_formats if isinstance(format, GuardedFormat) for info in _parts(format.info)]
    infos: dict[str, RuleInfo] = {}
    for info in (*pipeline.infos(), *own, DECODE, MAIN_TEXT, EXACT, FOLDED, NEAR, CONTAINED):
        if info.id in infos:
            raise _twice(info.id, plugins, packs)
        infos[info.id] = info
    table = []
    for id in sorted(infos):
        pack, digest = owners.get(id, ("cleanse", code))
        table.append([id, infos[id].version, digest, pack])
    return Assembly(
        pipeline=pipeline,
        formats={format.name: format for format in known_formats},
        table=table,
        packs=sorted([pack.name, pack.version, pack.digest] for pack in packs),
        index={row[0]: place for place, row in enumerate(table)},
        plugins=_libraries(plugins.values()),
    )


def formats(settings: Settings, plugins: dict[str, Offer] | None = None) -> tuple[Format, ...]:
    """The formats that files may have: those of cleanse, and those of plug-ins that settings name.

    Args:
        settings: name them.
        plugins: filled with the ids in whose name a plug-in's format may remove bytes.

    Raises:
        SettingsError: there is none of that name, its plug-in is broken, or a suffix is taken.
    """
    known: list[Format] = [Plain(), MARKDOWN, Html(), Jsonl(settings.text_field)]
    for name in dict.fromkeys(settings.formats):
        if name in registry.FORMATS:
            continue
        offer = registry.format_offer(name)
        made = _configured(registry.load(offer), name, settings.options)
        guarded = guarded_format(made, name, f"the format {name!r} of {offer.told}")
        taken = {suffix: format.name for format in known for suffix in format.suffixes}
        for suffix in guarded.suffixes:
            if suffix in taken:
                raise SettingsError(
                    f"the formats {taken[suffix]!r} and {name!r} (of {offer.told}) both read {suffix}.",
                    hint=f"Take {name!r} out of the setting formats.",
                )
        known.append(guarded)
        if plugins is not None:
            _claim(guarded.info, offer, plugins)
    return tuple(known)


def header(settings: Settings, assembly: Assembly, labels: list[str]) -> dict[str, object]:
    """The first line of a manifest."""
    config = settings.as_config()
    # Where a profile lay says nothing; what it was does, and it lies beside the manifest.
    del config["learn"]
    config["profile"] = next((digest for name, _, digest in assembly.packs if name == "learned"), "")
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
            "deps": sorted([*([name, _version(name)] for name in DEPENDENCIES), *assembly.plugins]),
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


def _rules(settings: Settings, plugins: dict[str, Offer]) -> tuple[tuple[Rule, ...], list[Pack]]:
    """Rules in order; neighbouring packs run together in one pass."""
    rules: list[Rule] = []
    packs: list[Pack] = []
    pending: list[Entry] = []

    def flush() -> None:
        if pending:
            rules.append(LineRules(tuple(pending), builtin_entries()))
            pending.clear()

    for step in dict.fromkeys(settings.steps):
        rule = _rule(step, settings.options, plugins)
        if rule is not None:
            flush()
            rules.append(rule)
            continue
        if step == LEARNED:
            flush()
            learned, profile = _learned(settings)
            rules.append(learned)
            packs.append(profile)
            continue
        pack = _pack(step)
        packs.append(pack)
        pending += [entry for entry in pack.entries if entry.id not in settings.without]
    flush()
    known = {*registry.RULES, *(pack.name for pack in packs), *(entry.id for pack in packs for entry in pack.entries)}
    known |= {LEARNED, *plugins, *settings.steps, *settings.formats, settings.detector}
    for name in (*settings.without, *settings.options):
        if name not in known and name not in {pack.name for pack in builtin_packs()} and not _offered(name):
            raise SettingsError(f"there is no rule or pack {name!r}.", hint=meant(name, sorted(known)))
    return tuple(rules), packs


def _rule(step: str, options: Mapping[str, Mapping[str, object]], plugins: dict[str, Offer]) -> Rule | None:
    """The rule of that id, a plug-in's behind a guard; ``None`` when it has to be a pack."""
    if step in registry.RULES:
        rule: Rule = _configured(registry.rule_class(step), step, options)
        return rule
    if "/" not in step or _is_path(step):
        return None
    offer = registry.rule_offer(step)
    if offer is None:
        return None
    made = _configured(registry.load(offer), step, options)
    where = f"the rule {step!r} of {offer.told}"
    if not isinstance(made, Rule):
        raise SettingsError(f"{where} is no rule.", hint="Give it info and a method edits(document).")
    info = checked_info(made, step, where)
    _claim(info, offer, plugins)
    return GuardedRule(made, info)


def _learned(settings: Settings) -> tuple[Rule, Pack]:
    """The rule that the profile is, and the profile as the pack it stands for in the manifest.

    Raises:
        SettingsError: no profile is given.
        ProfileError: it is broken.
    """
    if not settings.profile:
        raise SettingsError(
            f"{LEARNED} needs a profile.", hint="Make one with cleanse learn, and name it with --profile."
        )
    from cleanse.corpusrules import LearnedLines, load_profile  # numpy takes a tenth of a second to import

    path = Path(settings.profile)
    profile = load_profile(path)
    rule = LearnedLines(profile)
    return rule, Pack("learned", rule.info.version, rule.info.summary, (), digest_bytes(path.read_bytes()))


def _detector(settings: Settings, plugins: dict[str, Offer]) -> Detector:
    id = settings.detector
    made = _configured(registry.detector_class(id), id, settings.options)
    offer = registry.detector_offer(id)
    if offer is None:
        detector: Detector = made
        return detector
    where = f"the language detector {id!r} of {offer.told}"
    if not isinstance(made, Detector):
        raise SettingsError(f"{where} is no detector.", hint="Give it info and a method detect(text).")
    info = checked_info(made, id, where)
    _claim(info, offer, plugins)
    return GuardedDetector(made, info)


def _pack(step: str) -> Pack:
    if _is_path(step):
        return load_pack(Path(step))
    names = tuple(pack.name for pack in builtin_packs())
    if step in names:
        return find_pack(step)
    offer = registry.pack_offer(step)
    if offer is None:
        offered = [offer.name for group in GROUPS[:2] for offer in registry.installed(group)]
        raise SettingsError(
            f"there is no rule or pack {step!r}.", hint=meant(step, [*registry.RULES, *names, *offered])
        )
    where = f"the pack {step!r} of {offer.told}"
    path = pack_path(offer)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{where} cannot be read: {error}.", hint=f"Install {offer.distribution} again.") from error
    return read_pack(text, step, where)


def _is_path(step: str) -> bool:
    return step.endswith(".toml") or "\\" in step


def _offered(name: str) -> bool:
    return any(registry.find(group, name) is not None for group in GROUPS)


def _configured(kind: type, id: str, options: Mapping[str, Mapping[str, object]]) -> Any:
    """An instance with its options.

    Raises:
        SettingsError: an option is wrong, or the class refuses it.
    """
    where = f"options.{id}"
    try:
        return from_table(kind, dict(options.get(id, {})), where=where)
    except SettingsError:
        raise
    except Exception as error:  # a plug-in's class may raise anything when it is made
        raise SettingsError(f"{where}: {told(error)}.", hint=f"Mend the options of {id!r}, or its plug-in.") from error


def _parts(info: RuleInfo) -> tuple[RuleInfo, ...]:
    return info.parts or (info,)


def _claim(info: RuleInfo, offer: Offer, plugins: dict[str, Offer]) -> None:
    """Note whose the ids of a plug-in's part are."""
    for part in _parts(info):
        if part.id in plugins or part.id in registry.RULES or part.id in registry.RESERVED:
            other = plugins[part.id].told if part.id in plugins else "cleanse"
            raise SettingsError(
                f"the id {part.id!r} of {offer.told} is one of {other}.",
                hint="Take one of the two out of the settings.",
            )
        plugins[part.id] = offer


def _twice(id: str, plugins: Mapping[str, Offer], packs: Iterable[Pack]) -> SettingsError:
    """Two parts that settings name have one id."""
    owners = [f"the pack {pack.name!r}" for pack in packs if any(entry.id == id for entry in pack.entries)]
    if id in plugins:
        owners.append(plugins[id].told)
    whose = " and ".join(owners) if len(owners) > 1 else f"{(owners or ['cleanse'])[0]}, named twice"
    return SettingsError(f"the id {id!r} belongs to two: {whose}.", hint="Take one of the two out of the settings.")


def _libraries(plugins: Iterable[Offer]) -> list[list[str]]:
    """Versions of the plug-ins in use and of what they require, but for those that every manifest names."""
    versions: dict[str, str] = {}
    for offer in plugins:
        versions |= libraries(offer)
    return [[name, versions[name]] for name in sorted(versions) if name not in DEPENDENCIES]
