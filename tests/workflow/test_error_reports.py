"""What becomes of a reader's error report: decided by a person, answered, corrected, forgotten."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims import workflow
from claims.models import ErrorReport, LogEntry, Notice


@pytest.fixture
def claim(make_claim, publish_claim):
    return publish_claim(make_claim())


@pytest.fixture
def report(claim):
    return workflow.receive_report(
        claim.published_version, words="Nine, not ten.", email="ravi@example.org"
    )


def correct(claim, alice, erin, kind="minor"):
    claim.refresh_from_db()
    review = claim.claim_review
    changes = {"summary": f"{review.summary} Mended."}
    workflow.edit(review, by=alice, seen=review.version, changes=changes)
    workflow.propose_correction(claim, by=alice, kind=kind, notice="A reader told us.")
    (workflow.withdraw if kind == "withdrawal" else workflow.correct)(claim, by=erin)
    return claim.corrections.first()


@pytest.mark.parametrize(
    ("name", "may"), [("ravi", False), ("carl", False), ("edgar", True), ("ada", True)]
)
def test_who_decides_about_a_report(report, cast, name, may):
    person = getattr(cast, name)
    if may:
        workflow.triage(report, by=person, seen=1, outcome="no_change", answer="It is ten.")
        assert (report.outcome, report.triaged_by) == ("no_change", person)
        return
    with pytest.raises(workflow.NotAllowed, match=f"{name} may not decide about"):
        workflow.triage(report, by=person, seen=1, outcome="no_change", answer="It is ten.")


@pytest.mark.parametrize("outcome", ["no_change", "no_report"])
@pytest.mark.parametrize("name", ["alice", "erin"])
def test_whose_verdict_it_is_may_take_the_blame_and_not_put_the_report_aside(
    report, cast, name, outcome
):
    person = getattr(cast, name)
    with pytest.raises(workflow.Refused, match="You had a part in this one"):
        workflow.triage(report, by=person, seen=1, outcome=outcome, answer="It is ten.")
    assert ErrorReport.objects.open().exists()
    workflow.triage(report, by=person, seen=1, outcome="correction")
    with pytest.raises(workflow.Refused, match="You had a part in this one"):
        workflow.triage(report, by=person, seen=2, outcome=outcome, answer="It is ten.")


def test_who_proposed_or_mended_the_words_has_a_part_in_it(make_claim, review_claim, cast):
    claim = review_claim(make_claim("It thawed."))
    review = claim.claim_review
    workflow.edit(review, by=cast.edgar, seen=review.version, changes={"summary": "It did so."})
    workflow.propose_verdict(claim, by=cast.edgar)
    workflow.publish(claim, by=cast.erin)
    claim.refresh_from_db()
    report = workflow.receive_report(claim.published_version, words="It froze.")
    for person in (cast.alice, cast.edgar, cast.erin):
        with pytest.raises(workflow.Refused, match=r"You had a part in this one\..* them: ada\."):
            workflow.triage(report, by=person, seen=1, outcome="no_change", answer="It did.")


def test_a_newsroom_without_a_third_person_is_told_what_to_do(report, cast):
    for person in (cast.edgar, cast.ada):
        person.is_active = False
        person.save()
    with pytest.raises(workflow.Refused, match="ask an admin to give another person the role"):
        workflow.triage(report, by=cast.alice, seen=1, outcome="no_change", answer="It is ten.")


@pytest.mark.parametrize("outcome", ["no_change", "no_report"])
def test_the_database_lets_nobody_put_a_report_on_their_own_verdict_aside(report, cast, outcome):
    decided = {"outcome": outcome, "answer": "Ten.", "triaged_at": timezone.now()}
    row = ErrorReport.objects.filter(pk=report.pk)
    for person in (cast.alice, cast.erin):
        with (
            pytest.raises(IntegrityError, match="does not decide that a report about it"),
            transaction.atomic(),
        ):
            row.update(triaged_by=person, **decided)
    assert row.update(triaged_by=cast.edgar, **decided) == 1
    row.update(words="", email="", edited_at=timezone.now())


def test_leaving_it_as_it_is_needs_an_answer_for_who_wrote(report, edgar):
    with pytest.raises(workflow.Refused, match="needs a reason"):
        workflow.triage(report, by=edgar, seen=1, outcome="no_change", answer=" ")
    with pytest.raises(workflow.Refused, match="at most 2,000 characters"):
        workflow.triage(report, by=edgar, seen=1, outcome="no_change", answer="x" * 50_000)
    with pytest.raises(workflow.Refused, match="Decide for one of"):
        workflow.triage(report, by=edgar, seen=1, outcome="open")
    assert ErrorReport.objects.open().count() == 1
    workflow.triage(report, by=edgar, seen=1, outcome="no_change", answer="The accounts say ten.")
    entry = LogEntry.objects.latest("position")
    assert (entry.event, entry.noun, entry.actor) == ("triaged", "error report", edgar)
    assert entry.after["outcome"] == "no_change"
    assert entry.after["answer"] == "The accounts say ten."


def test_the_second_of_two_who_decide_is_told(report, alice, erin):
    workflow.triage(report, by=erin, seen=1, outcome="correction")
    with pytest.raises(workflow.Stale):
        workflow.triage(report, by=alice, seen=1, outcome="no_change", answer="No.")
    report.refresh_from_db()
    assert (report.outcome, report.triaged_by) == ("correction", erin)


@pytest.mark.parametrize("kind", ["minor", "update", "substantial", "withdrawal"])
def test_a_correction_answers_the_reports_that_asked_for_one(kind, claim, report, alice, erin):
    other = workflow.receive_report(claim.published_version, words="Another thing.")
    workflow.triage(report, by=alice, seen=1, outcome="correction", answer="You are right.")
    assert list(ErrorReport.objects.awaiting_a_correction()) == [report]
    made = correct(claim, alice, erin, kind)
    report.refresh_from_db()
    other.refresh_from_db()
    assert (report.correction, other.correction) == (made, None)
    assert not ErrorReport.objects.awaiting_a_correction().exists()
    with pytest.raises(workflow.Refused, match="a correction that is published: that stays"):
        workflow.triage(report, by=alice, seen=report.version, outcome="no_change", answer="No.")


def test_a_decision_can_be_changed_until_its_correction_is_published(claim, report, alice, edgar):
    workflow.triage(report, by=alice, seen=1, outcome="correction")
    workflow.triage(report, by=edgar, seen=2, outcome="no_change", answer="It was right after all.")
    assert report.outcome == "no_change"


def test_of_a_withdrawn_review_nothing_is_left_to_correct(claim, report, alice, erin, edgar):
    correct(claim, alice, erin, "withdrawal")
    with pytest.raises(workflow.Refused, match="nothing left to correct"):
        workflow.triage(report, by=alice, seen=1, outcome="correction")
    workflow.triage(report, by=edgar, seen=1, outcome="no_change", answer="We withdrew it.")


def test_what_a_reader_wrote_is_erased_on_request_and_the_count_stays(report, ada, erin, edgar):
    with pytest.raises(workflow.NotAllowed):
        workflow.erase("error report", report.public_id, by=erin, reason="Asked by letter.")
    workflow.erase("error report", report.public_id, by=ada, reason="Asked by letter.")
    report.refresh_from_db()
    assert (report.words, report.email, report.edited_by) == ("", "", ada)
    assert ErrorReport.objects.counted().count() == 1
    said = " ".join(str(entry.before) + str(entry.after) for entry in LogEntry.objects.all())
    assert "Nine, not ten." not in said
    assert "ravi@" not in said
    workflow.triage(report, by=edgar, seen=2, outcome="no_change", answer="We no longer know.")


@pytest.mark.parametrize("change", [{"words": "Eight."}, {"email": "other@example.org"}])
def test_the_database_lets_nobody_reword_a_report(report, change):
    with (
        pytest.raises(IntegrityError, match="can be erased and not reworded"),
        transaction.atomic(),
    ):
        ErrorReport.objects.filter(pk=report.pk).update(**change)


def test_the_database_lets_nobody_lose_a_report(report):
    table = ErrorReport._meta.db_table
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        report.delete()
    with (
        pytest.raises(IntegrityError, match="never deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "no_change"},
        {"outcome": "settled"},
        {"words": ""},
        {"answer": "x" * 2_001},
    ],
    ids=str,
)
def test_a_report_that_breaks_a_rule_is_refused_past_all_forms(report, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        ErrorReport.objects.filter(pk=report.pk).update(**change)


@pytest.mark.parametrize(
    ("words", "email", "sentence"),
    [("a\0b", "", "cannot be stored"), ("Wrong.", "no address", "valid email")],
)
def test_what_cannot_be_kept_is_refused_by_the_verb_too(claim, words, email, sentence):
    with pytest.raises(ValidationError, match=sentence):
        workflow.receive_report(claim.published_version, words=words, email=email)
    assert not ErrorReport.objects.exists()


def test_those_whose_verdict_it_is_are_told_of_a_report(claim, report, alice, erin, edgar):
    told = Notice.objects.filter(kind="reported", claim=claim)
    assert {notice.person for notice in told} == {alice, erin}
    assert "Nine" not in str([notice.entry.after for notice in told])
