"""Installed distributions: what they offer, where their files are, and a digest of them.

Only metadata is read here; no module of a plug-in is imported.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata, util
from pathlib import Path, PurePosixPath

from cleanse.digests import digest_bytes
from cleanse.errors import SettingsError

GROUPS = ("cleanse.rules", "cleanse.packs", "cleanse.formats", "cleanse.detectors")
"""The groups of entry points that are looked at."""

_SELF = "cleanse-text"
_REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SEPARATORS = re.compile(r"[-_.]+")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that an installed distribution offers, as its metadata says.

    Attributes:
        group: ``cleanse.rules``, ``cleanse.packs``, ``cleanse.formats`` or ``cleanse.detectors``.
        name: the id of a rule or detector, the name of a pack or format.
        value: ``module:class``, or for a pack ``package.folder:file.toml``.
        distribution: its normalised name.
        version: of the distribution.
    """

    group: str
    name: str
    value: str
    distribution: str
    version: str

    @property
    def told(self) -> str:
        """The distribution with its version, for messages."""
        return f"{self.distribution} {self.version}"


def offers() -> tuple[Offer, ...]:
    """Everything that is offered, sorted by group, name and distribution."""
    return _scan(tuple(sys.path))


@lru_cache(maxsize=4)
def _scan(path: tuple[str, ...]) -> tuple[Offer, ...]:
    found: dict[tuple[str, str, str], Offer] = {}
    seen: set[str] = set()
    for distribution in metadata.distributions(path=list(path)):
        name = _normal(distribution.metadata["Name"] or "")
        # The first on the path is the one that imports.
        if not name or name in seen:
            continue
        seen.add(name)
        for point in distribution.entry_points:
            if point.group in GROUPS:
                offer = Offer(point.group, point.name, point.value, name, distribution.version)
                found[point.group, point.name, name] = offer
    return tuple(found[key] for key in sorted(found))


def distribution_digest(offer: Offer) -> str:
    """Digest of the files that a distribution installed: their names and digests, sorted.

    Metadata, compiled files and scripts are left out, so that the digest is that of the code and data alone. Of
    an editable installation the files of the package that the offer names are taken, where they live.

    Raises:
        SettingsError: the files cannot be read.
    """
    digest = hashlib.sha256()
    try:
        for name, path in sorted(_files(offer)):
            digest.update(f"{name} {digest_bytes(path.read_bytes())}\n".encode())
    except OSError as error:
        raise SettingsError(
            f"{offer.told}: its files cannot be read: {error}.", hint=f"Install {offer.distribution} again."
        ) from error
    return digest.hexdigest()


def libraries(offer: Offer) -> dict[str, str]:
    """The versions of a distribution and of what it requires."""
    versions = {offer.distribution: offer.version}
    for requirement in metadata.distribution(offer.distribution).requires or ():
        match = _REQUIREMENT.match(requirement)
        if match is None or "extra ==" in requirement or _normal(match[0]) == _SELF:
            continue
        try:
            versions[_normal(match[0])] = metadata.version(match[0])
        except metadata.PackageNotFoundError:
            versions[_normal(match[0])] = "none"
    return versions


def pack_path(offer: Offer) -> Path:
    """Where the file of an offered pack is, found without importing its package.

    Raises:
        SettingsError: the value names no file.
    """
    package, _, file = (part.strip() for part in offer.value.partition(":"))
    top, *folders = package.split(".")
    inside = PurePosixPath(*folders, file)
    if file.endswith(".toml") and ".." not in inside.parts and not inside.is_absolute() and "\\" not in file:
        for folder in _package_folders(top):
            path = folder.joinpath(*inside.parts)
            if path.is_file():
                return path
    raise SettingsError(
        f"the pack {offer.name!r} of {offer.told} is not at {offer.value!r}.",
        hint='Name a file inside the package, as in "package.folder:pack.toml", and see that it is installed.',
    )


def _package_folders(top: str) -> list[Path]:
    """Where a top-level package lies; finding one does not import it."""
    try:
        spec = util.find_spec(top)
    except (ImportError, ValueError):
        return []
    return [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []


def _files(offer: Offer) -> Iterator[tuple[str, Path]]:
    distribution = metadata.distribution(offer.distribution)
    listed = [name for name in distribution.files or () if _counts(PurePosixPath(name))]
    if listed:
        for name in listed:
            yield PurePosixPath(name).as_posix(), Path(str(distribution.locate_file(name)))
        return
    top = offer.value.partition(":")[0].strip().split(".")[0]
    folders = _package_folders(top)
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and _counts(PurePosixPath(path.relative_to(folder.parent).as_posix())):
                yield path.relative_to(folder.parent).as_posix(), path
    if not folders and (spec := util.find_spec(top)) and spec.origin:
        yield Path(spec.origin).name, Path(spec.origin)


def _counts(path: PurePosixPath) -> bool:
    """True for what decides behaviour, and not how or where it was installed."""
    top = path.parts[0] if path.parts else ""
    return not (
        top in {"..", "/", "__pycache__"}
        or top.endswith((".dist-info", ".egg-info", ".pth"))
        or top.startswith(("__editable__", "_editable_impl_"))
        or "__pycache__" in path.parts
        or path.suffix == ".pyc"
        or path.is_absolute()
    )


def _normal(name: str) -> str:
    return _SEPARATORS.sub("-", name).lower()
