"""Who works on a claim, who reads it second, by when; and whom each step tells."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from claims import workflow
from claims.models import Claim, LogEntry, Notice

TODAY = timezone.localdate()


def told(person):
    rows = Notice.objects.of(person).order_by("pk")
    return [(row.kind, row.entry.actor.get_username()) for row in rows]


def test_one_verb_says_who_who_reads_second_and_by_when(make_claim, erin, alice, edgar):
    claim = make_claim()
    assert workflow.assign(claim, by=erin, assignee=alice, second_reader=edgar, due=TODAY)
    assert (claim.assignee, claim.second_reader, claim.due) == (alice, edgar, TODAY)
    entry = LogEntry.objects.latest("position")
    expected = {"assignee": alice.pk, "second_reader": edgar.pk, "due": TODAY.isoformat()}
    assert entry.after == expected
    assert told(alice) == [("assigned", "erin")]
    assert told(edgar) == [("second_reader", "erin")]


def test_what_is_not_named_stays_and_none_takes_it_back(make_claim, erin, alice, edgar):
    claim = make_claim()
    workflow.assign(claim, by=erin, assignee=alice, second_reader=edgar)
    workflow.assign(claim, by=erin, assignee=None)
    assert (claim.assignee, claim.second_reader) == (None, edgar)
    assert told(alice)[1:] == [("unassigned", "erin")]


def test_the_same_once_more_leaves_no_trace(make_claim, erin, alice):
    claim = make_claim()
    workflow.assign(claim, by=erin, assignee=alice)
    entries = LogEntry.objects.count()
    assert not workflow.assign(claim, by=erin, assignee=alice)
    assert (LogEntry.objects.count(), len(told(alice))) == (entries, 1)


def test_a_contributor_assigns_nobody_by_any_verb(make_claim, carl, alice):
    claim = make_claim()
    with pytest.raises(workflow.NotAllowed, match="assign claims"):
        workflow.assign(claim, by=carl, assignee=alice)
    with pytest.raises(workflow.NotAllowed, match="assign claims"):
        workflow.edit(claim, by=carl, seen=1, changes={"due": TODAY})
    with pytest.raises(workflow.NotAllowed, match="assign claims"):
        workflow.add(Claim(text="It snowed.", assignee=alice), by=carl)


def test_nobody_gets_a_claim_that_they_may_not_see(make_claim, erin, ravi):
    with pytest.raises(ValidationError, match="may not see claims"):
        workflow.assign(make_claim(), by=erin, assignee=ravi)


def test_a_day_that_is_past_is_refused_unless_it_stands_there_already(make_claim, erin, alice):
    claim, yesterday = make_claim(), TODAY - timedelta(days=1)
    with pytest.raises(workflow.Refused, match="is past"):
        workflow.assign(claim, by=erin, due=yesterday)
    Claim.objects.filter(pk=claim.pk).update(due=yesterday)
    claim.refresh_from_db()
    assert workflow.assign(claim, by=erin, due=yesterday, assignee=alice)


def test_the_second_reader_is_a_second_person(make_claim, erin, alice):
    claim = make_claim()
    with pytest.raises(ValidationError, match="other than the assignee"):
        workflow.assign(claim, by=erin, assignee=alice, second_reader=alice)
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(assignee=alice, second_reader=alice)


def test_a_second_reader_who_takes_the_claim_on_makes_room(make_claim, erin, alice):
    claim = make_claim()
    workflow.assign(claim, by=erin, second_reader=alice)
    workflow.take_up(claim, by=alice)
    assert (claim.assignee, claim.second_reader) == (alice, None)
    other = make_claim("It snowed.")
    workflow.assign(other, by=erin, second_reader=alice)
    workflow.assign(other, by=erin, assignee=alice)
    assert (other.assignee, other.second_reader) == (alice, None)


def test_an_assignment_on_an_old_version_is_stale(make_claim, erin, alice, edgar):
    claim = make_claim()
    seen = Claim.objects.get()
    workflow.assign(claim, by=erin, assignee=alice)
    with pytest.raises(workflow.Stale):
        workflow.assign(seen, by=erin, assignee=edgar)


def test_a_new_day_tells_whose_claim_it_is(make_claim, erin, alice):
    claim = make_claim()
    workflow.assign(claim, by=erin, assignee=alice)
    workflow.assign(claim, by=erin, due=TODAY)
    assert told(alice) == [("assigned", "erin"), ("due", "erin")]


def test_each_step_tells_who_waited_for_it(make_claim, review_claim, alice, erin, edgar):
    claim = make_claim()
    workflow.assign(claim, by=erin, second_reader=edgar)
    claim = review_claim(claim)
    workflow.propose_verdict(claim, by=alice)
    assert told(edgar) == [("second_reader", "erin"), ("proposed", "alice")]
    workflow.send_back(claim, by=edgar, reason="Name the year.")
    assert told(alice) == [("sent_back", "edgar")]
    workflow.propose_verdict(claim, by=alice)
    workflow.publish(claim, by=edgar)
    assert told(alice) == [("sent_back", "edgar"), ("approved", "edgar")]
    assert told(erin) == []


def test_who_takes_up_a_claim_of_somebody_else_tells_them(make_claim, erin, alice):
    claim = make_claim()
    workflow.assign(claim, by=alice, assignee=erin)
    workflow.take_up(claim, by=alice)
    assert told(erin) == [("assigned", "alice"), ("unassigned", "alice")]


def test_who_has_left_is_told_nothing(make_claim, erin, alice):
    claim = make_claim()
    workflow.assign(claim, by=erin, assignee=alice)
    alice.is_active = False
    alice.save()
    workflow.set_aside(claim, by=erin, why="trivial")
    assert told(alice) == [("assigned", "erin")]
