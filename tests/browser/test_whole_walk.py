"""The whole way, by two people in two browsers, through the pages alone.

Alice reviews and Erin edits: a sentence of a pasted report becomes a claim, both rate it blind and
differ, they talk and settle, the claimant answers, the verdict is published, a reader finds an
error, the correction is approved, and the log is held against what was signed before.
"""

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.forms import error_report
from claims.models import Claim
from claims.views.senders import senders

REPORT = (
    "Progress report of the Harbour Council\n\n"
    "The new bridge was opened in May. The bridge cost ten million crowns, a fifth less than "
    "planned. We thank everybody who helped to build it.\n\n"
    "The ferry carried 4,000 people a day."
)
SENTENCE = "The bridge cost ten million crowns, a fifth less than planned."
CLAIM = "The bridge cost ten million crowns."
SOURCES = [
    ("The accounts of the bridge", "supports", True),
    ("The plan of the bridge", "context", False),
]
NOTICE = "A reader found the interest on page 12 of the accounts."
ANSWER = "The ramps were a project of their own.\nA. Varnas, treasurer"

Look = Callable[..., None]


@pytest.fixture
def newsroom(transactional_db: None, cast: Any, settings: Any, live_server: Any, monkeypatch: Any):
    """As it stands on the first day, with two accounts more."""
    cache.clear()
    senders.forget_all()
    monkeypatch.setattr(error_report, "QUICKEST", -1)
    settings.SITE_URL, settings.NEWSROOM_NAME = live_server.url, "The Harbour Gazette"
    call_command("set_up", stdout=StringIO())


def test_two_people_walk_a_sentence_to_a_corrected_verdict(
    newsroom, enter, visit, look: Look, live_server, tmp_path: Path
) -> None:
    erin = enter("erin")
    look(erin, "desk-on-the-first-day")
    adopt_a_policy(erin, look)
    bring_a_document_in(erin, look)

    alice = enter("alice")
    make_a_claim_of_a_sentence(alice, look)
    claim = reverse("admin:claims_claim_change", args=[Claim.objects.get().pk])
    find_evidence(alice, claim, look)
    rate_blind_and_differ(alice, erin, claim, look)
    talk_and_settle(alice, erin, claim, look)
    link = ask_for_a_reply(alice, claim, look)
    the_claimant_answers(visit(link.removeprefix(live_server.url)), look)
    publish_what_they_said_of_it(alice, claim, look)
    draft_and_approve(alice, erin, claim, look)

    reader = visit("/")
    read_the_verdict(reader, look)
    kept = tmp_path / "kept.txt"
    kept.write_text(reader.request.get("/log/checkpoint").text())
    report_an_error(reader, look)
    triage_and_correct(alice, erin, claim, look)
    read_the_correction(reader, look)
    hold_the_log_against_what_was_kept(alice, claim, kept)


def adopt_a_policy(erin: Page, look: Look) -> None:
    erin.get_by_role("link", name="Policies").click()
    look(erin, "policies")
    erin.get_by_role("link", name="Adopt a policy").click()
    erin.get_by_label("A second assessment").check()
    erin.get_by_label("Right of reply").check()
    erin.get_by_label("Open questions are answered first").check()
    erin.get_by_label("Note").fill("Two of us say what they think before anybody is named.")
    look(erin, "policy")
    erin.get_by_role("button", name="Adopt this policy").click()
    expect(erin.locator("#result_list tbody tr")).to_have_count(2)
    look(erin, "policy-adopted")


def bring_a_document_in(erin: Page, look: Look) -> None:
    erin.get_by_role("link", name="Documents", exact=True).first.click()
    look(erin, "no-documents")
    erin.get_by_role("link", name="Bring a document in").click()
    erin.get_by_role("button", name="Keep this text").click()
    look(erin, "bring-refused")
    erin.get_by_label("Paste the text").fill(REPORT)
    erin.get_by_label("Title").fill("Progress report")
    erin.get_by_label("Language").fill("en")
    erin.get_by_label("Readers see the full text").check()
    erin.get_by_label("Found at").fill("https://council.example.org/progress")
    erin.get_by_role("button", name="Keep this text").click()
    look(erin, "understood")
    erin.get_by_role("link", name="Edit what is said about the document").click()
    with erin.expect_popup() as opened:
        erin.get_by_role("link", name="Add another claimant").click()
    claimant = opened.value
    claimant.get_by_label("Name").press_sequentially("Harbour Council")
    look(claimant, "claimant-in-a-window")
    claimant.get_by_role("button", name="Save", exact=True).click()
    expect(erin.locator("#select2-id_claimant-container")).to_contain_text("Harbour Council")
    erin.get_by_role("button", name="Save", exact=True).click()
    look(erin, "documents")


def make_a_claim_of_a_sentence(alice: Page, look: Look) -> None:
    alice.get_by_role("link", name="Documents", exact=True).first.click()
    alice.get_by_role("link", name="Progress report").first.click()
    look(alice, "document-in-admin")
    alice.get_by_role("link", name="Read", exact=False).first.click()
    look(alice, "reading")
    alice.get_by_role("link", name=f"Make a claim of: {SENTENCE}").click()
    alice.get_by_label("Claim", exact=True).fill(CLAIM)
    expect(alice.get_by_label("Claimant")).to_have_value("Harbour Council")
    look(alice, "claim-of-a-sentence")
    alice.get_by_role("button", name="Save").first.click()
    expect(alice.get_by_role("status")).to_have_text(f"Claim saved: {CLAIM}")
    look(alice, "claim-saved")


def find_evidence(alice: Page, claim: str, look: Look) -> None:
    alice.goto(claim)
    look(alice, "claim-extracted")
    alice.get_by_role("button", name="Take up…").click()
    look(alice, "take-up")
    alice.get_by_role("button", name="Take up").click()
    for place, (title, stance, is_primary) in enumerate(SOURCES):
        if place:
            alice.get_by_role("button", name="Add another Evidence").click()
        else:
            alice.locator("#evidence-0 summary").click()
        piece = alice.locator(f"#evidence-{place}")
        piece.get_by_label("Address").fill(f"https://archive.example.org/{place + 1}")
        piece.get_by_label("Title").fill(title)
        piece.get_by_label("Publisher").fill("City archive")
        piece.get_by_label("Stance").select_option(stance)
        if is_primary:
            piece.get_by_label("Primary source").check()
    look(alice, "evidence-typed")
    alice.get_by_role("button", name="Save and continue editing").click()
    look(alice, "evidence-saved")


def rate_blind_and_differ(alice: Page, erin: Page, claim: str, look: Look) -> None:
    alice.get_by_role("button", name="Give mine…").click()
    look(alice, "assess")
    alice.get_by_role("button", name="Give my assessment").click()
    look(alice, "assess-refused")
    alice.get_by_role("radio", name=re.compile("^Mostly true")).check()
    alice.get_by_label("Because").fill("The accounts come to 9.8 million. It is nearly ten.")
    alice.get_by_role("button", name="Give my assessment").click()
    look(alice, "assessed-first")

    erin.goto(reverse("admin:index"))
    look(erin, "desk-to-assess")
    erin.goto(claim)
    look(erin, "claim-to-assess")
    erin.get_by_role("button", name="Give mine…").click()
    expect(erin.locator("#content-main")).not_to_contain_text("9.8 million")
    look(erin, "assess-second")
    erin.get_by_role("radio", name=re.compile("^Missing context")).check()
    erin.get_by_label("Because").fill("The ramps are left out, and they were planned with it.")
    erin.get_by_role("button", name="Give my assessment").click()
    expect(erin.locator(".opinions")).to_contain_text("9.8 million")
    look(erin, "assessed-both")
    erin.get_by_role("button", name="Compare the 2 assessments").click()
    look(erin, "compared")


def talk_and_settle(alice: Page, erin: Page, claim: str, look: Look) -> None:
    erin.goto(claim)
    erin.get_by_role("link", name="Annotations", exact=True).last.click()
    look(erin, "no-annotations")
    erin.get_by_label("Text", exact=True).fill("@alice, does the plan count the ramps?")
    erin.get_by_label("This is").select_option(label="a question")
    erin.locator("#write").get_by_label("For").select_option(label="alice")
    erin.get_by_role("button", name="Annotate", exact=True).click()
    look(erin, "asked")
    alice.goto(reverse("admin:index"))
    look(alice, "desk-asked")
    alice.get_by_role("link", name=re.compile("^Notices")).click()
    look(alice, "notices")
    alice.get_by_role("listitem").filter(has_text="erin asks").get_by_role("link").click()
    alice.get_by_role("textbox", name="Answer").fill("It does: page 4 of the plan has both.")
    alice.get_by_role("button", name="Answer", exact=True).click()
    look(alice, "answered")
    erin.reload()
    erin.get_by_role("button", name="Resolve", exact=True).click()
    expect(erin.get_by_role("article")).to_contain_text("resolved by erin")
    look(erin, "resolved")

    erin.goto(claim)
    erin.get_by_role("button", name="Open them…").click()
    erin.get_by_role("radio", name=re.compile("^Missing context")).check()
    erin.locator("form", has_text="Settle it").get_by_label("Because").fill("Page 4 of the plan.")
    erin.get_by_label("Readers get the ratings that differ").check()
    look(erin, "settle")
    erin.get_by_role("button", name="Settle it").click()
    expect(erin.locator(".outcome")).to_contain_text("Page 4 of the plan.")
    look(erin, "settled")


def ask_for_a_reply(alice: Page, claim: str, look: Look) -> str:
    """Ask, and return the address at which the claimant answers."""
    alice.goto(claim)
    look(alice, "claim-without-reply")
    alice.get_by_role("button", name="Ask for a reply…").click()
    expect(alice.get_by_label("Whom we asked")).to_have_value("Harbour Council")
    alice.get_by_label("Contact").fill("press@example.org")
    alice.get_by_label("Deadline").fill("2999-01-01")
    alice.get_by_label("How:").select_option("email")
    alice.get_by_label("Question").fill("Why are the ramps left out?")
    alice.get_by_label("What we found").fill("The accounts come to 9.8 million crowns.")
    look(alice, "ask-for-a-reply")
    alice.get_by_role("button", name="Save and continue editing").click()
    look(alice, "asked-for-a-reply")
    alice.get_by_role("link", name="Make a link").click()
    look(alice, "make-a-link")
    alice.get_by_role("button", name="Make a link").click()
    look(alice, "link")
    return alice.get_by_label("Link", exact=True).input_value()


def the_claimant_answers(claimant: Page, look: Look) -> None:
    expect(claimant.get_by_role("main")).to_contain_text(CLAIM)
    look(claimant, "reply")
    claimant.get_by_role("button", name="Send the answer").click()
    look(claimant, "reply-refused")
    claimant.get_by_label("Your answer").fill(ANSWER)
    claimant.get_by_role("button", name="Send the answer").click()
    expect(claimant.get_by_role("heading", level=1)).to_have_text("We have your answer")
    look(claimant, "reply-received")


def publish_what_they_said_of_it(alice: Page, claim: str, look: Look) -> None:
    alice.goto(reverse("admin:index"))
    look(alice, "desk-reply-came")
    alice.goto(claim)
    alice.get_by_role("link", name="Harbour Council").last.click()
    expect(alice.locator(".answers")).to_contain_text("A. Varnas, treasurer")
    alice.get_by_label("What we publish of the answer").fill(ANSWER)
    look(alice, "reply-came")
    alice.get_by_role("button", name="Save", exact=True).click()
    look(alice, "reply-requests")


def draft_and_approve(alice: Page, erin: Page, claim: str, look: Look) -> None:
    alice.goto(claim)
    review = alice.locator("#claim_review-group")
    review.locator("#id_claim_review-0-rating").select_option(label="Missing context")
    review.locator("#id_claim_review-0-summary").fill("It cost 9.8 million, without the ramps.")
    review.locator("#id_claim_review-0-explanation").fill(
        "The **accounts** say so.\n\nThe plan counted the ramps."
    )
    look(alice, "draft")
    alice.get_by_role("button", name="Save and continue editing").click()
    alice.get_by_role("button", name="Propose this verdict…").click()
    look(alice, "propose")
    alice.get_by_role("button", name="Propose this verdict").click()
    look(alice, "proposed")
    erin.goto(reverse("admin:index"))
    look(erin, "desk-to-approve")
    erin.get_by_role("link", name="1 waiting for a second person", exact=True).click()
    look(erin, "claims-to-approve")
    erin.get_by_role("link", name=CLAIM).click()
    erin.get_by_role("button", name="Approve and publish…").click()
    look(erin, "publish")
    erin.get_by_role("button", name="Approve and publish").click()
    look(erin, "published")


def read_the_verdict(reader: Page, look: Look) -> None:
    look(reader, "home")
    reader.get_by_role("link", name=CLAIM).first.click()
    look(reader, "verdict")
    main = reader.get_by_role("main")
    dissent = reader.get_by_role("region", name="Where we do not agree")
    expect(dissent).to_contain_text("It is nearly ten.")
    for said in ("A. Varnas, treasurer", "The accounts of the bridge", "policy 2"):
        expect(main).to_contain_text(said)
    reader.get_by_role("region", name="The passage").get_by_role("link").first.click()
    look(reader, "document")
    reader.go_back()


def report_an_error(reader: Page, look: Look) -> None:
    reader.get_by_role("link", name="Report an error").click()
    look(reader, "report")
    reader.get_by_role("button", name="Send the report").click()
    look(reader, "report-refused")
    reader.get_by_label("What is wrong").fill("The accounts say 9.9 million: see their page 12.")
    reader.get_by_role("button", name="Send the report").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("We have your report")
    look(reader, "reported")
    assert reader.context.cookies() == []


def triage_and_correct(alice: Page, erin: Page, claim: str, look: Look) -> None:
    """Alice decides and writes the correction, Erin approves it."""
    alice.goto(reverse("admin:index"))
    look(alice, "desk-report")
    alice.get_by_role("link", name=CLAIM).first.click()
    look(alice, "triage")
    alice.get_by_role("button", name="Decide").click()
    look(alice, "triage-refused")
    alice.get_by_role("radio", name=re.compile("^The reader is right")).check()
    alice.get_by_label("Answer to the reader").fill("You are right: page 12 has the interest.")
    alice.get_by_role("button", name="Decide").click()
    look(alice, "triaged")
    alice.goto(claim)
    summary = alice.locator("#id_claim_review-0-summary")
    summary.fill("It cost 9.9 million, without the ramps.")
    alice.get_by_role("button", name="Save and continue editing").click()
    look(alice, "claim-being-corrected")
    alice.get_by_role("button", name="Propose a correction…").click()
    alice.get_by_role("radio", name=re.compile("^A minor correction")).check()
    alice.get_by_label("Notice for readers").fill(
        "A reader found the interest on page 12 of the accounts."
    )
    look(alice, "propose-correction")
    alice.get_by_role("button", name="Propose a correction").click()
    look(alice, "correction-proposed")
    erin.goto(reverse("admin:index"))
    look(erin, "desk-correction")
    erin.get_by_role("link", name="1 waiting for a second person", exact=True).click()
    erin.get_by_role("link", name=CLAIM).click()
    erin.get_by_role("button", name="Approve the correction…").click()
    look(erin, "approve-correction")
    erin.get_by_role("button", name="Approve the correction").click()
    look(erin, "corrected")


def read_the_correction(reader: Page, look: Look) -> None:
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).to_have_text("We have corrected the review")
    look(reader, "report-answered")
    reader.get_by_role("link", name="Minor correction").click()
    notice = reader.get_by_role("region", name=re.compile("^Correction"))
    expect(notice).to_contain_text(NOTICE)
    expect(notice.locator(".change-old del").first).to_have_text("9.8")
    expect(notice.locator(".change-new ins").first).to_have_text("9.9")
    look(reader, "corrected-verdict")
    reader.goto("/corrections/")
    expect(reader.get_by_role("main")).to_contain_text(NOTICE)
    look(reader, "corrections")
    feed = reader.request.get("/corrections/feed/").text()
    assert NOTICE in feed
    reader.goto("/transparency/")
    for counted in ("Answered 1 100 %", "Minor correction 1 100 %", "Corrected 1 100 %"):
        expect(reader.get_by_role("row", name=counted)).to_have_count(1)
    look(reader, "transparency")
    reader.goto("/log/checkpoints/")
    look(reader, "checkpoints")
    reader.goto(reverse("claims:policy_list"))
    look(reader, "policies")


def hold_the_log_against_what_was_kept(alice: Page, claim: str, kept: Path) -> None:
    """By the command, and by a reader who trusts no program of ours but the hundred lines that
    lie in the dossier."""
    call_command("checkpoint", stdout=StringIO())
    said = StringIO()
    call_command("verify_log", "--checkpoint", str(kept), stdout=said)
    assert "holds" in said.getvalue()
    alice.goto(claim)
    with alice.expect_download() as given:
        alice.get_by_role("link", name="Its dossier").click()
    dossier = kept.with_name("dossier.zip")
    given.value.save_as(dossier)
    verifier = kept.with_name("verify.py")
    with zipfile.ZipFile(dossier) as box:
        verifier.write_bytes(box.read("verify.py"))
    command = [sys.executable, "-I", str(verifier), str(dossier), "--checkpoint", str(kept)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
