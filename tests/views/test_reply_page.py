"""The claimant answers without an account, by a link that works once and tells nothing else."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from claims import workflow
from claims.models import Claim, ClaimReview, LogEntry, Reply, ReplyRequest
from claims.workflow import replies
from claims.workflow.outsider import outsider

SECRET = "xyzzysecret"
ANSWER = "The ramps were paid from another budget.\nA. Varnas, treasurer"


@pytest.fixture
def client(client):
    """Sends forms as browsers do."""

    def post(path, data, content_type="application/x-www-form-urlencoded"):
        body = urlencode(data) if isinstance(data, dict) else data
        return send(path, body, content_type=content_type)

    send, client.post = client.post, post
    return client


@pytest.fixture
def claim(make_claim, make_document, review_claim, add_evidence, alice):
    """A draft full of words that are nobody's business yet."""
    document = make_document(
        f"The bridge cost ten million crowns. {SECRET} too.", title="The report"
    )
    claim = make_claim(document=document, quote="The bridge cost ten million crowns.")
    make_claim(SECRET, document=document)
    claim = review_claim(claim, summary=SECRET, explanation=SECRET, no_primary_reason=SECRET)
    add_evidence(claim, title=SECRET, note=SECRET, quote=SECRET, publisher=SECRET)
    return claim


@pytest.fixture
def asked(claim, ask) -> ReplyRequest:
    return ask(claim, contact=f"{SECRET}@example.org")


@pytest.fixture
def path(asked, alice) -> str:
    return f"/reply/{workflow.make_reply_link(asked, by=alice)}/"


def test_the_page_shows_the_passage_and_the_finding_and_nothing_else_of_the_draft(client, path):
    response = client.get(path)
    text = response.content.decode()
    assert response.status_code == 200
    for said in ("The bridge cost ten million crowns.", "The report", "nine million.",
                 "Where does the figure come from?", "The Council"):  # fmt: skip
        assert said in text
    assert SECRET not in text
    assert "True" not in text


def test_no_cache_no_search_engine_and_no_other_site_learns_the_address(client, path):
    for response in (client.get(path), client.post(path, {"text": ""}), client.get("/reply/x/")):
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "no-referrer"
        assert not response.cookies
        text = response.content.decode()
        assert '<meta name="robots" content="noindex">' in text
        assert path not in text


def test_an_answer_is_taken_once_and_shown_to_who_sent_it(client, asked, path):
    response = client.post(path, {"text": ANSWER})
    assert response.status_code == 200
    assert "We have your answer" in response.content.decode()
    assert "A. Varnas, treasurer" in response.content.decode()
    assert Reply.objects.get().text == ANSWER
    for again in (client.get(path), client.post(path, {"text": "Also this."}), client.head(path)):
        assert again.status_code == 410
    assert "works only once" in client.get(path).content.decode()
    assert Reply.objects.count() == 1


@pytest.mark.parametrize(
    "token", ["x", "A" * 43, "é", "%F0%9F%8E%B2", "..", "x" * 5_000, "-", "%20", "a%0Ab"]
)
def test_a_guessed_link_gets_a_sentence(client, asked, path, token):
    for response in (
        client.get(f"/reply/{token}/"),
        client.post(f"/reply/{token}/", {"text": "x"}),
    ):
        assert response.status_code == 404
    if token not in ("..", "a%0Ab"):
        assert "This link leads nowhere" in response.content.decode()
    assert not Reply.objects.exists()


def test_a_link_out_of_time_gets_a_sentence(client, asked, path):
    yesterday = timezone.localdate() - timedelta(days=1)
    ReplyRequest.objects.update(asked=yesterday, deadline=yesterday)
    for response in (client.get(path), client.post(path, {"text": ANSWER})):
        assert response.status_code == 410
        assert "This link worked until" in response.content.decode()
    assert not Reply.objects.exists()


def test_a_link_that_was_called_off_gets_a_sentence(client, asked, path, alice):
    workflow.close_reply_request(asked, by=alice, outcome="called_off", reason="Wrong people.")
    response = client.get(path)
    assert response.status_code == 410
    assert "This request is closed" in response.content.decode()
    assert "Wrong people" not in response.content.decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Your answer is empty"),
        (" \u200b\n", "Your answer is empty"),
        ("x" * 50_000, "has 50000 characters: shorten it to at most 20000"),
        ("half\0", "holds a NUL character"),
    ],
    ids=["empty", "invisible", "50 kB", "NUL"],
)
def test_what_cannot_be_taken_comes_back_whole_with_a_sentence(client, path, text, said):
    response = client.post(path, {"text": text})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert f"\n{text.replace(chr(0), '')}</textarea>" in response.content.decode()
    assert not Reply.objects.exists()
    assert client.post(path, {"text": "Now."}).status_code == 200


def test_what_is_no_form_of_ours_is_not_read(client, path):
    assert client.post(path, {"text": "x" * 1_100_000}).status_code == 413
    assert client.post(path, b"{}", content_type="application/json").status_code == 413
    assert client.post(path, b"text=%ff").status_code == 400
    assert client.put(path).status_code == 405
    assert not Reply.objects.exists()


def test_an_answer_in_any_script_arrives_as_it_was_written(client, path):
    text = "תשובה 🎲 — “quoted” & <b>not bold</b>\r\nsecond line"
    response = client.post(path, {"text": text})
    assert "&lt;b&gt;not bold" in response.content.decode()
    assert Reply.objects.get().text == text.replace("\r\n", "\n")


def test_each_look_is_logged_and_a_guess_or_a_machines_question_is_not(client, path):
    client.get("/reply/guess/")
    client.head(path)
    assert not LogEntry.objects.filter(event="opened").exists()
    client.get(path)
    client.get(path)
    looks = LogEntry.objects.filter(event="opened")
    assert [entry.actor for entry in looks] == [outsider()] * 2
    assert path.split("/")[2] not in str(list(looks.values()))


def test_readers_are_told_of_the_answer_once_it_is_approved(client, asked, path, alice, edgar):
    client.post(path, {"text": ANSWER})
    asked.refresh_from_db()
    changes = {"published_answer": "The ramps were paid from another budget."}
    workflow.edit(asked, by=alice, seen=asked.version, changes=changes)
    review = ClaimReview.objects.get()
    plain = {"summary": "It did.", "explanation": "", "no_primary_reason": ""}
    workflow.edit(review, by=alice, seen=review.version, changes=plain)
    claim = Claim.objects.get(pk=asked.claim_id)
    workflow.propose_verdict(claim, by=alice)
    workflow.publish(claim, by=edgar)
    text = re.sub(r"\s+", " ", client.get(claim.get_absolute_url()).content.decode())
    today = timezone.localdate()
    day = f"{today.day} {today:%B %Y}"
    assert f"We asked The Council by e-mail on {day}. They answered on {day}." in text
    assert "The ramps were paid from another budget." in text
    assert "Varnas" not in text
    assert "@example.org" not in text
    data = client.get(f"{claim.get_absolute_url()[:-1]}.json").json()
    assert data["comment"] == [
        {
            "@type": "Comment",
            "name": "Reply of The Council",
            "text": "The ramps were paid from another budget.",
            "dateCreated": today.isoformat(),
        }
    ]


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("declined", "They did not want to answer."),
        ("no_answer", "No answer had come by"),
        ("waiting", "had not when this was published."),
    ],
)
def test_readers_are_told_how_a_request_without_an_answer_ended(
    client, make_claim, review_claim, ask, alice, edgar, outcome, said
):
    claim = review_claim(make_claim())
    asked = ask(claim)
    if outcome == "no_answer":
        yesterday = timezone.localdate() - timedelta(days=1)
        ReplyRequest.objects.update(asked=yesterday, deadline=yesterday)
        asked.refresh_from_db()
    if outcome != "waiting":
        workflow.close_reply_request(asked, by=alice, outcome=outcome)
    workflow.propose_verdict(claim, by=alice)
    workflow.publish(Claim.objects.get(pk=claim.pk), by=edgar)
    text = client.get(claim.get_absolute_url()).content.decode()
    assert "We asked The Council by e-mail on" in text
    assert said in text
    assert "comment" not in client.get(f"{claim.get_absolute_url()[:-1]}.json").json()


def test_readers_see_a_dissent_with_its_reason_and_no_name(
    client, make_claim, review_claim, ratings, alice, erin, edgar
):
    claim = review_claim(make_claim())
    for person, slug in ((alice, "true"), (erin, "unproven")):
        reason = f"The audit is a draft, says {slug}."
        workflow.assess(claim, by=person, rating=ratings[slug], reason=reason)
    workflow.compare(claim, by=alice)
    workflow.adjudicate(
        claim, by=alice, rating=ratings["true"], reason="Final.", dissent_is_published=True
    )
    workflow.propose_verdict(claim, by=alice)
    workflow.publish(claim, by=edgar)
    text = client.get(claim.get_absolute_url()).content.decode()
    assert "Where we do not agree" in text
    assert "The audit is a draft, says unproven." in text
    assert "says true" not in text
    assert "erin" not in text
    data = client.get(f"{claim.get_absolute_url()[:-1]}.json").json()
    assert data["reviewRating"]["alternateName"] == "True"
    assert data["comment"] == [
        {
            "@type": "Comment",
            "name": "Dissent: Unproven",
            "text": "The audit is a draft, says unproven.",
        }
    ]


def test_while_somebody_else_writes_the_link_and_what_was_typed_stay_good(
    client, path, asked, monkeypatch
):
    def busy(*args, **said):
        raise workflow.Busy

    with monkeypatch.context() as patch:
        patch.setattr(workflow, "receive_reply", busy)
        answer = client.post(path, {"text": ANSWER})
        patch.setattr(replies, "open_link", busy)
        look = client.get(path)
    for response in (answer, look):
        assert (response.status_code, response["Retry-After"]) == (503, "10")
        assert "Somebody else has been writing" in response.content.decode()
        assert response["Referrer-Policy"] == "no-referrer"
        assert path not in response.content.decode()
    assert "A. Varnas, treasurer" in answer.content.decode()
    assert not Reply.objects.exists()
    assert client.post(path, {"text": ANSWER}).status_code == 200
    assert Reply.objects.exists()
