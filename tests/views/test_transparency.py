"""What our data say about us is counted right, and says what it is of and what it cannot tell."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone

from claims import workflow
from claims.models import Claimant, ClaimReviewVersion
from claims.views.figures import middle, percent, rows, spelled


@pytest.fixture
def on(monkeypatch):
    """`on(2027, 3, 1)`: it is noon of that day, for all that happens until the next call."""

    def set_clock(*day):
        monkeypatch.setattr(timezone, "now", lambda: datetime(*day, 12, tzinfo=UTC))

    return set_clock


@pytest.fixture
def told(client):
    """The text of one section, by the name of its heading, without its tags."""

    def read(name, year=""):
        page = client.get("/transparency/", {"year": year} if year else {}).content.decode()
        start = page.index(f'aria-labelledby="{name}"')
        words = re.sub(r"<[^>]+>", " ", page[start : page.index("</section>", start)])
        return " ".join(unescape(words.partition(">")[2]).split())

    return read


def test_every_section_names_its_time_and_what_it_cannot_tell(client, print_run):
    page = client.get("/transparency/").content.decode()
    accounts = re.findall(r'<section class="account" aria-labelledby="([\w-]+)"', page)
    assert accounts == [
        "verdicts", "sources", "claimants", "affiliations", "not-checked", "replies",
        "corrections", "reports", "looks", "promises", "unknown",
    ]  # fmt: skip
    assert page.count("What this cannot tell:") == 9
    assert page.count('class="account-period"') == 9


def test_what_is_counted_as_of_today_says_so_whatever_year_is_asked_for(told, print_run):
    year = timezone.localdate().year
    for name in ("not-checked", "looks"):
        assert "As of today" in told(name)
        assert f"As of today, and not of {year}" in told(name, year)
    for name in ("sources", "corrections"):
        assert "today" not in told(name, year)


def test_verdicts_and_people_are_counted(told, print_run):
    section = told("verdicts")
    assert "claims with a verdict 4 person wrote them 1 person approved them 1" in section
    assert "withdrawn again 2" in section


def test_sources_are_read_out_of_what_was_approved(
    told, make_claim, publish_claim, review_claim, add_evidence, alice, erin
):
    publish_claim(make_claim("Two sources."))
    claim = review_claim(make_claim("Four sources, none of them primary."))
    add_evidence(claim)
    add_evidence(claim)
    first = claim.evidence.first()
    workflow.edit(first, by=alice, seen=1, changes={"is_primary": False})
    review = claim.claim_review
    changes = {"no_primary_reason": "There is none."}
    workflow.edit(review, by=alice, seen=review.version, changes=changes)
    claim.refresh_from_db()
    workflow.propose_verdict(claim, by=alice)
    workflow.publish(claim, by=erin)
    shown = ClaimReviewVersion.objects.shown()
    assert sorted(shown.by_sources()) == [(2, True, 1), (4, False, 1)]
    section = told("sources")
    assert "sources for a verdict (median) 3 sources at the least 2" in section
    assert "have a primary source 50 %" in section
    assert "2 sources 1 50 % 4 sources 1 50 %" in section


def test_the_spread_over_parties_says_of_how_many_claimants_none_is_known(
    told, make_claim, publish_claim
):
    assert "of the claims by the largest –" in told("affiliations")
    for place, name in enumerate(("Ann", "Ann", "Bo", "Cy", "Di")):
        publish_claim(make_claim(f"Claim {place}.", claimant=name))
    for name, party in (("Ann", "Green List"), ("Bo", "Green List"), ("Cy", "Blue List")):
        Claimant.objects.filter(name=name).update(affiliation=party)
    make_claim("A draft.", claimant="Ed")
    section = told("affiliations")
    assert "parties and groups 2 claimants of whom we know none 1 of the claims" in section
    assert "by the largest 60 %" in section
    assert "Green List 3 60 % Blue List 1 20 % None known 1 20 %" in section
    assert "Of 1 of the claimants no affiliation is in our data" in section


def test_a_draft_changes_no_figure(told, make_claim, publish_claim, add_evidence):
    claim = publish_claim(make_claim())
    before = told("sources")
    add_evidence(claim)
    add_evidence(make_claim("A draft."))
    assert told("sources") == before


def test_whose_claims_were_checked_the_most_checked_first(told, make_claim, publish_claim, carl):
    person = workflow.add(Claimant(slug="mayor", name="The mayor", kind="person"), by=carl)
    publish_claim(make_claim("One.", claimant="The council"))
    publish_claim(make_claim("Two.", claimant="The council"))
    publish_claim(make_claim("Three.", claimant_id=person.pk))
    make_claim("A draft.", claimant="Nobody whom readers know")
    section = told("claimants")
    assert (
        "claimants 2 of the claims by persons 33 % of the claims by organisations 67 %" in section
    )
    assert "by the most checked alone 67 %" in section
    assert "The council 2 67 % The mayor 1 33 %" in section
    assert "Nobody" not in section


def test_beyond_ten_claimants_the_others_are_one_line(told, make_claim, publish_claim):
    for number in range(12):
        publish_claim(make_claim(f"Claim {number}.", claimant=f"Claimant {number:02}"))
    section = told("claimants")
    assert "Claimant 09 1 8 % 2 other claimants 2 17 %" in section
    assert "Claimant 10" not in section


def test_corrections_by_kind_and_how_long_they_took(
    on, told, make_claim, publish_claim, correct, withdraw
):
    on(2026, 3, 1)
    claims = [publish_claim(make_claim(f"Claim {number}.")) for number in range(3)]
    on(2026, 3, 3)
    correct(claims[0], kind="minor")
    on(2026, 3, 11)
    withdraw(claims[1])
    on(2026, 3, 31)
    correct(claims[2], kind="minor", summary="Once more.")
    section = told("corrections")
    assert "corrections 3 verdicts corrected or withdrawn 3 from publication" in section
    assert "to correction (median) 10 days" in section
    assert "Minor correction 2 67 % Update 0 0 % Substantial correction 0 0 % Withdr" in section


def test_replies_are_told_of_published_verdicts_alone(
    told, make_claim, review_claim, publish_claim, alice, erin
):
    def ask(claim):
        return workflow.ask_for_reply(
            claim,
            by=alice,
            asked_of="The council",
            channel="email",
            deadline=timezone.localdate() + timedelta(days=3),
            question="Is it so?",
            finding="It is not.",
        )

    assert "replies asked for 0 were answered –" in told("replies")
    claims = [review_claim(make_claim(f"Claim {number}.")) for number in range(2)]
    requests = [ask(claim) for claim in claims]
    ask(make_claim("A draft."))
    off = ask(claims[0])
    workflow.close_reply_request(off, by=alice, outcome="called_off", reason="Twice the same.")
    workflow.record_reply(requests[0], by=alice, text="It is.", channel="email")
    assert "replies asked for 0" in told("replies")
    for claim in claims:
        claim.refresh_from_db()
        workflow.propose_verdict(claim, by=alice)
        workflow.publish(claim, by=erin)
    section = told("replies")
    assert "replies asked for 2 were answered 50 %" in section
    assert "Waiting 1 50 % Answered 1 50 %" in section


def test_what_became_of_readers_reports(on, told, make_claim, publish_claim, correct, alice, edgar):
    on(2026, 3, 1)
    claim = publish_claim(make_claim())
    version = claim.published_version
    reports = [workflow.receive_report(version, words=f"Error {n}.") for n in range(4)]
    advertisement = workflow.receive_report(version, words="Watches.")
    on(2026, 3, 2)
    workflow.triage(reports[0], by=alice, seen=1, outcome="correction")
    workflow.triage(reports[1], by=edgar, seen=1, outcome="no_change", answer="It is so.")
    workflow.triage(advertisement, by=edgar, seen=1, outcome="no_report")
    on(2026, 3, 9)
    correct(claim)
    workflow.triage(reports[2], by=alice, seen=1, outcome="correction")
    section = told("reports")
    assert "error reports 4 until a decision (median) 1 day until a correction (median) 8 days" in (
        section
    )
    assert "Corrected 1 25 % A correction is being written 1 25 % No change, with an" in section
    assert "answer 1 25 % Not looked at yet 1 25 %" in section


def test_a_year_shows_what_was_published_in_it(on, told, client, make_claim, publish_claim):
    on(2025, 6, 1)
    publish_claim(make_claim("Of old."))
    on(2026, 6, 1)
    publish_claim(make_claim("Of now."))
    publish_claim(make_claim("Of now, too."))
    assert "In 2025 Every verdict" in told("verdicts", 2025)
    assert "claims with a verdict 1" in told("verdicts", 2025)
    assert "claims with a verdict 2" in told("verdicts", 2026)
    assert "claims with a verdict 3" in told("verdicts")
    page = client.get("/transparency/?year=2025").content.decode()
    assert '<a href="?year=2025" aria-current="page">2025</a>' in page
    assert '<a href="?year=2026">2026</a>' in page
    assert '/transparency/?year=2025">' in page


def test_overdue_looks_are_told_where_the_policy_asks_for_them(
    on, told, make_claim, publish_claim, erin, alice
):
    on(2026, 1, 1)
    claim = publish_claim(make_claim("One."))
    publish_claim(make_claim("Two."))
    assert "our policy sets no date" in told("looks")
    workflow.adopt(by=erin, sources_required=2, primary_required=True, review_by_months=6)
    on(2026, 8, 1)
    workflow.confirm_verdict(claim, by=alice, reason="Looked.")
    section = told("looks")
    assert "another look at every verdict after 6 months" in section
    assert "verdicts overdue 1 looked at again since they were published 1" in section
    assert "Overdue 1 50 % In time 1 50 %" in section


def test_both_codes_are_there_with_the_sections_that_answer(told, print_run):
    section = told("promises")
    for number, name in enumerate(
        ["Nonpartisanship and fairness", "Transparency of sources",
         "Transparency of funding and organisation", "Transparency of methodology",
         "Open and honest corrections"], start=1,
    ):  # fmt: skip
        assert f"{number}. {name}" in section
    assert "Article 3.3: corrections" in section
    assert "this page is no certificate" in section


def test_a_newsroom_without_a_verdict_has_a_page_too(client, db):
    page = client.get("/transparency/")
    assert page.status_code == 200
    assert "NaN" not in page.content.decode()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "< 1 hour"), (3_599, "< 1 hour"), (3_600, "1 hour"), (86_399, "24 hours"),
     (86_400, "1 day"), (200_000, "2 days"), (86_400 * 1_234, "1,234 days")],
)  # fmt: skip
def test_a_time_is_told_in_its_largest_unit(seconds, words):
    assert spelled(timedelta(seconds=seconds)) == words


def test_of_nothing_there_is_no_share_and_no_middle():
    assert (percent(0, 0), middle([]), rows([])) == ("–", "–", [])
    assert middle([timedelta(days=1), timedelta(days=4)]) == "2 days"
