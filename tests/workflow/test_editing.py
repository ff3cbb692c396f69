"""Words reach a row through one door: right, version, validation and log in one transaction."""

import pytest
from django.core.exceptions import ValidationError

from claims import workflow
from claims.models import Appearance, Claim, Document, Evidence, LogEntry
from claims.reading.plain_text import read_text


def test_an_edit_leaves_who_what_before_and_after(make_claim, alice):
    claim = make_claim("Ten million.")
    with_reason = {"by": alice, "seen": 1, "reason": "A typo."}
    assert workflow.edit(claim, changes={"text": "Eleven million."}, **with_reason)
    entry = LogEntry.objects.latest("position")
    assert (entry.actor, entry.event, entry.reason) == (alice, "changed", "A typo.")
    assert entry.before == {"text": "Ten million."}
    assert entry.after == {"text": "Eleven million."}
    assert (claim.version, claim.edited_by) == (2, alice)


def test_an_edit_that_changes_nothing_leaves_no_trace(make_claim, alice):
    claim = make_claim(topics=("money",))
    entries = LogEntry.objects.count()
    same = {"text": claim.text, "topics": list(claim.topics.all())}
    assert not workflow.edit(claim, by=alice, seen=1, changes=same)
    claim.refresh_from_db()
    assert (claim.version, claim.edited_by) == (1, None)
    assert LogEntry.objects.count() == entries


def test_topics_are_part_of_an_edit(make_claim, alice):
    claim, other = make_claim(topics=("money",)), make_claim(topics=("bridges",))
    workflow.edit(claim, by=alice, seen=1, changes={"topics": list(other.topics.all())})
    entry = LogEntry.objects.latest("position")
    assert (entry.before, entry.after) == ({"topics": ["money"]}, {"topics": ["bridges"]})


def test_the_second_of_two_editors_gets_both_texts(make_claim, alice, erin):
    claim = make_claim()
    workflow.edit(claim, by=alice, seen=1, changes={"text": "Alice's words."})
    with pytest.raises(workflow.Stale) as refusal:
        workflow.edit(claim, by=erin, seen=1, changes={"text": "Erin's words."})
    assert refusal.value.current.text == "Alice's words."
    assert refusal.value.changes == {"text": "Erin's words."}
    assert Claim.objects.get().text == "Alice's words."


@pytest.mark.parametrize(
    "field", ["status", "slug", "published_version", "created_by", "version", "withdrawn_at"]
)
def test_no_edit_reaches_what_the_workflow_sets(make_claim, erin, field):
    with pytest.raises(workflow.Refused, match="set by the workflow"):
        workflow.edit(make_claim(), by=erin, seen=1, changes={field: None})


def test_no_edit_renames_a_row_or_moves_it_to_another_claim(
    make_claim, make_document, add_evidence, carl
):
    one, other = make_claim(), make_claim("Another claim.")
    piece, document = add_evidence(one), make_document()
    for row, changes in (
        (piece, {"claim": other, "note": "Moved."}),
        (piece, {"public_id": "renamed", "note": "Renamed."}),
        (document, {"slug": "renamed"}),
    ):
        with pytest.raises(workflow.Refused, match="never changes"):
            workflow.edit(row, by=carl, seen=1, changes=changes)
    piece.refresh_from_db()
    assert (piece.claim, piece.note) == (one, "")


def test_an_invalid_row_is_not_written_and_not_logged(make_claim, carl):
    claim = make_claim()
    entries = LogEntry.objects.count()
    with pytest.raises(ValidationError):
        workflow.add(Evidence(claim=claim, url="javascript:alert(1)", stance="supports"), by=carl)
    with pytest.raises(ValidationError):
        workflow.edit(claim, by=carl, seen=1, changes={"kind": "gossip"})
    assert LogEntry.objects.count() == entries
    assert not Evidence.objects.exists()


def test_somebody_without_the_right_writes_nothing(make_claim, ravi):
    claim = make_claim()
    with pytest.raises(workflow.NotAllowed, match="ravi may not add a claim"):
        workflow.add(Claim(text="Mine."), by=ravi)
    with pytest.raises(workflow.NotAllowed):
        workflow.edit(claim, by=ravi, seen=1, changes={"text": "Mine."})
    with pytest.raises(workflow.NotAllowed):
        workflow.remove(claim, by=ravi, seen=1)
    assert Claim.objects.get().text == claim.text


def test_somebody_who_left_writes_nothing(make_claim, erin):
    claim = make_claim()
    erin.is_active = False
    with pytest.raises(workflow.NotAllowed):
        workflow.edit(claim, by=erin, seen=1, changes={"text": "Mine."})


def test_removing_a_claim_records_all_that_hung_on_it(
    make_claim, make_document, review_claim, erin
):
    claim = review_claim(make_claim(document=make_document()))
    name = claim.public_id
    claim.claim_review.delete()
    workflow.remove(claim, by=erin, seen=claim.version, reason="Entered by mistake.")
    removed = LogEntry.objects.about(name).filter(event="removed")
    assert sorted(removed.values_list("noun", flat=True)) == [
        "appearance", "claim", "evidence", "evidence",
    ]  # fmt: skip
    assert not Claim.objects.exists()


def test_what_readers_have_seen_cannot_be_removed(make_claim, publish_claim, erin):
    claim = publish_claim(make_claim())
    with pytest.raises(workflow.Refused, match="cannot be removed"):
        workflow.remove(claim, by=erin, seen=claim.version)
    assert claim.evidence.count() == 2


def test_two_claims_of_the_same_words_get_addresses_of_their_own(make_claim):
    slugs = [make_claim("The same words!").slug for _ in range(3)]
    assert slugs == ["the-same-words", "the-same-words-2", "the-same-words-3"]


def test_a_quote_is_anchored_when_it_is_written_and_when_it_is_edited(
    make_document, make_claim, alice
):
    document = make_document("The bridge cost ten million crowns.\n\nIt opened in 1998.")
    claim = make_claim(document=document, quote="ten million crowns")
    seen = claim.appearances.get()
    newest = document.versions.get()
    assert newest.text[seen.start : seen.end] == "ten million crowns"
    assert (seen.anchoring, seen.document_version) == ("exact", newest)
    workflow.edit(seen, by=alice, seen=1, changes={"quote": "opened in 1998"})
    assert newest.text[seen.start : seen.end] == "opened in 1998"
    workflow.edit(seen, by=alice, seen=2, changes={"quote": "Nothing like it at all, anywhere."})
    assert (seen.anchoring, seen.start) == ("lost", None)


def test_a_new_text_of_a_document_finds_its_quotes_again(make_document, make_claim, carl):
    document = make_document("The bridge cost ten million crowns, all told.\n\nIt opened in 1998.")
    for quote in ("ten million crowns", "opened in 1998"):
        make_claim(document=document, quote=quote)
    new = "A word before.\n\nThe bridge cost ten million crowns, all told."
    workflow.add_version(document, read_text(new), by=carl)
    found, lost = Appearance.objects.order_by("id")
    assert new[found.start : found.end] == "ten million crowns"
    assert (lost.anchoring, lost.document_version.number) == ("lost", 1)
    with pytest.raises(workflow.Refused, match="already kept as version 2"):
        workflow.add_version(document, read_text(new), by=carl)


def test_words_that_stand_as_they_did_beside_new_ones_are_moved_and_not_changed(
    make_document, make_claim, carl
):
    said = "In the end the bridge over the old harbour cost ten million crowns"
    make_claim(document=make_document(f"{said}."), quote="cost ten million crowns")
    new = f"{said}, of which four were lent."
    workflow.add_version(Document.objects.get(), read_text(new), by=carl)
    assert Appearance.objects.get().anchoring == "moved"


def test_a_claim_without_a_letter_in_any_script_is_addressed_by_its_id(make_claim):
    assert make_claim("«…»", public_id="JA-07").slug == "ja-07"
