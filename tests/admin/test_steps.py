"""A page for each step: it shows what will happen, asks for what it needs, and loses nothing."""

import re

import pytest

from claims import workflow
from claims.models import Claim, ClaimReview, Correction
from claims.models.arrows import ARROW


@pytest.fixture
def proposed(make_claim, review_claim, alice):
    claim = review_claim(make_claim(), explanation="It says so in **two** places.")
    workflow.propose_verdict(claim, by=alice)
    return claim


def post(client, where, **typed):
    """Open the step's page and send its form back, filled."""
    page = client.get(where)
    form = page.context["form"]
    seen = {name: form[name].value() for name in ("version", "content")}
    return client.post(where, seen | typed)


def buttons(client, address, claim):
    return [
        arrow.verb for arrow in client.get(address("claim_change", claim)).context["page"].steps
    ]


def test_the_page_has_the_buttons_that_this_person_may_press_now(
    enter, address, alice, erin, carl, make_claim, review_claim
):
    claim = make_claim()
    assert buttons(enter(carl), address, claim) == []
    assert buttons(enter(alice), address, claim) == ["take_up", "set_aside"]
    review_claim(claim)
    assert buttons(enter(alice), address, claim) == ["set_aside", "propose_verdict"]
    workflow.propose_verdict(Claim.objects.get(), by=alice)
    assert buttons(enter(alice), address, claim) == []
    assert buttons(enter(erin), address, claim) == ["publish", "send_back"]


def test_a_step_shows_what_readers_will_see(enter, address, erin, proposed):
    page = enter(erin).get(address("claim_step", proposed, "publish")).content.decode()
    assert "Readers will see exactly what is shown below." in page
    assert "<strong>two</strong>" in page
    assert "https://example.org/source/1" in page
    assert "A second person approves" in page


def test_a_verdict_walks_from_door_to_door(enter, address, alice, erin, make_claim, review_claim):
    claim = make_claim()
    assert post(enter(alice), address("claim_step", claim, "take_up")).status_code == 302
    review = ClaimReview(claim=claim, summary="It did.", explanation="So.")
    claim.refresh_from_db()
    assert claim.assignee == alice
    refused = post(enter(alice), address("claim_step", claim, "propose_verdict"))
    assert refused.status_code == 409
    assert "Choose a rating." in refused.content.decode()
    assert review.pk is None


def test_the_author_is_refused_with_the_reason(enter, address, proposed, cast):
    for person, status in (("alice", 403), ("carl", 403), ("ravi", 403)):
        client = enter(getattr(cast, person))
        assert client.get(address("claim_step", proposed, "publish")).status_code == status
    workflow.send_back(proposed, by=cast.erin, reason="Look again.")
    review = ClaimReview.objects.get()
    workflow.edit(review, by=cast.erin, seen=review.version, changes={"summary": "It did, once."})
    workflow.propose_verdict(Claim.objects.get(), by=cast.alice)
    response = post(enter(cast.erin), address("claim_step", proposed, "publish"))
    assert response.status_code == 409
    assert "Somebody else must approve it" in response.content.decode()
    assert Claim.objects.get().status == "awaiting_approval"


@pytest.mark.parametrize("verb", ["take_up", "set_aside", "propose_verdict", "reopen", "correct"])
def test_a_step_from_elsewhere_is_refused_with_a_sentence(enter, address, erin, proposed, verb):
    client, where = enter(erin), address("claim_step", proposed, verb)
    seen = {"version": proposed.version, "content": workflow.content_of(proposed).sha256}
    typed = {"reason": "x", "why": "opinion", "kind": "minor", "notice": "x"}
    for response in (client.get(where), client.post(where, seen | typed)):
        assert response.status_code == 409
        sentence = f"A claim that is awaiting approval cannot take the step “{ARROW[verb].label}”."
        assert sentence in response.content.decode()


def test_what_is_missing_is_asked_for_and_what_was_typed_stays(enter, address, erin, proposed):
    where = address("claim_step", proposed, "send_back")
    response = post(enter(erin), where, reason="   ")
    assert response.status_code == 422
    assert "This is empty: write it, then send it again." in response.content.decode()
    assert post(enter(erin), where, reason="The second source is missing.").status_code == 302
    assert Claim.objects.get().status == "in_review"


def test_a_claim_is_set_aside_as_a_duplicate_of_another(enter, address, alice, make_claim):
    claim, other = make_claim(), make_claim("It cost ten millions.")
    client, where = enter(alice), address("claim_step", claim, "set_aside")
    response = post(client, where, why="duplicate", note="Says the same.")
    assert response.status_code == 422
    text = response.content.decode()
    assert "Choose the claim that this one repeats." in text
    assert "Says the same." in text
    assert post(client, where, why="duplicate", duplicate_of=other.pk).status_code == 302
    claim.refresh_from_db()
    assert (claim.status, claim.duplicate_of) == ("not_checkable", other)


def test_the_slower_of_two_sees_the_claim_as_it_is_now(enter, address, erin, edgar, proposed):
    where = address("claim_step", proposed, "send_back")
    slow = enter(erin)
    form = slow.get(where).context["form"]
    seen = {name: form[name].value() for name in ("version", "content")}
    workflow.send_back(proposed, by=edgar, reason="Faster.")
    response = slow.post(where, seen | {"reason": "Slower."})
    assert response.status_code == 409
    assert "was changed by somebody else since you opened it" in response.content.decode()


def test_a_draft_edited_after_the_look_is_not_proposed_unseen(
    enter, address, alice, edgar, make_claim, review_claim
):
    claim = review_claim(make_claim())
    client, where = enter(alice), address("claim_step", claim, "propose_verdict")
    form = client.get(where).context["form"]
    seen = {name: form[name].value() for name in ("version", "content", "shown")}
    review = claim.claim_review
    workflow.edit(review, by=edgar, seen=review.version, changes={"summary": "Not so."})
    response = client.post(where, seen)
    assert response.status_code == 409
    page = response.content.decode()
    assert "<b>edgar</b> changed claim review" in page
    assert re.search(r"As you were shown it</h4><p[^>]*>It did.</p>", page)
    assert re.search(r"As it is now</h4><p[^>]*>Not so.</p>", page)
    assert Claim.objects.get().status == "in_review"
    form = response.context["form"]
    again = {name: form[name].value() for name in ("version", "content")}
    assert client.post(where, again).status_code == 302
    assert Claim.objects.get().status == "awaiting_approval"


def test_what_stays_as_it_is_is_not_among_the_changes(
    enter, address, alice, make_document, make_claim, publish_claim
):
    document = make_document("We built it. The bridge cost ten million crowns.")
    claim = make_claim(document=document, quote="The bridge cost ten million crowns.")
    claim = publish_claim(claim)
    where = address("claim_step", claim, "propose_correction")
    assert enter(alice).get(where).context["changes"] == []
    review = claim.claim_review
    workflow.edit(review, by=alice, seen=review.version, changes={"summary": "It cost nine."})
    changed = enter(alice).get(where).context["changes"]
    assert [change.label for change in changed] == ["summary"]


def test_a_correction_shows_its_notice_and_each_changed_word(
    enter, address, alice, erin, make_claim, publish_claim
):
    claim = publish_claim(make_claim(), explanation="It cost ten million.")
    review = claim.claim_review
    changes = {"explanation": "It cost nine million."}
    workflow.edit(review, by=alice, seen=review.version, changes=changes)
    where = address("claim_step", claim, "propose_correction")
    page = enter(alice).get(where).content.decode()
    assert "It cost <del>ten</del><ins>nine</ins> million." in page
    notice = "We misread the budget."
    assert post(enter(alice), where, kind="substantial", notice=notice).status_code == 302
    correct = address("claim_step", claim, "correct")
    assert notice in enter(erin).get(correct).content.decode()
    assert post(enter(erin), correct).status_code == 302
    assert Correction.objects.get().notice == notice


def test_a_withdrawal_for_legal_reasons_is_taken_down(
    enter, address, alice, erin, make_claim, publish_claim
):
    claim = publish_claim(make_claim())
    workflow.propose_correction(claim, by=alice, kind="withdrawal", notice="A court forbids it.")
    where = address("claim_step", claim, "withdraw")
    assert "A court forbids it." in enter(erin).get(where).content.decode()
    assert post(enter(erin), where, taken_down="on").status_code == 302
    claim.refresh_from_db()
    assert (claim.status, claim.is_taken_down) == ("withdrawn", True)


@pytest.mark.parametrize("shown", ["", "{}", '{"claim": 1}', "e30:AAAA"])
def test_a_draft_that_nobody_was_shown_is_not_shown_again(enter, address, erin, proposed, shown):
    where = address("claim_step", proposed, "publish")
    seen = {"version": proposed.version, "content": "0" * 64, "shown": shown}
    response = enter(erin).post(where, seen)
    assert response.status_code == 409
    assert "As you were shown it" not in response.content.decode()


@pytest.mark.parametrize("version", ["", "abc", "-1", str(10**20)])
def test_a_version_that_cannot_be_read_moves_nothing(enter, address, erin, proposed, version):
    where = address("claim_step", proposed, "publish")
    content = workflow.content_of(proposed).sha256
    response = enter(erin).post(where, {"version": version, "content": content})
    assert response.status_code in (409, 422)
    assert Claim.objects.get().status == "awaiting_approval"


def test_the_reviewer_reads_on_the_claims_page_why_it_was_sent_back(
    enter, address, alice, erin, proposed
):
    workflow.send_back(proposed, by=erin, reason="Please name the page.")
    page = enter(alice).get(address("claim_change", proposed)).content.decode()
    assert "Please name the page." in page
    assert re.search(r'value="propose_verdict" class="next"', page)
    assert not re.search(r'value="set_aside" class="next"', page)
