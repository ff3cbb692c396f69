"""A verdict's way from a draft to readers: the gate, four eyes, and what exactly is approved."""

import hashlib
import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims import workflow
from claims.models import (
    Appearance,
    Claim,
    ClaimReview,
    ClaimReviewVersion,
    Correction,
    Document,
    LogEntry,
    Rating,
    RatingScale,
)


def events(claim):
    return list(LogEntry.objects.about(claim.public_id).values_list("event", flat=True))


def unmet(claim, by=None):
    return {condition.name for condition in workflow.conditions(claim, by=by) if not condition.met}


def edit_review(claim, by, **changes):
    review = ClaimReview.objects.get(claim=claim)
    workflow.edit(review, by=by, seen=review.version, changes=changes)


def test_a_proposed_verdict_is_published_by_a_second_person(make_claim, review_claim, alice, erin):
    claim = review_claim(make_claim())
    workflow.propose_verdict(claim, by=alice)
    workflow.publish(claim, by=erin)
    version = ClaimReviewVersion.objects.get()
    assert (claim.status, claim.published_version) == ("published", version)
    assert (version.written_by, version.proposed_by, version.approved_by) == (alice, alice, erin)
    assert events(claim) == [
        "added", "took_up", "added", "added", "added", "proposed_verdict", "published",
    ]  # fmt: skip


def test_what_is_published_is_word_for_word_what_was_proposed(make_claim, publish_claim):
    claim = publish_claim(make_claim("Two and two are four."), summary="They are.")
    version = claim.published_version
    facts = json.loads(version.content)
    assert version.sha256 == hashlib.sha256(version.content.encode()).hexdigest()
    assert facts["claim"]["text"] == "Two and two are four."
    assert (facts["rating"]["label"], facts["summary"]) == ("True", "They are.")
    assert [piece["url"] for piece in facts["evidence"]] == [
        "https://example.org/source/1",
        "https://example.org/source/2",
    ]
    proposal = LogEntry.objects.get(event="proposed_verdict")
    assert proposal.after["sha256"] == version.sha256


def test_a_new_claim_lacks_everything_but_says_what(make_claim, erin):
    assert unmet(make_claim(), erin) == {
        "rating", "summary", "sources", "independent", "primary",
        "proposed", "unchanged", "second_person",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (lambda claim, by: edit_review(claim, by, rating=None), "rating"),
        (lambda claim, by: edit_review(claim, by, summary="  "), "summary"),
        (lambda claim, by: drop(claim.evidence.last(), by), "sources"),
        (lambda claim, by: edit(claim.evidence.first(), by, is_primary=False), "primary"),
        (lambda claim, by: from_its_publisher(claim, by), "independent"),
    ],
    ids=["no rating", "no summary", "one source", "no primary", "only the publisher"],
)
def test_the_gate_keeps_back_a_verdict_that_lacks_something(
    spoil, name, make_claim, make_document, review_claim, alice
):
    document = make_document(publisher="City Council", url="https://council.example.net/report")
    claim = review_claim(make_claim(document=document))
    spoil(claim, alice)
    claim = Claim.objects.get(pk=claim.pk)
    with pytest.raises(workflow.GateClosed) as refusal:
        workflow.propose_verdict(claim, by=alice)
    assert [condition.name for condition in refusal.value.failing] == [name]
    claim.refresh_from_db()
    assert claim.status == "in_review"


@pytest.mark.parametrize(
    ("url", "is_another"),
    [
        ("http://www.example.org/talk/#at-10-minutes", False),
        ("https://example.org/talk?part=2", True),
        ("https://example.org/reply", True),
    ],
)
def test_where_a_claim_was_made_is_no_evidence_for_it_however_its_address_is_written(
    url, is_another, make_claim, add_evidence, carl
):
    claim = make_claim()
    workflow.add(Appearance(claim=claim, url="https://example.org/talk"), by=carl)
    add_evidence(claim, url=url)
    assert ("independent" not in unmet(claim)) == is_another


def edit(row, by, **changes):
    workflow.edit(row, by=by, seen=row.version, changes=changes)


def drop(row, by):
    workflow.remove(row, by=by, seen=row.version)


def from_its_publisher(claim, by):
    first, second = claim.evidence.all()
    edit(first, by, publisher=" city council ")
    edit(second, by, url="http://www.council.example.net/other")


def test_an_excuse_told_to_readers_stands_in_for_a_primary_source(make_claim, review_claim, alice):
    claim = review_claim(make_claim())
    edit(claim.evidence.first(), alice, is_primary=False)
    edit_review(claim, alice, no_primary_reason="The archive burned down.")
    workflow.propose_verdict(Claim.objects.get(pk=claim.pk), by=alice)
    assert unmet(Claim.objects.get(pk=claim.pk)) == {"second_person"}


def test_a_new_policy_asks_more_of_the_next_verdict_and_leaves_the_old_ones(
    make_claim, publish_claim, review_claim, alice, erin
):
    before = publish_claim(make_claim("One."))
    workflow.adopt(by=erin, sources_required=3, primary_required=True, note="After a mistake.")
    claim = review_claim(make_claim("Two."))
    with pytest.raises(workflow.GateClosed, match="there are 2 of 3 sources"):
        workflow.propose_verdict(claim, by=alice)
    assert before.published_version.policy.number == 1


@pytest.mark.parametrize("part", ["wrote", "edited", "proposed"])
def test_whoever_had_a_hand_in_a_review_cannot_publish_it(
    part, make_claim, review_claim, alice, erin, edgar
):
    claim = review_claim(make_claim())
    if part == "wrote":
        ClaimReview.objects.filter(claim=claim).update(written_by=erin)
    if part == "edited":
        edit_review(claim, erin, summary="Erin's words.")
    workflow.propose_verdict(claim, by=erin if part == "proposed" else alice)
    with pytest.raises(workflow.GateClosed, match="Somebody else must approve"):
        workflow.publish(claim, by=erin)
    claim.refresh_from_db()
    assert claim.status == "awaiting_approval"
    workflow.publish(claim, by=edgar)
    assert claim.status == "published"


@pytest.mark.parametrize("hand", ["written_by", "edited_by", "proposed_by"])
def test_the_database_holds_four_eyes_where_the_verb_is_passed_by(
    hand, make_claim, publish_claim, erin, edgar
):
    version = publish_claim(make_claim()).published_version
    version.pk, version.number = None, 2
    version.written_by = version.edited_by = version.proposed_by = edgar
    setattr(version, hand, erin)
    version.approved_by = erin
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        version.save(force_insert=True)


def test_a_superuser_needs_a_second_person_too(make_claim, review_claim, ada):
    ada.is_superuser = True
    ada.save()
    claim = review_claim(make_claim())
    workflow.propose_verdict(claim, by=ada)
    with pytest.raises(workflow.GateClosed, match="Somebody else must approve"):
        workflow.publish(claim, by=ada)


@pytest.mark.parametrize("what", ["review", "evidence", "claim", "removed"])
def test_any_edit_after_the_proposal_voids_it(
    what, make_claim, review_claim, add_evidence, alice, edgar, erin
):
    claim = review_claim(make_claim())
    add_evidence(claim)
    workflow.propose_verdict(claim, by=alice)
    if what == "review":
        edit_review(claim, edgar, summary="It did not.")
    if what == "evidence":
        edit(claim.evidence.last(), edgar, note="It says otherwise.")
    if what == "claim":
        edit(claim, edgar, text="The bridge cost eleven million crowns.")
    if what == "removed":
        drop(claim.evidence.last(), edgar)
    claim = Claim.objects.get(pk=claim.pk)
    with pytest.raises(workflow.GateClosed, match="edited after it was proposed"):
        workflow.publish(claim, by=erin)
    workflow.send_back(claim, by=erin, reason="It was edited.")
    workflow.propose_verdict(claim, by=alice)
    workflow.publish(claim, by=erin)
    assert claim.status == "published"


def test_a_correction_keeps_the_old_verdict_and_shows_the_notice(
    make_claim, publish_claim, alice, erin
):
    claim = publish_claim(make_claim())
    edit_review(claim, alice, summary="It cost eleven.")
    assert Claim.objects.get(pk=claim.pk).published_version.summary == "It did."
    workflow.propose_correction(claim, by=alice, kind="substantial", notice="We misread a table.")
    assert Claim.objects.get(pk=claim.pk).published_version.summary == "It did."
    workflow.correct(claim, by=erin)
    correction = Correction.objects.get()
    assert correction.old_version.summary == "It did."
    assert correction.new_version == Claim.objects.get(pk=claim.pk).published_version
    assert correction.new_version.summary == "It cost eleven."
    assert (correction.proposed_by, correction.approved_by) == (alice, erin)


def test_a_correction_of_nothing_is_refused(make_claim, publish_claim, alice):
    claim = publish_claim(make_claim())
    with pytest.raises(workflow.Refused, match="Nothing differs"):
        workflow.propose_correction(claim, by=alice, kind="minor", notice="Nothing.")


def test_nobody_approves_a_correction_of_their_own(make_claim, publish_claim, erin, edgar):
    claim = publish_claim(make_claim())
    edit_review(claim, edgar, summary="It cost eleven.")
    workflow.propose_correction(claim, by=erin, kind="minor", notice="A word.")
    for hand in (edgar, erin):
        with pytest.raises(workflow.GateClosed, match="Somebody else"):
            workflow.correct(claim, by=hand)
    claim.refresh_from_db()
    assert claim.published_version.number == 1


def test_a_withdrawal_needs_two_and_leaves_the_page_with_its_notice(
    make_claim, publish_claim, erin, edgar
):
    claim = publish_claim(make_claim())
    workflow.propose_correction(claim, by=erin, kind="withdrawal", notice="We were fooled.")
    with pytest.raises(workflow.Refused, match="you proposed this withdrawal yourself"):
        workflow.withdraw(claim, by=erin)
    workflow.withdraw(claim, by=edgar)
    assert claim.status == "withdrawn"
    assert Claim.objects.published().get() == claim
    assert not Claim.objects.standing().exists()
    assert Correction.objects.get().notice == "We were fooled."


def test_a_withdrawn_verdict_can_come_back_with_a_notice(
    make_claim, publish_claim, alice, erin, edgar
):
    claim = publish_claim(make_claim())
    workflow.propose_correction(claim, by=alice, kind="withdrawal", notice="We doubt it.")
    workflow.withdraw(claim, by=erin)
    workflow.reopen(claim, by=erin, reason="The archive answered.")
    with pytest.raises(workflow.Refused, match="A correction is one of"):
        workflow.propose_verdict(claim, by=alice)
    workflow.propose_verdict(claim, by=alice, kind="update", notice="It was right after all.")
    workflow.publish(claim, by=edgar)
    assert Claim.objects.standing().get() == claim
    assert list(claim.corrections.values_list("kind", flat=True)) == ["update", "withdrawal"]


def test_a_verdict_being_looked_at_again_stays_before_readers(
    make_claim, publish_claim, alice, erin
):
    claim = publish_claim(make_claim())
    workflow.reopen(claim, by=erin, reason="A reader wrote.")
    assert (claim.status, Claim.objects.standing().get()) == ("in_review", claim)
    with pytest.raises(workflow.Refused, match="withdraw it instead"):
        workflow.set_aside(claim, by=alice, why="opinion")
    workflow.propose_verdict(claim, by=alice, kind="withdrawal", notice="It was wrong.")
    with pytest.raises(workflow.GateClosed, match="correction notice"):
        workflow.publish(claim, by=erin)
    workflow.withdraw(claim, by=erin, taken_down=True)
    assert (claim.status, claim.is_taken_down) == ("withdrawn", True)


@pytest.mark.parametrize(
    ("needs", "sentence"),
    [
        ({"why": "boredom"}, "Setting aside needs a reason"),
        ({"why": "duplicate"}, "names the claim that it repeats"),
    ],
)
def test_setting_aside_needs_a_reason_from_the_list(make_claim, alice, needs, sentence):
    with pytest.raises(workflow.Refused, match=sentence):
        workflow.set_aside(make_claim(), by=alice, **needs)


def test_a_duplicate_names_its_original(make_claim, alice):
    original, copy = make_claim(), make_claim()
    workflow.set_aside(copy, by=alice, why="duplicate", duplicate_of=original)
    assert Claim.objects.not_checked().get().duplicate_of == original
    with pytest.raises(workflow.Refused, match="duplicate of itself"):
        workflow.set_aside(original, by=alice, why="duplicate", duplicate_of=original)


def test_a_proposal_that_is_withdrawn_from_sight_leaves_no_time_behind(
    make_claim, review_claim, alice, erin
):
    claim = review_claim(make_claim())
    started = timezone.now()
    workflow.propose_verdict(claim, by=alice)
    assert ClaimReview.objects.get().proposed_at >= started
    with pytest.raises(workflow.Refused, match="needs a reason"):
        workflow.send_back(claim, by=erin, reason=" ")
    workflow.send_back(claim, by=erin, reason="Which table?")
    assert ClaimReview.objects.get().proposed_at is None


def test_one_page_under_two_addresses_is_one_source(make_claim, review_claim, alice):
    claim = review_claim(make_claim())
    first, second = claim.evidence.all()
    edit(second, alice, url=f"{first.url}#again")
    with pytest.raises(workflow.GateClosed, match="1 of 2 sources"):
        workflow.propose_verdict(Claim.objects.get(pk=claim.pk), by=alice)


@pytest.mark.parametrize("change", [{"label": "Wrong"}, {"value": 1}])
def test_a_rating_that_readers_have_seen_keeps_its_meaning(
    make_claim, publish_claim, ratings, erin, change
):
    publish_claim(make_claim())
    seen, unseen = Rating.objects.get(slug="true"), ratings["unproven"]
    with pytest.raises(ValidationError, match="add another rating"):
        edit(seen, erin, **change)
    with pytest.raises(IntegrityError, match="add another rating"), transaction.atomic():
        Rating.objects.filter(pk=seen.pk).update(**change)
    with pytest.raises(IntegrityError, match="add another rating"), transaction.atomic():
        RatingScale.objects.update(best=9)
    edit(seen, erin, definition="The same, said better.")
    edit(unseen, erin, **change)


def test_what_readers_see_beside_a_verdict_is_changed_by_who_may_publish(
    make_claim, make_document, publish_claim, carl, alice, erin
):
    document = make_document("The bridge cost ten million.")
    claim = publish_claim(make_claim(document=document, claimant="Council", topics=("money",)))
    for row, changes in (
        (claim, {"topics": []}),
        (claim.claimant, {"name": "Somebody else"}),
        (document, {"title": "Another title"}),
        (make_document(), {"shows_text": True}),
    ):
        for person in (carl, alice):
            with pytest.raises(workflow.NotAllowed, match="what readers see"):
                workflow.edit(row, by=person, seen=row.version, changes=changes)
        assert workflow.edit(row, by=erin, seen=row.version, changes=changes)
    with pytest.raises(workflow.NotAllowed, match="full text"):
        workflow.add(Document(slug="new", title="New", shows_text=True), by=carl)


@pytest.mark.parametrize(
    ("reason", "sentence"), [("x" * 2_001, "too long"), (" \u200b\u2800", "needs a reason")]
)
def test_a_reason_says_something_and_not_a_book(
    make_claim, review_claim, alice, erin, reason, sentence
):
    claim = review_claim(make_claim())
    workflow.propose_verdict(claim, by=alice)
    with pytest.raises(workflow.Refused, match=sentence):
        workflow.send_back(claim, by=erin, reason=reason)
    with pytest.raises(workflow.Refused, match="too long"):
        workflow.set_aside(make_claim(), by=alice, why="opinion", note="x" * 1_001)
