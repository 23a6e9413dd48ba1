"""Merkle trees against the definition of RFC 9162, written out here a second time and recursively."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.digests import (
    EMPTY_ROOT,
    Merkle,
    digest_bytes,
    digest_json,
    digest_text,
    inclusion_proof,
    merkle_root,
    proves,
)
from cleanse.errors import ManifestError

leaf_lists = st.lists(st.binary(max_size=4), max_size=40)


def defined(leaves: list[bytes]) -> bytes:
    """MTH of the RFC: split at the largest power of two smaller than n."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + defined(leaves[:split]) + defined(leaves[split:])).digest()


def path(index: int, leaves: list[bytes]) -> list[str]:
    """PATH of the RFC."""
    if len(leaves) == 1:
        return []
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if index < split:
        return [*path(index, leaves[:split]), defined(leaves[split:]).hex()]
    return [*path(index - split, leaves[split:]), defined(leaves[:split]).hex()]


def test_known_roots() -> None:
    leaves = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243")]
    leaves += [bytes(range(0x50, 0x58)), bytes(range(0x60, 0x70))]
    assert merkle_root([]) == EMPTY_ROOT == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle_root(leaves[:1]) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert merkle_root(leaves[:2]) == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert merkle_root(leaves[:3]) == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    assert merkle_root(leaves) == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(leaf_lists)
def test_the_streamed_root_is_the_defined_one_at_every_size(leaves: list[bytes]) -> None:
    tree = Merkle()
    for count, leaf in enumerate(leaves, 1):
        tree.add(leaf)
        assert tree.root() == defined(leaves[:count]).hex()
    assert len(tree) == len(leaves)


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=40), st.data())
def test_proofs_are_those_of_the_definition_and_hold_for_their_place_only(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = inclusion_proof(leaves, index)
    root = merkle_root(leaves)
    assert proof == path(index, leaves)
    assert proves(leaves[index], index, len(leaves), proof, root)
    assert not proves(leaves[index] + b"!", index, len(leaves), proof, root)
    other = data.draw(st.integers(-1, len(leaves)))
    assert proves(leaves[index], other, len(leaves), proof, root) == (
        other == index or (0 <= other < len(leaves) and path(other, leaves) == proof and leaves[other] == leaves[index])
    )
    for size in (len(leaves) * 2 + 1, len(leaves) * 4):
        assert not proves(leaves[index], index, size, proof, root)


def test_a_node_is_no_leaf_and_no_leaf_is_doubled() -> None:
    one, two, three = b"1", b"2", b"3"
    inner = sha256(b"\x00" + one).digest() + sha256(b"\x00" + two).digest()
    assert merkle_root([inner, three]) != merkle_root([one, two, three])
    assert merkle_root([b"\x01" + inner, three]) != merkle_root([one, two, three])
    assert merkle_root([one, two, three, three]) != merkle_root([one, two, three])


@pytest.mark.parametrize("step", ["", "zz", "00", "é", "ab" * 33])
def test_malformed_proofs_are_false(step: str) -> None:
    leaves = [b"1", b"2"]
    assert not proves(b"1", 0, 2, [step], merkle_root(leaves))


def test_no_proof_for_a_leaf_that_is_not_there() -> None:
    with pytest.raises(IndexError):
        inclusion_proof([b"1"], 1)


def test_digests_of_bytes_text_and_json() -> None:
    assert digest_text("é") == digest_bytes("é".encode()) == sha256(b"\xc3\xa9").hexdigest()
    assert digest_json({"b": [1], "a": "é"}) == sha256('{"a":"é","b":[1]}'.encode()).hexdigest()
    with pytest.raises(ManifestError):
        digest_json({"a": 0.5})
