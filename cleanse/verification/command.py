"""The command line of verification, and what it prints."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from cleanse.errors import SettingsError
from cleanse.report import EXIT_FINISHED, EXIT_INTERRUPTED, EXIT_UNFINISHED, EXIT_USAGE, Finding, Report
from cleanse.verification.codes import UNCHECKED, status_of
from cleanse.verification.levels import LEVELS, verify

# Controls, surrogates, and the marks that reorder or break what a terminal shows.
_UNSHOWN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def shown(text: str) -> str:
    r"""Untrusted text for a terminal or a log of CI: one line, no sequences, no reordering.

    >>> shown("a\x1b[31m\u202eb")
    'a\\x1b[31m\\u202eb'
    """
    return _UNSHOWN.sub(lambda match: _escaped(ord(match[0])), text)


def _escaped(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def render(report: Report, *, strict: bool = False) -> str:
    r"""What a person reads: a line a finding, and a last line that says it all.

    >>> print(render(Report("hashes", (), {"records": 5, "outputs": 4}, 0)))
    VALID  hashes  5 records, 4 outputs
    """
    lines = [_line(finding) for finding in report.findings]
    status = status_of(report.findings, strict=strict)
    if status == EXIT_FINISHED:
        figures = ", ".join(
            f"{count} {what}" for what, count in report.checked.items() if count or what in {"records", "outputs"}
        )
        lines.append(f"VALID  {report.level}  {figures}")
    else:
        counts = Counter(finding.code for finding in report.findings if strict or not finding.code.startswith("W_"))
        verdict = {EXIT_UNFINISHED: "UNFINISHED", UNCHECKED: "NOT CHECKED"}.get(status, "FAILED")
        lines.append(f"{verdict}  {', '.join(f'{count} {code}' for code, count in sorted(counts.items()))}")
    return "\n".join(lines)


def _line(finding: Finding) -> str:
    parts = [finding.code]
    if finding.path:
        parts.append(finding.path)
    message = finding.message
    if finding.line:
        message += f" (manifest line {finding.line})"
    parts.append(message + "." if not message.endswith(".") else message)
    return shown("  ".join(parts) + (f" {finding.hint}" if finding.hint else ""))


def to_json(report: Report, *, strict: bool = False) -> str:
    """The report as one JSON object: ``status``, ``level``, ``checked``, ``findings``.

    Everything outside ASCII is escaped, so that the text is safe wherever it is printed.
    """
    table = {
        "status": status_of(report.findings, strict=strict),
        "level": report.level,
        "checked": report.checked,
        "findings": [
            {
                "code": finding.code,
                "path": finding.path,
                "message": finding.message,
                "hint": finding.hint,
                "line": finding.line,
            }
            for finding in report.findings
        ],
    }
    return json.dumps(table, sort_keys=True, indent=1)


def parse_sources(given: Sequence[str]) -> dict[str, Path]:
    """Sources as given on a command line: ``PATH`` or ``LABEL=PATH``.

    Raises:
        SettingsError: a label is given twice.
    """
    sources: dict[str, Path] = {}
    for text in given:
        label, equals, rest = text.partition("=")
        if not equals or not label or "/" in label or os.sep in label or Path(text).exists():
            label, rest = "", text
        if label in sources:
            what = f"the label {label!r}" if label else "a source without a label"
            raise SettingsError(f"{what} is given twice.", hint="Give each source as --source LABEL=PATH.")
        sources[label] = Path(rest)
    return sources


def main(argv: Sequence[str] | None = None) -> int:
    """Verify and print; the exit status.

    Args:
        argv: without the program's name; ``None`` for the process's own.
    """
    options = _parser().parse_args(argv)
    try:
        report = verify(options.out, parse_sources(options.source) or None, options.level)
    except SettingsError as error:
        print(shown(f"cleanse verify: {error}"), file=sys.stderr)
        return EXIT_USAGE
    except KeyboardInterrupt:
        print("cleanse verify: interrupted; nothing was changed.", file=sys.stderr)
        return EXIT_INTERRUPTED
    text = to_json(report, strict=options.strict) if options.json else render(report, strict=options.strict)
    _print(text)
    return status_of(report.findings, strict=options.strict)


def _print(text: str) -> None:
    """Print whatever the terminal can show; a reader that has gone away changes no verdict."""
    with contextlib.suppress(AttributeError, ValueError):
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        print(text, flush=True)
    except BrokenPipeError:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cleanse.verification",
        description="Verify an output folder of cleanse against its manifest, and against the sources when they are given.",
        epilog="Exit status: 0 valid, 1 integrity, 2 usage, 3 trust, 5 a level asked for could not be checked,"
        " 6 no usable manifest, 7 could not finish.",
    )
    parser.add_argument("out", metavar="OUT", help="the output folder of a run")
    parser.add_argument(
        "--source",
        action="append",
        default=[],
        metavar="[LABEL=]PATH",
        help="what was cleaned; once per source of the run",
    )
    parser.add_argument("--level", choices=LEVELS, help="default: the strongest that what is given allows")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--strict", action="store_true", help="fail on warnings")
    return parser
