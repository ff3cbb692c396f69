"""Asking for a reply in the admin: from the claim's page to what readers see of the answer."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from claims import workflow
from claims.models import Claim, Reply, ReplyRequest

TODAY = timezone.localdate


@pytest.fixture
def claim(make_claim, review_claim) -> Claim:
    return review_claim(make_claim(claimant="The Council"))


def typed(about, **changes):
    return {
        "claim": about.pk, "asked_of": "The Council", "contact": "press@example.org",
        "channel": "email", "asked": TODAY().isoformat(),
        "deadline": (TODAY() + timedelta(days=7)).isoformat(),
        "question": "Where from?", "finding": "Nine million.",
    } | changes  # fmt: skip


def test_the_claims_page_leads_to_a_form_that_knows_the_claimant_and_the_finding(
    enter, address, filled, claim, alice
):
    client, where = enter(alice), address("claim_change", claim)
    page = client.get(where)
    assert "Nobody was asked for a reply." in page.content.decode()
    response = client.post(where, filled(page, _page="reply"))
    form = client.get(response["Location"]).context["adminform"].form
    assert form.initial["asked_of"] == "The Council"
    assert form.initial["finding"] == "True. It did."
    assert form.initial["claim"] == claim.pk


def test_a_request_is_kept_and_its_link_is_shown_once(enter, address, client, claim, alice):
    inside = enter(alice)
    assert inside.post(address("replyrequest_add"), typed(claim)).status_code == 302
    asked = ReplyRequest.objects.get()
    assert (asked.created_by, asked.contact) == (alice, "press@example.org")
    made = inside.post(address("replyrequest_link", asked))
    (link,) = set(re.findall(r"http://127\.0\.0\.1:8000(/reply/[\w-]+/)", made.content.decode()))
    assert "no-store" in made["Cache-Control"]
    assert client.get(link).status_code == 200
    for page in ("link", "change", "history"):
        assert link not in inside.get(address(f"replyrequest_{page}", asked)).content.decode()


def test_an_answer_is_recorded_and_what_readers_see_of_it_is_chosen(
    enter, address, filled, claim, ask, alice
):
    client, asked = enter(alice), ask(claim)
    said = {"text": "From the audit.\nA. Varnas", "channel": "phone", "received": TODAY()}
    assert client.post(address("replyrequest_record", asked), said).status_code == 302
    page = client.get(address("replyrequest_change", asked))
    assert "A. Varnas" in page.content.decode()
    response = client.post(
        address("replyrequest_change", asked), filled(page, published_answer="From the audit.")
    )
    assert response.status_code == 302
    asked.refresh_from_db()
    assert (asked.published_answer, asked.outcome) == ("From the audit.", "answered")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"asked_of": ""}, "required"),
        ({"channel": "link"}, "not one of the available choices"),
        ({"channel": "pigeon"}, "not one of the available choices"),
        ({"deadline": "2020-01-01"}, "not before the day"),
        ({"deadline": "soon"}, "valid date"),
        ({"asked": "2999-01-01", "deadline": "2999-02-01"}, "lies ahead"),
        ({"question": "x" * 50_000}, "at most 5000 characters"),
        ({"claim": "999"}, "not one of the available choices"),
    ],
    ids=lambda given: str(given)[:30],
)
def test_what_cannot_be_asked_comes_back_with_a_sentence(
    enter, address, claim, alice, changes, said
):
    response = enter(alice).post(address("replyrequest_add"), typed(claim, **changes))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not ReplyRequest.objects.exists()


@pytest.mark.parametrize(
    ("page", "said", "status", "sentence"),
    [
        ("record", {"text": "", "channel": "email", "received": "2020-01-01"}, 422, "required"),
        ("record", {"text": "x" * 50_000, "channel": "email"}, 422, "at most 20000 characters"),
        ("record", {"text": "x", "channel": "link", "received": "2020-01-01"}, 422, "not one of"),
        ("record", {"text": "x", "channel": "email", "received": "2020-01-01"}, 409, "comes after"),
        ("close", {"outcome": "answered"}, 422, "not one of the available choices"),
        ("close", {"outcome": "no_answer"}, 409, "wait for the end of that day"),
        ("close", {"outcome": "called_off"}, 409, "needs a reason"),
    ],
)
def test_what_cannot_be_done_with_a_request_is_said(
    enter, address, claim, ask, alice, page, said, status, sentence
):
    response = enter(alice).post(address(f"replyrequest_{page}", ask(claim)), said)
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert said.get("text", "") in response.content.decode()
    assert not Reply.objects.exists()
    assert ReplyRequest.objects.get().outcome == "waiting"


def test_a_closed_request_offers_what_can_still_be_done(enter, address, claim, ask, alice):
    client, asked = enter(alice), ask(claim)
    where = address("replyrequest_change", asked)
    assert client.get(where).context["to_do"] == [
        ("link", "Make a link"),
        ("record", "Record an answer"),
        ("close", "Close without an answer"),
    ]
    said = {"outcome": "declined"}
    assert client.post(address("replyrequest_close", asked), said).status_code == 302
    assert client.get(where).context["to_do"] == [("record", "Record an answer")]
    assert client.post(address("replyrequest_close", asked), said).status_code == 409
    assert client.post(address("replyrequest_link", asked)).status_code == 409


def test_what_was_asked_stays_as_it_was_asked(enter, address, filled, claim, ask, alice):
    client, asked = enter(alice), ask(claim)
    where = address("replyrequest_change", asked)
    later = (asked.deadline + timedelta(days=3)).isoformat()
    page = client.get(where)
    client.post(where, filled(page, question="Another?", asked_of="Others", deadline=later))
    asked.refresh_from_db()
    assert (asked.question, asked.asked_of) == ("Where does the figure come from?", "The Council")
    assert asked.deadline.isoformat() == later


@pytest.mark.parametrize("query", ["claim=abc", "claim=1&x=2", f"claim={10**20}", "asked_of=me"])
def test_an_address_that_asks_for_something_else_is_refused(enter, address, claim, alice, query):
    assert enter(alice).get(f"{address('replyrequest_add')}?{query}").status_code == 400


def test_the_list_finds_what_is_overdue(enter, address, claim, ask, alice):
    ask(claim)
    late = ask(claim, asked_of="The Ministry")
    ReplyRequest.objects.filter(pk=late.pk).update(
        asked=TODAY() - timedelta(days=9), deadline=TODAY() - timedelta(days=1)
    )
    text = (
        enter(alice).get(f"{address('replyrequest_changelist')}?outcome=overdue").content.decode()
    )
    assert "The Ministry" in text
    assert "The Council</a>" not in text
    assert "press@" not in text


def test_who_approves_sees_whom_we_asked_and_what_they_answered(
    enter, address, claim, ask, alice, edgar
):
    asked = ask(claim)
    workflow.record_reply(asked, by=alice, text="All of it.", channel="email")
    asked.refresh_from_db()
    workflow.edit(asked, by=alice, seen=asked.version, changes={"published_answer": "Some of it."})
    workflow.propose_verdict(claim, by=alice)
    text = enter(edgar).get(address("claim_step", claim, "publish")).content.decode()
    assert "We asked The Council by e-mail on" in text
    assert "Some of it." in text
    assert "All of it." not in text


def test_what_can_be_done_now_stands_with_the_answer(enter, address, ask, make_claim, alice):
    asked = ask(make_claim())
    page = enter(alice).get(address("replyrequest_change", asked)).content.decode()
    answers = page[page.index("answers") : page.index("What readers see")]
    assert '<a class="button" href="../link/">Make a link</a>' in answers
    assert "Record an answer</a>" in answers


def test_a_list_writes_its_days_as_the_pages_do(enter, address, ask, make_claim, alice):
    ask(make_claim(), asked=date(2026, 3, 2))
    listed = enter(alice).get(address("replyrequest_changelist")).content.decode()
    assert '<td class="field-asked nowrap">2 March 2026</td>' in listed
