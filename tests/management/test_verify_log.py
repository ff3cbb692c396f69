"""Somebody with access to the database changes the record; `verify_log` finds where."""

import io
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims import workflow
from claims.models import Assessment, ClaimReviewVersion, LogEntry, triggers
from claims.workflow.log import digest


def verify() -> str:
    out = io.StringIO()
    call_command("verify_log", stdout=out)
    return out.getvalue()


def finding() -> str:
    with pytest.raises(CommandError) as caught:
        verify()
    return str(caught.value)


@contextmanager
def without_triggers():
    """What a person with the database's password can do."""
    with connection.cursor() as cursor:
        for trigger in triggers.triggers():
            on = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
            if connection.vendor == (trigger.only or connection.vendor):
                cursor.execute(f"DROP TRIGGER {trigger.name}{on}")
        yield cursor
    triggers.lay(connection)


@pytest.fixture
def published(make_claim, publish_claim):
    return publish_claim(make_claim())


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("reason", "I never said so"),
        ("after", '{"text": "other"}'),
        ("before", '{"text": "other"}'),
        ("at", "2020-01-01 00:00:00"),
        ("event", "removed"),
        ("public_id", "other"),
        ("request_id", "other"),
    ],
)
def test_a_changed_entry_is_named(published, column, value):
    with without_triggers() as cursor:
        cursor.execute(f"UPDATE claims_logentry SET {column} = %s WHERE position = 4", [value])
    assert finding() == "Entry 4 was edited: it was changed after it was written."


def test_an_entry_given_to_somebody_else_is_named(published, ravi):
    with without_triggers() as cursor:
        cursor.execute("UPDATE claims_logentry SET actor_id = %s WHERE position = 3", [ravi.pk])
    assert finding() == "Entry 3 was edited: it was changed after it was written."


def test_a_removed_entry_is_named(published):
    with without_triggers() as cursor:
        cursor.execute("DELETE FROM claims_logentry WHERE position = 2")
    assert finding() == "Entry 2 was deleted: it is missing, and entry 3 follows."


def test_two_entries_that_changed_places_are_found_at_the_first(published):
    with without_triggers() as cursor:
        for old, new in ((2, 1000), (3, 2), (1000, 3)):
            cursor.execute(
                "UPDATE claims_logentry SET position = %s WHERE position = %s", [new, old]
            )
    said = "Entries were reordered, entry 2 the first of them: "
    assert finding() == f"{said}what stands there was written as entry 3."


def test_an_entry_forged_with_a_hash_of_its_own_is_found_by_the_next(published):
    entry = LogEntry.objects.get(position=3)
    entry.reason = "forged"
    with without_triggers() as cursor:
        cursor.execute(
            "UPDATE claims_logentry SET reason = 'forged', hash = %s WHERE position = 3",
            [digest(entry)],
        )
    said = "Entry 3 was edited and its hash computed anew: entry 4 still follows from the hash"
    assert finding() == f"{said} that it had."


def test_an_entry_that_cannot_be_read_any_more_is_named(published):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL takes no text for a time")
    with without_triggers() as cursor:
        cursor.execute("UPDATE claims_logentry SET at = '2020-99-99 00:00:00' WHERE position = 5")
    assert finding() == "Entry 5 was edited: it was changed after it was written."


def test_an_entry_whose_bytes_are_no_text_is_named(published):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL takes no text that is no UTF-8")
    with without_triggers() as cursor:
        cursor.execute("UPDATE claims_logentry SET reason = CAST(x'ff' AS TEXT) WHERE position = 5")
    assert finding() == "Entry 5 was edited: it cannot be read any more."


def test_a_published_text_that_was_changed_is_named(published):
    with without_triggers() as cursor:
        cursor.execute("UPDATE claims_claimreviewversion SET content = '{}'")
    said = f"Published version 1 of claim {published.public_id} was changed after it was approved."
    assert finding() == said


def test_a_published_text_changed_with_its_hash_is_found_by_the_log(published):
    empty = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"  # of {}
    with without_triggers() as cursor:
        cursor.execute("UPDATE claims_claimreviewversion SET content = '{}', sha256 = %s", [empty])
    assert "is not the one that the log says was approved" in finding()


@pytest.mark.parametrize("column", ["text", "summary", "explanation"])
def test_a_column_that_no_longer_repeats_what_was_approved_is_named(published, column):
    with without_triggers() as cursor:
        cursor.execute(f"UPDATE claims_claimreviewversion SET {column} = 'forged'")
    said = f"Published version 1 of claim {published.public_id} has another {column} in its column"
    assert finding() == f"{said} than was approved."


def test_a_rating_that_is_no_longer_the_approved_one_is_named(published, ratings):
    with without_triggers() as cursor:
        cursor.execute("UPDATE claims_claimreviewversion SET rating_id = %s", [ratings["false"].pk])
    assert "has another rating in its column than was approved." in finding()


def test_a_published_text_that_is_gone_is_named(published):
    with without_triggers() as cursor:
        cursor.execute("UPDATE claims_claim SET status = 'in_review', published_version_id = NULL")
        cursor.execute("DELETE FROM claims_claimreviewversion")
    said = f"Published version 1 of claim {published.public_id} is gone."
    assert finding() == said


def test_what_nobody_touched_holds(published):
    said = verify()
    entries = LogEntry.objects.count()
    assert said.startswith(
        f"The log holds: {entries} entries, 1 published versions, 0 checkpoints."
    )
    assert LogEntry.objects.last().hash in said


def test_an_empty_log_holds(db):
    assert not ClaimReviewVersion.objects.exists()
    assert verify() == "The log is empty.\n"


@pytest.fixture
def blind(make_claim, review_claim, ratings, alice, erin):
    """A claim that two people have assessed, each without knowing of the other."""
    claim = review_claim(make_claim())
    for person, slug in ((alice, "true"), (erin, "false")):
        workflow.assess(claim, by=person, rating=ratings[slug], reason="I say so.")
    return claim


def test_assessments_that_are_what_was_committed_to_hold_blind_and_disclosed(blind, erin):
    assert verify().startswith("The log holds")
    workflow.compare(blind, by=erin)
    assert verify().startswith("The log holds")


@pytest.mark.parametrize("column", ["reason", "nonce", "rating_id"])
def test_an_assessment_that_was_changed_while_it_was_blind_is_named(blind, ratings, erin, column):
    second = Assessment.objects.get(assessed_by=erin)
    forged = ratings["unproven"].pk if column == "rating_id" else "forged"
    with without_triggers() as cursor:
        cursor.execute(
            f"UPDATE claims_assessment SET {column} = %s WHERE id = %s", [forged, second.pk]
        )
    assert finding() == (
        f"Assessment {second.public_id} was changed after it was given: its reviewer committed to "
        "something else."
    )
    workflow.compare(blind, by=erin)
    entry = LogEntry.objects.get(event="disclosed", public_id=second.public_id)
    assert finding() == (
        f"Entry {entry.position} discloses assessment {second.public_id} as something else than "
        "its reviewer committed to while it was blind."
    )


def test_an_assessment_that_is_gone_or_that_nobody_gave_is_named(blind, erin):
    second = Assessment.objects.get(assessed_by=erin)
    with without_triggers() as cursor:
        cursor.execute("UPDATE claims_assessment SET public_id = 'x' WHERE id = %s", [second.pk])
    assert finding() == "Assessment x is not in the log: nobody gave it here."
    with without_triggers() as cursor:
        cursor.execute("DELETE FROM claims_assessment WHERE id = %s", [second.pk])
    assert finding() == f"Assessment {second.public_id} is gone."
