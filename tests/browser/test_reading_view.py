"""The reading view in a browser: by keyboard, by mouse, without a script, and for everybody."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims import workflow
from claims.models import Appearance, Claim, Document
from claims.reading.plain_text import read_text
from tests.browser.wcag import broken_rules

TEXT = (
    "The harbour report\n\nThe bridge 😀 cost ten million crowns. It opened in May 2020. "
    "We are proud of it.\n\nThe ferry carried 4,000 people a day, 12 percent more than in 2019."
)
BRIDGE = "The bridge 😀 cost ten million crowns."


@pytest.fixture
def document(transactional_db: None, make_document: Any) -> Document:
    cache.clear()
    return make_document(TEXT, title="The report", language="en")


@pytest.fixture
def enter(visit: Callable[..., Page]) -> Callable[..., Page]:
    """Carl opens a page of the admin."""

    def enter(path: str, **options: Any) -> Page:
        page = visit(reverse("admin:login"))
        page.get_by_label("Username").fill("carl")
        page.get_by_label("Password").fill("carlcarl")
        page.get_by_role("button", name="Log in").click()
        return visit(path, storage_state=page.context.storage_state(), **options)

    return enter


@pytest.fixture
def read(enter: Callable[..., Page], document: Document) -> Callable[..., Page]:
    def read(query: str = "", **options: Any) -> Page:
        return enter(reverse("admin:claims_document_read", args=[document.pk]) + query, **options)

    return read


def link(page: Page, words: str) -> Any:
    return page.get_by_role("link", name=f"Make a claim of: {words}")


def select(page: Page, first: str, last: str) -> None:
    """Drag the mouse from the beginning of `first` to the end of `last`."""
    box = """([words, atEnd]) => {
        const walk = document.createTreeWalker(document.getElementById("reading-text"), 4);
        while (walk.nextNode()) {
            const at = walk.currentNode.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(walk.currentNode, atEnd ? at + words.length - 1 : at);
            range.setEnd(walk.currentNode, atEnd ? at + words.length : at + 1);
            const { left, right, top, height } = range.getBoundingClientRect();
            return [atEnd ? right - 0.5 : left + 0.5, top + height / 2];
        }
    }"""
    page.mouse.move(*page.evaluate(box, [first, False]))
    page.mouse.down()
    page.mouse.move(*page.evaluate(box, [last, True]), steps=5)
    page.mouse.up()


def test_from_a_sentence_to_a_saved_claim_it_takes_enter_and_enter(read):
    page = read()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(link(page, BRIDGE)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Claim", exact=True)).to_be_focused()
    expect(page.get_by_label("Claim", exact=True)).to_have_value(BRIDGE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(f"Claim saved: {BRIDGE}")
    expect(link(page, BRIDGE)).to_be_focused()
    expect(page.locator("mark.quoted").first).to_have_text(BRIDGE)
    expect(page.locator(".reading-head")).to_contain_text("1 claim")
    seen = Appearance.objects.get()
    assert (seen.quote, seen.start, seen.anchoring) == (BRIDGE, TEXT.index(BRIDGE), "exact")
    page.keyboard.press("j")
    expect(link(page, "It opened in May 2020.")).to_be_focused()


def test_two_sentences_are_chosen_by_keyboard(read):
    page = read()
    for key in ("j", "j", "ArrowDown", "k", "Shift+J", "c"):
        page.keyboard.press(key)
    both = f"{BRIDGE} It opened in May 2020."
    expect(page.get_by_label("Passage")).to_have_value(both)
    page.keyboard.press("Escape")
    expect(link(page, BRIDGE)).to_be_focused()
    assert not Claim.objects.exists()


def test_keys_can_be_turned_off_and_stay_off(read):
    page = read()
    page.get_by_label("Single keys work").uncheck()
    page.reload()
    page.keyboard.press("j")
    expect(link(page, "The harbour report")).not_to_be_focused()
    expect(page.get_by_label("Single keys work")).not_to_be_checked()


def test_keys_type_letters_in_a_field(read):
    page = read()
    link(page, BRIDGE).click()
    page.get_by_label("Claim", exact=True).fill("")
    page.keyboard.type("jck")
    expect(page.get_by_label("Claim", exact=True)).to_have_value("jck")


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("cost ten", "crowns", "cost ten million crowns"),
        ("ten million", "It opened", "ten million crowns. It opened"),
        ("proud", "carried 4,000", "proud of it.\n\nThe ferry carried 4,000"),
    ],
)
def test_a_passage_selected_with_the_mouse_is_the_quote(read, first, last, words):
    page = read()
    select(page, first, last)
    page.get_by_role("button", name="Make a claim of this passage").click()
    expect(page.get_by_label("Passage")).to_have_value(words)
    page.get_by_role("button", name="Save claim").click()
    expect(page.get_by_role("status")).to_contain_text("Claim saved")
    seen = Appearance.objects.get()
    assert (seen.quote, seen.anchoring) == (words, "exact")
    assert TEXT[seen.start : seen.end] == words


def test_a_selection_beside_a_mark_counts_the_words_of_the_text_alone(read, carl, document):
    claim = workflow.add(Claim(text="Ten."), by=carl)
    workflow.add(Appearance(claim=claim, document=document, quote="cost ten"), by=carl)
    page = read()
    select(page, " million", "crowns")
    page.get_by_role("button", name="Make a claim of this passage").click()
    expect(page.get_by_label("Passage")).to_have_value("million crowns")


def test_a_sentence_is_clicked_and_a_similar_claim_is_the_same(read, make_claim):
    same = make_claim("The bridge cost ten million crowns, they say.")
    page = read()
    page.get_by_text("The bridge 😀 cost").click()
    page.get_by_role("button", name="It is the same").click()
    expect(page.get_by_role("status")).to_have_text(f"Seen here too: {same}")
    assert same.appearances.get().quote == BRIDGE
    assert Claim.objects.count() == 1


def test_where_the_site_is_slow_the_sentence_clicked_last_is_shown(read):
    page, held = read(), []
    page.route("**/read/claim/**", lambda one: one.continue_() if held else held.append(one))
    page.get_by_text("It opened in May 2020.").click()
    page.get_by_text("We are proud of it.").click()
    expect(page.get_by_label("Claim", exact=True)).to_have_value("We are proud of it.")


def test_what_is_refused_is_told_beside_the_text_and_nothing_typed_is_lost(read):
    page = read()
    link(page, BRIDGE).click()
    page.get_by_label("Claimant").fill("Nobody")
    page.get_by_label("Claim", exact=True).fill("My words.")
    with page.expect_response(lambda response: response.status == 422):
        page.get_by_role("button", name="Save claim").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Claim", exact=True)).to_have_value("My words.")
    expect(page.locator("#reading-panel")).to_contain_text("There is no claimant “Nobody”")


def test_without_a_script_a_claim_is_made_on_a_page_of_its_own(read):
    page = read(java_script_enabled=False)
    link(page, BRIDGE).click()
    expect(page.get_by_label("Passage")).to_have_value(BRIDGE)
    page.get_by_role("button", name="Save claim").click()
    expect(page.get_by_text(f"Claim saved: {BRIDGE}")).to_be_visible()
    assert page.url.endswith(f"?page=1#s-{TEXT.index(BRIDGE)}")
    expect(page.locator("mark.quoted").first).to_have_text(BRIDGE)


@pytest.mark.parametrize(
    "options", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 380, "height": 700}}]
)
def test_every_page_of_it_passes_wcag(read, enter, carl, document, make_claim, options):
    make_claim("The bridge cost ten million.", document=document, quote=BRIDGE)
    make_claim("The ferry carried many.", document=document, quote="The ferry carried 4,000 people")
    page = read(**options)
    link(page, "It opened in May 2020.").click()
    expect(page.get_by_label("Passage")).to_be_visible()
    broken = broken_rules(page)
    workflow.add_version(document, read_text(TEXT.replace("ten", "eleven")), by=carl)
    place = document.versions.latest("number").text.index("We are")
    key = document.pk
    for path in (
        reverse("admin:claims_document_read", args=[key]) + "?show=best",
        reverse("admin:claims_document_read", args=[key]) + "?show=worth",
        reverse("admin:claims_document_claim", args=[key])
        + f"?version=2&start={place}&end={place + 9}",
        reverse("admin:claims_document_passages"),
        reverse("admin:claims_document_bring"),
        reverse("admin:claims_document_understood", args=[key]),
        reverse("admin:claims_document_change", args=[key]),
    ):
        page.goto(path)
        broken += broken_rules(page)
    assert broken == []


def test_a_selected_passage_of_a_claim_is_annotated(read, carl, document):
    claim = workflow.add(Claim(text="Ten."), by=carl)
    quote = "cost ten million crowns"
    workflow.add(Appearance(claim=claim, document=document, quote=quote), by=carl)
    page = read()
    select(page, "ten", " million")
    page.get_by_role("button", name="Annotate it").click()
    expect(page.get_by_role("heading", name="New annotation on a passage")).to_be_visible()
    expect(page.locator("#write blockquote")).to_have_text("ten million")
