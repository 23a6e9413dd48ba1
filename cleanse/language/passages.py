"""Where in a text which language is: its sentences, each told apart, smoothed so that a name is no change of language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from cleanse.document import LanguageSpan
from cleanse.language.letters import Ranking, rank

READ = 1_000_000
"""Characters at the start of a text that are told apart: a second, and some 20 MB."""

CHANGE = 200
"""Units (`model.UNIT`) that a change of language has to gain, 8 natural logarithms: some five words of another
language. Less, and names, titles and single foreign words come out as passages."""

MOST = 600
"""Units that one sentence can speak against a language, whatever it says: a long one must not outweigh its neighbours."""

TAGS = 8
"""Languages that are told apart in one text: those with the most characters in sentences of theirs."""

# A line, or a part of it up to the end of a sentence. Bounded, so that a line of any length is read once.
_SENTENCE = re.compile(
    "(?:[^\n.!?\u2026\u3002\uff01\uff1f]|[.!?\u2026](?!\\s)){1,1000}[.!?\u2026\u3002\uff01\uff1f]{0,9}"
)


def find_passages(text: str) -> tuple[LanguageSpan, ...]:
    """The passages of a text in one language each, in order; neighbours differ. Looks at `READ` characters.

    A passage begins and ends with a sentence or line, without white space at its ends. Sentences without a language
    (numbers, signs) go with their neighbours. The best sequence is found as A. Viterbi did (1967): each sentence
    costs a language what it is behind there, each change costs `CHANGE`.

    >>> text = "Das Boot liegt seit dem Morgen im Hafen.\\nThe captain has not been seen since yesterday."
    >>> [(span.start, span.end, span.tag) for span in find_passages(text)]
    [(0, 40, 'de'), (41, 87, 'en')]
    """
    places: list[tuple[int, int]] = []
    rankings: list[Ranking] = []
    for match in _SENTENCE.finditer(text, 0, READ):
        sentence = match[0]
        bare = sentence.strip()
        if bare:
            start = match.start() + len(sentence) - len(sentence.lstrip())
            places.append((start, start + len(bare)))
            rankings.append(rank(bare))
    sizes: Counter[str] = Counter()
    for (start, end), ranking in zip(places, rankings, strict=True):
        if ranking.tags:
            sizes[ranking.best] += end - start
    tags = sorted(sizes, key=lambda tag: (-sizes[tag], tag))[:TAGS]
    if not tags:
        return ()
    found: list[LanguageSpan] = []
    for place, (start, end) in zip(_best(rankings, tags), places, strict=True):
        goes_on = bool(found) and found[-1].tag == tags[place]
        found.append(LanguageSpan(found.pop().start if goes_on else start, end, tags[place]))
    return tuple(LanguageSpan(one.start, one.end, one.tag, _score(text[one.start : one.end], one.tag)) for one in found)


def _best(rankings: Sequence[Ranking], tags: Sequence[str]) -> list[int]:
    """The cheapest language for each sentence, as its place among the tags; of equals the one before goes on."""
    costs = [0] * len(tags)
    steps: list[list[int]] = []
    for ranking in rankings:
        behind = dict(zip(ranking.tags, ranking.behind, strict=True))
        cheapest = min(range(len(tags)), key=costs.__getitem__)
        change = costs[cheapest] + CHANGE
        steps.append([place if costs[place] <= change else cheapest for place in range(len(tags))])
        costs = [
            min(costs[place], change) + (min(behind.get(tag, MOST), MOST) if behind else 0)
            for place, tag in enumerate(tags)
        ]
    place = min(range(len(tags)), key=costs.__getitem__)
    path = [place]
    for step in reversed(steps[1:]):
        place = step[place]
        path.append(place)
    return path[::-1]


def _score(text: str, tag: str) -> int:
    return rank(text).scores().get(tag, 0)
