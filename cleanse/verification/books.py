"""Level ``books``: everything that follows from the manifest alone."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, BinaryIO, NamedTuple

from cleanse.canonical import decode_line
from cleanse.digests import digest_bytes
from cleanse.errors import ManifestError
from cleanse.framing import check_footer, check_header
from cleanse.manifest import lines
from cleanse.ordering import Order
from cleanse.records import check_record
from cleanse.tally import NOTHING, Entry, Tally, tally
from cleanse.verification.findings import Findings
from cleanse.verification.known import Names

_ROOTS = {"inputs_root": "the inputs", "outputs_root": "the outputs", "records_root": "the records"}
_CHANGED = "The manifest was changed after the run: take it from where it was published, or run again."


class Line(NamedTuple):
    """A record and where it stands.

    Attributes:
        number: of the line, from 1.
        offset: of the line, in bytes.
        record: whose schema holds.
        balanced: false when its edits are malformed or do not add up: they must not be made.
    """

    number: int
    offset: int
    record: dict[str, Any]
    balanced: bool


class Books:
    """One pass over a manifest that checks and adds up every line.

    Args:
        stream: binary; read once, from where it stands.
        findings: where disagreements go.

    Attributes:
        header: line 1; empty until `open` has read it.
        complete: true when the manifest was read up to its footer.
        names: the outputs' paths.
        sha256: of the manifest; set at the end.
        outputs_root: as recomputed; set at the end.
    """

    def __init__(self, stream: BinaryIO, findings: Findings) -> None:
        self.header: dict[str, Any] = {}
        self.complete = False
        self.names = Names()
        self.sha256 = ""
        self.outputs_root = ""
        self._stream = stream
        self._findings = findings
        self._rules = 0
        self._order = Order()
        self._tally = Tally()
        self._header_sha256 = ""
        self._footer: dict[str, Any] = {}
        self._lost = False
        self._unbooked = False

    def open(self) -> bool:
        """Read the header; false when nothing behind it can be understood."""
        try:
            _, line = next(lines(self._stream))
            self._digest = sha256(line + b"\n")
            self._header_sha256 = digest_bytes(line)
            header = decode_line(line)
            check_header(header)
        except ManifestError as error:
            self._report(error, 1)
            return False
        self.header = header
        self._rules = len(header["rules"])
        return True

    def records(self) -> Iterator[Line]:
        """Every record whose schema holds; what is wrong with it or with others becomes a finding."""
        number, offset = 1, self._stream.tell()
        broken = False
        try:
            for count, line in lines(self._stream):
                number = count + 1
                self._digest.update(line)
                self._digest.update(b"\n")
                here, offset = offset, offset + len(line) + 1
                broken = False
                try:
                    value = decode_line(line)
                    if self._footer:
                        raise ManifestError("E_SCHEMA", "a line stands behind the footer")
                    if "end" in value:
                        check_footer(value, self._rules)
                        self._footer = value
                        continue
                    check_record(value, self._rules)
                except ManifestError as error:
                    self._report(error, number)
                    self._lost = broken = True
                    self._tally.note(line)
                    self._order.lose()
                    continue
                in_order = self._in_order(number, value)
                balanced = self._book(number, line, value)
                if in_order:
                    yield Line(number, here, value, balanced)
            if not self._footer and not broken:
                raise ManifestError(
                    "E_TRUNC", "the manifest has no footer: it was cut off, or the run did not finish", line=number
                )
        except ManifestError as error:
            if error.code == "E_TRUNC" and not error.line:
                error.line = number
            self._report(error, number if error.code == "E_TRUNC" else number + 1)
            return
        self.complete = True
        self.sha256 = self._digest.hexdigest()
        self._close(number)

    def _in_order(self, number: int, record: dict[str, Any]) -> bool:
        try:
            self._order.next(record)
        except ManifestError as error:
            self._report(error, number, record["path"])
            return error.code != "E_ORDER"
        return True

    def _report(self, error: ManifestError, number: int, path: str = "") -> None:
        hint = error.hint
        if error.code in {"E_TRUNC", "E_ROOT"}:
            hint = hint or _CHANGED
        elif error.code == "E_VERSION":
            hint = hint or "Verify it with the version of cleanse that wrote it."
        elif error.message.endswith("a carriage return ends the line"):
            hint = "The file is the CRLF form: add `* -text` to .gitattributes."
        self._findings.add(error.code, path, error.message, hint, number)

    def _book(self, number: int, line: bytes, record: dict[str, Any]) -> bool:
        self._findings.checked["records"] += 1
        entry: Entry = NOTHING
        balanced = True
        try:
            entry = tally(record, self._rules)
        except ManifestError as error:
            self._report(error, number, record["path"])
            self._unbooked = True
            balanced = False
        self._tally.add(record, line, entry)
        if "out" in record and "row" not in record and not self.names.claim(record["out"]["path"]):
            self._findings.add(
                "E_CASE",
                record["out"]["path"],
                "another output has the same path, but for case or normal form at most",
                line=number,
            )
        return balanced

    def _close(self, number: int) -> None:
        """Hold the footer against what was added up."""
        try:
            self._order.end()
        except ManifestError as error:
            self._report(error, number)
        footer = self._footer
        mine = self._tally.footer(self._header_sha256)
        self.outputs_root = mine["outputs_root"]
        if not footer:
            return
        if footer["header_sha256"] != mine["header_sha256"]:
            self._findings.add("E_ROOT", "", "footer.header_sha256 is not the digest of the header", _CHANGED, number)
        for key, what in _ROOTS.items():
            # Without a record that could not be used, only the tree over the lines can be grown again.
            if footer[key] != mine[key] and (key == "records_root" or not self._lost):
                self._findings.add("E_ROOT", "", f"footer.{key} is not the root over {what}", _CHANGED, number)
        if self._lost:
            return
        self._compare("n", footer["n"], mine["n"], number)
        if self._unbooked:
            return
        self._compare("bytes", footer["bytes"], mine["bytes"], number)
        theirs = {row[0]: row[1:] for row in footer["ledger"]}
        ours = {row[0]: row[1:] for row in mine["ledger"]}
        rules = self.header.get("rules", [])
        for rule in sorted(theirs.keys() | ours.keys()):
            if theirs.get(rule) != ours.get(rule):
                name = rules[rule][0] if rule < len(rules) else str(rule)
                self._findings.add(
                    "E_LEDGER",
                    "",
                    f"the ledger says {_figures(theirs.get(rule))} of {name}, the records add up to {_figures(ours.get(rule))}"
                    " (documents, spans, deleted, inserted)",
                    line=number,
                )

    def _compare(self, key: str, theirs: dict[str, int], mine: dict[str, int], number: int) -> None:
        for name in sorted(mine):
            if theirs[name] != mine[name]:
                self._findings.add(
                    "E_LEDGER",
                    "",
                    f"footer.{key}.{name} is {theirs[name]}, the records add up to {mine[name]}",
                    line=number,
                )


def _figures(row: list[int] | None) -> str:
    return "nothing" if row is None else "/".join(map(str, row))
