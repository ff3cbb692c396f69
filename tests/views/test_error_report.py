"""A reader reports an error: without an account, within limits, and with nothing lost."""

import re
from html import unescape
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.core import signing
from django.test import Client

from claims import workflow
from claims.forms import error_report as form
from claims.models import Claim, ErrorReport, LogEntry
from claims.views.senders import senders

FORM = "application/x-www-form-urlencoded"
WORDS = "The bridge cost nine million: see page 4 of the council's accounts."


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything(monkeypatch):
    senders.forget_all()
    monkeypatch.setattr(form, "QUICKEST", -1)


@pytest.fixture
def claim(make_claim, publish_claim):
    return publish_claim(make_claim())


@pytest.fixture
def reader(claim):
    """Opens the form as browsers do, and sends it with `typed`."""
    client = Client(enforce_csrf_checks=True)
    where = f"{claim.get_absolute_url()}report/"

    def token():
        page = client.get(where).content.decode()
        return re.search(r'name="token" value="([^"]+)"', page)[1]

    def send(address="203.0.113.7", **typed):
        data = {"words": WORDS, "email": "", "website": "", "token": token()} | typed
        return client.post(where, urlencode(data), content_type=FORM, REMOTE_ADDR=address)

    return SimpleNamespace(client=client, where=where, send=send, token=token)


def said(response):
    box = re.search(r'role="alert".*?</div>', response.content.decode(), re.DOTALL)
    return unescape(re.sub("<[^>]+>", " ", box[0])) if box else ""


def typed_again(response):
    area = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", response.content.decode(), re.DOTALL)
    return unescape(area[1])


def test_a_report_is_kept_with_the_version_that_was_read_and_gets_an_address(reader, claim):
    answer = reader.send(email="ravi@example.org")
    report = ErrorReport.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"{reader.where}{report.public_id}/"
    assert not answer.cookies
    assert (report.claim, report.review_version) == (claim, claim.published_version)
    assert (report.words, report.email, report.outcome) == (WORDS, "ravi@example.org", "open")
    page = reader.client.get(answer["Location"])
    assert "We have your report" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_neither_words_nor_address_are_in_the_log_or_on_any_page(reader, client, claim):
    answer = reader.send(words="xyzzysecret is wrong.", email="xyzzy@example.org")
    entry = LogEntry.objects.latest("position")
    assert (entry.noun, entry.event, entry.claim) == ("error report", "added", claim.public_id)
    assert entry.actor.get_username() == "(no account)"
    assert not entry.actor.is_active
    assert entry.after == {"review_version": claim.published_version.public_id}
    for path in (claim.get_absolute_url(), reader.where, answer["Location"], "/corrections/"):
        assert "xyzzy" not in client.get(path).content.decode()


REFUSED = [
    ({"words": ""}, 422, "the report is empty"),
    ({"words": " \n\u200b\u2800"}, 422, "the report is empty"),
    ({"words": "x" * 50_000}, 422, "The report has 50000 characters: shorten it to at most 5000."),
    ({"words": "A NUL\0here"}, 422, "The report holds a NUL character"),
    ({"words": "http://a.example http://b.example www.c.example https://d.example"}, 422,
     "There are more than 3 links in your report"),
    ({"email": "not an address"}, 422, "This is no e-mail address"),
    ({"email": f"{'a' * 300}@example.org"}, 422, "e"),
    ({"website": "https://casino.example"}, 422, "A field that people do not see was filled in"),
    ({"token": ""}, 422, "The form did not come back as we made it"),
    ({"token": "x:y:z"}, 422, "The form did not come back as we made it"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "status", "sentence"), REFUSED, ids=lambda one: str(one)[:24])
def test_a_report_that_cannot_be_is_refused_and_what_was_typed_stands_there(
    reader, typed, status, sentence
):
    answer = reader.send(**typed)
    assert answer.status_code == status
    assert sentence in said(answer)
    assert typed_again(answer) == typed.get("words", WORDS).replace("\0", "")
    assert not ErrorReport.objects.exists()
    mended = re.search(r'name="token" value="([^"]+)"', answer.content.decode())[1]
    assert reader.send(token=mended).status_code == 303


def test_a_form_is_good_for_a_day_for_its_claim_and_not_at_once(
    reader, make_claim, publish_claim, monkeypatch
):
    other = publish_claim(make_claim("Another claim."))
    foreign = form.token_for(other.published_version)
    assert "This form belongs to another claim" in said(reader.send(token=foreign))
    monkeypatch.setattr(form, "QUICKEST", 3)
    assert "in less than 3 seconds" in said(reader.send())
    monkeypatch.setattr(signing.time, "time", lambda: 1_000_000.0)
    old = reader.token()
    monkeypatch.setattr(signing.time, "time", lambda: 1_000_000.0 + 25 * 3_600)
    late = reader.send(token=old)
    assert "open for more than a day" in said(late)
    assert typed_again(late) == WORDS
    assert not ErrorReport.objects.exists()


def test_a_double_click_sends_one_report(reader):
    assert reader.send()["Location"] == reader.send()["Location"]
    assert ErrorReport.objects.count() == 1


def test_the_sixth_report_within_an_hour_from_one_network_is_one_too_many(reader):
    for number in range(5):
        assert reader.send(words=f"Error {number}.").status_code == 303
    refused = reader.send(words="Error 6.")
    assert refused.status_code == 429
    assert "5 reports came from your network within an hour" in said(refused)
    assert typed_again(refused) == "Error 6."
    assert reader.send(words="Error 7.", address="198.51.100.1").status_code == 303
    assert ErrorReport.objects.count() == 6


def test_a_flood_from_many_networks_ends_at_the_limit_for_all(reader, monkeypatch):
    monkeypatch.setattr("claims.views.error_report.MOST_IN_ALL", 3)
    for number in range(3):
        sent = reader.send(words=f"Error {number}.", address=f"203.0.113.{number}")
        assert sent.status_code == 303
    refused = reader.send(words="Error 4.", address="203.0.113.99")
    assert refused.status_code == 429
    assert "more reports than we can read" in said(refused)


def test_files_and_bodies_beyond_measure_are_refused_unread(reader, claim):
    upload = reader.client.post(reader.where, {"words": WORDS})
    assert upload.status_code == 413
    assert "no files" in said(upload)
    large = reader.send(words="x" * 200_000)
    assert large.status_code == 413
    assert "far longer" in said(large)
    garbled = reader.client.post(reader.where, b"words=%FF%FE", content_type=FORM)
    assert garbled.status_code == 400
    assert "are no UTF-8" in garbled.content.decode()
    assert reader.client.put(reader.where).status_code == 405
    assert not ErrorReport.objects.exists()


def test_there_is_no_form_where_no_verdict_stands(client, make_claim, publish_claim, alice, erin):
    draft = make_claim("A draft.")
    assert client.get(f"/claims/{draft.slug}/report/").status_code == 404
    assert client.post(f"/claims/{draft.slug}/report/", {"words": "x"}).status_code == 404
    gone = publish_claim(make_claim("Gone."))
    workflow.propose_correction(gone, by=alice, kind="withdrawal", notice="Wrong.")
    workflow.withdraw(gone, by=erin)
    assert client.get(f"/claims/{gone.slug}/report/").status_code == 404
    with pytest.raises(workflow.Refused, match="We have withdrawn this review"):
        workflow.receive_report(gone.published_version, words="Still wrong.")


def test_a_report_is_about_the_version_that_was_read(reader, claim, alice, erin):
    token, first = reader.token(), claim.published_version
    review = claim.claim_review
    workflow.edit(review, by=alice, seen=review.version, changes={"summary": "New."})
    workflow.propose_correction(claim, by=alice, kind="minor", notice="A word.")
    workflow.correct(claim, by=erin)
    reader.send(token=token)
    assert ErrorReport.objects.get().review_version == first
    assert Claim.objects.get(pk=claim.pk).published_version != first


@pytest.mark.parametrize("guess", ["bbbbbbbbbb", "x", "a" * 80])
def test_a_guessed_report_tells_nothing(reader, guess):
    reader.send()
    answer = reader.client.get(f"{reader.where}{guess}/")
    assert answer.status_code == 404
    assert "no report with this address" in answer.content.decode()


def test_while_somebody_else_writes_what_was_typed_stands_there(reader, monkeypatch):
    def busy(*args, **said):
        raise workflow.Busy

    with monkeypatch.context() as patch:
        patch.setattr(workflow, "receive_report", busy)
        answer = reader.send()
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "Somebody else has been writing" in said(answer)
    assert typed_again(answer) == WORDS
    assert not ErrorReport.objects.exists()
    assert reader.send().status_code == 303
