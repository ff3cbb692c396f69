"""A claim's history reads as a timeline: who, what, why, before and after."""

import pytest

from claims import workflow
from claims.models import Annotation, Claim, LogEntry
from claims.workflow import log


@pytest.fixture
def claim(make_claim, review_claim, alice, erin) -> Claim:
    claim = review_claim(make_claim())
    workflow.propose_verdict(claim, by=alice)
    workflow.send_back(claim, by=erin, reason="Add the budget.")
    with log.within_request("one"):
        for body in ("First.", "Second."):
            workflow.add(Annotation(claim=claim, body=body), by=alice)
    with log.within_request("two"):
        workflow.add(Annotation(claim=claim, body="Third."), by=erin)
    return Claim.objects.get(pk=claim.pk)


@pytest.fixture
def history(enter, address, erin, claim):
    def ask(query: str = ""):
        return enter(erin).get(f"{address('claim_history', claim)}?{query}")

    return ask


def test_what_one_person_did_at_once_stands_together(history):
    moments = history().context["moments"]
    assert [len(moment.lines) for moment in moments[:3]] == [1, 2, 1]
    assert [moment.entry.actor.username for moment in moments[:3]] == ["erin", "alice", "erin"]


def test_a_step_stands_out_with_where_the_claim_went_and_why(history):
    answer = history()
    step = answer.context["moments"][2]
    assert step.is_step
    assert step.move[:2] == ("awaiting_approval", "in_review")
    html = answer.content.decode()
    assert '<li class="step">' in html
    assert "Add the budget." in html
    assert not answer.context["moments"][0].is_step


def test_before_and_after_are_told_apart_word_by_word(history, claim, alice):
    changes = {"text": "The bridge cost eleven million crowns."}
    workflow.edit(claim, by=alice, seen=claim.version, changes=changes)
    html = history().content.decode()
    assert "The bridge cost <del>ten</del><ins>eleven</ins> million crowns." in html


def test_one_person_or_one_kind_can_be_asked_for(history, alice, claim):
    steps = history("what=steps").context["moments"]
    assert [one.entry.event for one in steps] == ["sent_back", "proposed_verdict", "took_up"]
    of_alice = history(f"by={alice.pk}&what=annotation").context["moments"]
    assert [len(one.lines) for one in of_alice] == [2]
    about = LogEntry.objects.about(claim.public_id)
    everything = sum(len(one.lines) for one in history().context["moments"])
    assert everything == about.count()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("by=999999", "Nobody of the number 999999 did anything in this history."),
        ("by=x", "Nobody of the number x"),
        ("by=99999999999999999999999", "Nobody of the number 99999"),
        ("what=gossip", "This history has nothing of the kind “gossip”."),
    ],
)
def test_what_a_history_does_not_have_is_a_sentence(history, query, sentence):
    answer = history(query)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_what_readers_are_told_of_a_claims_past_is_what_the_record_says(
    client, make_claim, publish_claim, alice, erin
):
    """A date for each publication in the record, and no word of a draft or a colleague."""
    claim = publish_claim(make_claim())
    review = claim.claim_review
    workflow.edit(review, by=alice, seen=review.version, changes={"summary": "Nearly."})
    workflow.propose_correction(claim, by=alice, kind="minor", notice="A word was wrong.")
    workflow.correct(claim, by=erin)
    review.refresh_from_db()
    workflow.edit(review, by=alice, seen=review.version, changes={"summary": "Xyzzysecret."})
    html = client.get(claim.get_absolute_url()).content.decode()
    told = html.partition('<ol class="history">')[2].partition("</ol>")[0]
    published = LogEntry.objects.about(claim.public_id).filter(event__in=["published", "corrected"])
    versions = claim.versions.order_by("number")
    assert [one.after["sha256"] for one in published] == [one.sha256 for one in versions]
    for one in versions:
        assert one.approved_at.strftime("%Y-%m-%dT%H:%M:%S") in told
    assert told.count("<time") == published.count() == 2
    assert not any(word in html for word in ("Xyzzysecret", "alice", "erin"))
