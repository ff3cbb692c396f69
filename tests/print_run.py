"""A small newsroom in print: one of everything that readers can see."""

from types import SimpleNamespace
from typing import Any

import pytest

from claims import workflow
from claims.models import Checkpoint, Claim, Claimant, Document, Page
from claims.workflow import log_key

TEXT = (
    "Harbour report\n\nThe bridge cost ten million crowns. It opened in May 2020.\n\n"
    "The ferry carried a million people. Nobody knows what the tunnel cost."
)


def proposed_correction(claim: Claim, by: Any, *, kind: str, notice: str, **changes: Any) -> Claim:
    review = claim.claim_review
    review.refresh_from_db()
    if changes:
        workflow.edit(review, by=by, seen=review.version, changes=changes)
    claim = Claim.objects.get(pk=claim.pk)
    workflow.propose_correction(claim, by=by, kind=kind, notice=notice)
    return claim


def signed_log() -> Checkpoint:
    log_key.make()
    signed = workflow.checkpoint()
    assert signed is not None
    return signed


@pytest.fixture
def withdraw(alice, erin):
    def withdraw(claim: Claim, notice: str = "It was wrong.", taken_down: bool = False) -> Claim:
        claim = proposed_correction(claim, alice, kind="withdrawal", notice=notice)
        workflow.withdraw(claim, by=erin, taken_down=taken_down)
        return Claim.objects.get(pk=claim.pk)

    return withdraw


@pytest.fixture
def correct(alice, erin, ratings):
    def correct(claim: Claim, kind: str = "substantial", rating: str = "false", **fields: Any):
        notice = fields.pop("notice", "We had misread the register.")
        fields = {"summary": "It did not.", "rating": ratings[rating]} | fields
        claim = proposed_correction(claim, alice, kind=kind, notice=notice, **fields)
        workflow.correct(claim, by=erin)
        return Claim.objects.get(pk=claim.pk)

    return correct


@pytest.fixture
def print_run(make_document, make_claim, publish_claim, correct, withdraw, alice, ada):
    """Published, corrected, withdrawn, taken down, set aside and still open, in one document."""
    council = workflow.add(Claimant(slug="the-council", name="The Council"), by=alice)
    document = make_document(TEXT, slug="harbour", claimant=council, shows_text=True)

    def claim(text: str, quote: str) -> Claim:
        return make_claim(
            text, document=document, quote=quote, claimant="The Council", topics=("harbour",)
        )

    bridge = publish_claim(claim("The bridge cost ten million.", "cost ten million crowns"))
    opened = correct(publish_claim(claim("The bridge opened in 2020.", "It opened in May 2020")))
    ferry = withdraw(publish_claim(claim("The ferry carried a million.", "carried a million")))
    gone = withdraw(publish_claim(claim("A forbidden sentence.", "")), taken_down=True)
    aside = claim("The tunnel is dear.", "Nobody knows what the tunnel cost")
    workflow.set_aside(aside, by=alice, why="no_data", note="Nobody has published the sum.")
    workflow.add(Page(slug="methodology", title="How we check", body="## Step by step"), by=ada)
    workflow.add(Page(slug="about", title="About us", body="We are *small*."), by=ada)
    return SimpleNamespace(
        document=Document.objects.get(pk=document.pk),
        bridge=bridge,
        opened=opened,
        ferry=ferry,
        gone=gone,
        aside=aside,
        checkpoint=signed_log(),
    )
