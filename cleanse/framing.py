"""The first and the last line of a manifest: which keys, types and ranges they have."""

from __future__ import annotations

from collections.abc import Sequence

from cleanse.canonical import check_values
from cleanse.digests import digest_json
from cleanse.errors import ManifestError
from cleanse.records import STATES
from cleanse.schema import check_count, check_digest, check_rule, check_text, check_texts, require_keys, schema

VERSION = "manifest/v1"

_HEADER = frozenset(("cleanse", "env", "packs", "pipeline", "rules", "scope", "tool"))
_FOOTER = frozenset(
    ("bytes", "end", "header_sha256", "inputs_root", "ledger", "n", "outputs_root", "records_root"),
)
_BYTES = frozenset(("copied", "deleted", "dropped", "in", "inserted", "out"))


def check_header(header: object) -> None:
    """Check line 1.

    Raises:
        ManifestError: ``E_VERSION`` for another format version, ``E_ROOT`` when ``pipeline.sha256`` is not the
            digest of the settings and rules embedded, else ``E_SCHEMA``, ``E_ALG``.
    """
    if type(header) is not dict or "cleanse" not in header:
        raise schema("the first line is not a header")
    version = header["cleanse"]
    if version != VERSION:
        if type(version) is str and version.startswith("manifest/"):
            raise ManifestError("E_VERSION", f"the format is {version[:40]!r}, and this reads {VERSION!r}")
        raise schema("the first line is not a header of a cleanse manifest")
    check_values(header)
    require_keys(header, _HEADER, _HEADER, "header")
    tool = require_keys(header["tool"], *_same("name", "sha256", "version"), "tool")
    check_text(tool["name"], "tool.name")
    check_text(tool["version"], "tool.version")
    check_digest(tool["sha256"], "tool.sha256")
    env = require_keys(header["env"], *_same("deps", "python", "unicode"), "env")
    check_text(env["python"], "env.python")
    check_text(env["unicode"], "env.unicode")
    _table_ofcheck_texts(env["deps"], 2, "env.deps")
    for row in _table_ofcheck_texts(header["packs"], 3, "packs"):
        check_digest(row[2], "the digest of a pack")
    last = ""
    for row in _table_ofcheck_texts(header["rules"], 4, "rules"):
        check_digest(row[2], "the digest of a rule")
        if row[0] <= last:
            raise ManifestError("E_ORDER", "the rules are not sorted by id, each once")
        last = row[0]
    scope = require_keys(
        header["scope"],
        ("exclude", "include", "sources"),
        frozenset(("exclude", "include", "sample", "sources")),
        "scope",
    )
    for key in ("exclude", "include", "sources"):
        check_texts(scope[key], f"scope.{key}")
    if "sample" in scope:
        check_count(scope["sample"], "scope.sample")
    pipeline = require_keys(header["pipeline"], *_same("config", "sha256"), "pipeline")
    if type(pipeline["config"]) is not dict:
        raise schema("pipeline.config is not a table")
    check_digest(pipeline["sha256"], "pipeline.sha256")
    if pipeline["sha256"] != digest_json([pipeline["config"], header["rules"]]):
        raise ManifestError("E_ROOT", "pipeline.sha256 is not the digest of the settings and rules beside it")


def _same(*keys: str) -> tuple[Sequence[str], frozenset[str]]:
    return keys, frozenset(keys)


def _table_ofcheck_texts(value: object, width: int, what: str) -> list[list[str]]:
    if type(value) is not list:
        raise schema(f"{what} is not a list")
    for row in value:
        if type(row) is not list or len(row) != width:
            raise schema(f"{what} has an entry that is not a list of {width}")
        check_texts(row, f"an entry of {what}")
    return value


def check_footer(footer: object, rules: int) -> None:
    """Check the form of the last line; whether its figures are right is for the books.

    Args:
        footer: the decoded line.
        rules: how many rules the header's table has.
    """
    table = require_keys(footer, _FOOTER, _FOOTER, "footer")
    check_values(table)
    if table["end"] != 1 or type(table["end"]) is not int:
        raise schema("footer.end is not 1")
    for key in ("header_sha256", "inputs_root", "outputs_root", "records_root"):
        check_digest(table[key], f"footer.{key}")
    for key, names in (("n", frozenset(STATES)), ("bytes", _BYTES)):
        figures = require_keys(table[key], sorted(names), names, f"footer.{key}")
        for name, figure in figures.items():
            check_count(figure, f"footer.{key}.{name}")
    if type(table["ledger"]) is not list:
        raise schema("footer.ledger is not a list")
    last = -1
    for row in table["ledger"]:
        if type(row) is not list or len(row) != 5:
            raise schema("footer.ledger has an entry that is not a list of 5")
        for figure in row:
            check_count(figure, "a figure of the ledger")
        if row[0] <= last:
            raise ManifestError("E_ORDER", "footer.ledger is not sorted by rule, each once")
        last = row[0]
        check_rule(last, rules, "footer.ledger")
