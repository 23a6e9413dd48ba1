"""The stages by themselves, over split input, merged in any order: the same bytes as all at once."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

from cleanse.dedup.bands import shape
from cleanse.dedup.candidates import Sketches, band_candidates, merged
from cleanse.dedup.checks import Overlap
from cleanse.dedup.choice import Choice
from cleanse.dedup.clusters import Cluster, Decision, Forest
from cleanse.dedup.decider import Policy
from cleanse.dedup.near import Collected
from cleanse.dedup.signatures import common, encoded, shingle_set, sign, sign_all
from cleanse.shingling import reaches

THRESHOLD = 800_000


def corpus(count: int) -> list[str]:
    """Texts of which two in three are edits of an earlier one; none has the words of another."""
    source = random.Random(11)
    texts: list[list[str]] = []
    for number in range(count):
        if texts and source.random() < 0.66:
            words = list(source.choice(texts[-30:]))
            for _ in range(source.randrange(1, 9)):
                words[source.randrange(len(words))] = f"edit{number}x{source.randrange(99)}"
        else:
            words = [f"word{number}x{place}" for place in range(source.randrange(30, 200))]
        texts.append(words)
    return [" ".join(words) for words in texts]


def as_bytes(clusters: list[Cluster], dropped: dict[int, Decision]) -> bytes:
    """Clusters as a distributed job would write them."""
    gone = [[d.index, d.kind, d.partner, d.overlap.both, d.overlap.either] for _, d in sorted(dropped.items())]
    return json.dumps([[[cluster.members, cluster.kept] for cluster in clusters], gone]).encode()


def staged(texts: list[str], source: random.Random) -> bytes:
    """Sign in parts, propose by band, check by pair, join by part; every hand-over in an order of its own."""
    numbers = list(range(len(texts)))
    source.shuffle(numbers)
    rows: dict[int, np.void] = {}
    for start in range(0, len(numbers), 17):
        part = numbers[start : start + 17]
        rows |= dict(zip(part, sign_all([encoded(texts[n]) for n in part]), strict=True))
    table = np.array([rows[number] for number in range(len(texts))])
    lineup = np.lexsort((np.arange(len(texts)), table["digest"][:, 0] >> np.uint64(1), -table["length"]))
    sketches = Sketches(table["minima"], lineup, table["shingles"][lineup])
    cut = shape(THRESHOLD)
    bands = list(range(cut.bands))
    source.shuffle(bands)
    found = merged(band_candidates(sketches, cut, THRESHOLD, band) for band in bands)

    pairs = list(zip(lineup[found.later].tolist(), lineup[found.earlier].tolist(), strict=True))
    source.shuffle(pairs)
    verdicts: dict[tuple[int, int], Overlap] = {}

    def checked(one: int, other: int) -> Overlap:
        left, right = (shingle_set(encoded(texts[index])) for index in (one, other))
        return Overlap(common(left, right), len(left), len(right))

    for one, other in pairs:
        verdicts[one, other] = checked(one, other)

    def looked_up(one: int, other: int) -> Overlap:
        # What a candidate went for is asked about as well, and was perhaps no candidate.
        if (one, other) not in verdicts:
            verdicts[one, other] = checked(one, other)
        return verdicts[one, other]

    choice = Choice(lineup, found, THRESHOLD, looked_up, Forest(len(texts)))
    choice.run()

    # Clusters need the verdicts alone: joined in parts, the parts merged in any order.
    forests = [Forest(len(texts)) for _ in range(5)]
    for (one, other), overlap in verdicts.items():
        if reaches(overlap.both, overlap.either, THRESHOLD):
            source.choice(forests).join(one, other)
    source.shuffle(forests)
    for forest in forests[1:]:
        forests[0].merge(forest)
    return as_bytes(forests[0].clusters(choice.dropped), choice.dropped)


def test_stages_over_split_input_give_the_same_bytes(tmp_path: Path) -> None:
    texts = corpus(400)
    assert len({sign(text).digest for text in texts}) == len(texts)
    with Collected(Policy(), tmp_path) as collected:
        collected.add(texts)
        result = collected.decide()
    whole = as_bytes(list(result.clusters), {decision.index: decision for decision in result.dropped})
    assert len(result.dropped) > 60
    assert {staged(texts, random.Random(seed)) for seed in range(3)} == {whole}


def test_signing_is_pure() -> None:
    texts = list(map(encoded, corpus(60)))
    assert b"".join(row.tobytes() for row in reversed(sign_all(texts[::-1]))) == sign_all(texts).tobytes()


@pytest.mark.parametrize("seed", range(3))
def test_forests_merge_in_any_order(seed: int) -> None:
    source = random.Random(seed)
    pairs = [(source.randrange(60), source.randrange(60)) for _ in range(40)]
    whole = Forest(60)
    for one, other in pairs:
        whole.join(one, other)
    parts = [Forest(60) for _ in range(4)]
    for one, other in source.sample(pairs, len(pairs)):
        source.choice(parts).join(other, one)
    while len(parts) > 1:
        source.shuffle(parts)
        parts[0].merge(parts.pop())
    assert [parts[0].find(index) for index in range(60)] == [whole.find(index) for index in range(60)]
