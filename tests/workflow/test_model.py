"""The workflow and a model of it written by hand agree, step for step. All of it, with 10,000
random histories and the admin's door, is in `tests/benchmarks/check_model.py`."""

import csv
import io
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from claims.models import Claim, ClaimReviewVersion, LogEntry
from tests.workflow import model


@pytest.fixture
def cast(db):
    return model.people()


@pytest.fixture
def claim(cast) -> Claim:
    return model.extracted_claim(cast)


def test_every_step_from_every_state_by_everybody_is_as_the_model_says(claim, cast):
    counts = model.walk_everything(claim, cast, model.by_verb)
    # 13 states, 14 steps with their kinds, 7 people; by hand: who is let through, and where.
    assert counts.total() == 13 * 14 * 7
    assert counts["let through"] > 60


def test_random_histories_are_as_the_model_says(claim, cast):
    counts: Counter[str] = Counter()
    for seed in range(40):
        counts += model.history(seed, claim, cast)
    assert counts["histories"] == 40
    assert counts["let through"] > 100


@pytest.mark.parametrize("state", model.WALKS)
def test_no_file_moves_a_claim(state, claim, cast, tmp_path):
    """What was exported comes back with another status, rating and date, and another kind: that
    one is a file's to change, by who may import."""
    model.bring_to(state, claim, cast)
    before = Claim.objects.get(pk=claim.pk)
    file = tmp_path / "claims.csv"
    call_command("export_claims", str(file), stdout=io.StringIO())
    head, row = csv.reader(file.open(encoding="utf-8", newline=""))
    forged = {"status": "published", "rating": "so", "published": "2026-01-01", "kind": "event"}
    with file.open("w", encoding="utf-8", newline="") as out:
        cells = [forged.get(name, cell) for name, cell in zip(head, row, strict=True)]
        csv.writer(out).writerows([head, cells])
    assert forged.keys() <= set(head)
    for name in [*model.ROLES, "root"]:
        went = imported(file, f"m-{name}")
        assert went == (name in model.EDITORS), name
        now = Claim.objects.get(pk=claim.pk)
        assert (now.status, now.published_version_id) == (
            before.status,
            before.published_version_id,
        )
    assert now.kind == "event"
    assert (
        now.versions.count()
        == LogEntry.objects.filter(event__in=["published", "corrected"]).count()
    )


def imported(file, username) -> bool:
    try:
        call_command("import_claims", str(file), "--as", username, stdout=io.StringIO())
    except CommandError as error:
        if "may not" not in str(error):
            raise
        return False
    return True


@pytest.mark.parametrize("state", model.WALKS)
def test_sql_publishes_nothing_that_two_people_did_not_approve(state, claim, cast):
    model.bring_to(state, claim, cast)
    version = Claim.objects.get(pk=claim.pk).published_version_id
    for status in ("extracted", "in_review", "awaiting_approval", "published", "withdrawn"):
        try:
            with transaction.atomic():
                Claim.objects.filter(pk=claim.pk).update(status=status)
        except IntegrityError:
            continue
        now = Claim.objects.get(pk=claim.pk)
        assert status != "published" or now.published_version is not None
        assert now.published_version_id == version


def test_readers_addresses_take_no_post(claim, cast, client):
    model.bring_to("published", claim, cast)
    client.force_login(cast["root"])
    slug = Claim.objects.get(pk=claim.pk).slug
    for name in ("claim_detail", "claim_json"):
        address = reverse(f"claims:{name}", args=[slug])
        for method in (client.post, client.put, client.delete, client.patch):
            assert method(address, {"status": "withdrawn"}).status_code in (403, 405)


# The tables that hold what was published, and what it refers to.
HELD = [
    "claims_claim", "claims_claimreviewversion", "claims_logentry", "claims_policy",
    "claims_rating", "claims_ratingscale", "auth_user",
]  # fmt: skip


@pytest.mark.parametrize("table", HELD)
def test_sql_deletes_nothing_that_was_published(table, claim, cast):
    model.bring_to("corrected", claim, cast)
    with pytest.raises(IntegrityError):
        attempted(lambda: sql(f"DELETE FROM {table}"))
    assert ClaimReviewVersion.objects.count() == 2


def test_no_cascade_deletes_what_was_published(claim, cast):
    model.bring_to("corrected", claim, cast)
    published = Claim.objects.get(pk=claim.pk)
    version, entries = published.published_version, LogEntry.objects.count()
    attempts = [
        published.delete,
        Claim.objects.all().delete,
        version.delete,
        ClaimReviewVersion.objects.all().delete,
        version.rating.delete,
        version.rating.scale.delete,
        version.policy.delete,
        version.approved_by.delete,
        LogEntry.objects.all().delete,
        lambda: ClaimReviewVersion.objects.all()._raw_delete("default"),
        lambda: Claim.objects.all()._raw_delete("default"),
    ]
    for attempt in attempts:
        with pytest.raises((ProtectedError, IntegrityError)):
            attempted(attempt)
    assert (ClaimReviewVersion.objects.count(), LogEntry.objects.count()) == (2, entries)


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def attempted(attempt):
    """Up to where a commit would be: what refers to a row is asked about then."""
    with transaction.atomic():
        attempt()
        connection.check_constraints()
