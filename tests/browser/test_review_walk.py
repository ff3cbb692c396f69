"""The main walk in a browser: taken up, checked, proposed, refused to oneself, approved, read."""

from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims import workflow
from claims.models import Annotation, Claim, ClaimReview, Correction, DocumentVersion, LogEntry
from tests.browser.wcag import broken_rules, runs_over


@pytest.fixture
def claim(transactional_db: None, ratings: Any, make_document: Any, make_claim: Any) -> Claim:
    text = "We built much. The bridge cost ten million crowns. It opened in May."
    document = make_document(text, title="The report")
    return make_claim(document=document, quote="The bridge cost ten million crowns.")


def change(claim: Claim) -> str:
    return reverse("admin:claims_claim_change", args=[claim.pk])


def add_evidence(page: Page, place: int, title: str, **fields: str) -> None:
    if place:
        page.get_by_role("button", name="Add another Evidence").click()
    else:
        page.locator("#evidence-0 summary").click()
    row = page.locator(f"#evidence-{place}")
    row.get_by_label("Address").fill(f"https://example.org/{place}")
    row.get_by_label("Title").fill(title)
    row.get_by_label("Stance").select_option("refutes")
    row.get_by_label("Primary source").check()


def test_a_claim_walks_from_the_document_to_its_readers(enter, visit, claim: Claim) -> None:
    alice = enter("alice", change(claim))
    expect(alice.locator("mark")).to_have_text("The bridge cost ten million crowns.")
    alice.get_by_role("button", name="Take up…").click()
    alice.get_by_role("button", name="Take up").click()
    add_evidence(alice, 0, "The budget")
    add_evidence(alice, 1, "The audit")
    review = alice.locator("#claim_review-group")
    review.locator("#id_claim_review-0-rating").select_option(label="False")
    review.locator("#id_claim_review-0-summary").fill("It cost nine.")
    review.locator("#id_claim_review-0-explanation").fill("Both **sources** say nine.")
    alice.get_by_role("button", name="Save and continue editing").click()
    expect(alice.locator(".checklist h2")).to_contain_text("5 of 8")
    alice.get_by_role("button", name="Propose this verdict…").click()
    expect(alice.locator(".facts strong")).to_have_text("sources")
    alice.get_by_role("button", name="Propose this verdict").click()
    expect(alice.locator(".stands .steps")).to_have_count(0)

    step = reverse("admin:claims_claim_step", args=[claim.pk, "publish"])
    refused = enter("alice", step, status=403)
    expect(refused.get_by_role("alert")).to_contain_text("alice may not")

    erin = enter("erin", f"{reverse('admin:claims_claim_changelist')}?desk=second")
    erin.get_by_role("link", name=claim.text).click()
    erin.get_by_role("button", name="Approve and publish…").click()
    erin.get_by_role("button", name="Approve and publish").click()
    erin.get_by_role("link", name="What readers see").click()
    expect(erin.get_by_role("heading", level=1)).to_have_text(claim.text)
    expect(erin.locator("main")).to_contain_text("It cost nine.")
    expect(visit("/").locator("main")).to_contain_text(claim.text)


def test_an_editor_who_edited_last_is_refused_by_the_checklist(
    enter, claim: Claim, review_claim, alice, erin
) -> None:
    review_claim(claim)
    review = ClaimReview.objects.get()
    workflow.edit(review, by=erin, seen=review.version, changes={"summary": "It did, once."})
    workflow.propose_verdict(Claim.objects.get(), by=alice)
    page = enter("erin", change(claim))
    expect(page.get_by_role("button", name="Approve and publish…")).to_have_count(0)
    expect(page.locator(".checklist .open")).to_contain_text("Somebody else must approve it")


def test_two_people_at_once_lose_nothing(enter, claim: Claim) -> None:
    alice, carl = enter("alice", change(claim)), enter("carl", change(claim))
    alice.get_by_label("Text:").fill("The bridge cost nine million crowns.")
    alice.get_by_role("button", name="Save and continue editing").click()
    carl.get_by_label("Text:").fill("The bridge cost eleven million crowns.")
    carl.locator("#annotations-0 summary").click()
    carl.locator("#annotations-0").get_by_label("Body").fill("Line one.\nLine two.")
    carl.get_by_role("button", name="Save and continue editing").click()
    expect(carl.locator(".sides")).to_contain_text("nine million")
    expect(carl.locator(".sides")).to_contain_text("eleven million")
    carl.get_by_label("What shall stand").fill("The bridge cost nine or eleven million crowns.")
    carl.get_by_role("button", name="Save this").click()
    expect(carl.get_by_role("heading", level=1)).to_contain_text("nine or eleven")
    assert Claim.objects.get().text == "The bridge cost nine or eleven million crowns."
    assert Annotation.objects.get().body == "Line one.\nLine two."


@pytest.fixture
def every_page(claim: Claim, publish_claim, make_claim, alice, erin) -> list[str]:
    """All lists and forms of the admin, and each kind of page of our own."""
    workflow.add(Annotation(claim=claim, body="Who paid?"), by=alice)
    public = publish_claim(make_claim("It opened in May."))
    review = public.claim_review
    workflow.edit(review, by=alice, seen=review.version, changes={"summary": "In June."})
    workflow.propose_correction(public, by=alice, kind="minor", notice="A slip.")
    workflow.correct(public, by=erin)
    pages = ["index", "password_change"]
    for model in admin.site._registry:
        pages.append(f"{model._meta.app_label}_{model._meta.model_name}_changelist")
    nouns = "claim document claimant topic evidence annotation rating ratingscale page policy"
    pages += [f"claims_{noun}_add" for noun in nouns.split()] + ["auth_user_add", "auth_group_add"]
    pages += [f"claims_{noun}_import" for noun in ("claim", "evidence")]
    paths = [reverse(f"admin:{page}") for page in pages]
    for row in (claim, public, claim.appearances.get().document, claim.annotations.get(),
                public.evidence.first(), public.versions.first(), Correction.objects.get(),
                DocumentVersion.objects.get(), LogEntry.objects.first(), erin,
                workflow.receive_report(public.versions.first(), words="It did not.")):  # fmt: skip
        name = f"{row._meta.app_label}_{row._meta.model_name}"
        paths += [reverse(f"admin:{name}_{page}", args=[row.pk]) for page in ("change", "history")]
    for verb in ("take_up", "set_aside"):
        paths.append(reverse("admin:claims_claim_step", args=[claim.pk, verb]))
    paths += [reverse("admin:claims_claim_step", args=[public.pk, "propose_correction"])]
    paths += [reverse("admin:claims_claim_delete", args=[claim.pk])]
    paths += [reverse("admin:claims_document_text", args=[claim.appearances.get().document_id])]
    return paths


def test_every_page_obeys_the_policy_and_the_rules_of_wcag(enter, every_page, cast) -> None:
    """The console is watched by `visit`: a page that breaks the policy fails at the end.

    What Django's own widgets draw (`wcag.FOREIGN`) is not ours to mend; all else has no violation.
    """
    cast.ada.is_superuser = True
    cast.ada.save()
    page = enter("ada", reverse("admin:index"))
    assert broken_on(page, every_page) == {}


def test_the_main_pages_keep_their_contrast_by_night(enter, claim: Claim, review_claim) -> None:
    review_claim(claim)
    page = enter("alice", reverse("admin:index"), color_scheme="dark")
    paths = [reverse("admin:index"), reverse("admin:claims_claim_changelist"), change(claim)]
    paths += [reverse("admin:claims_claim_step", args=[claim.pk, "propose_verdict"])]
    paths += [reverse("admin:claims_claim_history", args=[claim.pk])]
    assert broken_on(page, paths) == {}


def broken_on(page: Page, paths: list[str]) -> dict[str, Any]:
    """Path → rules of WCAG that its page breaks, each with the first elements that do."""
    wrong = {}
    for path in paths:
        response = page.goto(path)
        assert response is not None
        assert response.status in (200, 302), path
        if broken := broken_rules(page):
            wrong[path] = broken
    return wrong


def test_scripts_of_the_forms_run_under_the_policy(enter, claim: Claim) -> None:
    """Autocomplete, a further row and its removal, the proposed slug: all scripts of Django's."""
    page = enter("erin", change(claim))
    page.get_by_role("combobox", name="Claimant").click()
    expect(page.locator(".select2-results")).to_contain_text("No results found")
    page.keyboard.press("Escape")
    page.locator("#annotations-0 summary").click()
    page.get_by_role("button", name="Add another Annotation").click()
    expect(page.locator("#annotations-1")).to_be_visible()
    page.locator("#annotations-1 .inline-deletelink").click()
    expect(page.locator("#annotations-1")).to_have_count(0)
    page.goto(reverse("admin:claims_topic_add"))
    page.get_by_label("Name").press_sequentially("Bridges and Roads")
    expect(page.get_by_label("Slug")).to_have_value("bridges-and-roads")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_runs_over_the_edge_of_a_phone(enter, claim: Claim, scheme: str) -> None:
    screen = {"viewport": {"width": 390, "height": 844}, "color_scheme": scheme}
    page = enter("erin", change(claim), **screen)
    for path in (change(claim), reverse("admin:index"), reverse("admin:claims_claim_changelist")):
        page.goto(path)
        assert not runs_over(page), path
