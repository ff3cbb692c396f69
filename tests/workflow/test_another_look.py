"""A verdict is looked at again in time, and readers see when that was."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims import workflow
from claims.models import Claim, LogEntry
from claims.models.policy import months_later


@pytest.fixture
def on(monkeypatch):
    """`on(2027, 3, 1)`: it is noon of that day, for all that happens until the next call."""

    def set_clock(*day):
        monkeypatch.setattr(timezone, "now", lambda: datetime(*day, 12, tzinfo=UTC))

    return set_clock


@pytest.fixture
def due():
    return lambda: [claim.text for claim in Claim.objects.due_for_another_look().order_by("pk")]


def look_after(months, by):
    workflow.adopt(by=by, sources_required=2, primary_required=True, review_by_months=months)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2024, 1, 31), 1, (2024, 2, 29)),
        ((2026, 11, 15), 2, (2027, 1, 15)),
        ((2026, 12, 1), 12, (2027, 12, 1)),
        ((2026, 3, 31), -1, (2026, 2, 28)),
        ((2026, 1, 15), -1, (2025, 12, 15)),
        ((2026, 6, 30), -120, (2016, 6, 30)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(day, months, then):
    assert months_later(datetime(*day), months) == datetime(*then)


def test_a_verdict_is_due_once_its_time_has_passed(on, due, make_claim, publish_claim, erin):
    on(2026, 1, 10)
    publish_claim(make_claim("Old."))
    on(2026, 6, 10)
    publish_claim(make_claim("Young."))
    on(2027, 1, 9)
    assert due() == []
    look_after(12, erin)
    assert due() == []
    on(2027, 1, 11)
    assert due() == ["Old."]
    on(2027, 6, 11)
    assert due() == ["Old.", "Young."]
    workflow.adopt(by=erin, sources_required=2, primary_required=True)
    assert due() == []


def test_a_verdict_that_still_stands_is_due_again_only_after_as_long(
    on, due, make_claim, publish_claim, erin, alice
):
    on(2026, 1, 10)
    look_after(12, erin)
    claim = publish_claim(make_claim())
    on(2027, 2, 1)
    assert len(due()) == 1
    workflow.confirm_verdict(claim, by=alice, reason="Opened both sources again.")
    assert due() == []
    assert (claim.looked_by, claim.status) == (alice, "published")
    entry = LogEntry.objects.latest("position")
    assert (entry.event, entry.actor, entry.reason) == (
        "confirmed", alice, "Opened both sources again."
    )  # fmt: skip
    on(2028, 2, 2)
    assert len(due()) == 1


def test_a_correction_is_a_look_and_begins_anew(on, due, make_claim, publish_claim, alice, erin):
    on(2026, 1, 10)
    look_after(6, erin)
    claim = publish_claim(make_claim())
    workflow.confirm_verdict(claim, by=alice, reason="Looked.")
    on(2026, 8, 1)
    review = claim.claim_review
    workflow.edit(review, by=alice, seen=review.version, changes={"summary": "New."})
    workflow.propose_correction(claim, by=alice, kind="update", notice="New figures.")
    assert len(due()) == 1
    workflow.correct(claim, by=erin)
    assert due() == []
    assert (claim.looked_at, claim.looked_by) == (None, None)


def test_what_is_withdrawn_or_in_review_again_is_not_due(
    on, due, make_claim, publish_claim, alice, erin, edgar
):
    on(2026, 1, 10)
    look_after(1, erin)
    reopened, withdrawn = publish_claim(make_claim("A.")), publish_claim(make_claim("B."))
    on(2026, 4, 1)
    assert due() == ["A.", "B."]
    workflow.reopen(reopened, by=erin, reason="Let us see.")
    workflow.propose_correction(withdrawn, by=alice, kind="withdrawal", notice="Wrong.")
    workflow.withdraw(withdrawn, by=edgar)
    assert due() == []


def test_a_look_needs_a_reason_and_no_pending_correction(make_claim, publish_claim, alice):
    claim = publish_claim(make_claim())
    with pytest.raises(workflow.Refused, match="needs a reason"):
        workflow.confirm_verdict(claim, by=alice, reason=" ")
    with pytest.raises(workflow.Refused, match="shorten it to at most 2,000 characters"):
        workflow.confirm_verdict(claim, by=alice, reason="x" * 50_000)
    workflow.propose_correction(claim, by=alice, kind="withdrawal", notice="Wrong.")
    with pytest.raises(workflow.Refused, match="A correction is proposed"):
        workflow.confirm_verdict(claim, by=alice, reason="It stands.")


def test_the_database_knows_no_look_at_what_was_never_published(make_claim, alice):
    claim = make_claim()
    looked = {"looked_at": timezone.now(), "looked_by": alice}
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(**looked)


def test_readers_see_when_a_verdict_was_last_looked_at_and_when_it_will_be(
    on, client, make_claim, publish_claim, alice, erin
):
    on(2026, 1, 10)
    claim = publish_claim(make_claim())
    page = client.get(claim.get_absolute_url()).content.decode()
    assert "Last looked at" not in page
    assert "To be looked at again" not in page
    look_after(12, erin)
    page = client.get(claim.get_absolute_url()).content.decode()
    assert '<time datetime="2027-01-10">10 January 2027</time>' in page
    on(2027, 2, 1)
    workflow.confirm_verdict(claim, by=alice, reason="A reason for colleagues alone.")
    page = client.get(claim.get_absolute_url()).content.decode()
    assert "Last looked at <time" in page
    assert "1 February 2027" in page
    assert '<time datetime="2028-02-01">1 February 2028</time>' in page
    assert "A reason for colleagues alone." not in page


def test_the_desk_counts_what_is_due_and_the_list_shows_it(
    on, client, make_claim, publish_claim, alice, erin
):
    on(2026, 1, 10)
    look_after(3, erin)
    publish_claim(make_claim("A verdict grown old."))
    on(2026, 4, 9)
    publish_claim(make_claim("A verdict just born."))
    on(2026, 4, 11)
    client.force_login(alice)
    piles = {pile.label: pile for pile in client.get("/admin/").context["piles"]}
    assert piles["Due for another look"].number == 1
    listed = client.get(piles["Due for another look"].url).content.decode()
    assert "A verdict grown old." in listed
    assert "A verdict just born." not in listed
