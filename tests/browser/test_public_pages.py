"""The readers' pages in a browser: for everybody, on any screen, by day and by night."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from claims import workflow
from claims.forms import error_report
from claims.views.senders import senders

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SCREENS = [
    {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    for scheme in ("light", "dark")
    for width in (1280, 390)
]


@pytest.fixture
def pages(print_run):
    """(path, status) of every page for readers."""
    claim = {name: getattr(print_run, name).get_absolute_url() for name in vars(print_run)}
    names = ["home", "claim_list", "document_list", "correction_list", "not_checked_list"]
    names += ["methodology", "policy_list", "transparency", "about"]
    report = workflow.receive_report(print_run.bridge.published_version, words="It cost nine.")
    return [
        *[(reverse(f"claims:{name}"), 200) for name in names],
        ("/claims/?q=bridge&rating=true&topic=harbour", 200),
        ("/claims/?q=nothing", 200),
        (claim["bridge"], 200),
        (f"{claim['bridge']}report/", 200),
        (report.get_absolute_url(), 200),
        ("/corrections/?kind=substantial", 200),
        (claim["opened"], 200),
        (f"{claim['opened']}versions/1/", 200),
        (claim["ferry"], 200),
        (claim["document"], 200),
        ("/claimants/the-council/", 200),
        ("/topics/harbour/", 200),
        (claim["gone"], 410),
        ("/nowhere/", 404),
        ("/claims/?page=0", 400),
    ]


@pytest.mark.parametrize(
    "screen", SCREENS, ids=lambda s: f"{s['color_scheme']}-{s['viewport']['width']}"
)
def test_no_page_breaks_a_rule_of_wcag(visit, pages, screen):
    page = visit("/", **screen)
    for path, status in pages:
        visit(path, page=page, status=status)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
        told = [
            (rule["id"], [node["html"] for node in rule["nodes"]])
            for rule in found.response["violations"]
        ]
        assert told == [], path
        assert found.response["passes"], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_reader_walks_from_the_start_to_a_verdict_and_its_passage_and_back(visit, print_run):
    page = visit("/", java_script_enabled=False)
    page.get_by_role("link", name="The bridge opened in 2020.").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "The bridge opened in 2020."
    page.get_by_role("region", name="The passage").get_by_role("link", name="Report").first.click()
    page.get_by_role("link", name="It opened in May 2020 (claim 2: false)").click()
    assert page.url.endswith(f"#claim-{print_run.opened.public_id}")
    page.get_by_role("link", name="Show it in the text (claim 2)").click()
    assert page.url.endswith(f"#passage-{print_run.opened.public_id}")
    page.get_by_role("link", name="Claim 2: The bridge opened in 2020.").click()
    assert page.url.endswith(print_run.opened.get_absolute_url())


def test_a_reader_searches_and_narrows_without_a_script(visit, print_run):
    page = visit("/", java_script_enabled=False)
    page.get_by_role("searchbox").fill("bridge")
    page.get_by_role("button", name="Search").click()
    assert page.get_by_role("heading", level=2).first.inner_text() == "2 claims with “bridge”"
    page.get_by_role("complementary").get_by_role("link", name="False").click()
    assert "q=bridge" in page.url
    assert "rating=false" in page.url
    assert page.get_by_role("heading", level=2).first.inner_text() == "1 claim with “bridge”"


def test_a_reader_reports_an_error_without_a_script_and_loses_nothing(
    visit, print_run, monkeypatch
):
    monkeypatch.setattr(error_report, "QUICKEST", -1)
    senders.forget_all()
    page = visit(print_run.bridge.get_absolute_url(), java_script_enabled=False)
    page.get_by_role("link", name="Report an error").click()
    page.get_by_label("What is wrong").fill("The accounts say nine.")
    page.get_by_label("Your e-mail address").fill("nobody")
    page.get_by_role("button", name="Send the report").click()
    assert "This is no e-mail address" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("What is wrong").input_value() == "The accounts say nine."
    assert page.get_by_label("Your e-mail address").input_value() == "nobody"
    page.get_by_label("Your e-mail address").fill("")
    page.get_by_role("button", name="Send the report").click()
    assert page.get_by_role("heading", level=1).inner_text() == "We have your report"
    assert page.context.cookies() == []


def test_what_a_line_through_a_word_means_is_said_aloud(visit, print_run):
    page = visit(print_run.opened.get_absolute_url())
    said = "(e, when) => getComputedStyle(e, when).content"
    removed, added = page.locator("del").first, page.locator("ins").first
    assert removed.evaluate(said, "::before") == '" [removed: "'
    assert added.evaluate(said, "::before") == '" [added: "'
    assert removed.evaluate("e => getComputedStyle(e, '::before').width") == "1px"


def test_the_keyboard_finds_the_way_past_the_frame(visit, print_run):
    page = visit("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_no_page_leaves_a_cookie_or_asks_another_host(visit, pages, live_server):
    page = visit("/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for path, status in pages:
        visit(path, page=page, status=status)
        assert page.context.cookies() == [], path
    assert len(asked) > len(pages)
    assert all(url.startswith(live_server.url) for url in asked)


def test_ratings_have_their_colour_from_the_stylesheet(visit, print_run):
    page = visit(print_run.opened.get_absolute_url())
    band = page.locator(".verdict-rating")
    assert band.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(164, 14, 38)"
