"""The claim list: a checker's desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import workflow
from claims.models import Claim


@pytest.fixture
def desk(make_claim, review_claim, publish_claim, make_document, alice, erin):
    """One claim of each pile, by name."""
    document = make_document("It rained on Monday.", title="The weather")
    claims = {
        "free": make_claim("It rained.", document=document, topics=("rain",)),
        "mine": make_claim("It snowed."),
        "proposed": review_claim(make_claim("It hailed."), "unproven"),
        "published": publish_claim(make_claim("It thawed."), "false"),
    }
    workflow.assign(claims["mine"], by=erin, assignee=erin)
    workflow.propose_verdict(claims["proposed"], by=alice)
    return claims


def listed(response):
    return {claim.text for claim in response.context["cl"].result_list}


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("desk=mine", {"It snowed."}),
        ("desk=unassigned", {"It rained."}),
        ("desk=second", {"It hailed."}),
        ("status=published", {"It thawed."}),
        ("rating=false", {"It thawed."}),
        ("rating=unproven", {"It hailed."}),
        ("document=report-1", {"It rained."}),
        ("topic=rain", {"It rained."}),
        ("q=snowed", {"It snowed."}),
        ("q=snowed&status=published", set()),
        ("", {"It rained.", "It snowed.", "It hailed.", "It thawed."}),
    ],
)
def test_the_list_is_narrowed(enter, address, erin, desk, query, texts):
    response = enter(erin).get(f"{address('claim_changelist')}?{query}")
    assert response.status_code == 200
    assert listed(response) == texts


def test_whoever_proposed_it_does_not_see_it_as_waiting(enter, address, alice, desk):
    assert listed(enter(alice).get(f"{address('claim_changelist')}?desk=second")) == set()


def test_filters_count_their_rows(enter, address, erin, desk):
    page = enter(erin).get(address("claim_changelist")).content.decode()
    piles = ["mine (1)", "waiting for a second person (1)", "published (1)", "extracted (2)"]
    for words in [*piles, "False (1)", "Unproven (1)", "True (0)", "The weather (1)", "rain (1)"]:
        assert words in page, words


def test_status_and_rating_are_words_in_colour(enter, address, erin, desk):
    page = enter(erin).get(address("claim_changelist")).content.decode()
    assert '<span class="badge status-awaiting_approval">awaiting approval</span>' in page
    assert '<span class="badge rating rating-false">False</span>' in page
    assert 'href="/ratings.css"' in page


def test_more_claims_ask_no_more_questions(enter, address, erin, desk, make_claim, publish_claim):
    client, where = enter(erin), address("claim_changelist")
    client.get(where)
    with CaptureQueriesContext(connection) as few:
        client.get(where)
    for number in range(5):
        publish_claim(make_claim(f"Number {number}.", claimant=f"Person {number}"))
    with CaptureQueriesContext(connection) as many:
        assert len(listed(client.get(where))) == 9
    assert len(many) == len(few)
    assert len(many) < 30


def test_claims_are_assigned_to_oneself_in_bulk(enter, address, erin, desk):
    keys = [desk["free"].pk, desk["mine"].pk]
    data = {"action": "assign_to_me", "_selected_action": keys, "index": "0"}
    response = enter(erin).post(address("claim_changelist"), data, follow=True)
    assert "1 claim is now yours." in response.content.decode()
    free = Claim.objects.get(pk=desk["free"].pk)
    assert (free.assignee, free.edited_by) == (erin, erin)
