"""The chain: every change has its link, and a link that was touched is found."""

import hashlib
import json

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from claims import workflow
from claims.models import LogEntry, triggers
from claims.record.verification import verify
from claims.vocabulary import Event
from claims.workflow import log


@pytest.fixture
def entries(make_claim, publish_claim):
    publish_claim(make_claim())
    return LogEntry.objects.order_by("position")


@pytest.fixture
def without_triggers(entries):
    """As somebody with the database's password could do it."""
    with connection.cursor() as cursor:
        for trigger in triggers.triggers():
            is_laid = connection.vendor == (trigger.only or connection.vendor)
            if is_laid and trigger.table == LogEntry._meta.db_table:
                on = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {trigger.name}{on}")


def test_a_chain_that_nobody_touched_holds(entries):
    assert entries.count() > 5
    assert verify().finding is None


def test_each_entry_hashes_as_its_documentation_says(entries):
    """Computed here from the columns, without the code under test."""
    previous = "0" * 64
    for entry in entries:
        facts = {
            "position": entry.position, "event": entry.event, "noun": entry.noun,
            "public_id": entry.public_id, "claim": entry.claim, "actor": entry.actor_id,
            "at": entry.at.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"), "reason": entry.reason,
            "before": entry.before, "after": entry.after, "request_id": entry.request_id,
            "previous_hash": previous,
        }  # fmt: skip
        text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        previous = hashlib.sha256(text.encode()).hexdigest()
        assert entry.hash == previous


@pytest.mark.parametrize(
    ("tamper", "position", "sentence"),
    [
        ("UPDATE {table} SET reason = 'x' WHERE position = 3", 3, "was edited"),
        ("UPDATE {table} SET actor_id = actor_id + 1 WHERE position = 3", 3, "was edited"),
        ("DELETE FROM {table} WHERE position = 3", 3, "was deleted"),
        ("UPDATE {table} SET previous_hash = 'x' WHERE position = 4", 4, "was edited"),
        ("UPDATE {table} SET position = 99 WHERE position = 3", 3, "entry 3 is entry 99"),
    ],
    ids=["reworded", "blamed", "deleted", "relinked", "moved"],
)
def test_the_first_entry_that_was_touched_is_named(
    entries, without_triggers, tamper, position, sentence
):
    with connection.cursor() as cursor:
        cursor.execute(tamper.format(table=LogEntry._meta.db_table))
    found = verify().finding
    assert found is not None
    assert found.position == position
    assert sentence in found.sentence


def test_entries_of_one_request_share_its_id(make_claim):
    with log.within_request("abc"):
        make_claim()
    make_claim()
    assert list(LogEntry.objects.filter(noun="claim").values_list("request_id", flat=True)) == [
        "abc",
        "",
    ]


def test_people_are_numbers_in_the_record(make_claim, alice, erin):
    claim = make_claim()
    workflow.edit(claim, by=erin, seen=1, changes={"assignee": alice})
    entry = LogEntry.objects.latest("position")
    assert entry.after == {"assignee": alice.pk}


def drafts(number: int) -> list[log.Draft]:
    return [
        log.Draft(
            Event.CHANGED, "claim", f"C-{turn}", f"C-{turn}",
            {"text": "ö"}, {"text": turn}, f"Line {turn}.",
        )
        for turn in range(number)
    ]  # fmt: skip


def test_many_entries_at_once_make_the_chain_that_one_by_one_make(erin, make_claim, monkeypatch):
    """Over the edge of a batch, and after entries that are there; to the byte but for the time."""
    claim = make_claim(public_id="C-0")
    now = timezone.now()
    monkeypatch.setattr(log.timezone, "now", lambda: now)

    def chain(write):
        with transaction.atomic(), log.within_request("abc"):
            write()
            found = list(LogEntry.objects.order_by("position").values())
            transaction.set_rollback(True)
        return found

    def one_by_one():
        for said in drafts(7):
            claim.public_id = said.public_id
            log.append(
                said.event, claim, by=erin,
                before=said.before, after=said.after, reason=said.reason,
            )  # fmt: skip

    monkeypatch.setattr(log, "BATCH", 3)
    at_once = chain(lambda: log.append_many(iter(drafts(7)), by=erin))
    assert at_once == chain(one_by_one)
    assert len(at_once) == LogEntry.objects.count() + 7


def test_many_entries_take_few_statements_and_hold(erin, make_claim, django_assert_max_num_queries):
    make_claim()
    with log.writing(), django_assert_max_num_queries(12):
        assert log.append_many(drafts(400), by=erin) == 400
    log.append_many([], by=erin)
    assert verify().finding is None


def test_a_page_where_nobody_expected_to_wait_says_so_too(client, monkeypatch):
    """Wherever a door does not look for it: 503, with a sentence and when to come back."""

    def busy(*args):
        raise OperationalError("database is locked")

    monkeypatch.setattr("claims.views.transparency.sections", busy)
    answer = client.get("/transparency/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "Somebody else has been writing" in answer.content.decode()
