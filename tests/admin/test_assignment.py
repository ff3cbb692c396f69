"""Claims are given out one by one and several at once, by who may assign."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims import workflow
from claims.models import Claim, LogEntry, Notice

TODAY = timezone.localdate()


@pytest.fixture
def three(make_claim):
    return [make_claim(f"It rained {number} times.") for number in range(3)]


def chosen(claims, **typed):
    seen = {f"seen-{claim.pk}": claim.version for claim in claims}
    keys = [claim.pk for claim in claims]
    return {"action": "assign_claims", "index": "0", "_selected_action": keys} | seen | typed


def test_several_claims_are_given_out_at_once(enter, address, three, erin, alice, edgar):
    client, where = enter(erin), address("claim_changelist")
    asked = client.post(where, chosen(three))
    assert asked.status_code == 200
    assert "It rained 2 times." in asked.content.decode()
    typed = {"assign": "1", "assignee": alice.pk, "second_reader": edgar.pk, "due": str(TODAY)}
    response = client.post(where, chosen(three, **typed), follow=True)
    assert "3 claims are assigned." in response.content.decode()
    for claim in Claim.objects.all():
        assert (claim.assignee, claim.second_reader, claim.due) == (alice, edgar, TODAY)
    assert Notice.objects.of(alice).count() == 3


def test_what_is_left_as_it_is_stays_and_nobody_takes_it_back(
    enter, address, three, erin, alice, edgar
):
    workflow.assign(three[0], by=erin, assignee=alice, second_reader=edgar)
    typed = {"assign": "1", "assignee": "nobody", "second_reader": "", "due": ""}
    enter(erin).post(address("claim_changelist"), chosen(three[:1], **typed))
    three[0].refresh_from_db()
    assert (three[0].assignee, three[0].second_reader) == (None, edgar)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Nothing is chosen"),
        ({"due": str(TODAY), "no_due": "on"}, "not both"),
        ({"due": "31 June"}, "Enter a valid date"),
        ({"assignee": "999999"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_read_comes_back_with_the_reason(
    enter, address, three, erin, typed, sentence
):
    data = chosen(three, assign="1", **typed)
    response = enter(erin).post(address("claim_changelist"), data)
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_one_refusal_assigns_none_of_them(enter, address, three, erin, alice):
    data = chosen(three, assign="1", assignee=alice.pk)
    workflow.edit(three[2], by=erin, seen=1, changes={"text": "It rained, twice."})
    entries = LogEntry.objects.count()
    response = enter(erin).post(address("claim_changelist"), data)
    assert response.status_code == 409
    assert "“It rained, twice.”: This claim was changed by somebody else" in (
        response.content.decode()
    )
    assert LogEntry.objects.count() == entries
    assert not Notice.objects.exists()


def test_a_day_that_is_past_is_refused(enter, address, three, erin):
    yesterday = str(TODAY - timedelta(days=1))
    response = enter(erin).post(
        address("claim_changelist"), chosen(three, assign="1", due=yesterday)
    )
    assert response.status_code == 409
    assert "is past" in response.content.decode()


def test_a_contributor_is_offered_no_assignment(enter, address, filled, three, carl):
    client = enter(carl)
    assert "assign_claims" not in client.get(address("claim_changelist")).content.decode()
    page = client.get(address("claim_change", three[0]))
    assert 'name="assignee"' not in page.content.decode()
    assert 'name="due"' not in page.content.decode()
    typed = filled(page, assignee=carl.pk, due=str(TODAY))
    client.post(address("claim_change", three[0]), typed)
    three[0].refresh_from_db()
    assert (three[0].assignee, three[0].due) == (None, None)


def test_the_claims_page_assigns_and_tells(enter, address, filled, three, erin, alice, edgar):
    client, where = enter(erin), address("claim_change", three[0])
    typed = {"assignee": alice.pk, "second_reader": edgar.pk, "due": str(TODAY)}
    response = client.post(where, filled(client.get(where), **typed))
    assert response.status_code == 302, response.context["errors"]
    assert Notice.objects.of(alice).get().kind == "assigned"
    assert "edgar reads second" in client.get(where).content.decode()
    typed = {"second_reader": alice.pk}
    refused = client.post(where, filled(client.get(where), **typed))
    assert refused.status_code == 422
    assert "other than the assignee" in refused.content.decode()
