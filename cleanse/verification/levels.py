"""Running the levels one asked for over an output folder."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from cleanse.errors import CleanseError, SettingsError
from cleanse.manifest import BOOKKEEPING, MANIFEST
from cleanse.names import escape_name
from cleanse.report import Report
from cleanse.verification.books import Books
from cleanse.verification.codes import status_of
from cleanse.verification.findings import Findings, MismatchError
from cleanse.verification.hashes import Outputs
from cleanse.verification.log import check_log
from cleanse.verification.profile import check_profile
from cleanse.verification.replay import Replay
from cleanse.verification.sources import Sources
from cleanse.verification.texts import Texts
from cleanse.verification.tree import OpenFile, Tree
from cleanse.verification.witness import Witnesses

LEVELS = ("books", "hashes", "replay")

PathLike = str | os.PathLike[str]


def verify(path: PathLike, source: PathLike | Mapping[str, PathLike] | None = None, level: str | None = None) -> Report:
    """Verify an output folder.

    Args:
        path: the folder that holds the outputs and ``.cleanse/manifest.jsonl``.
        source: what was cleaned: a path, or a path per label for a run of several sources.
        level: ``books``, ``hashes`` or ``replay``; ``None`` for the strongest that what is given allows.

    Returns:
        A report with every disagreement, never only the first. What is broken on disk never raises.

    Raises:
        SettingsError: there is no such level, or a source does not fit the manifest.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     report = verify(folder)
    >>> report.ok, report.status, report.findings[0].code
    (False, 6, 'E_NO_MANIFEST')
    """
    if level is not None and level not in LEVELS:
        raise SettingsError(f"there is no level {level!r}.", hint=f"Use one of {', '.join(LEVELS)}.")
    given = _given(source)
    asked = level or ("replay" if given else "hashes")
    findings = Findings()
    reached = asked
    try:
        with ExitStack() as stack:
            reached = _run(Path(path), given, asked, findings, stack)
    except SettingsError:
        raise
    except OSError as error:
        what = error.strerror or type(error).__name__
        findings.add("E_UNFINISHED", "", f"the system failed: {what}", "Mend it and verify again.")
    except (CleanseError, MismatchError) as error:
        findings.add("E_UNFINISHED", "", f"could not finish: {error}")
    except (Exception, RecursionError) as error:  # noqa: BLE001 - whatever broken input does, the answer is a status
        findings.add(
            "E_UNFINISHED", "", f"internal error: {type(error).__name__}: {error}", "Report it with the manifest."
        )
    _mention_opaque(findings)
    found = tuple(findings.found)
    return Report(reached, found, findings.checked, status_of(found))


def _given(source: PathLike | Mapping[str, PathLike] | None) -> dict[str, Path]:
    if source is None:
        return {}
    if isinstance(source, Mapping):
        return {label: Path(path) for label, path in source.items()}
    return {"": Path(source)}


def _run(path: Path, given: Mapping[str, Path], level: str, findings: Findings, stack: ExitStack) -> str:
    """Fill ``findings``; the strongest level that was checked."""
    manifest = f"{BOOKKEEPING}/{MANIFEST}"
    try:
        tree = Tree(path)
        stack.callback(tree.close)
        file = stack.enter_context(tree.open(manifest))
    except (OSError, ValueError, MismatchError) as error:
        if isinstance(error, MismatchError) and error.code in {"E_SYMLINK", "E_SPECIAL"}:
            findings.add(error.code, manifest, f"the manifest is no regular file: {error.message}")
        else:
            findings.add(
                "E_NO_MANIFEST",
                "",
                f"there is no manifest in {escape_name(str(path))}",
                "Give the output folder of a run; a run that did not finish leaves no manifest.",
            )
        return "books"
    stream = stack.enter_context(io.BufferedReader(io.FileIO(os.dup(file.handle), "rb"), 1 << 18))
    books = Books(stream, findings)
    if not books.open():
        return "books"
    outputs = Outputs(tree, findings) if level != "books" else None
    sources: Sources | None = None
    if given and level != "books" and books.header:
        sources = Sources(given, books.header, findings)
        stack.callback(sources.close)
    replay: Replay | None = None
    witnesses = Witnesses(findings, books.header) if books.header else None
    if level == "replay" and sources is not None:
        replay = Replay(sources, findings, sampled="sample" in books.header["scope"])
        stack.callback(replay.close)
    elif level == "replay" and books.header:
        findings.add(
            "I_NO_SOURCE",
            "",
            "replay was asked for, and needs the sources",
            "Give them with --source, or ask for --level hashes.",
        )
    for line in books.records():
        if outputs is not None:
            outputs.visit(line.number, line.record)
        if witnesses is not None:
            witnesses.visit(line)
        if replay is not None:
            replay.visit(line)
        elif sources is not None:
            sources.visit(line.number, line.record)
    if replay is not None:
        replay.close()
    if books.complete:
        check_log(tree, books, findings)
        if outputs is not None:
            outputs.finish(books)
            check_profile(tree, books.header, findings)
        if sources is not None:
            sources.finish()
        if witnesses is not None:
            texts = Texts(sources, tree) if replay is not None and sources is not None else None
            if texts is not None:
                stack.callback(texts.close)
            witnesses.check(stream, texts.of if texts is not None else None)
    _unchanged(file, findings)
    return "hashes" if level == "replay" and replay is None else level


def _unchanged(file: OpenFile, findings: Findings) -> None:
    """The manifest must be the same at the end as at the start."""
    if file.changed():
        findings.add(
            "E_TOCTOU", "", "the manifest changed while it was read", "Verify again when nothing writes there."
        )


def _mention_opaque(findings: Findings) -> None:
    count = findings.checked.get("opaque", 0)
    if count:
        findings.add(
            "W_OPAQUE",
            "",
            f"{count} documents passed through a stage that cannot be replayed: checked by digest only",
        )
