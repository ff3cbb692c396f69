"""A verdict's way from a draft to readers, and who may walk it."""

import pytest

from claims import workflow
from claims.models import Claim, ClaimReviewVersion, LogEntry


def test_a_proposed_verdict_is_published_by_a_second_person(make_claim, review_claim, alice, erin):
    claim = review_claim(make_claim())
    workflow.propose_verdict(claim, by=alice)
    workflow.publish(claim, by=erin)
    assert claim.status == "published"
    version = ClaimReviewVersion.objects.get()
    assert claim.published_version == version
    assert (version.written_by, version.approved_by) == (alice, erin)
    assert list(LogEntry.objects.about(claim.public_id).values_list("event", flat=True)) == [
        "added", "took_up", "added", "added", "added", "proposed_verdict", "published",
    ]  # fmt: skip


def test_an_edit_after_the_proposal_voids_it(make_claim, review_claim, alice, edgar, erin):
    claim = review_claim(make_claim())
    workflow.propose_verdict(claim, by=alice)
    review = claim.claim_review
    review.refresh_from_db()
    workflow.edit(review, by=edgar, seen=review.version, changes={"summary": "It did not."})
    with pytest.raises(workflow.GateClosed, match="edited after it was proposed"):
        workflow.publish(claim, by=erin)
    assert Claim.objects.get().status == "awaiting_approval"
