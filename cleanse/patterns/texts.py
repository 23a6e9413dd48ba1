"""Texts one of which every match holds."""

from __future__ import annotations

from collections.abc import Iterator

from cleanse.patterns.tree import Alt, Node, One, Repeat, Seq, Text


def needs(node: Node) -> tuple[str, ...]:
    """Texts one of which every match holds: the best that one item, or one run of letters, has to offer."""
    match node:
        case One(_, _, exact) | Text(exact):
            return (exact,) if exact else ()
        case Seq(items):
            return max(_offers(items), key=_worth, default=())
        case Alt(choices):
            offers = [needs(choice) for choice in choices]
            return tuple(sorted({text for offer in offers for text in offer})) if all(offers) else ()
        case Repeat(body, low):
            return needs(body) if low else ()


def _offers(items: tuple[Node, ...]) -> Iterator[tuple[str, ...]]:
    run = ""
    for item in items:
        fixed = item.text if isinstance(item, Text) else item.exact if isinstance(item, One) else ""
        if fixed:
            run += fixed
            continue
        if run:
            yield (run,)
        run = ""
        offer = needs(item)
        if offer:
            yield offer
    if run:
        yield (run,)


def _worth(offer: tuple[str, ...]) -> tuple[int, int]:
    """Rare texts are worth most: long ones, and signs of no alphabet; digits are worth least."""
    return min((_rarity(text) for text in offer), default=0), -len(offer)


def _rarity(text: str) -> int:
    if text.strip().isdigit():
        return 0
    return len(text) if text.isascii() else len(text) + 3
