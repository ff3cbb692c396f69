"""The log's head is signed at each publication and on a clock; a key that is missing or wrong
says so and holds nobody up."""

import io
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims import workflow
from claims.merkle.checkpoint import read
from claims.merkle.signed_note import SignerKey, VerifierKey
from claims.merkle.tree import Tree, is_consistent, leaf_hash
from claims.models import Checkpoint, LogEntry
from claims.workflow import log_key


@pytest.fixture
def key(settings) -> Path:
    return log_key.make()


def command(name: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def test_a_checkpoint_signs_the_head_over_all_hashes(key, make_claim):
    make_claim()
    made = workflow.checkpoint()
    tree = Tree()
    for entry in LogEntry.objects.order_by("position"):
        tree.append(leaf_hash(bytes.fromhex(entry.hash)))
    kept = read(made.note, log_key.signer().verifier)
    assert kept.tree_head == ("127.0.0.1:8000/log", LogEntry.objects.count(), tree.head())
    assert abs(kept.at - timezone.now()) < timedelta(minutes=1)
    assert (made.size, made.head) == (kept.tree_head.size, kept.tree_head.head.hex())


def test_nothing_new_makes_no_checkpoint(key, make_claim):
    make_claim()
    assert workflow.checkpoint() is not None
    assert workflow.checkpoint() is None
    assert command("checkpoint") == "Nothing was written since the last checkpoint.\n"


def test_each_grows_from_the_one_before_and_proves_it(key, make_claim):
    for number in range(5):
        for _ in range(number + 1):
            make_claim()
        workflow.checkpoint()
    first, *later = Checkpoint.objects.order_by("size")
    assert (first.previous_size, first.proof) == (0, [])
    for old, new in zip([first, *later], later, strict=False):
        heads = bytes.fromhex(old.head), bytes.fromhex(new.head)
        proof = [bytes.fromhex(node) for node in new.proof]
        assert new.previous_size == old.size
        assert is_consistent(old.size, new.size, *heads, proof)


def test_a_publication_signs_the_log(key, make_claim, publish_claim):
    publish_claim(make_claim())
    assert Checkpoint.objects.get().size == LogEntry.objects.count()


def test_without_a_key_claims_are_published_all_the_same(make_claim, publish_claim):
    publish_claim(make_claim())
    assert not Checkpoint.objects.exists()
    with pytest.raises(CommandError, match=r"no key to sign .*make_log_key"):
        command("checkpoint")


def test_with_a_damaged_key_claims_are_published_and_the_log_says_so(
    key, make_claim, publish_claim, caplog
):
    key.write_text("PRIVATE+KEY+x+00000000+AAAA")
    publish_claim(make_claim())
    assert not Checkpoint.objects.exists()
    assert "No checkpoint of the log was signed. What is in the file" in caplog.text
    with pytest.raises(CommandError, match="is no key of a log"):
        command("checkpoint")


@pytest.mark.parametrize("said", [b"\xff\xfe", b"", b"PRIVATE+KEY", b"x" * 1000])
def test_a_wrong_key_is_a_sentence_that_repeats_nothing_of_it(db, key, said):
    key.write_bytes(said)
    with pytest.raises(workflow.Refused, match=str(key)) as refused:
        log_key.signer()
    assert "xxx" not in str(refused.value)
    found = [message for message in run_checks(databases=["default"]) if "W003" in message.id]
    assert str(refused.value) == found[0].msg


def test_another_key_than_last_time_is_refused_until_one_says_so(key, make_claim):
    make_claim()
    first = workflow.checkpoint()
    key.write_text(SignerKey.new("127.0.0.1:8000/log").text)
    make_claim()
    with pytest.raises(CommandError, match=r"readers know as .*put that one back"):
        command("checkpoint")
    command("checkpoint", "--new-key")
    newest = Checkpoint.objects.first()
    assert newest.previous_size == first.size
    read(newest.note, VerifierKey.parse(newest.key))


def test_the_setting_wins_over_the_file(key, settings, make_claim):
    settings.LOG_KEY = SignerKey.new("facts.example.org/log").text
    make_claim()
    assert workflow.checkpoint().note.startswith("facts.example.org/log\n")


def test_a_key_is_made_once_and_for_its_owner_alone(settings):
    said = command("make_log_key")
    assert stat.S_IMODE(settings.LOG_KEY_FILE.stat().st_mode) == 0o600
    assert log_key.signer().verifier.text in said
    before = settings.LOG_KEY_FILE.read_text()
    with pytest.raises(CommandError, match="has a key already"):
        command("make_log_key")
    assert settings.LOG_KEY_FILE.read_text() == before


def test_set_up_makes_the_key(db, settings):
    assert "Made the key of the log" in command("set_up")
    assert "key" not in command("set_up")
