"""Level ``books``: everything that follows from the manifest alone."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b, sha256
from typing import Any, BinaryIO, NamedTuple

from cleanse.canonical import decode_line
from cleanse.digests import digest_bytes
from cleanse.errors import ManifestError
from cleanse.manifest import lines
from cleanse.names import fold
from cleanse.receipts import read_log
from cleanse.records import check_footer, check_header, check_record
from cleanse.tally import NOTHING, Entry, Order, Tally, tally
from cleanse.verification.findings import Findings

_ROOTS = {"inputs_root": "the inputs", "outputs_root": "the outputs", "records_root": "the records"}
_CHANGED = "The manifest was changed after the run: take it from where it was published, or run again."


class Names:
    """The paths of outputs, kept as digests: about a hundred bytes a path."""

    __slots__ = ("_exact",)

    def __init__(self) -> None:
        self._exact: dict[int, int] = {}

    def claim(self, path: str) -> bool:
        """Note a path; false when another equals it but for case or normal form."""
        folded = fold(path)
        key = short(folded)
        if key in self._exact:
            return False
        self._exact[key] = key if folded == path else short(path)
        return True

    def known(self, path: str) -> str:
        """``exact``, ``variant`` (another case or normal form is known) or ``""``."""
        folded = fold(path)
        key = short(folded)
        exact = self._exact.get(key)
        if exact is None:
            return ""
        return "exact" if exact == (key if folded == path else short(path)) else "variant"


def short(text: str) -> int:
    """88 bits that stand for a text: among a hundred million, chance clashes are a one in 10^10 matter."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogateescape"), digest_size=11).digest(), "little")


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


def check_log(data: bytes, books: Books, findings: Findings, path: str) -> None:
    """The log's chain must hold and its last entry name this manifest.

    Args:
        data: the bytes of ``log.jsonl``.
        books: after the manifest was read to its end.
        findings: where disagreements go.
        path: of the log, for the findings.
    """
    last: dict[str, Any] = {}
    try:
        for entry in read_log(data):
            last = entry
    except ManifestError as error:
        findings.add(
            "E_ROLLBACK", path, f"line {error.line}: {error.message}", "Take the log from where it was published."
        )
        return
    if not last:
        findings.add("E_ROLLBACK", path, "the log is empty", "Take the log from where it was published.")
    elif last["manifest_sha256"] != books.sha256 or last["outputs_root"] != books.outputs_root:
        findings.add(
            "E_MANIFEST_DIGEST",
            path,
            "the last entry of the log names another manifest",
            "The manifest was changed after the run, or is that of another run.",
        )
