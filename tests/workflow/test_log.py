"""The chain: every change has its link, and a link that was touched is found."""

import hashlib
import json

import pytest
from django.db import connection

from claims import workflow
from claims.models import LogEntry, triggers
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
            if trigger.table == LogEntry._meta.db_table:
                on = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {trigger.name}{on}")


def test_a_chain_that_nobody_touched_holds(entries):
    assert entries.count() > 5
    assert log.first_break(entries) is None


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
        ("UPDATE {table} SET reason = 'x' WHERE position = 3", 3, "changed after"),
        ("UPDATE {table} SET actor_id = actor_id + 1 WHERE position = 3", 3, "changed after"),
        ("DELETE FROM {table} WHERE position = 3", 3, "missing"),
        ("UPDATE {table} SET previous_hash = 'x' WHERE position = 4", 4, "does not follow"),
        ("UPDATE {table} SET position = 99 WHERE position = 3", 3, "missing"),
    ],
    ids=["reworded", "blamed", "deleted", "relinked", "moved"],
)
def test_the_first_entry_that_was_touched_is_named(
    entries, without_triggers, tamper, position, sentence
):
    with connection.cursor() as cursor:
        cursor.execute(tamper.format(table=LogEntry._meta.db_table))
    broken = log.first_break(LogEntry.objects.order_by("position"))
    assert broken is not None
    assert broken.position == position
    assert sentence in broken.sentence


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
