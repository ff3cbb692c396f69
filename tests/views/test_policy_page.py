"""Readers see what a verdict needed, when that was adopted, and which verdict falls under it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from claims import workflow
from claims.models import LogEntry, Policy


def test_a_verdict_names_the_policy_under_which_it_was_published(
    client, make_claim, publish_claim, erin
):
    first = publish_claim(make_claim("One."))
    workflow.adopt(by=erin, sources_required=1, primary_required=True, note="One will do.")
    second = publish_claim(make_claim("Two."))
    for claim, number in ((first, 1), (second, 2)):
        page = client.get(claim.get_absolute_url()).content.decode()
        link = f'<a href="/methodology/policies/#policy-{number}">'
        assert f"{link}What this verdict needed: policy {number}</a>" in page
        assert f"under policy {number}</a>" in page
        assert f"policy {3 - number}" not in page


def test_the_policies_are_listed_with_their_dates_and_what_each_changed(client, erin):
    workflow.adopt(
        by=erin,
        sources_required=3,
        primary_required=False,
        reply_required=True,
        review_by_months=12,
        note="After the audit.",
    )
    workflow.adopt(by=erin, sources_required=3, primary_required=False, reply_required=True)
    page = client.get("/methodology/policies/").content.decode()
    newest, second, first = (
        page[
            page.index(f'id="policy-{number}"') : page.find(
                "</article>", page.index(f'id="policy-{number}"')
            )
        ]
        for number in (3, 2, 1)
    )
    assert "In force" in newest
    assert "Published verdicts are no longer looked at again by a date." in newest
    assert "<li>At least 3 sources for every verdict.</li>" in newest
    assert "After the audit." in second
    assert "In force" not in second
    assert "<strong>At least 3 sources for every verdict.</strong>" in second
    assert "<strong>A primary source is no longer required.</strong>" in second
    assert "<strong>The claimant is asked for a reply before publication.</strong>" in second
    assert "<strong>Every 12 months, a published verdict is looked at again.</strong>" in second
    assert "From the beginning" in first
    assert "changed" not in first


def test_an_adopted_policy_is_on_record_with_all_of_its_settings(erin):
    workflow.adopt(
        by=erin,
        sources_required=3,
        primary_required=True,
        second_assessment_required=True,
        open_questions_block=True,
        review_by_months=6,
    )
    entry = LogEntry.objects.latest("position")
    assert (entry.noun, entry.public_id, entry.actor) == ("policy", "2", erin)
    assert entry.after == {
        "sources_required": 3,
        "primary_required": True,
        "second_assessment_required": True,
        "reply_required": False,
        "open_questions_block": True,
        "review_by_months": 6,
        "note": "",
    }


def test_a_reviewer_adopts_no_policy(alice):
    with pytest.raises(workflow.NotAllowed, match="alice may not adopt a policy"):
        workflow.adopt(by=alice, sources_required=3, primary_required=True)


@pytest.mark.parametrize(
    "asked", [{"sources_required": 0}, {"sources_required": 21}, {"review_by_months": 121}]
)
def test_neither_the_verb_nor_the_database_takes_a_policy_that_cannot_be(erin, asked):
    asked = {"sources_required": 2, "primary_required": True, **asked}
    with pytest.raises(ValidationError):
        workflow.adopt(by=erin, **asked)
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.create(number=2, adopted_at=None, **asked)
    assert Policy.objects.in_force().number == 1
