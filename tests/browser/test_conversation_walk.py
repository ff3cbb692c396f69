"""Two people talk about a claim: they ask, mention, assign, answer and resolve."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from claims import workflow
from claims.models import Annotation, Claim, Notice
from tests.browser.wcag import broken_rules, runs_over


@pytest.fixture
def claim(transactional_db, cast, make_document, make_claim, review_claim, erin, edgar) -> Claim:
    text = "We built much. The bridge cost ten million crowns. It opened in May."
    document = make_document(text, title="The report")
    claim = make_claim(document=document, quote="The bridge cost ten million crowns.")
    workflow.assign(claim, by=erin, second_reader=edgar)
    return review_claim(claim)


def test_two_people_ask_answer_and_resolve(enter, claim: Claim) -> None:
    where = reverse("admin:claims_claim_change", args=[claim.pk])
    edgar = enter("edgar", where)
    edgar.get_by_role("link", name="Annotate this passage").click()
    expect(edgar.get_by_role("heading", name="New annotation on a passage")).to_be_visible()
    edgar.get_by_label("Text", exact=True).fill("@alice, does this include the roads?")
    edgar.get_by_label("This is").select_option(label="a question")
    edgar.locator("#write").get_by_label("For").select_option(label="alice")
    edgar.get_by_role("button", name="Annotate", exact=True).click()
    thread = edgar.get_by_role("article")
    expect(thread).to_contain_text("alice’s turn, edgar waits")
    expect(thread.locator("blockquote")).to_have_text("The bridge cost ten million crowns.")

    alice = enter("alice", reverse("admin:index"))
    expect(alice.locator(".my-desk")).to_contain_text("edgar asks")
    alice.get_by_role("link", name="Notices 1 unread").click()
    expect(alice.locator(".unread")).to_contain_text("edgar asks you")
    alice.get_by_role("link", name=claim.text).click()
    answer = alice.get_by_role("textbox", name="Answer")
    answer.fill("Ask @bob.")
    alice.get_by_role("button", name="Answer", exact=True).click()
    expect(alice.get_by_role("alert")).to_contain_text("Nobody here is called “@bob”")
    expect(answer).to_have_value("Ask @bob.")
    answer.fill("It does not: the budget has them apart.")
    alice.get_by_role("button", name="Answer", exact=True).click()
    expect(alice.get_by_role("article")).to_contain_text("edgar’s turn, alice waits")

    edgar.goto(reverse("admin:index"))
    expect(edgar.locator(".my-desk")).to_contain_text("alice answered")
    edgar.get_by_role("link", name=claim.text).first.click()
    edgar.get_by_role("button", name="Resolve", exact=True).click()
    expect(edgar.get_by_role("article")).to_contain_text("resolved by edgar")
    assert Annotation.objects.get(reply_to=None).resolved_by.username == "edgar"
    kinds = Notice.objects.filter(person__username="alice").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["asked", "resolved"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_conversation_obey_wcag_and_fit_a_phone(
    enter, claim: Claim, carl, alice, erin, scheme: str
) -> None:
    note = Annotation(claim=claim, body="@alice, when?", motivation="questioning", assignee=alice)
    workflow.add(note, by=erin)
    workflow.add(Annotation(claim=claim, body="In May.", reply_to=note), by=alice)
    sentence = Annotation(claim=claim, body="Which?", review_part="summary", quote="It did.")
    workflow.resolve(workflow.add(sentence, by=erin), by=alice)
    screen = {"viewport": {"width": 390, "height": 844}, "color_scheme": scheme}
    page = enter("erin", reverse("admin:index"), **screen)
    paths = [
        reverse("admin:index"),
        reverse("admin:notices"),
        reverse("admin:claims_claim_annotations", args=[claim.pk]),
        reverse("admin:claims_annotation_waiting"),
    ]
    wrong = {}
    for path in paths:
        page.goto(path)
        if rules := broken_rules(page):
            wrong[path] = rules
        assert not runs_over(page), path
    assert wrong == {}
