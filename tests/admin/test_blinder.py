"""What colleagues say of a draft waits until its reader has said what they think themselves."""

import pytest
from django.core import mail
from django.core.management import call_command

from claims import workflow
from claims.admin.my_desk import Desk
from claims.models import Annotation, Notice
from claims.workflow.blinder import FOLDED, blinded

SAID = "@erin, is this not plainly false?"


@pytest.fixture
def claim(make_claim, review_claim, carl, erin, edgar, alice):
    """Alice has assessed it blind, and Carl asks Erin about a sentence of the draft; Edgar
    answered, and Alice answered him."""
    claim = review_claim(make_claim("It snowed."))
    note = Annotation(claim=claim, body=SAID, review_part="summary", quote="It did.")
    note.assignee = erin
    workflow.add(note, by=carl)
    answer = Annotation(claim=claim, body="@erin, false I say.", reply_to=note)
    workflow.add(answer, by=edgar)
    workflow.add(Annotation(claim=claim, body="@erin, indeed.", reply_to=answer), by=alice)
    workflow.add(Annotation(claim=claim, body="@erin, who paid?"), by=carl)
    workflow.assess(claim, by=alice, rating=claim.claim_review.rating, reason="Two say so.")
    return claim


WORDS = ("plainly false", "false I say", "indeed")


def is_read(text):
    assert "who paid?" in text
    found = [words in text for words in WORDS]
    assert len(set(found)) == 1
    return found[0]


def test_the_claims_page_leaves_the_whole_thread_out(enter, address, claim, filled, erin, alice):
    where, client = address("claim_change", claim), enter(erin)
    page = client.get(where)
    assert not is_read(page.content.decode())
    assert is_read(client.get(f"{where}?draft=1").content.decode())
    assert is_read(enter(alice).get(where).content.decode())
    assert client.post(where, filled(page, _continue="1")).status_code == 302
    assert Annotation.objects.filter(claim=claim).count() == 4


def test_a_page_that_was_opened_before_the_round_began_loses_no_edit(
    enter, address, make_claim, review_claim, filled, erin, alice
):
    claim = review_claim(make_claim())
    workflow.add(
        Annotation(claim=claim, body=SAID, review_part="summary", quote="It did."), by=erin
    )
    where, client = address("claim_change", claim), enter(erin)
    before = client.get(where)
    workflow.assess(claim, by=alice, rating=claim.claim_review.rating, reason="Two say so.")
    typed = filled(before, **{"annotations-0-body": "Is this so?", "_continue": "1"})
    assert client.post(where, typed).status_code == 302
    assert Annotation.objects.get().body == "Is this so?"


def test_the_desk_and_the_waiting_page_say_who_waits_and_not_what_for(
    enter, claim, carl, erin, edgar
):
    (item,) = Desk(erin).to_answer
    assert (item.title, item.why) == ("It snowed.", FOLDED)
    (item,) = Desk(carl).to_be_answered
    assert item.why == "@erin, indeed."
    waiting = "/admin/claims/annotation/waiting/"
    assert "indeed" not in enter(edgar).get(waiting).content.decode()
    assert "indeed" in enter(carl).get(waiting).content.decode()


def test_notices_and_digests_tell_that_something_was_said_and_not_what(enter, claim, erin):
    assert Notice.objects.of(erin).filter(annotation__isnull=False).count() == 4
    page = enter(erin).get("/admin/notices/").content.decode()
    assert not is_read(page)
    assert page.count(FOLDED) == 3
    call_command("send_digest")
    (sent,) = [one.body for one in mail.outbox if one.to == ["erin@example.org"]]
    assert not is_read(sent)
    assert sent.count(FOLDED) == 3
    workflow.assess(claim, by=erin, rating=claim.claim_review.rating, reason="I say so too.")
    assert is_read(enter(erin).get("/admin/notices/").content.decode())


def test_only_who_could_still_assess_a_rated_draft_is_blinded(claim, erin, alice, carl, ravi):
    found = {person: list(blinded(person)) for person in (erin, alice, carl, ravi)}
    assert found == {erin: [claim], alice: [], carl: [], ravi: []}
    workflow.assess(claim, by=erin, rating=claim.claim_review.rating, reason="I say so too.")
    assert not blinded(erin).exists()
