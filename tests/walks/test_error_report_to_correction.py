"""The fourth walk: a reader's report, and what it takes until readers see the correction.

Somebody without an account writes to the newsroom; Edgar, an editor, finds them right and rewrites
the review. Until Erin, the second person, approves, the page says what it said; then it says both.
"""

import json
import re
from urllib.parse import urlencode

import pytest
from defusedxml import ElementTree
from django.test import Client

from claims import workflow
from claims.forms import error_report
from claims.models import Claim, ErrorReport
from claims.views.senders import senders

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def reader(monkeypatch):
    senders.forget_all()
    monkeypatch.setattr(error_report, "QUICKEST", -1)
    return Client(enforce_csrf_checks=True)


def text_of(client, path):
    return client.get(path).content.decode()


def linked_data(client, claim):
    return json.loads(client.get(f"{claim.get_absolute_url()[:-1]}.json").content)


def report_an_error(reader, claim):
    """Follow the link on the claim's page, fill in the form, and return the report's address."""
    where = re.search(r'href="([^"]+/report/)"', text_of(reader, claim.get_absolute_url()))[1]
    token = re.search(r'name="token" value="([^"]+)"', text_of(reader, where))[1]
    typed = {"words": "The accounts say nine million.", "email": "", "website": "", "token": token}
    kind = "application/x-www-form-urlencoded"
    return reader.post(where, urlencode(typed), content_type=kind)["Location"]


@pytest.mark.parametrize("kind", ["minor", "update", "substantial"])
def test_a_report_walks_to_a_correction_that_two_people_made(
    kind, reader, make_claim, publish_claim, ratings, edgar, erin
):
    claim = publish_claim(make_claim("The bridge cost ten million."), summary="It cost ten.")
    address = report_an_error(reader, claim)
    assert "We have your report" in text_of(reader, address)
    before = linked_data(reader, claim)

    # Edgar finds that the reader is right, and rewrites the draft.
    report = ErrorReport.objects.get()
    workflow.triage(report, by=edgar, seen=1, outcome="correction", answer="You are right.")
    assert "We are correcting the review" in text_of(reader, address)
    review = claim.claim_review
    changes = {"summary": "It cost nine.", "rating": ratings["false"]}
    workflow.edit(review, by=edgar, seen=review.version, changes=changes)
    claim.refresh_from_db()
    workflow.propose_correction(claim, by=edgar, kind=kind, notice="A reader wrote to us.")

    # Nothing of it is seen until somebody else approves.
    page = text_of(reader, claim.get_absolute_url())
    assert "It cost ten." in page
    assert "nine" not in page
    assert "A reader wrote" not in page + text_of(reader, "/corrections/")
    assert linked_data(reader, claim) == before
    with pytest.raises(workflow.GateClosed, match="Somebody else must approve"):
        workflow.correct(Claim.objects.get(pk=claim.pk), by=edgar)
    workflow.correct(claim, by=erin)

    # Then the old words stand beside the new ones, in the page, the data, the log and the feed.
    correction = claim.corrections.get()
    page = text_of(reader, claim.get_absolute_url())
    part = page[page.index(f'id="correction-{correction.public_id}"') :]
    old = re.search(r'class="change-old".*?</div>', part[part.index("Summary") :], re.DOTALL)[0]
    new = re.search(r'class="change-new".*?</div>', part[part.index("Summary") :], re.DOTALL)[0]
    assert "It cost <del>ten</del>." in old
    assert "It cost <ins>nine</ins>." in new
    facts = linked_data(reader, claim)
    assert facts["dateModified"] > before["dateModified"]
    assert facts["datePublished"] == before["datePublished"]
    (told,) = facts["correction"]
    assert (told["@type"], told["text"]) == ("CorrectionComment", "A reader wrote to us.")
    assert told["url"].endswith(f"{claim.get_absolute_url()}#correction-{correction.public_id}")
    assert "A reader wrote to us." in text_of(reader, f"/corrections/?kind={kind}")
    feed = ElementTree.fromstring(reader.get("/corrections/feed/").content)
    assert feed.find(f"{ATOM}entry/{ATOM}summary").text == "A reader wrote to us."
    older = text_of(reader, f"{claim.get_absolute_url()}versions/1/")
    assert "It cost ten." in older
    assert "What changed, side by side" in older

    # And the reader sees what became of the report.
    page = text_of(reader, address)
    assert "We have corrected the review" in page
    assert f"#correction-{correction.public_id}" in page
    assert "Corrected</th><td>1</td>" in text_of(reader, "/transparency/")


def test_a_report_walks_to_a_withdrawal(reader, make_claim, publish_claim, edgar, erin):
    claim = publish_claim(make_claim("The bridge cost ten million."))
    address = report_an_error(reader, claim)
    workflow.triage(ErrorReport.objects.get(), by=edgar, seen=1, outcome="correction")
    notice = "Nobody knows what it cost."
    workflow.propose_correction(claim, by=edgar, kind="withdrawal", notice=notice)
    assert notice not in text_of(reader, claim.get_absolute_url())
    with pytest.raises(workflow.Refused):
        workflow.withdraw(Claim.objects.get(pk=claim.pk), by=edgar)
    workflow.withdraw(claim, by=erin)
    assert notice in text_of(reader, claim.get_absolute_url())
    facts = linked_data(reader, claim)
    assert facts["creativeWorkStatus"] == "Withdrawn"
    assert facts["correction"][0]["text"] == notice
    assert "We have corrected the review" in text_of(reader, address)
    assert "Withdrawal</a>" in text_of(reader, address)
