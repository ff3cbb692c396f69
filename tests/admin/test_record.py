"""Every write through the admin is in the log, and the log can be read by people."""

import pytest

from claims import workflow
from claims.models import Annotation, Claim, Claimant, Evidence, LogEntry, Policy, Topic


def last():
    return LogEntry.objects.order_by("-position").first()


def test_history_tells_who_changed_which_words(enter, address, alice, erin, make_claim):
    claim = make_claim("The bridge cost ten million crowns.")
    changes = {"text": "The bridge cost nine million crowns.", "assignee": alice}
    workflow.edit(claim, by=erin, seen=1, changes=changes, reason="A slip of the pen.")
    page = enter(alice).get(address("claim_history", claim)).content.decode()
    assert "The bridge cost <del>ten</del><ins>nine</ins> million crowns." in page
    assert "<b>erin</b> changed" in page
    assert "A slip of the pen." in page
    assert "alice" in page


def test_history_holds_what_hangs_on_the_claim(enter, address, carl, make_claim, add_evidence):
    claim = make_claim()
    piece = add_evidence(claim, stance="refutes", title="The budget")
    page = enter(carl).get(address("claim_history", claim)).content.decode()
    assert f"<code>{piece.public_id}</code>" in page
    assert "The budget" in page
    assert "refutes" in page


def test_a_removed_row_stays_in_the_record(enter, address, filled, erin, make_claim, add_evidence):
    claim = make_claim()
    piece = add_evidence(claim, title="The budget")
    client, where = enter(erin), address("claim_change", claim)
    client.post(where, filled(client.get(where), **{"evidence-0-DELETE": "on"}))
    assert not Evidence.objects.exists()
    entry = last()
    assert (entry.event, entry.actor, entry.public_id) == ("removed", erin, piece.public_id)
    assert entry.before["title"] == "The budget"
    assert "The budget" in client.get(address("claim_history", claim)).content.decode()


def test_a_claim_is_removed_with_its_rows_each_in_the_record(
    enter, address, erin, make_claim, add_evidence, make_document
):
    claim = make_claim(document=make_document("It rained."), quote="It rained.")
    add_evidence(claim)
    client, where = enter(erin), address("claim_delete", claim)
    assert "Remove this claim?" in client.get(where).content.decode()
    assert client.post(where, {"post": "yes", "version": claim.version}).status_code == 302
    assert not Claim.objects.exists()
    removed = LogEntry.objects.filter(event="removed").values_list("noun", flat=True)
    assert sorted(removed) == ["appearance", "claim", "evidence"]


def test_a_stale_removal_is_refused(enter, address, erin, make_claim):
    claim = make_claim()
    workflow.edit(claim, by=erin, seen=1, changes={"text": "It cost nine."})
    response = enter(erin).post(address("claim_delete", claim), {"post": "yes", "version": "1"})
    assert response.status_code == 409
    assert Claim.objects.exists()


def test_what_readers_saw_cannot_be_removed(enter, address, erin, make_claim, publish_claim):
    claim = publish_claim(make_claim())
    response = enter(erin).post(address("claim_delete", claim), {"post": "yes"})
    assert response.status_code in (200, 409)
    assert Claim.objects.exists()
    data = {"action": "delete_selected", "_selected_action": [claim.pk], "post": "yes"}
    enter(erin).post(address("claim_changelist"), data)
    assert Claim.objects.exists()


def test_rows_are_removed_in_bulk_each_in_the_record(enter, address, erin, make_claim):
    keys = [make_claim(f"Number {number}.").pk for number in range(3)]
    data = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    assert enter(erin).post(address("claim_changelist"), data).status_code == 302
    assert not Claim.objects.exists()
    assert LogEntry.objects.filter(event="removed", noun="claim").count() == 3


@pytest.mark.parametrize(
    ("noun", "model", "typed"),
    [
        ("claimant", Claimant, {"name": "The mayor", "slug": "the-mayor", "kind": "person"}),
        ("claimant", Claimant, {"name": "The mayor", "slug": "", "kind": "person"}),
        ("topic", Topic, {"name": "bridges", "slug": "bridges"}),
    ],
)
def test_small_nouns_are_recorded_too(enter, address, filled, carl, noun, model, typed):
    client = enter(carl)
    assert client.post(address(f"{noun}_add"), typed).status_code == 302
    row = model.objects.get()
    assert (last().event, last().actor, last().public_id) == ("added", carl, row.slug)
    page = client.get(address(f"{noun}_change", row))
    client.post(address(f"{noun}_change", row), filled(page, name="Another name"))
    assert (last().event, list(last().after)) == ("changed", ["name"])
    history = client.get(address(f"{noun}_history", row)).content.decode()
    assert "Another" in history


def test_a_policy_is_adopted_and_never_edited(enter, address, erin):
    client = enter(erin)
    typed = {"sources_required": 3, "primary_required": "on", "note": "After the audit."}
    assert client.post(address("policy_add"), typed).status_code == 302
    policy = Policy.objects.in_force()
    assert (policy.sources_required, policy.adopted_by) == (3, erin)
    assert client.post(address("policy_change", policy), typed).status_code == 403


def test_the_page_of_settings_opens_with_the_policy_in_force(enter, address, erin):
    workflow.adopt(by=erin, sources_required=4, primary_required=False, review_by_months=18)
    page = enter(erin).get(address("policy_add"))
    text = page.content.decode()
    assert "In force: policy 2" in text
    assert "At least 4 sources for every verdict." in text
    assert 'name="sources_required" value="4"' in text
    assert 'name="review_by_months" value="18"' in text
    assert "Verdicts already published keep the policy under which they were" in text


def test_a_policy_is_not_adopted_over_one_that_nobody_showed(enter, address, erin, edgar):
    client = enter(erin)
    workflow.adopt(by=edgar, sources_required=4, primary_required=True)
    typed = {"sources_required": 3, "primary_required": "on", "note": "Mine.", "seen": "1"}
    refused = client.post(address("policy_add"), typed)
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "Meanwhile edgar adopted policy 2" in text
    assert "\nMine.</textarea>" in text
    assert Policy.objects.in_force().number == 2
    assert 'name="seen" value="2"' in text
    assert client.post(address("policy_add"), typed | {"seen": "2"}).status_code == 302
    assert Policy.objects.in_force().sources_required == 3


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"sources_required": 0}, 422, "greater than or equal to 1"),
        ({"sources_required": 99}, 422, "less than or equal to 20"),
        ({"review_by_months": 0}, 422, "greater than or equal to 1"),
        ({"review_by_months": "x"}, 422, "Enter a whole number"),
        ({"note": "n" * 501}, 422, "at most 500 characters"),
        ({}, 409, "This asks for what policy 1 asks for, which is in force."),
    ],
)
def test_a_policy_that_cannot_be_is_refused_with_a_sentence(
    enter, address, erin, typed, status, said
):
    typed = {"sources_required": 2, "primary_required": "on", "seen": "1"} | typed
    page = enter(erin).post(address("policy_add"), typed)
    assert page.status_code == status
    assert said in page.content.decode()
    assert Policy.objects.in_force().number == 1


def test_threads_are_shown_in_order_and_resolved_with_the_page(
    enter, address, filled, alice, carl, make_claim
):
    claim = make_claim()
    first = workflow.add(Annotation(claim=claim, body="Who paid?"), by=carl)
    workflow.add(Annotation(claim=claim, body="Another thread."), by=carl)
    workflow.add(Annotation(claim=claim, body="The state did.", reply_to=first), by=alice)
    client, where = enter(alice), address("claim_change", claim)
    page = client.get(where)
    text = page.content.decode()
    places = [text.index(f"{words}</span>") for words in
              ("Who paid?", "The state did.", "Another thread.")]  # fmt: skip
    assert places == sorted(places)
    typed = filled(page, text="Still typing.", _resolve=first.pk)
    assert client.post(where, typed).status_code == 302
    first.refresh_from_db()
    assert first.resolved_by == alice
    assert Claim.objects.get().text == "Still typing."
    client.post(where, filled(client.get(where), _unresolve=first.pk))
    first.refresh_from_db()
    assert first.resolved_at is None


@pytest.mark.parametrize(
    "noun", ["importbatch", "logentry", "claimreviewversion", "correction", "documentversion"]
)
def test_the_record_cannot_be_touched(enter, address, ada, make_claim, publish_claim, noun):
    publish_claim(make_claim())
    ada.is_superuser = True
    ada.save()
    client = enter(ada)
    assert client.get(address(f"{noun}_changelist")).status_code == 200
    assert client.get(address(f"{noun}_add")).status_code == 403
    if noun == "logentry":
        assert client.get(address("logentry_change", 1)).status_code == 200
        assert client.post(address("logentry_change", 1), {"reason": "x"}).status_code == 403
        assert client.post(address("logentry_delete", 1), {"post": "yes"}).status_code == 403


def test_nothing_leaves_with_another_row_unrecorded(
    enter, address, erin, alice, make_claim, review_claim
):
    claim = review_claim(make_claim())
    first = workflow.add(Annotation(claim=claim, body="Who paid?"), by=alice)
    reply = workflow.add(Annotation(claim=claim, body="The state.", reply_to=first), by=alice)
    enter(erin).post(address("annotation_delete", first), {"post": "yes", "version": "1"})
    assert not Annotation.objects.exists()
    removed = LogEntry.objects.filter(event="removed")
    assert set(removed.values_list("public_id", flat=True)) == {first.public_id, reply.public_id}
    enter(erin).post(address("claim_delete", claim), {"post": "yes"})
    assert not Claim.objects.exists()
    assert "claim review" in removed.values_list("noun", flat=True)
