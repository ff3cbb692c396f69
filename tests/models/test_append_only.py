"""The record refuses change through every path: objects, querysets and raw SQL."""

import sqlite3

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from claims import workflow
from claims.models import APPEND_ONLY, MUTABLE, Claim, ClaimReviewVersion, triggers
from claims.workflow import log_key

# Written out here, not read from the list under test.
RECORD = {
    "Assessment", "Checkpoint", "ClaimReviewVersion", "Correction", "DocumentVersion", "LogEntry",
    "Policy",
}  # fmt: skip


@pytest.fixture
def a_row_of_each(make_claim, make_document, publish_claim, ratings, alice, erin):
    document = make_document("The bridge cost ten million crowns, the council says.")
    claim = publish_claim(make_claim(document=document, quote="ten million crowns"))
    review = claim.claim_review
    workflow.edit(review, by=alice, seen=review.version, changes={"summary": "Nearly."})
    workflow.propose_correction(claim, by=alice, kind="minor", notice="A word was wrong.")
    workflow.correct(claim, by=erin)
    workflow.assess(claim, by=alice, rating=ratings["true"], reason="The budget says so.")
    log_key.make()
    workflow.checkpoint()
    return claim


def test_every_model_is_either_append_only_or_mutable():
    ours = set(apps.get_app_config("claims").get_models())
    listed = [*APPEND_ONLY, *MUTABLE]
    automatic = {model for model in ours if model._meta.auto_created}
    assert set(listed) == ours - automatic
    assert len(listed) == len(set(listed))
    assert {model.__name__ for model in APPEND_ONLY} == RECORD


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model.__name__)
def test_the_record_refuses_update_and_delete(model, a_row_of_each):
    table, key = model._meta.db_table, model._meta.pk.column
    row = model.objects.order_by("pk").last()
    name = next(
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    )
    attempts = [
        lambda: model.objects.filter(pk=row.pk).update(**{name: "x"}),
        row.save,
        lambda: model.objects.filter(pk=row.pk)._raw_delete("default"),
        lambda: raw(f"UPDATE {table} SET {name} = 'x' WHERE {key} = %s", row.pk),
        lambda: raw(f"DELETE FROM {table} WHERE {key} = %s", row.pk),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            attempt()
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite has INSERT OR REPLACE.")
@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model.__name__)
def test_the_record_refuses_to_be_replaced(model, a_row_of_each):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        raw(replacing(model))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Only PostgreSQL has TRUNCATE.")
@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model.__name__)
def test_the_record_refuses_truncate(model, a_row_of_each):
    connection.check_constraints()  # nothing pending that would refuse it for another reason
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        raw(f"TRUNCATE {model._meta.db_table} CASCADE")


def test_a_published_claim_cannot_be_deleted(a_row_of_each):
    with pytest.raises(models.ProtectedError):
        a_row_of_each.delete()
    for table in ("claimreview", "claim_topics", "annotation", "appearance", "evidence"):
        raw(f"DELETE FROM claims_{table}")
    with pytest.raises(IntegrityError), transaction.atomic():
        delete_and_check(a_row_of_each)
    assert Claim.objects.filter(pk=a_row_of_each.pk).exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("status = 'extracted'", "No arrow"),
        ("status = 'awaiting_approval'", "No arrow"),
        ("published_version_id = NULL", "never unpublished"),
        ("slug = 'another'", "never change"),
        ("public_id = 'another'", "never change"),
    ],
)
def test_raw_sql_cannot_move_a_published_claim_off_its_path(a_row_of_each, change, sentence):
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        raw(f"UPDATE claims_claim SET {change} WHERE id = %s", a_row_of_each.pk)


def test_raw_sql_cannot_publish_with_the_version_of_another_claim(a_row_of_each, make_claim):
    other, version = make_claim("Another."), ClaimReviewVersion.objects.latest("id")
    for status in ("extracted", "in_review", "published"):
        with pytest.raises(IntegrityError), transaction.atomic():
            raw(
                "UPDATE claims_claim SET status = %s, published_version_id = %s WHERE id = %s",
                status, version.pk, other.pk,
            )  # fmt: skip


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite opens as a bare file.")
@pytest.mark.django_db(transaction=True)
def test_another_program_cannot_rewrite_the_record_either(a_row_of_each, tmp_path):
    """As the sqlite3 shell opens the file: no foreign keys, no recursive triggers."""
    copy = tmp_path / "copy.sqlite3"
    raw(f"VACUUM INTO '{copy}'")
    bare = sqlite3.connect(copy)
    for model in APPEND_ONLY:
        with pytest.raises(sqlite3.IntegrityError, match="never replaced"):
            bare.execute(replacing(model))
    with pytest.raises(sqlite3.IntegrityError, match="never deleted"):
        bare.execute("DELETE FROM claims_claim WHERE published_version_id IS NOT NULL")
    bare.close()


def test_a_claim_cannot_begin_as_anything_but_extracted(carl):
    with pytest.raises(IntegrityError, match="begins as extracted"), transaction.atomic():
        Claim.objects.create(text="A.", slug="a", status="in_review", created_by=carl)


def test_start_up_notices_a_missing_trigger_and_migrating_lays_it_again(db):
    assert triggers.missing(connection) == []
    name = next(iter(triggers.triggers())).name
    table = next(iter(triggers.triggers())).table
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    raw(f"DROP TRIGGER {name}{on}")
    found = run_checks(databases=["default"])
    assert [message.id for message in found if message.id == "claims.E001"] == ["claims.E001"]
    assert name in found[0].msg or any(name in message.msg for message in found)
    call_command("migrate", verbosity=0)
    assert triggers.missing(connection) == []


def delete_and_check(claim):
    raw("DELETE FROM claims_claim WHERE id = %s", claim.pk)
    connection.check_constraints()


def replacing(model):
    """Puts every row in the place of itself. What the database generates nobody can write."""
    table, fields = model._meta.db_table, model._meta.concrete_fields
    written = [
        f'"{field.column}"' for field in fields if not isinstance(field, models.GeneratedField)
    ]
    columns = ", ".join(written)
    return f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}"


def raw(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
