"""A newsroom's messy spreadsheet comes in, in a browser: each step keeps the rules of WCAG."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.importexport import steps
from claims.models import Claim
from tests.browser.wcag import broken_rules, runs_over

MESSY = """Nr.;Aussage ;Wer;Datum;Themen;Art;Quelle (Link);Bewertung
BK-1;"The bridge cost eleven million crowns.";;2025-11-03;Stadt|Geld;Statistik;;halb wahr
BK-2;Die Brücke kostete „zehn Millionen“ Kronen;;31.12.2025;Verkehr;Statistik;;falsch
BK-3;;;;;;;offen
BK-2;Doppelt;;;;;;
BK-4;"=SUMME(A1:A9)";;2024-02-30;;event;kein link;
"""
OURS = {
    "id": "Nr.", "text": "Aussage", "kind": "Art", "claimed": "Datum", "topics": "Themen",
    "url": "Quelle (Link)",
}  # fmt: skip
EMPTY = ("claimant", "document", "section", "quote", "language")


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    file = tmp_path / "Faktenblatt.csv"
    file.write_bytes(MESSY.replace("\n", "\r\n").encode("cp1252"))
    return file


@pytest.fixture
def newsroom(transactional_db: None, ratings: Any, make_claim: Callable[..., Claim]) -> Claim:
    return make_claim("The bridge cost ten million crowns.", public_id="OLD")


def start() -> str:
    return reverse("admin:claims_claim_import")


def keeps_the_rules(page: Page, *, is_looked_at: bool = True) -> None:
    """Of WCAG, where it is looked at that closely, and that nothing runs over the screen's edge."""
    assert not runs_over(page)
    if is_looked_at:
        assert broken_rules(page) == []


def choose_columns(page: Page) -> None:
    for ours, theirs in OURS.items():
        page.get_by_label(ours, exact=True).select_option(label=theirs)
    for ours in EMPTY:
        page.get_by_label(ours, exact=True).select_option(label="nothing: empty in every row")


@pytest.mark.parametrize(
    "screen",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}},
    ],
    ids=["light", "dark phone"],
)
def test_a_messy_spreadsheet_comes_in_step_by_step(
    enter, newsroom: Claim, messy: Path, screen: dict[str, Any]
) -> None:
    page, every_step = enter("erin", start(), **screen), "viewport" not in screen
    keeps_the_rules(page, is_looked_at=every_step)
    page.get_by_label("File").set_input_files(messy)
    page.get_by_role("button", name="Go on").click()

    expect(page.locator(".facts")).to_contain_text("cp1252 a guess")
    expect(page.locator(".left-out")).to_contain_text("Bewertung")
    keeps_the_rules(page)
    page.get_by_role("button", name="Show what it would do").click()
    expect(page.get_by_role("alert")).to_contain_text("Say where these columns come from")
    keeps_the_rules(page, is_looked_at=every_step)
    choose_columns(page)
    page.get_by_label("Keep this choice as a mapping named").fill("Faktenblatt")
    page.get_by_role("button", name="Show what it would do").click()

    expect(page.locator(".counts")).to_contain_text("5 refused")
    keeps_the_rules(page)
    page.get_by_label("kind: “Statistik”").select_option("statistic")
    page.get_by_role("button", name="Take these words and look again").click()
    expect(page.locator(".counts")).to_contain_text("2 new")
    page.get_by_label("the same as OLD").check()
    keeps_the_rules(page, is_looked_at=every_step)
    page.get_by_role("button", name="Take these choices and look again").click()
    expect(page.locator(".changed-rows del").first).to_have_text("ten")
    keeps_the_rules(page, is_looked_at=every_step)
    page.get_by_role("button", name="Import the 2 good rows alone").click()

    expect(page.get_by_role("status")).to_contain_text("Faktenblatt.csv is imported")
    keeps_the_rules(page, is_looked_at=every_step)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the refused rows, with why").click()
    assert download.value.suggested_filename == "Faktenblatt-refused.csv"
    texts = set(Claim.objects.values_list("public_id", "text"))
    assert texts == {
        ("OLD", "The bridge cost eleven million crowns."),
        ("BK-2", "Die Brücke kostete „zehn Millionen“ Kronen"),
    }
    assert Claim.objects.get(public_id="BK-2").claimed == "2025-12-31"


def test_all_of_it_works_without_javascript_and_by_keyboard(
    enter, newsroom: Claim, messy: Path
) -> None:
    page = enter("erin", start(), java_script_enabled=False)
    page.get_by_label("or paste rows").fill("id\ttext\nC-1\tBread costs two.\n")
    page.get_by_role("button", name="Go on").press("Enter")
    for ours in (*OURS, *EMPTY):
        if ours not in ("id", "text", "url"):
            page.get_by_label(ours, exact=True).select_option("-")
    page.get_by_role("button", name="Show what it would do").press("Enter")
    page.get_by_role("button", name="Import").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 row written")
    page.go_back()
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("1 row written")
    assert Claim.objects.filter(text="Bread costs two.").count() == 1


def test_a_large_table_shows_how_far_it_is(
    enter, newsroom: Claim, messy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "MOST_ROWS", 2)
    page = enter("erin", start())
    page.get_by_label("File").set_input_files(messy)
    page.get_by_role("button", name="Go on").click()
    choose_columns(page)
    page.get_by_role("button", name="Show what it would do").click()
    expect(page.get_by_role("status")).to_contain_text("It waits for its turn.")
    keeps_the_rules(page)
    address = page.url
    page.goto("about:blank")  # SQLite's database of the tests is one connection for everybody
    call_command("run_tasks", batch=True, verbosity=0)
    page.goto(address)
    expect(page.locator(".counts")).to_contain_text("5 refused")
