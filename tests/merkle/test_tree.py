"""The tree against the vectors that certificate-transparency's implementations share, against
RFC 6962's recursive definition, and against proofs that were tampered with."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.merkle.tree import Peaks, Tree, is_consistent, is_included, leaf_hash

# github.com/transparency-dev/merkle, testonly/constants.go and proof/verify_test.go.
LEAVES = [
    bytes.fromhex(one)
    for one in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
HEADS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# Leaf (from 0), size, path.
PATHS = [
    (0, 1, []),
    (0, 8, [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]),
    (5, 8, [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (1, 5, [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]),
]  # fmt: skip
# Old size, new size, proof.
PROOFS = [
    (1, 1, []),
    (1, 8, [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]),
    (6, 8, [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]),
    (2, 5, [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]),
    (6, 7, [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]),
]  # fmt: skip


def grown(leaves, tree=None):
    tree = tree or Tree()
    for leaf in leaves:
        tree.append(leaf_hash(leaf))
    return tree


def numbered(count):
    return [str(number).encode() for number in range(count)]


def by_definition(leaves) -> bytes:
    """MTH of RFC 6962, section 2.1, as it is written there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + by_definition(leaves[:k]) + by_definition(leaves[k:])).digest()


@pytest.mark.parametrize("size", range(9))
def test_heads_are_those_of_the_reference(size):
    assert grown(LEAVES[:size]).head().hex() == HEADS[size]
    assert grown(LEAVES).head(size).hex() == HEADS[size]
    assert grown(LEAVES[:size], Peaks()).head().hex() == HEADS[size]


@pytest.mark.parametrize(("index", "size", "path"), PATHS)
def test_paths_are_those_of_the_reference(index, size, path):
    assert [node.hex() for node in grown(LEAVES[:size]).inclusion(index)] == path
    assert [node.hex() for node in grown(LEAVES).inclusion(index, size)] == path


@pytest.mark.parametrize(("old", "new", "proof"), PROOFS)
def test_proofs_of_growth_are_those_of_the_reference(old, new, proof):
    assert [node.hex() for node in grown(LEAVES[:new]).consistency(old)] == proof


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_a_head_is_that_of_the_definition(leaves):
    assert grown(leaves).head() == grown(leaves, Peaks()).head() == by_definition(leaves)


@given(st.integers(1, 300), st.data())
def test_a_leaf_is_proved_and_no_other_in_its_place(size, data):
    tree, index = grown(numbered(size)), data.draw(st.integers(0, size - 1))
    path, head, leaf = tree.inclusion(index), tree.head(), leaf_hash(str(index).encode())
    assert is_included(leaf, index, size, path, head)
    assert not is_included(leaf_hash(b"x"), index, size, path, head)
    assert not is_included(leaf, index + 1, size, path, head)
    assert not is_included(leaf, index, size, [*path, head], head)
    assert size == 1 or not is_included(leaf, index, size, path[:-1], head)
    for place in range(len(path)):
        other = [*path[:place], head, *path[place + 1 :]]
        assert not is_included(leaf, index, size, other, head)


@given(st.integers(1, 300), st.data())
def test_growth_is_proved_also_from_the_peaks_alone(new, data):
    old = data.draw(st.integers(1, new))
    leaves = numbered(new)
    before, after = grown(leaves[:old]), grown(leaves)
    from_peaks = grown(leaves[old:], Tree(old, before.peaks()))
    proof = after.consistency(old)
    assert from_peaks.consistency(old) == proof
    assert (from_peaks.head(), from_peaks.peaks()) == (after.head(), after.peaks())
    assert is_consistent(old, new, before.head(), after.head(), proof)
    if old < new:
        rewritten = grown([b"x", *leaves[1:]])
        assert not is_consistent(old, new, rewritten.head(old), after.head(), proof)
        assert not is_consistent(old, new, before.head(), rewritten.head(), proof)
        assert not is_consistent(old, new, before.head(), after.head(), [*proof, proof[-1]])
        assert not is_consistent(old, new, before.head(), after.head(), proof[:-1])
        assert not is_consistent(old + 1, new, before.head(), after.head(), proof)


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: grown(LEAVES).inclusion(8), "no leaf 8"),
        (lambda: grown(LEAVES).consistency(9), "never had 9"),
        (lambda: Tree(3, [b"x"]), "has 2 peaks"),
        (lambda: Tree(4, [bytes(32)]).inclusion(1), "does not keep"),
    ],
)
def test_what_cannot_be_proved_is_refused_with_a_sentence(ask, sentence):
    with pytest.raises(ValueError, match=sentence):
        ask()
