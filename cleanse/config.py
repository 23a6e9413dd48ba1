"""Settings: read once, frozen, all that decides what a run puts out.

Precedence: defaults, then the preset, then a file (``cleanse.toml`` or ``[tool.cleanse]`` of a
``pyproject.toml``), then options of the command line.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType

from cleanse.encodings import codec_of, known_labels
from cleanse.errors import SettingsError
from cleanse.shingling import FOLDS, UNITS, Shingling
from cleanse.tables import from_table, meant, nearest

MIB = 1 << 20
DUPLICATES = ("drop", "mark", "off")
BACKENDS = ("bands", "datasketch")
KEEPS = ("longest", "shortest", "priority")

# Entities and escapes may hide half of a garbled character, and C1 controls are half of many: so this order.
CHARACTERS = (
    "text/newlines",
    "text/controls",
    "text/entities",
    "text/escapes",
    "text/mojibake",
    "text/c1",
    "text/invisible",
)
SPACES = ("text/trailing-space", "text/blank-lines")
PACKS = ("ads", "share", "stamps", "credits", "prompts", "related", "footer", "navigation")
# A stray headline is told by what is left around it, so it is looked for last.
BOILERPLATE = (*PACKS, "captions/repeated", "related/stray-headline")

PRESETS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "web": (*CHARACTERS, *SPACES, *BOILERPLATE),
        "encoding": CHARACTERS,
        "boilerplate": BOILERPLATE,
    }
)
"""Named pipelines: rules and packs in the order they are asked."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run can be told.

    Attributes:
        preset: ``web``, ``encoding`` or ``boilerplate``.
        rules: rules and packs in order, instead of the preset's; a pack of your own by its path.
        add: rules and packs behind those.
        without: rules, packs or entries of packs to leave out.
        options: a table of options by rule id.
        detector: the language detector; ``""`` for none.
        languages: keep only documents in these; empty for all.
        formats: of plug-ins that are to be read too, by name; those of cleanse always are.
        encodings: encoding by glob of paths, for documents whose bytes must not be asked; the most specific glob counts.
        text_field: of JSON lines.
        include: globs of paths to read.
        exclude: globs of paths to leave alone.
        max_document_bytes: larger documents are skipped.
        sample: clean only so many documents; 0 for all.
        duplicates: ``drop``, ``mark`` or ``off``.
        similarity_ppm: Jaccard similarity from which documents are duplicates, in millionths.
        contained_ppm: share of its shingles from which a document is an excerpt of a larger one, in millionths; 0 to look for none.
        recall_ppm: the least probability that a pair at the threshold is looked at, in millionths.
        keep: which copy stays: ``longest``, ``shortest``, or ``priority`` for that of the first source.
        priority: globs of paths, the best first, for the copy that stays; empty for the sources in the order they are named.
        keep_by: field of JSON lines whose least value stays under ``priority``; behind a ``-`` the greatest.
        backend: what proposes pairs: ``bands``, or ``datasketch``.
        shingle_size: words in a shingle.
        shingle_unit: ``words``, or ``scripts`` for single characters where a script has no spaces.
        shingle_fold: what makes no difference between duplicates: ``case``, ``punctuation``.
    """

    preset: str = "web"
    rules: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    detector: str = "language/letters"
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    encodings: Mapping[str, str] = field(default_factory=dict)
    text_field: str = "text"
    include: tuple[str, ...] = ("**",)
    exclude: tuple[str, ...] = ()
    max_document_bytes: int = 64 * MIB
    sample: int = 0
    duplicates: str = "drop"
    similarity_ppm: int = 800_000
    contained_ppm: int = 0
    recall_ppm: int = 999_900
    keep: str = "longest"
    priority: tuple[str, ...] = ()
    keep_by: str = ""
    backend: str = "bands"
    shingle_size: int = 5
    shingle_unit: str = "words"
    shingle_fold: tuple[str, ...] = FOLDS

    def __post_init__(self) -> None:
        """Refuse values that mean nothing.

        Raises:
            SettingsError: names the setting.
        """
        if self.preset not in PRESETS:
            raise SettingsError(f"preset: there is no {self.preset!r}.", hint=meant(self.preset, list(PRESETS)))
        if self.duplicates not in DUPLICATES:
            raise SettingsError(
                f"duplicates: there is no {self.duplicates!r}.", hint=meant(self.duplicates, DUPLICATES)
            )
        if not 0 < self.similarity_ppm <= 1_000_000:
            raise SettingsError(
                "similarity_ppm: must lie in 1 to 1000000.", hint="800000 stands for a Jaccard similarity of 0.8."
            )
        self._check_duplicates()
        for label in self.encodings.values():
            if codec_of(label) is None:
                near = nearest(label.lower(), known_labels())
                hint = (
                    f'Write "{near}".' if near else "Name it as Python or the WHATWG does, such as cp1251 or shift_jis."
                )
                raise SettingsError(f"encodings: there is no encoding {label!r}.", hint=hint)
        if self.max_document_bytes < 1:
            raise SettingsError("max_document_bytes: must be positive.", hint="67108864 is the default.")
        if self.sample < 0:
            raise SettingsError("sample: must not be negative.", hint="0 stands for all documents.")

    def _check_duplicates(self) -> None:
        if not 0 <= self.contained_ppm <= 1_000_000:
            raise SettingsError(
                "contained_ppm: must lie in 0 to 1000000.", hint="950000 stands for a share of 0.95, 0 for no excerpts."
            )
        if not 1 <= self.recall_ppm <= 999_999:
            raise SettingsError(
                "recall_ppm: must lie in 1 to 999999.", hint="999900, a recall of 0.9999, is the default."
            )
        if self.keep not in KEEPS:
            raise SettingsError(f"keep: there is no {self.keep!r}.", hint=meant(self.keep, KEEPS))
        if self.backend not in BACKENDS:
            raise SettingsError(f"backend: there is no {self.backend!r}.", hint=meant(self.backend, BACKENDS))
        if (self.priority or self.keep_by) and self.keep != "priority":
            given = "priority" if self.priority else "keep_by"
            raise SettingsError(f"{given}: counts for keep = 'priority' only.", hint=f"Set keep, or take {given} out.")
        if not 1 <= self.shingle_size <= 32:
            raise SettingsError("shingle_size: must lie in 1 to 32.", hint="5 words are the default.")
        if self.shingle_unit not in UNITS:
            raise SettingsError(
                f"shingle_unit: there is no {self.shingle_unit!r}.", hint=meant(self.shingle_unit, UNITS)
            )
        for fold in self.shingle_fold:
            if fold not in FOLDS:
                raise SettingsError(f"shingle_fold: there is no {fold!r}.", hint=meant(fold, FOLDS))

    @property
    def shingling(self) -> Shingling:
        """How texts are made into sets."""
        return Shingling(self.shingle_size, self.shingle_unit, tuple(one for one in FOLDS if one in self.shingle_fold))

    @property
    def steps(self) -> tuple[str, ...]:
        """Rules and packs in the order they are asked."""
        return tuple(step for step in (*(self.rules or PRESETS[self.preset]), *self.add) if step not in self.without)

    def as_config(self) -> dict[str, object]:
        """The resolved settings as the manifest's header shows them."""
        config: dict[str, object] = {name.name: _plain(getattr(self, name.name)) for name in fields(self)}
        config["steps"] = list(self.steps)
        for scope in ("include", "exclude", "sample"):
            del config[scope]
        return config


def read_settings(path: Path | None = None, changes: Mapping[str, object] | None = None) -> Settings:
    """Settings from a file and changes to it.

    Args:
        path: of a TOML file; in a ``pyproject.toml`` the table ``[tool.cleanse]`` is read.
        changes: values that go before the file's, ``None`` for those not given.

    Raises:
        SettingsError: the file cannot be read, or a key or value is wrong.
    """
    settings = Settings()
    if path is not None:
        settings = from_table(Settings, read_table(path), where=str(path))
    given = {key: value for key, value in (changes or {}).items() if value is not None}
    return replace(settings, **given) if given else settings  # type: ignore[arg-type]


def origins(path: Path | None, given: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Where the value of each setting comes from: ``default``, ``preset``, ``file``, ``option``, or file and option.

    Args:
        path: of the settings file, if there is one.
        given: the settings that options of the command line gave; those that add to lists add to the file's.

    Raises:
        SettingsError: the file cannot be read.

    >>> origins(None, ["preset"])["preset"], origins(None, ["preset"])["rules"]
    (('option',), ('preset',))
    """
    table = read_table(path) if path is not None else {}
    found: dict[str, tuple[str, ...]] = {}
    for setting in fields(Settings):
        name = setting.name
        both = name in table and name in given and name in {"add", "without"}
        found[name] = (
            ("file", "option")
            if both
            else ("option",)
            if name in given
            else ("file",)
            if name in table
            else ("default",)
        )
    if "rules" not in given and ("preset" in given or not table.get("rules")):
        found["rules"] = ("preset",)
    return found


def read_table(path: Path) -> dict[str, object]:
    """The table of settings in a file, unchecked.

    Raises:
        SettingsError: the file cannot be read, or is no TOML.
    """
    try:
        table: dict[str, object] = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"{path}: {(error.strerror or 'cannot be read').lower()}.", hint="Check the path of the settings file."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not TOML: {error}.", hint="Mend the line that is named.") from error
    if path.name == "pyproject.toml":
        tool = table.get("tool")
        section = tool.get("cleanse", {}) if isinstance(tool, dict) else {}
        return section if isinstance(section, dict) else {}
    return table


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in sorted(value.items())}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        # Manifests hold no floats; a rule's option that is one is recorded as it is written.
        return repr(value)
    return value
