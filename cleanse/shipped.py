"""The packs that come with cleanse, and the file in which they are kept ready.

To read tens of thousands of phrases from TOML and to work out by what each may be found takes seconds, and
every process needs them. So ``rules/compiled.json`` holds the result; it counts only while the TOML files are those it
was made of, and a test makes it again. ``python -m cleanse.shipped`` renews it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from cleanse.digests import digest_bytes
from cleanse.errors import PackError
from cleanse.linerules import Entry, Prepared, atlas_from, atlas_of
from cleanse.packs import Pack, load_pack
from cleanse.tables import meant

COMPILED = "compiled.json"
FORMAT = "packs/v1"

_LISTS = ("match", "hits", "misses", "languages", "phrases")


def packs_folder() -> Path:
    """Where the built-in packs are: ``_rules`` in an installed wheel, ``rules`` beside the package in a checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "_rules"
    return inside if inside.is_dir() else here.parent / "rules"


def builtin_packs() -> tuple[Pack, ...]:
    """The packs that come with cleanse, sorted by name.

    Raises:
        PackError: one is broken, or there is none: the installation is damaged.
    """
    return _shipped(packs_folder())[0]


def builtin_entries() -> Prepared:
    """All entries of the built-in packs, ready to be looked for.

    Raises:
        PackError: as `builtin_packs`.
    """
    return _shipped(packs_folder())[1]


def find_pack(name: str) -> Pack:
    """The built-in pack of that name.

    Raises:
        PackError: there is none; the hint names the nearest.

    >>> find_pack("addverts")
    Traceback (most recent call last):
    cleanse.errors.PackError: there is no pack "addverts". ...
    """
    packs = {pack.name: pack for pack in builtin_packs()}
    if name not in packs:
        raise PackError(f'there is no pack "{name}".', hint=meant(name, list(packs)))
    return packs[name]


def compiled(folder: Path) -> str:
    """What ``compiled.json`` of a folder of packs is to hold; whether their examples hold is for tests to say.

    Raises:
        PackError: one cannot be read.
    """
    packs = _packs(folder, tried=True)
    entries = [entry for pack in packs for entry in pack.entries]
    table = {
        "cleanse": FORMAT,
        "files": _files(folder),
        "packs": [
            [pack.name, pack.version, pack.summary, pack.digest, list(pack.digests), [asdict(e) for e in pack.entries]]
            for pack in packs
        ],
        "atlas": atlas_of(entries).to_json(),
    }
    return json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


@lru_cache(maxsize=2)
def _shipped(folder: Path) -> tuple[tuple[Pack, ...], Prepared]:
    try:
        table = json.loads((folder / COMPILED).read_bytes())
    except (OSError, ValueError):
        table = {}
    if isinstance(table, dict) and table.get("cleanse") == FORMAT and table.get("files") == _files(folder):
        packs = tuple(_pack(row) for row in table["packs"])
        entries = tuple(entry for pack in packs for entry in pack.entries)
        return packs, Prepared(entries, atlas_from(table["atlas"]))
    # Somebody is at work on the packs. To check them takes most of a second: tests and ``rules test`` do.
    packs = _packs(folder, tried=True)
    return packs, Prepared(tuple(entry for pack in packs for entry in pack.entries))


def _packs(folder: Path, *, tried: bool) -> tuple[Pack, ...]:
    paths = _paths(folder)
    if not paths:
        raise PackError(f"{folder}: there are no rule packs.", hint="Install cleanse again.")
    return tuple(load_pack(path, tried=tried) for path in paths)


def _paths(folder: Path) -> Sequence[Path]:
    return sorted(folder.glob("*.toml"), key=lambda path: path.name)


def _files(folder: Path) -> Mapping[str, str]:
    return {path.name: digest_bytes(path.read_bytes()) for path in _paths(folder)}


def _pack(row: Sequence[Any]) -> Pack:
    name, version, summary, digest, digests, entries = row
    return Pack(name, version, summary, tuple(map(_entry, entries)), digest, tuple(digests))


def _entry(row: dict[str, Any]) -> Entry:
    values: dict[str, Any] = {key: tuple(value) if key in _LISTS else value for key, value in row.items()}
    return Entry(**values)


def main() -> int:
    """Renew the compiled packs of a checkout."""
    folder = packs_folder()
    (folder / COMPILED).write_text(compiled(folder), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
