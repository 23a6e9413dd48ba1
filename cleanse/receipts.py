"""The small files beside a manifest: a list for ``sha256sum -c`` and the log of runs.

Both can be made again from the manifest and from each other, and `cleanse.verification` checks
that they were.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from cleanse.canonical import encode, parse_line
from cleanse.digests import digest_bytes
from cleanse.errors import ManifestError
from cleanse.names import unescape_name
from cleanse.schema import check_count, check_digest, require_keys

SHA256_LIST = "manifest-sha256.txt"
LOG = "log.jsonl"
PROFILE = "profile.toml"
"""The lines that the run had learned, when it had."""

START = "0" * 64
"""The ``prev`` of the first entry of a log."""

_KEYS = frozenset(("manifest_sha256", "outputs_root", "prev", "seq"))


def sha256_line(record: Mapping[str, Any]) -> bytes:
    r"""The line of ``manifest-sha256.txt`` for a record; empty when it has no file of its own.

    >>> sha256_line({"path": "a.txt", "out": {"path": "a.txt", "sha256": "07", "len": 1}})
    b'07  a.txt\n'
    """
    out = record.get("out")
    if out is None or "row" in record:
        return b""
    name = unescape_name(out["path"])
    return f"{out['sha256']}  {name}\n".encode()


def write_sha256_list(stream: BinaryIO, records: Iterable[Mapping[str, Any]]) -> int:
    """Write the list that ``cd OUT && sha256sum -c .cleanse/manifest-sha256.txt`` reads.

    Args:
        stream: binary, open for writing.
        records: of a manifest, in order; outputs have no backslash or line feed in their names, so no line
            needs the escaping of GNU coreutils.

    Returns:
        The number of lines. When it is 0 the list must not stay: ``sha256sum -c`` fails on an empty one.
    """
    count = 0
    for record in records:
        if line := sha256_line(record):
            stream.write(line)
            count += 1
    return count


def append_log(
    path: str | os.PathLike[str], previous_log_bytes: bytes, manifest_sha256: str, outputs_root: str
) -> bytes:
    """Write the log of a folder: what it held before, and an entry for this run.

    The file is written beside itself and put into place in one step, so that a reader never sees half a line.

    Args:
        path: of ``log.jsonl``.
        previous_log_bytes: the log of the run before; empty for a first run.
        manifest_sha256: of the manifest's bytes.
        outputs_root: from its footer.

    Returns:
        The bytes written.

    Raises:
        ManifestError: the log before is broken.
    """
    entries = list(read_log(previous_log_bytes))
    entry = {
        "manifest_sha256": manifest_sha256,
        "outputs_root": outputs_root,
        "prev": digest_bytes(previous_log_bytes.split(b"\n")[-2]) if entries else START,
        "seq": len(entries),
    }
    data = previous_log_bytes + encode(entry) + b"\n"
    target = Path(path)
    beside = target.with_name(f".{target.name}.new")
    with beside.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(target)
    return data


def read_log(data: bytes) -> Iterator[dict[str, Any]]:
    """The entries of a log, oldest first.

    Raises:
        ManifestError: ``E_TRUNC``, or what `parse_line` finds; ``E_ORDER`` when the chain is broken. ``line`` says where.

    >>> list(read_log(b""))
    []
    """
    if not data:
        return
    if not data.endswith(b"\n"):
        raise ManifestError("E_TRUNC", "the log ends inside a line", line=data.count(b"\n") + 1)
    before = START
    for number, line in enumerate(data[:-1].split(b"\n")):
        try:
            entry = require_keys(parse_line(line), sorted(_KEYS), _KEYS, "an entry of the log")
            check_count(entry["seq"], "seq")
            for key in ("manifest_sha256", "outputs_root", "prev"):
                check_digest(entry[key], key)
            if entry["seq"] != number or entry["prev"] != before:
                raise ManifestError("E_ORDER", "the log's chain is broken: an entry does not follow the one before")
        except ManifestError as error:
            error.line = number + 1
            raise
        before = digest_bytes(line)
        yield entry
