"""Whoever is checked may answer first: asked, reminded of nothing, answered or not, and told."""

import hashlib
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims import workflow
from claims.models import Claim, LogEntry, Notice, PersonalValue, Reply, ReplyRequest
from claims.workflow import policies, replies
from claims.workflow.errors import LinkOver, NoSuchLink
from claims.workflow.outsider import outsider

ANSWER = "The nine million left out the ramps. – A. Varnas, treasurer"


@pytest.fixture
def claim(make_claim, review_claim) -> Claim:
    return review_claim(make_claim())


@pytest.fixture
def request_(claim, ask) -> ReplyRequest:
    return ask(claim)


def days_from_now(days):
    return timezone.localdate() + timedelta(days=days)


def pass_the_deadline(request):
    ReplyRequest.objects.filter(pk=request.pk).update(
        asked=days_from_now(-9), deadline=days_from_now(-1)
    )
    request.refresh_from_db()


def log_text() -> str:
    rows = LogEntry.objects.values_list("reason", "before", "after", "public_id")
    return " ".join(str(row) for row in rows)


def test_the_log_tells_who_was_asked_and_never_where(request_):
    (entry,) = LogEntry.objects.filter(noun="reply request")
    assert entry.actor.username == "alice"
    assert entry.after["asked_of"] == "The Council"
    assert entry.claim == request_.claim.public_id
    assert "press@" not in log_text()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"asked_of": " "}, "whom we asked"),
        ({"question": ""}, "blank"),
        ({"channel": "pigeon"}, "pigeon"),
        ({"days": -1}, "not before the day"),
        ({"finding": "x" * 5_001}, "5,000"),
    ],
)
def test_what_is_missing_or_wrong_is_said(claim, ask, changed, said):
    with pytest.raises(ValidationError, match=said):
        ask(claim, **changed)
    assert not ReplyRequest.objects.exists()


def test_nobody_was_asked_tomorrow(claim, ask):
    with pytest.raises(workflow.Refused, match="lies ahead"):
        ask(claim, asked=days_from_now(1))


@pytest.mark.parametrize("name", ["carl", "ravi"])
def test_who_does_not_review_asks_nobody(request_, cast, name):
    person = getattr(cast, name)
    for verb, given in (
        (workflow.make_reply_link, {}),
        (workflow.record_reply, {"text": ANSWER, "channel": "email"}),
        (workflow.close_reply_request, {"outcome": "declined"}),
    ):
        with pytest.raises(workflow.NotAllowed):
            verb(request_, by=person, **given)


def test_an_answer_is_kept_word_for_word_and_the_log_commits_to_it(request_, alice):
    reply = workflow.record_reply(request_, by=alice, text=ANSWER, channel="phone")
    assert Reply.objects.get().text == ANSWER
    request_.refresh_from_db()
    assert (request_.outcome, request_.closed_by) == ("answered", alice)
    entry = LogEntry.objects.get(noun="reply")
    assert entry.public_id == reply.public_id
    assert set(entry.after["text"]) == {"commitment"}
    assert "Varnas" not in log_text()


def test_who_asked_is_told_of_the_answer(request_, alice):
    workflow.receive_reply(workflow.make_reply_link(request_, by=alice), text=ANSWER)
    (notice,) = Notice.objects.filter(kind="replied")
    assert (notice.person, notice.entry.noun) == (alice, "reply")


def test_an_answer_can_be_erased_and_in_no_other_way_changed(request_, alice, ada):
    reply = workflow.record_reply(request_, by=alice, text=ANSWER, channel="phone")
    workflow.erase("reply", reply.public_id, by=ada, reason="They asked us to.")
    reply.refresh_from_db()
    assert reply.text == f"Erased, {reply.pk}"
    workflow.erase("reply request", request_.public_id, by=ada, reason="They asked us to.")
    request_.refresh_from_db()
    assert request_.contact == ""
    assert not PersonalValue.objects.exclude(value="").filter(noun__startswith="reply").exists()


def test_an_answer_comes_after_it_was_asked_for(request_, alice):
    for days in (-1, 1):
        with pytest.raises(workflow.Refused, match="comes after it was asked for"):
            workflow.record_reply(
                request_, by=alice, text=ANSWER, channel="email", received=days_from_now(days)
            )


def test_the_link_works_once(request_, alice):
    token = workflow.make_reply_link(request_, by=alice)
    assert len(token) >= 43  # 256 bits in base64
    assert replies.open_link(token) == request_
    reply = workflow.receive_reply(token, text=ANSWER)
    assert (reply.channel, reply.text) == ("link", ANSWER)
    for again in (
        lambda: replies.open_link(token),
        lambda: workflow.receive_reply(token, text="Also this."),
    ):
        with pytest.raises(LinkOver, match="works only once"):
            again()
    assert Reply.objects.count() == 1


def test_the_database_holds_no_token(request_, alice):
    token = workflow.make_reply_link(request_, by=alice)
    request_.refresh_from_db()
    assert request_.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert token not in log_text()
    assert request_.token_sha256 not in log_text()


@pytest.mark.parametrize("guess", ["", "x", "A" * 43, "é", "\0"])
def test_a_guessed_token_opens_nothing(request_, alice, guess):
    workflow.make_reply_link(request_, by=alice)
    with pytest.raises(NoSuchLink, match="leads nowhere"):
        replies.open_link(guess)


def test_a_request_without_a_link_is_opened_by_no_token(request_):
    with pytest.raises(NoSuchLink):
        replies.open_link("")


def test_a_new_link_ends_the_old_one(request_, alice):
    old = workflow.make_reply_link(request_, by=alice)
    new = workflow.make_reply_link(request_, by=alice)
    with pytest.raises(NoSuchLink):
        replies.open_link(old)
    assert replies.open_link(new) == request_


def test_the_link_ends_with_the_day_of_the_deadline(request_, alice):
    token = workflow.make_reply_link(request_, by=alice)
    ReplyRequest.objects.update(asked=days_from_now(-9), deadline=days_from_now(0))
    assert replies.open_link(token) == request_
    pass_the_deadline(request_)
    for late in (lambda: replies.open_link(token), lambda: workflow.receive_reply(token, text="x")):
        with pytest.raises(LinkOver, match="This link worked until"):
            late()
    with pytest.raises(workflow.Refused, match="extend it first"):
        workflow.make_reply_link(request_, by=alice)
    changes = {"deadline": days_from_now(3)}
    workflow.edit(request_, by=alice, seen=request_.version, changes=changes)
    assert replies.open_link(token) == request_


def test_each_look_and_the_answer_are_logged_in_nobodys_name(request_, alice):
    token = workflow.make_reply_link(request_, by=alice)
    replies.open_link(token)
    replies.open_link(token)
    workflow.receive_reply(token, text=ANSWER)
    last = LogEntry.objects.filter(actor=outsider()).order_by("position")
    assert [(entry.event, entry.noun) for entry in last] == [
        ("opened", "reply request"), ("opened", "reply request"),
        ("added", "reply"), ("closed", "reply request"),
    ]  # fmt: skip


def test_who_has_no_account_has_one_that_nobody_can_use(db):
    person = outsider()
    assert person == outsider()
    assert not person.is_active
    assert not person.has_usable_password()
    with pytest.raises(ValidationError):
        User(username=person.username, password="x").full_clean()


def test_no_answer_is_said_only_after_the_deadline(request_, alice):
    with pytest.raises(workflow.Refused, match="wait for the end of that day"):
        workflow.close_reply_request(request_, by=alice, outcome="no_answer")
    pass_the_deadline(request_)
    workflow.close_reply_request(request_, by=alice, outcome="no_answer")
    with pytest.raises(workflow.Refused, match="closed already: no answer"):
        workflow.close_reply_request(request_, by=alice, outcome="declined")
    workflow.record_reply(request_, by=alice, text=ANSWER, channel="letter")
    request_.refresh_from_db()
    assert request_.outcome == "answered"


def test_a_request_is_called_off_with_a_reason_and_readers_hear_nothing_of_it(request_, alice):
    token = workflow.make_reply_link(request_, by=alice)
    with pytest.raises(workflow.Refused, match="needs a reason"):
        workflow.close_reply_request(request_, by=alice, outcome="called_off")
    workflow.close_reply_request(request_, by=alice, outcome="called_off", reason="Wrong people.")
    assert workflow.content_of(request_.claim).facts["replies"] == []
    with pytest.raises(LinkOver, match="closed"):
        replies.open_link(token)
    with pytest.raises(workflow.Refused, match="called off"):
        workflow.record_reply(request_, by=alice, text=ANSWER, channel="email")


@pytest.mark.parametrize("outcome", ["answered", "waiting", "lost"])
def test_a_request_ends_as_one_of_three(request_, alice, outcome):
    with pytest.raises(workflow.Refused, match="ends as one of"):
        workflow.close_reply_request(request_, by=alice, outcome=outcome)


def test_an_answer_after_the_proposal_has_to_be_read_before_anybody_approves(
    request_, alice, edgar
):
    token = workflow.make_reply_link(request_, by=alice)
    workflow.propose_verdict(Claim.objects.get(), by=alice)
    workflow.receive_reply(token, text=ANSWER)
    with pytest.raises(workflow.GateClosed, match="voids the proposal"):
        workflow.publish(Claim.objects.get(), by=edgar)


def test_what_is_published_of_the_answer_is_approved_and_holds_no_contact(request_, alice, edgar):
    workflow.record_reply(request_, by=alice, text=ANSWER, channel="email")
    request_.refresh_from_db()
    changes = {"published_answer": "The nine million left out the ramps."}
    workflow.edit(request_, by=alice, seen=request_.version, changes=changes)
    workflow.propose_verdict(Claim.objects.get(), by=alice)
    workflow.publish(Claim.objects.get(), by=edgar)
    version = Claim.objects.get().published_version
    today = timezone.localdate().isoformat()
    assert version.facts["replies"] == [
        {
            "id": request_.public_id, "asked_of": "The Council", "channel": "email",
            "asked": today, "deadline": days_from_now(10).isoformat(), "outcome": "answered",
            "answered": today, "answer": "The nine million left out the ramps.",
        }
    ]  # fmt: skip
    assert "press@" not in version.content
    assert "Varnas" not in version.content


def open_condition(claim) -> str:
    checklist = workflow.conditions(Claim.objects.get(pk=claim.pk))
    return next((c.sentence for c in checklist if c.name == "reply" and not c.met), "")


def test_the_gate_waits_for_the_reply_where_the_policy_asks_for_one(claim, ask, alice, erin):
    assert open_condition(claim) == ""
    policies.adopt(by=erin, sources_required=2, primary_required=True, reply_required=True)
    assert open_condition(claim).startswith("Ask the claimant for a reply")
    request = ask(claim)
    assert open_condition(claim).startswith(f"They have until {request.deadline}")
    pass_the_deadline(request)
    assert open_condition(claim) == ""
    workflow.close_reply_request(request, by=alice, outcome="called_off", reason="Wrong people.")
    assert open_condition(claim).startswith("Ask the claimant")
    workflow.record_reply(ask(claim), by=alice, text=ANSWER, channel="email")
    assert open_condition(claim) == ""


def test_a_claim_of_nobody_is_excused_in_words_for_readers(claim, alice, erin):
    policies.adopt(by=erin, sources_required=2, primary_required=True, reply_required=True)
    review = claim.claim_review
    changes = {"no_reply_reason": "The post has no author."}
    workflow.edit(review, by=alice, seen=review.version, changes=changes)
    assert open_condition(claim) == ""
    facts = workflow.content_of(Claim.objects.get(pk=claim.pk)).facts
    assert facts["no_reply_reason"] == "The post has no author."


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("UPDATE claims_reply SET text = 'x'", "never changed"),
        ("UPDATE claims_reply SET channel = 'email'", "never changed"),
        ("DELETE FROM claims_reply", "never deleted"),
    ],
)
def test_raw_sql_cannot_rewrite_an_answer(request_, alice, sql, sentence):
    workflow.record_reply(request_, by=alice, text=ANSWER, channel="phone")
    with (
        pytest.raises(IntegrityError, match=sentence),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
