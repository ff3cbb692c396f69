"""Two people rate blind; then it is compared, settled, and the difference told or not."""

import hashlib
import json

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from claims import workflow
from claims.models import Assessment, AssessmentRound, Claim, ClaimReview, LogEntry, Notice, Rating
from claims.workflow import policies

REASON = "The audit puts it at nine."


@pytest.fixture
def claim(make_claim, review_claim) -> Claim:
    return review_claim(make_claim())


@pytest.fixture
def assess(claim, ratings, cast):
    """`assess(alice="true", erin="false")`, in this order."""

    def assess(**said: str) -> list[Assessment]:
        return [
            workflow.assess(
                claim, by=getattr(cast, name), rating=ratings[slug], reason=f"{name}: {REASON}"
            )
            for name, slug in said.items()
        ]

    return assess


@pytest.fixture
def adopt(erin):
    def adopt(**settings):
        return policies.adopt(by=erin, sources_required=2, primary_required=True, **settings)

    return adopt


def seen_by(person) -> set[str]:
    return {one.assessed_by.username for one in Assessment.objects.visible_to(person)}


def test_nobody_sees_anothers_assessment_before_their_own_is_in(assess, cast, ada):
    ada.is_superuser = True
    ada.save()
    assess(alice="true")
    assert {name: seen_by(getattr(cast, name)) for name in vars(cast)} == {
        "alice": {"alice"}, "erin": set(), "edgar": set(), "carl": set(), "ravi": set(),
        "ada": set(),
    }  # fmt: skip
    assess(erin="false")
    assert seen_by(cast.alice) == seen_by(cast.erin) == {"alice", "erin"}
    assert seen_by(cast.edgar) == seen_by(ada) == set()


def test_an_assessment_in_one_claim_shows_nothing_of_another(
    assess, make_claim, review_claim, ratings, alice, erin
):
    assess(alice="true")
    other = review_claim(make_claim("It opened in May."))
    workflow.assess(other, by=erin, rating=ratings["false"], reason=REASON)
    assert seen_by(alice) == {"alice"}
    assert seen_by(erin) == {"erin"}


def test_once_compared_the_whole_newsroom_sees_them(assess, claim, cast):
    assess(alice="true", erin="false")
    assert list(Assessment.objects.disclosed()) == []
    workflow.compare(claim, by=cast.edgar)
    assert all(seen_by(person) == {"alice", "erin"} for person in vars(cast).values())
    assert Assessment.objects.disclosed().count() == 2


def test_voting_twice_is_refused_by_the_verb_and_by_the_database(assess, claim, ratings, alice):
    (own,) = assess(alice="true")
    with pytest.raises(workflow.Refused, match="given your assessment in this round already"):
        assess(alice="false")
    second = Assessment(
        round=own.round, rating=ratings["false"], reason="Again.", nonce="0" * 64, assessed_by=alice
    )
    with pytest.raises(ValidationError, match="in this round already: it stays"):
        second.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()
    assert Assessment.objects.get() == own


def test_the_log_keeps_an_assessment_secret_until_it_is_compared_and_then_proves_it(
    assess, claim, erin
):
    alices, erins = assess(alice="true", erin="false")
    for entry in LogEntry.objects.filter(noun="assessment"):
        assert set(entry.after) == {"round", "commitment"}
        assert entry.before == {}
        assert entry.reason == ""
    workflow.compare(claim, by=erin)
    for one, slug in ((alices, "true"), (erins, "false")):
        sealed, disclosed = LogEntry.objects.filter(public_id=one.public_id).order_by("position")
        assert disclosed.event == "disclosed"
        assert disclosed.after["rating"] == slug
        assert disclosed.after["reason"].endswith(REASON)
        text = json.dumps(disclosed.after, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == sealed.after["commitment"]
        assert len(disclosed.after["nonce"]) == 64


def test_the_commitment_of_the_same_judgement_is_never_the_same(assess):
    assess(alice="true", erin="true")
    sealed = [entry.after["commitment"] for entry in LogEntry.objects.filter(noun="assessment")]
    assert len(set(sealed)) == 2


def test_who_assesses_too_is_told_that_another_did_and_not_what(assess, cast):
    assess(alice="true", erin="false")
    told = Notice.objects.filter(kind="assessed")
    assert [(notice.person.username, notice.entry.actor.username) for notice in told] == [
        ("alice", "erin")
    ]


def test_who_could_assess_too_finds_the_claim_on_their_desk(assess, claim, cast):
    everybody = Claim.objects.all()
    assert list(everybody.to_assess(cast.erin)) == []
    assess(alice="true")
    assert list(everybody.to_assess(cast.alice)) == []
    assert list(everybody.to_assess(cast.erin)) == [claim]
    assess(erin="true")
    workflow.compare(claim, by=cast.erin)
    assert list(everybody.to_assess(cast.edgar)) == []


def test_one_assessment_is_not_compared(assess, claim, erin):
    with pytest.raises(workflow.Refused, match="No round of assessments is open"):
        workflow.compare(claim, by=erin)
    assess(alice="true")
    with pytest.raises(workflow.Refused, match="1 of 2 assessments is in"):
        workflow.compare(claim, by=erin)


def test_after_the_comparison_nobody_assesses_but_in_another_round(assess, claim, edgar, ratings):
    assess(alice="true", erin="false")
    workflow.compare(claim, by=edgar)
    with pytest.raises(workflow.Refused, match="ask for another round first"):
        assess(edgar="false")
    with pytest.raises(workflow.Refused, match="given your assessment"):
        assess(alice="false")
    again = workflow.ask_again(claim, by=edgar, why="The audit came out.")
    assert (again.number, again.why) == (2, "The audit came out.")
    with pytest.raises(workflow.Refused, match="Round 2 is open already"):
        workflow.ask_again(claim, by=edgar, why="And again.")
    assess(alice="false", edgar="false")
    assert workflow.compare(claim, by=edgar).outcome == ratings["false"]


def test_a_round_is_asked_for_again_with_a_reason(assess, claim, edgar):
    with pytest.raises(workflow.Refused, match="the first assessment opens a round"):
        workflow.ask_again(claim, by=edgar, why="Let us.")
    assess(alice="true", erin="false")
    workflow.compare(claim, by=edgar)
    with pytest.raises(workflow.Refused, match="needs a reason"):
        workflow.ask_again(claim, by=edgar, why=" \n")


def test_an_adjudication_settles_a_difference_and_the_draft_follows(
    assess, claim, ratings, alice, erin, edgar
):
    assess(alice="true", erin="false")
    with pytest.raises(workflow.Refused, match="Compare the assessments first"):
        workflow.adjudicate(claim, by=erin, rating=ratings["false"], reason=REASON)
    workflow.compare(claim, by=erin)
    found = workflow.adjudicate(claim, by=erin, rating=ratings["false"], reason=REASON)
    assert found.outcome == ratings["false"]
    review = ClaimReview.objects.get(claim=claim)
    assert review.rating == ratings["false"]
    assert review.edited_by == erin
    with pytest.raises(workflow.Refused, match="adjudicated already"):
        workflow.adjudicate(claim, by=edgar, rating=ratings["true"], reason="No.")


def test_a_draft_that_says_the_same_already_stays_its_writers(assess, claim, ratings, erin):
    assess(alice="true", erin="false")
    workflow.compare(claim, by=erin)
    workflow.adjudicate(claim, by=erin, rating=ratings["true"], reason=REASON)
    assert ClaimReview.objects.get(claim=claim).edited_by is None


def test_a_dissent_is_published_where_there_is_one(assess, claim, ratings, erin):
    assess(alice="true", erin="true")
    workflow.compare(claim, by=erin)
    told = {"rating": ratings["true"], "reason": REASON, "dissent_is_published": True}
    with pytest.raises(workflow.Refused, match="Nobody dissents"):
        workflow.adjudicate(claim, by=erin, **told)


def test_four_eyes_approve_a_dissent_with_the_verdict(assess, claim, ratings, alice, erin, edgar):
    assess(alice="true", erin="false")
    workflow.compare(claim, by=erin)
    workflow.adjudicate(
        claim, by=alice, rating=ratings["true"], reason=REASON, dissent_is_published=True
    )
    workflow.propose_verdict(Claim.objects.get(pk=claim.pk), by=alice)
    workflow.publish(Claim.objects.get(pk=claim.pk), by=edgar)
    facts = Claim.objects.get(pk=claim.pk).published_version.facts
    (dissent,) = facts["dissents"]
    assert dissent["rating"]["id"] == "false"
    assert dissent["reason"] == f"erin: {REASON}"
    assert set(dissent) == {"rating", "reason"}


def test_a_dissent_that_the_newsroom_keeps_to_itself_is_no_content(assess, claim, ratings, erin):
    assess(alice="true", erin="false")
    workflow.compare(claim, by=erin)
    before = workflow.content_of(claim).sha256
    workflow.adjudicate(claim, by=erin, rating=ratings["true"], reason=REASON)
    assert workflow.content_of(Claim.objects.get(pk=claim.pk)).sha256 == before


def open_conditions(claim) -> dict[str, str]:
    names = {"assessments", "adjudicated"}
    checklist = workflow.conditions(Claim.objects.get(pk=claim.pk))
    return {c.name: c.sentence for c in checklist if c.name in names and not c.met}


def test_the_gate_asks_for_two_assessments_and_their_settlement_where_the_policy_does(
    assess, adopt, claim, ratings, alice, erin, edgar
):
    assert open_conditions(claim) == {}
    adopt(second_assessment_required=True)
    assert set(open_conditions(claim)) == {"assessments", "adjudicated"}
    assess(alice="true")
    assert open_conditions(claim)["assessments"].startswith("1 of 2 assessments are in")
    with pytest.raises(workflow.GateClosed, match="1 of 2"):
        workflow.propose_verdict(claim, by=alice)
    assess(erin="false")
    assert open_conditions(claim)["assessments"] == "Compare the assessments."
    workflow.compare(claim, by=alice)
    assert open_conditions(claim) == {
        "adjudicated": "The assessments differ: adjudicate them, with the reason."
    }
    workflow.adjudicate(claim, by=alice, rating=ratings["false"], reason=REASON)
    assert open_conditions(claim) == {}
    workflow.propose_verdict(Claim.objects.get(pk=claim.pk), by=alice)
    workflow.publish(Claim.objects.get(pk=claim.pk), by=edgar)


def test_the_gate_asks_for_the_rating_that_the_assessments_agree_on(assess, adopt, claim, erin):
    adopt(second_assessment_required=True)
    assess(alice="false", erin="false")
    workflow.compare(claim, by=erin)
    assert "came to “False” and the draft says “True”" in open_conditions(claim)["adjudicated"]


def test_an_open_second_round_holds_the_gate_shut(assess, adopt, claim, erin):
    adopt(second_assessment_required=True)
    assess(alice="true", erin="true")
    workflow.compare(claim, by=erin)
    assert open_conditions(claim) == {}
    workflow.ask_again(claim, by=erin, why="The audit came out.")
    assert set(open_conditions(claim)) == {"assessments", "adjudicated"}


@pytest.mark.parametrize("name", ["carl", "ravi"])
def test_who_does_not_review_gives_no_assessment(claim, assess, cast, name):
    with pytest.raises(workflow.NotAllowed):
        assess(**{name: "true"})
    with pytest.raises(workflow.NotAllowed):
        workflow.compare(claim, by=getattr(cast, name))
    assert not AssessmentRound.objects.exists()


def test_a_claim_that_nobody_took_up_is_not_assessed(make_claim, ratings, alice):
    with pytest.raises(workflow.Refused, match="take it up first"):
        workflow.assess(make_claim(), by=alice, rating=ratings["true"], reason=REASON)


@pytest.mark.parametrize("reason", ["", " \u200b", "x" * 2_001])
def test_an_assessment_says_why_within_its_limit(claim, ratings, alice, reason):
    with pytest.raises(workflow.Refused):
        workflow.assess(claim, by=alice, rating=ratings["true"], reason=reason)
    assert not Assessment.objects.exists()


def test_the_assessment_says_whether_somebody_elses_draft_was_rated(assess):
    alices, erins = assess(alice="true", erin="true")
    assert (alices.saw_a_draft, erins.saw_a_draft) == (False, True)


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("UPDATE claims_assessment SET rating_id = rating_id", "append-only"),
        ("DELETE FROM claims_assessment", "append-only"),
        ("DELETE FROM claims_assessmentround", "never deleted"),
        ("UPDATE claims_assessmentround SET compared_at = NULL, compared_by_id = NULL", "stays"),
        ("UPDATE claims_assessmentround SET reason = 'x'", "stays"),
        ("UPDATE claims_assessmentround SET dissent_is_published = TRUE", "stays"),
        ("UPDATE claims_assessmentround SET number = 9", "stays"),
    ],
)
def test_raw_sql_cannot_change_what_a_round_found(assess, claim, ratings, erin, sql, sentence):
    assess(alice="true", erin="false")
    workflow.compare(claim, by=erin)
    workflow.adjudicate(claim, by=erin, rating=ratings["true"], reason=REASON)
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        raw(sql)


def test_raw_sql_cannot_compare_one_assessment_or_add_one_to_a_compared_round(
    assess, claim, ratings, alice, erin, edgar
):
    (one,) = assess(alice="true")
    compared = "UPDATE claims_assessmentround SET compared_at = %s, compared_by_id = %s"
    with pytest.raises(IntegrityError, match="once two people"), transaction.atomic():
        raw(compared, one.assessed_at, erin.pk)
    assess(erin="false")
    workflow.compare(claim, by=erin)
    late = Assessment(
        round=one.round, rating=ratings["true"], reason="Late.", nonce="0" * 64, assessed_by=edgar
    )
    with pytest.raises(IntegrityError, match="would not be independent"), transaction.atomic():
        late.save()


def test_a_refusal_to_delete_names_neither_the_rating_nor_the_person(assess, claim, ratings, erin):
    (own,) = assess(alice="unproven")
    assert "alice" not in str(own)
    assert "Unproven" not in str(own)
    erin.is_superuser = True
    current = Claim.objects.get(pk=claim.pk)
    with pytest.raises(workflow.Refused) as told:
        workflow.remove(current, by=erin, seen=current.version)
    assert "alice" not in str(told.value)
    with pytest.raises(workflow.Refused) as told:
        workflow.remove(
            Rating.objects.get(slug="unproven"), by=User.objects.get(pk=erin.pk), seen=1
        )
    assert "alice" not in str(told.value)


def raw(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
