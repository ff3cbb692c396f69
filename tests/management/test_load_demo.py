"""The demo: every status, stance and correction, made by people through the workflow."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from claims import workflow
from claims.models import (
    Annotation,
    Appearance,
    AssessmentRound,
    Claim,
    ClaimReviewVersion,
    Correction,
    Document,
    ErrorReport,
    Evidence,
    LogEntry,
    ReplyRequest,
)
from claims.record.verification import verify
from claims.vocabulary import CorrectionKind, NotCheckable, ReportOutcome, Stance, Status

TABLES = (Annotation, Appearance, Claim, ClaimReviewVersion, Correction, Document, Evidence)


def load(*args: str) -> str:
    out = io.StringIO()
    call_command("load_demo", *args, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def printed(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The demo, loaded once for the tests of this file, and undone after them."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(PASSWORD_HASHERS=hashers):
            said = load()
        yield said
        transaction.set_rollback(True)


@pytest.fixture
def demo(printed: str, db: None) -> str:
    return printed


def test_the_demo_shows_what_may_become_of_a_readers_report(demo):
    assert set(ErrorReport.objects.values_list("outcome", flat=True)) == set(ReportOutcome.values)
    assert ErrorReport.objects.filter(correction__kind="minor").count() == 1
    assert ErrorReport.objects.awaiting_a_correction().count() == 1
    assert Claim.objects.filter(looked_at__isnull=False).count() == 1


def test_the_demo_shows_a_dissent_an_agreement_and_a_round_that_is_still_blind(demo):
    dissenting = AssessmentRound.objects.get(dissent_is_published=True)
    (dissent,) = dissenting.claim.published_version.facts["dissents"]
    assert dissent["rating"]["id"] == "mostly-false"
    assert AssessmentRound.objects.compared().count() == 2
    assert AssessmentRound.objects.open().get().assessments.count() == 1


def test_the_demo_shows_a_reply_and_one_that_is_waited_for(demo):
    outcomes = dict(ReplyRequest.objects.values_list("claim__public_id", "outcome"))
    assert outcomes == {"PE-13": "answered", "PE-14": "waiting"}
    (reply,) = Claim.objects.get(public_id="PE-13").published_version.facts["replies"]
    assert reply["answer"].startswith("The sentence speaks of the budgets")


def test_the_demo_shows_every_status_stance_reason_and_kind_of_correction(demo):
    assert set(Claim.objects.values_list("status", flat=True)) == set(Status.values)
    assert set(Evidence.objects.values_list("stance", flat=True)) == set(Stance.values)
    assert set(Correction.objects.values_list("kind", flat=True)) == set(CorrectionKind.values)
    reasons = set(Claim.objects.not_checked().values_list("not_checkable_reason", flat=True))
    assert reasons == {
        NotCheckable.SATIRE, NotCheckable.OPINION, NotCheckable.PREDICTION, NotCheckable.DUPLICATE
    }  # fmt: skip


def test_the_white_papers_43_claims_are_there_and_seven_are_checked(demo):
    claims = Claim.objects.filter(appearances__document__slug="human-rights-progress-2018")
    assert (claims.count(), claims.standing().count()) == (43, 7)
    assert not Document.objects.get(slug="human-rights-progress-2018").versions.exists()


def test_every_quote_of_the_sample_report_is_found_word_for_word(demo):
    report = Document.objects.get(slug="port-eskermere-progress-report-2025")
    assert report.shows_text
    assert set(report.appearances.values_list("anchoring", flat=True)) == {"exact"}


def test_loading_it_again_adds_nothing_and_loses_nothing(demo):
    claim = Claim.objects.get(public_id="PE-08")
    by = claim.assignee
    workflow.edit(claim, by=by, seen=claim.version, changes={"text": "Somebody edited this."})
    before = [table.objects.count() for table in TABLES], LogEntry.objects.count()
    load()
    assert ([table.objects.count() for table in TABLES], LogEntry.objects.count()) == before
    assert Claim.objects.get(public_id="PE-08").text == "Somebody edited this."


def test_one_login_of_every_role_is_printed_and_works(demo):
    assert "http://127.0.0.1:8000/admin/" in demo
    logins = [line.split() for line in demo.splitlines() if line.startswith("  ")]
    assert {login[2] for login in logins} == {"contributor", "reviewer", "editor", "admin"}
    for name, password, role in logins:
        person = authenticate(username=name, password=password)
        assert person.is_staff
        assert [group.name for group in person.groups.all()] == [role]


def test_a_changed_password_stays_and_is_not_printed(demo):
    person = authenticate(username="alice", password="sample-alice")
    person.set_password("something else")
    person.save()
    printed = load()
    assert authenticate(username="alice", password="something else")
    assert "sample-alice" not in printed


def test_the_demos_log_holds(demo):
    assert verify().finding is None
