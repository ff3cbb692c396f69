"""A person's name is erased, from the row and from the record, and the chain still holds."""

import hashlib
import json

import pytest
from django.db import IntegrityError, connection, transaction

from claims import workflow
from claims.models import Annotation, Claim, Claimant, LogEntry, PersonalValue
from claims.record.verification import verify
from claims.vocabulary import Event
from claims.workflow import log

WHY = "The person asked for it."


@pytest.fixture
def jane(carl):
    fields = {"slug": "c-7", "name": "Jane Doe", "kind": "person", "description": "A baker."}
    return workflow.add(Claimant(**fields), by=carl)


def everything_in_the_database() -> str:
    """Every column of every table of ours, as text."""
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("claims_") and "search" not in table:
                cursor.execute(f"SELECT * FROM {table}")
                said += [str(row) for row in cursor.fetchall()]
    return "\n".join(said)


def test_an_entry_commits_to_a_personal_value_and_does_not_hold_it(jane):
    entry = LogEntry.objects.get(noun="claimant")
    assert "Jane" not in str(entry.after)
    assert entry.after["kind"] == "person"
    kept = PersonalValue.objects.get(field="name")
    assert entry.after["name"] == {"commitment": kept.commitment}
    # Computed here as the documentation says, without the code under test.
    said = bytes.fromhex(kept.salt) + json.dumps("Jane Doe").encode()
    assert hashlib.sha256(said).hexdigest() == kept.commitment
    assert len(bytes.fromhex(kept.salt)) == 32


def test_the_same_value_twice_has_two_commitments(jane, carl):
    workflow.edit(jane, by=carl, seen=1, changes={"name": "Jane Roe"})
    workflow.edit(jane, by=carl, seen=2, changes={"name": "Jane Doe"})
    same = PersonalValue.objects.filter(value='"Jane Doe"').values_list("commitment", flat=True)
    assert len(set(same)) == 3


def test_an_annotation_is_committed_to(make_claim, alice):
    workflow.add(Annotation(claim=make_claim(), body="Ask Jane."), by=alice)
    assert "Jane" not in str(LogEntry.objects.latest("position").after)


def test_many_entries_at_once_are_committed_to_as_one_by_one(alice):
    drafts = [
        log.Draft(Event.ADDED, "annotation", f"a{number}", after={"body": f"Jane {number}"})
        for number in range(3)
    ]
    with log.writing():
        log.append_many(drafts, by=alice)
    assert not LogEntry.objects.filter(after__contains="Jane").exists()
    said = PersonalValue.objects.order_by("public_id").values_list("public_id", "value")
    assert list(said) == [("a0", '"Jane 0"'), ("a1", '"Jane 1"'), ("a2", '"Jane 2"')]


def test_a_name_is_erased_everywhere_and_the_chain_still_holds(jane, carl, ada):
    workflow.edit(jane, by=carl, seen=1, changes={"description": "Jane, a baker in Sample City."})
    before = verify().finding
    assert workflow.erase("claimant", "c-7", by=ada, reason=WHY) == 4
    after = verify().finding
    assert (before, after) == (None, None)
    assert "Jane" not in everything_in_the_database()
    jane.refresh_from_db()
    assert (jane.name, jane.description) == (f"Erased, {jane.pk}", "")
    entry = LogEntry.objects.latest("position")
    assert (entry.event, entry.actor, entry.reason) == ("erased", ada, WHY)
    assert entry.after == {"erased": ["description", "name"], "values": 4}


def test_of_a_person_whose_slug_nobody_chose_no_name_is_left(make_claim, erin, ada):
    jane = workflow.add(Claimant(name="Jane Doe", kind="person"), by=erin)
    workflow.add(Claim(text="A.", claimant=jane), by=erin)
    council = workflow.add(Claimant(name="The Council"), by=erin)
    workflow.erase("claimant", jane.slug, by=ada, reason=WHY)
    said = everything_in_the_database().lower()
    assert "jane" not in said
    assert "doe" not in said
    assert council.slug == "the-council"


def test_what_is_said_of_a_removed_row_can_be_erased(make_claim, alice, erin, ada):
    note = workflow.add(Annotation(claim=make_claim(), body="Jane's number is 1234."), by=alice)
    workflow.remove(note, by=erin, seen=1)
    workflow.erase("annotation", note.public_id, by=ada, reason=WHY)
    assert "Jane" not in everything_in_the_database()
    assert verify().finding is None


def test_a_claimant_whom_readers_have_seen_is_not_erased(make_claim, publish_claim, ada):
    publish_claim(make_claim(claimant="Jane Doe"))
    entries = LogEntry.objects.count()
    with pytest.raises(workflow.Refused, match="what is published stays"):
        workflow.erase("claimant", "jane-doe", by=ada, reason=WHY)
    assert LogEntry.objects.count() == entries


@pytest.mark.parametrize(
    ("noun", "public_id", "sentence"),
    [
        ("claimant", "nobody", "Nothing is kept of the claimant “nobody”"),
        ("evidence", "x", "Nothing personal is kept of “evidence”: name one of"),
    ],
)
def test_who_is_not_there_cannot_be_erased(jane, ada, noun, public_id, sentence):
    with pytest.raises(workflow.Refused, match=sentence):
        workflow.erase(noun, public_id, by=ada, reason=WHY)


def test_an_editor_may_not_erase(jane, erin, alice):
    with pytest.raises(workflow.NotAllowed):
        workflow.erase("claimant", "c-7", by=erin, reason=WHY)
    with pytest.raises(workflow.NotAllowed):
        workflow.erase_account(alice, by=erin, reason=WHY)


def test_erasing_asks_for_a_reason(jane, ada):
    with pytest.raises(workflow.Refused, match="reason"):
        workflow.erase("claimant", "c-7", by=ada, reason=" ")


def test_a_colleague_is_erased_and_the_record_keeps_the_number(make_claim, carl, ada, client):
    make_claim()
    workflow.erase_account(carl, by=ada, reason=WHY)
    carl.refresh_from_db()
    assert (carl.username, carl.email, carl.is_active) == (f"person-{carl.pk}", "", False)
    assert not client.login(username="carl", password="carlcarl")
    assert LogEntry.objects.filter(actor=carl).exists()
    assert verify().finding is None


def test_nobody_erases_themselves_or_a_superuser_above_them(ada, erin):
    with pytest.raises(workflow.Refused, match="your own account"):
        workflow.erase_account(ada, by=ada, reason=WHY)
    erin.is_superuser = True
    erin.save()
    with pytest.raises(workflow.Refused, match="Only a superuser"):
        workflow.erase_account(erin, by=ada, reason=WHY)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE claims_personalvalue SET value = 'x'",
        "UPDATE claims_personalvalue SET public_id = 'x', salt = '', value = ''",
        "DELETE FROM claims_personalvalue",
    ],
)
def test_raw_sql_cannot_put_another_value_behind_a_commitment(jane, sql):
    with (
        pytest.raises(IntegrityError, match="erased by blanking"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
