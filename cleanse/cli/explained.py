"""What `explain` prints: for people, and as tables for JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from cleanse.cli import decoded
from cleanse.cli.aligned import aligned
from cleanse.cli.marks import coloured, marked, painted
from cleanse.explaining import Account, Changed, Example, Explanation, RuleAccount
from cleanse.explaining.documents import name_of
from cleanse.terminal import printable

WIDTH = 100
"""Characters of a removed line or an example that are shown."""

STATES = {"same": "unchanged", "edited": "edited", "dropped": "dropped", "failed": "failed", "skipped": "skipped"}


def print_document(explanation: Explanation, advice: str) -> None:
    """The document with its marks, and a summary by rule.

    Args:
        explanation: of the document.
        advice: what to pass to see more; may be empty.
    """
    for line in aligned(_facts(explanation, advice)):
        click.echo(line)
    show = painted if coloured() else marked
    if explanation.basis == "manifest" and explanation.changes:
        click.echo()
        for change in explanation.changes:
            click.echo(f"byte {change.start:,}  {show(change, printable)}")
    elif explanation.parts:
        click.echo()
        text = "".join(map(show, explanation.parts))
        click.echo(text, nl=not text.endswith("\n"))
    _print_figures(explanation)


def _facts(explanation: Explanation, advice: str) -> list[tuple[str, str]]:
    record = explanation.record
    lines = [("document", printable(name_of(record)))]
    if "box" in record:
        told = ", ".join(f"{count:,} {STATES[state]}" for state, count in sorted(explanation.rows.items()))
        lines.append(("rows", f"{record['rows']:,}" + (f": {told}" if told else "")))
        if explanation.changed_rows:
            shown = ", ".join(map(str, explanation.changed_rows))
            lines.append(("changed", f"rows {shown}; see one with --row"))
        return lines
    lines.append(("state", STATES[record["st"]] + _sizes(record)))
    if "why" in record:
        lines.append(("why", printable(": ".join(record["why"]))))
    if explanation.drop:
        lines.append(("dropped", f"by {printable(explanation.drop)}"))
    if "out" in record and record["out"].get("path", record["path"]) != record["path"]:
        lines.append(("output", printable(record["out"]["path"])))
    lines += [
        ("decoded", printable(", ".join(f"{size:,} bytes as {codec}" for size, codec in stage[1])))
        for stage in record.get("t", ())
        if stage[0] == "decode"
    ]
    facts = dict(record.get("facts", {}))
    evidence = facts.pop("text/decode", {})
    if evidence or ("in" in record and "row" not in record and "why" not in record):
        lines.append(("encoding", printable(decoded.told(evidence))))
    for id, slot in sorted(facts.items()):
        lines.append(("fact", printable(f"{id} {json.dumps(slot, ensure_ascii=False, sort_keys=True)}")))
    if explanation.opaque:
        rule, source, image = explanation.opaque
        told = f"{printable(rule)} made an image of {image:,} bytes out of {source:,} bytes of source."
        lines.append(("note", told))
        lines.append(
            ("", "It cannot be derived again: what was taken from it later is known by place, size and rule only.")
        )
    elif explanation.trouble:
        lines.append(("note", printable(f"The source cannot be used: {explanation.trouble}.")))
    elif advice and explanation.changes:
        lines.append(("note", printable(advice)))
    return lines


def _sizes(record: Mapping[str, Any]) -> str:
    sizes = [(record[key].get("plain", record[key])["len"], key) for key in ("in", "out") if key in record]
    return "".join(f", {size:,} bytes {key}" for size, key in sizes)


def _print_figures(explanation: Explanation) -> None:
    if not explanation.rules:
        return
    click.echo()
    rows: list[tuple[str, ...]] = [("rule", "spans", "bytes removed", "bytes inserted")]
    rows += [(printable(rule), *(f"{figure:,}" for figure in figures)) for rule, figures in explanation.rules.items()]
    for line in aligned(rows, "lrrr"):
        click.echo(line)


def document_table(explanation: Explanation, advice: str) -> dict[str, Any]:
    """What is known of a document, for JSON."""
    record = explanation.record
    table: dict[str, Any] = {"path": record["path"]}
    for key in ("row", "box", "rows", "st", "in", "out", "t", "why", "drop", "facts"):
        if key in record:
            table["state" if key == "st" else key] = record[key]
    if "box" in record:
        table["states"] = dict(explanation.rows)
        table["changed_rows"] = list(explanation.changed_rows)
    else:
        table["basis"] = explanation.basis
        table["parts"] = [_part(part) for part in explanation.parts]
    if explanation.drop:
        table["dropped"] = explanation.drop
    if explanation.opaque:
        table["opaque"] = dict(zip(("rule", "source", "image"), explanation.opaque, strict=True))
    if explanation.trouble:
        table["trouble"] = explanation.trouble
    if advice:
        table["advice"] = advice
    table["rules"] = {rule: figures._asdict() for rule, figures in explanation.rules.items()}
    return table


def _part(part: str | Changed) -> dict[str, Any]:
    if isinstance(part, str):
        return {"kept": part}
    return _change(part)


def _change(change: Changed) -> dict[str, Any]:
    return {
        "start": change.start,
        "size": change.size,
        "line": change.line or None,
        "removed": change.removed,
        "inserted": change.inserted,
        "rules": list(change.rules),
    }


def print_run(account: Account, advice: str) -> None:
    """The run by rule, and what was dropped or failed."""
    counts = ", ".join(f"{account.counts[state]:,} {word}" for state, word in STATES.items())
    figures = account.bytes
    head = [
        ("documents", f"{sum(account.counts.values()):,}: {counts}"),
        ("bytes", ", ".join(f"{figures[key]:,} {key}" for key in ("in", "deleted", "inserted", "out"))),
    ]
    if advice:
        head.append(("note", printable(advice)))
    if account.opaque:
        told = f"the image of {account.opaque:,} documents cannot be derived from their source again;"
        head.append(("note", f"{told} what rules took from it is known by place, size and rule only."))
    for line in aligned(head):
        click.echo(line)
    for name, why in account.unusable:
        click.echo(click.style(f"source  {printable(name)}: {printable(why)}", fg="red" if coloured() else None))
    _more(account.unusable_count, len(account.unusable))
    if account.rules:
        click.echo()
        rows: list[tuple[str, ...]] = [("rule", "documents", "spans", "bytes removed", "bytes inserted")]
        rows += [(printable(rule.id), *(f"{figure:,}" for figure in _figures(rule))) for rule in account.rules]
        for line in aligned(rows, "lrrrr"):
            click.echo(line)
    for rule in account.rules:
        _print_rule(rule)
    _print_others(account)


def _figures(rule: RuleAccount) -> tuple[int, int, int, int]:
    return rule.documents, rule.spans, rule.deleted, rule.inserted


def _print_rule(rule: RuleAccount) -> None:
    if not rule.lines and not rule.examples:
        return
    click.echo()
    click.echo(click.style(f"{printable(rule.id)} {printable(rule.version)}", bold=True if coloured() else None))
    for place, line in enumerate(aligned([_line(text, count, rule.short) for text, count in rule.lines], "rl")):
        click.echo(("  lines     " if not place else " " * 12) + line)
    for place, example in enumerate(rule.examples):
        click.echo(("  examples  " if not place else " " * 12) + _example(example))


def _line(text: str, count: int, short: int) -> tuple[str, str]:
    """How often a line was removed, and the line between quotation marks; counts that may be too small say so."""
    return f"{count:,}{'+' if short else ''} x", printable(json.dumps(_clipped(text), ensure_ascii=False))


def _example(example: Example) -> str:
    """A change on one line, between what stands around it."""
    change = example.change
    where = printable(example.document) + (f", line {change.line:,}" if change.line else "")
    if example.note:
        return f"{where}: {printable(example.note)}"
    show = painted if coloured() else marked
    removed = None if change.removed is None else _clipped(change.removed)
    short = Changed(change.start, change.size, removed, _clipped(change.inserted), change.rules)
    parts = [part for part in (example.before, short, example.after) if part]
    return f"{where}: " + "".join(show(part, printable) for part in parts)


def _clipped(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}\u2026"


def _more(count: int, shown: int) -> None:
    if count > shown:
        click.echo(f"  and {count - shown:,} more, each in the manifest")


def _print_others(account: Account) -> None:
    for dropped in account.dropped:
        click.echo()
        click.echo(f"dropped  {dropped.kind}: {dropped.count:,}")
        for name, partner in dropped.documents:
            click.echo(f"  {printable(name)}" + (f"  {printable(partner)}" if partner else ""))
        _more(dropped.count, len(dropped.documents))
    for trouble in account.troubles:
        click.echo()
        click.echo(f"{trouble.state}  {printable(trouble.code)}: {trouble.count:,}")
        for name, sentence in trouble.documents:
            click.echo(f"  {printable(name)}: {printable(sentence)}")
        _more(trouble.count, len(trouble.documents))


def run_table(account: Account, advice: str) -> dict[str, Any]:
    """What is known of a run, for JSON."""
    return {
        "documents": dict(account.counts),
        "bytes": dict(account.bytes),
        "rules": {rule.id: _rule(rule) for rule in account.rules},
        "dropped": {
            dropped.kind: {"count": dropped.count, "documents": [list(pair) for pair in dropped.documents]}
            for dropped in account.dropped
        },
        "troubles": [
            {
                "state": trouble.state,
                "code": trouble.code,
                "count": trouble.count,
                "documents": [list(pair) for pair in trouble.documents],
            }
            for trouble in account.troubles
        ],
        "missing": account.missing,
        "opaque": account.opaque,
        "unusable": {"count": account.unusable_count, "documents": [list(pair) for pair in account.unusable]},
        "advice": advice,
    }


def _rule(rule: RuleAccount) -> dict[str, Any]:
    names = ("documents", "spans", "deleted", "inserted")
    return {
        "version": rule.version,
        **dict(zip(names, _figures(rule), strict=True)),
        "lines": [{"line": line, "count": count} for line, count in rule.lines],
        "counts_short_by": rule.short,
        "examples": [
            {
                "document": example.document,
                "before": example.before,
                **_change(example.change),
                "after": example.after,
                "note": example.note,
            }
            for example in rule.examples
        ],
    }
