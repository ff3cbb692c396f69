"""Two people rate blind, disagree and settle; the claimant answers on a phone; readers see both."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims import workflow
from claims.models import Claim, ReplyRequest
from tests.browser.wcag import broken_rules, runs_over

PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def claim(transactional_db: None, make_document: Any, make_claim: Any, review_claim: Any) -> Claim:
    text = "We built much. The bridge cost ten million crowns. It opened in May."
    document = make_document(text, title="The report")
    made = make_claim(
        document=document, quote="The bridge cost ten million crowns.", claimant="The Council"
    )
    return review_claim(made)


def check(page: Page) -> None:
    """No rule of WCAG is broken, and nothing runs over the edge."""
    assert broken_rules(page) == [], page.url
    assert not runs_over(page), page.url


def test_two_people_rate_blind_differ_and_settle_and_readers_see_the_dissent(
    enter, visit, claim: Claim
) -> None:
    where = reverse("admin:claims_claim_assessments", args=[claim.pk])
    alice = enter("alice", reverse("admin:claims_claim_change", args=[claim.pk]))
    alice.get_by_role("button", name="Give mine…").click()
    check(alice)
    alice.get_by_label("True", exact=False).first.check()
    alice.get_by_label("Because").fill("The budget has ten.")
    alice.get_by_role("button", name="Give my assessment").click()
    expect(alice.locator(".lead")).to_contain_text("As soon as a colleague has given theirs")

    erin = enter("erin", where, color_scheme="dark", **PHONE)
    expect(erin.locator("main, #content-main").first).not_to_contain_text("The budget has ten.")
    check(erin)
    erin.get_by_label("Unproven").check()
    erin.get_by_label("Because").fill("The audit is a draft.")
    erin.get_by_role("button", name="Give my assessment").click()
    expect(erin.locator(".opinions")).to_contain_text("The budget has ten.")
    erin.get_by_role("button", name="Compare the 2 assessments").click()
    erin.get_by_label("True", exact=False).first.check()
    erin.locator("form", has_text="Settle it").get_by_label("Because").fill("The audit came out.")
    erin.get_by_label("Readers get the ratings that differ").check()
    erin.get_by_role("button", name="Settle it").click()
    expect(erin.locator(".outcome")).to_contain_text("The audit came out.")
    check(erin)

    workflow.propose_verdict(Claim.objects.get(), by=person("alice"))
    workflow.publish(Claim.objects.get(), by=person("edgar"))
    reader = visit(claim.get_absolute_url(), **PHONE)
    dissent = reader.get_by_role("region", name="Where we do not agree")
    expect(dissent).to_contain_text("The audit is a draft.")
    expect(dissent).to_contain_text("Unproven")
    check(reader)
    check(enter("erin", reverse("admin:claims_assessment_agreement")))
    check(enter("erin", reverse("admin:claims_assessment_changelist"), color_scheme="dark"))


def person(name: str) -> Any:
    return User.objects.get(username=name)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_claimant_answers_on_a_phone_by_the_link_that_alice_made(
    enter, visit, claim: Claim, live_server: Any, settings: Any, scheme: str
) -> None:
    settings.SITE_URL = live_server.url
    alice = enter("alice", f"{reverse('admin:claims_replyrequest_add')}?claim={claim.pk}")
    expect(alice.get_by_label("Whom we asked")).to_have_value("The Council")
    check(alice)
    alice.get_by_label("Contact").fill("press@example.org")
    alice.get_by_label("Deadline").fill("2999-01-01")
    alice.get_by_label("How:").select_option("email")
    alice.get_by_label("Question").fill("Where does the figure come from?")
    alice.get_by_role("button", name="Save and continue editing").click()
    alice.get_by_role("link", name="Make a link").click()
    alice.get_by_role("button", name="Make a link").click()
    check(alice)
    link = alice.get_by_label("Link", exact=True).input_value()

    claimant = visit(link.removeprefix(live_server.url), color_scheme=scheme, **PHONE)
    expect(claimant.get_by_role("main")).to_contain_text("The bridge cost ten million crowns.")
    check(claimant)
    claimant.get_by_role("button", name="Send the answer").click()
    expect(claimant.get_by_role("alert")).to_contain_text("Your answer is empty")
    check(claimant)
    claimant.get_by_label("Your answer").fill("From the budget.\nA. Varnas, treasurer")
    claimant.get_by_role("button", name="Send the answer").click()
    expect(claimant.get_by_role("heading", level=1)).to_have_text("We have your answer")
    check(claimant)
    visit(link.removeprefix(live_server.url), page=claimant, status=410)
    expect(claimant.get_by_role("main")).to_contain_text("works only once")
    check(claimant)

    asked = ReplyRequest.objects.get()
    where = reverse("admin:claims_replyrequest_change", args=[asked.pk])
    alice = enter("alice", where, color_scheme=scheme)
    expect(alice.locator(".answers")).to_contain_text("A. Varnas, treasurer")
    alice.get_by_label("What we publish of the answer").fill("From the budget.")
    alice.get_by_role("button", name="Save and continue editing").click()
    check(alice)
