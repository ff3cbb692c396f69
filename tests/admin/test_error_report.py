"""Where the newsroom reads what readers report, and decides about it."""

import re

import pytest

from claims import workflow
from claims.models import ErrorReport


@pytest.fixture
def claim(make_claim, publish_claim):
    return publish_claim(make_claim("The bridge cost ten million."))


@pytest.fixture
def report(claim):
    return workflow.receive_report(
        claim.published_version, words="Nine <b>million</b>.", email="ravi@example.org"
    )


def decide(client, where, **typed):
    seen = client.get(where).context["form"]["version"].value()
    return client.post(where, {"version": seen} | typed)


def test_the_desk_and_the_claims_page_lead_to_what_is_open(enter, address, alice, claim, report):
    client = enter(alice)
    piles = {pile.label: pile for pile in client.get("/admin/").context["piles"]}
    pile = piles["Readers' error reports"]
    assert pile.number == 1
    assert "Nine &lt;b&gt;million" in client.get(pile.url).content.decode()
    where = address("errorreport_change", report)
    assert where in client.get(address("claim_change", claim)).content.decode()


def test_a_report_waits_for_whom_the_verdict_is(enter, address, alice, erin, edgar, report):
    where = f'href="{address("errorreport_change", report)}"'
    assert where in enter(alice).get("/admin/").content.decode()
    assert where not in enter(erin).get("/admin/").content.decode()
    workflow.triage(report, by=edgar, seen=1, outcome="no_change", answer="It is ten.")
    assert where not in enter(alice).get("/admin/").content.decode()


def test_a_contributor_learns_nothing_of_readers(enter, address, carl, claim, report):
    client = enter(carl)
    assert "Readers&#x27; error reports" not in client.get("/admin/").content.decode()
    assert "A reader reports" not in client.get(address("claim_change", claim)).content.decode()


def test_the_page_shows_the_words_and_the_version_that_was_read(
    enter, address, alice, claim, report
):
    page = enter(alice).get(address("errorreport_change", report)).content.decode()
    assert "Nine &lt;b&gt;million&lt;/b&gt;." in page
    assert 'href="mailto:ravi@example.org?subject=' in page
    assert f"/claims/{claim.slug}/versions/1/" in page
    assert 'name="_erase"' not in page


def test_a_correction_leads_on_to_the_claim(enter, address, alice, claim, report):
    where = address("errorreport_change", report)
    done = decide(enter(alice), where, outcome="correction", answer="You are right.")
    assert (done.status_code, done["Location"]) == (302, address("claim_change", claim))
    report.refresh_from_db()
    assert (report.outcome, report.answer) == ("correction", "You are right.")


def test_no_change_needs_an_answer_and_the_reader_reads_it(
    enter, address, client, edgar, claim, report
):
    where, door = address("errorreport_change", report), enter(edgar)
    refused = decide(door, where, outcome="no_change", answer=" ")
    assert refused.status_code == 422
    assert "Tell the reader why nothing changes." in refused.content.decode()
    assert (
        decide(door, where, outcome="no_change", answer="The accounts say ten.").status_code == 302
    )
    page = client.get(report.get_absolute_url()).content.decode()
    assert "We looked, and leave the review as it is" in page
    assert "The accounts say ten." in page
    assert "edgar" not in page
    listed = door.get(address("errorreport_changelist") + "?outcome=open").content.decode()
    assert "0 error reports" in listed


def test_whose_verdict_it_is_reads_who_may_put_the_report_aside(enter, address, alice, report):
    where, door = address("errorreport_change", report), enter(alice)
    assert "Ask one of them: ada, edgar." in door.get(where).content.decode()
    refused = decide(door, where, outcome="no_change", answer="I say ten.")
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "You had a part in this one. Ask one of them: ada, edgar." in text
    assert "I say ten." in text
    assert ErrorReport.objects.open().exists()


@pytest.mark.parametrize("typed", [{}, {"outcome": "open"}, {"outcome": "x"}])
def test_a_decision_that_is_none_is_refused(enter, address, alice, report, typed):
    where = address("errorreport_change", report)
    assert decide(enter(alice), where, answer="Hm.", **typed).status_code == 422
    assert ErrorReport.objects.open().exists()


def test_the_second_of_two_sees_what_the_first_decided(enter, address, edgar, erin, report):
    where, door = address("errorreport_change", report), enter(edgar)
    seen = door.get(where).context["form"]["version"].value()
    workflow.triage(report, by=erin, seen=1, outcome="correction")
    typed = {"version": seen, "outcome": "no_change", "answer": "What I typed."}
    late = door.post(where, typed)
    text = late.content.decode()
    assert late.status_code == 409
    assert "changed by somebody else since you opened it" in text
    assert "What I typed." in text
    assert "Correction, by erin" in text
    again = re.search(r'name="version" value="(\d+)"', text)[1]
    assert door.post(where, typed | {"version": again}).status_code == 302


def test_an_admin_erases_what_a_reader_wrote(enter, address, client, ada, report):
    where, door = address("errorreport_change", report), enter(ada)
    refused = door.post(where, {"_erase": "Erase", "reason": " "})
    assert refused.status_code == 409
    assert "This step needs a reason" in refused.content.decode()
    assert door.post(where, {"_erase": "Erase", "reason": "By letter."}).status_code == 302
    page = door.get(where).content.decode()
    assert "Nine" not in page
    assert "ravi@example.org" not in page
    assert "Erased on request" in page
    assert "What you wrote was erased" in client.get(report.get_absolute_url()).content.decode()


def test_who_may_not_erase_is_told_so(enter, address, erin, report):
    where = address("errorreport_change", report)
    assert enter(erin).post(where, {"_erase": "x", "reason": "By letter."}).status_code == 403
    report.refresh_from_db()
    assert not report.is_erased
