"""The second walk: from an extracted claim, step by step, to what a reader sees.

Alice takes a claim up, finds evidence and proposes; nobody outside sees a word of it until
Erin, the second person, approves. A correction walks the same way.
"""

import json

import pytest
from django.test import Client

from claims import workflow
from claims.models import Claim, ClaimReview, LogEntry


@pytest.fixture
def reader():
    return Client()


def test_a_verdict_walks_from_the_desk_to_the_public_page(
    reader, make_document, make_claim, add_evidence, ratings, alice, erin
):
    document = make_document("Spending rose. The bridge cost ten million crowns. It opened late.")
    claim = make_claim(
        "The bridge cost ten million crowns.",
        document=document,
        quote="cost ten million crowns",
        claimant="City Council",
        topics=("bridges",),
    )
    page = claim.get_absolute_url()
    assert reader.get(page).status_code == 404

    # Alice takes it up; the gate says what is missing.
    workflow.take_up(claim, by=alice)
    lacking = {c.name for c in workflow.conditions(claim, by=alice) if not c.met}
    assert {"rating", "summary", "sources"} <= lacking
    with pytest.raises(workflow.GateClosed, match="Choose a rating"):
        workflow.propose_verdict(claim, by=alice)

    # She finds two sources, drafts the review and proposes it.
    add_evidence(claim, url="https://example.org/accounts", stance="refutes")
    add_evidence(claim, url="https://example.org/audit", stance="refutes")
    draft = {"summary": "It cost fourteen million.", "explanation": "See the *accounts*."}
    workflow.add(ClaimReview(claim=claim, rating=ratings["false"], **draft), by=alice)
    claim = Claim.objects.get()
    workflow.propose_verdict(claim, by=alice)
    assert reader.get(page).status_code == 404
    assert "bridge" not in reader.get("/claims/").content.decode()

    # Alice herself may not publish it. Erin, who had no hand in it, may.
    with pytest.raises(workflow.NotAllowed):
        workflow.publish(claim, by=alice)
    workflow.publish(claim, by=erin)
    shown = reader.get(page).content.decode()
    for words in (
        "The bridge cost ten million crowns.", "False", "It cost fourteen million.",
        "<em>accounts</em>", "https://example.org/accounts", "City Council", "Report 1",
    ):  # fmt: skip
        assert words in shown
    review = json.loads(reader.get(f"{page.rstrip('/')}.json").content)
    assert review["@type"] == "ClaimReview"
    assert review["reviewRating"]["alternateName"] == "False"
    assert review["claimReviewed"] == "The bridge cost ten million crowns."

    # A correction: readers keep the approved text until a second person approves the new one.
    draft = ClaimReview.objects.get()
    changes = {"summary": "It cost fifteen million."}
    workflow.edit(draft, by=alice, seen=draft.version, changes=changes)
    workflow.propose_correction(claim, by=alice, kind="update", notice="The audit is final now.")
    assert "fifteen" not in reader.get(page).content.decode()
    workflow.correct(claim, by=erin)
    shown = reader.get(page).content.decode()
    assert "It cost fifteen million." in shown
    assert "The audit is final now." in shown
    assert "The audit is final now." in reader.get("/corrections/").content.decode()

    # And the record holds every step, in order.
    steps = LogEntry.objects.about(claim.public_id).exclude(event__in=["added", "changed"])
    assert list(steps.values_list("event", "actor__username")) == [
        ("took_up", "alice"),
        ("proposed_verdict", "alice"),
        ("published", "erin"),
        ("proposed_correction", "alice"),
        ("corrected", "erin"),
    ]
