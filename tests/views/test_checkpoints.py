"""What a reader keeps, and the sentence where there is nothing to keep."""

from base64 import b64decode

import pytest
from defusedxml import ElementTree

from claims import workflow
from claims.merkle.checkpoint import read
from claims.merkle.signed_note import VerifierKey
from claims.merkle.tree import is_consistent

ATOM = "{http://www.w3.org/2005/Atom}"


def test_a_reader_verifies_what_is_published_with_what_is_published(client, print_run, make_claim):
    key = VerifierKey.parse(client.get("/log/key").content.decode())
    old = read(client.get("/log/checkpoint").content.decode(), key).tree_head
    make_claim()
    workflow.checkpoint()
    new = read(client.get("/log/checkpoint").content.decode(), key).tree_head
    sizes, *lines = client.get(f"/log/checkpoints/{new.size}/proof/").content.decode().splitlines()
    assert sizes == f"{old.size} {new.size}"
    assert is_consistent(old.size, new.size, old.head, new.head, [b64decode(one) for one in lines])


@pytest.mark.parametrize("path", ["/log/checkpoint", "/log/key", "/log/checkpoints/1/"])
def test_they_are_plain_text_that_caches_may_keep(client, print_run, path):
    path = path.replace("/1/", f"/{print_run.checkpoint.size}/")
    answer = client.get(path)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "public" in answer["Cache-Control"]
    assert client.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_the_feed_carries_the_note_itself(client, print_run):
    feed = ElementTree.fromstring(client.get("/log/checkpoints/feed/").content)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}summary").strip() == print_run.checkpoint.note.strip()


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/log/checkpoint", "has signed no checkpoint"),
        ("/log/key", "has signed no checkpoint"),
        ("/log/checkpoints/7/", "no checkpoint of the log at 7 entries"),
        ("/log/checkpoints/7/proof/", "no checkpoint of the log at 7 entries"),
        ("/log/checkpoints/99999999999999999999999/", "no checkpoint of the log at 99999"),
    ],
)
def test_what_is_not_there_is_404_with_a_sentence(db, client, path, sentence):
    answer = client.get(path)
    assert answer.status_code == 404
    assert sentence in answer.content.decode()


def test_a_log_without_checkpoints_says_so(db, client):
    assert "signed no checkpoint yet" in client.get("/log/checkpoints/").content.decode()
