"""Notes and keys as other tools write them, and sentences for those that do not hold."""

from base64 import b64decode
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from claims.merkle.checkpoint import TreeHead, read
from claims.merkle.signed_note import NoteRefused, SignerKey, VerifierKey, open_note, sign

# The example of Go's package golang.org/x/mod/sumdb/note.
GO_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_LINE = (
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfq"
    "dngotpRZb6KE6RyyBwJnAM="
)
AT = datetime(2026, 11, 26, 20, 5, tzinfo=UTC)
KEY = SignerKey("facts.example.org/log", bytes(range(32)))


def test_a_key_and_a_signature_are_those_that_go_writes():
    key = SignerKey.parse(GO_SECRET)
    assert key.text == GO_SECRET
    assert key.verifier.text == GO_PUBLIC
    assert sign(GO_TEXT, key, at=AT).startswith(f"{GO_TEXT}\n{GO_LINE}\n")


def test_the_time_is_signed_as_a_cosignature_is():
    """Computed here as c2sp.org/tlog-cosignature says, without the code under test."""
    note = TreeHead("facts.example.org/log", 7, bytes(32)).signed(KEY, at=AT)
    text, _, lines = note.partition("\n\n")
    data = b64decode(lines.splitlines()[1].split(" ")[2])
    public = KEY.verifier.public
    assert data[:4] == sha256(b"facts.example.org/log\n\x04" + public).digest()[:4]
    assert int.from_bytes(data[4:12]) == int(AT.timestamp())
    signed = f"cosignature/v1\ntime {int(AT.timestamp())}\n{text}\n".encode()
    Ed25519PublicKey.from_public_bytes(public).verify(data[12:], signed)


@given(st.integers(0, 10**12), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_reads_as_it_was_signed(size, head):
    made = TreeHead(KEY.name, size, head)
    note = made.signed(KEY, at=AT)
    assert note.splitlines()[:2] == ["facts.example.org/log", str(size)]
    assert read(note, KEY.verifier) == (made, AT)


@given(st.integers(0, 200), st.characters(codec="ascii"))
def test_a_note_with_another_letter_is_refused(place, letter):
    note = TreeHead(KEY.name, 12345, bytes(32)).signed(KEY, at=AT)
    text_ends = note.index("\n\n") + 1
    place %= text_ends
    if note[place] == letter:
        return
    with pytest.raises(NoteRefused):
        read(note[:place] + letter + note[place + 1 :], KEY.verifier)


def test_signatures_of_others_are_passed_over():
    note = TreeHead(KEY.name, 7, bytes(32)).signed(KEY, at=AT)
    text, _, lines = note.partition("\n\n")
    note = f"{text}\n\n{GO_LINE}\n\u2014 x y\n{lines}"
    assert read(note, KEY.verifier).tree_head.size == 7


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("", "no signed note"),
        (sign("a\nb\nc\n", KEY, at=AT), "no checkpoint"),
        (sign("facts.example.org/log\n007\nAAAA\n", KEY, at=AT), "no checkpoint"),
        (sign("a\n", SignerKey("other", bytes(32)), at=AT), "not signed by the key"),
        (sign("a\n", SignerKey(KEY.name, bytes(32)), at=AT), "not signed by the key"),
    ],
    ids=["empty", "text", "number", "name", "key"],
)
def test_what_is_no_checkpoint_is_refused_with_a_sentence(note, sentence):
    with pytest.raises(NoteRefused, match=sentence):
        read(note, KEY.verifier)


def test_a_note_with_one_of_both_signatures_is_refused():
    note = sign("a\n", KEY, at=AT)
    with pytest.raises(NoteRefused, match="does not fit"):
        open_note("\n".join(note.splitlines()[:3]) + "\n", KEY.verifier)


@pytest.mark.parametrize("text", ["", "x", "a+b", GO_PUBLIC[:-4], GO_PUBLIC.replace("c7", "c8")])
def test_what_is_no_public_key_is_refused(text):
    with pytest.raises(NoteRefused):
        VerifierKey.parse(text)


@pytest.mark.parametrize(
    "text", ["", "x", GO_PUBLIC, GO_SECRET[:-4], GO_SECRET.replace("AY", "AZ")]
)
def test_what_is_no_private_key_is_refused_without_repeating_it(text):
    with pytest.raises(NoteRefused) as refused:
        SignerKey.parse(text)
    assert not text or GO_SECRET[30:50] not in str(refused.value)


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_name_that_the_format_cannot_carry_is_refused(name):
    with pytest.raises(NoteRefused, match="no space"):
        SignerKey.new(name)
