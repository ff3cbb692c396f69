"""An invented newsroom's spreadsheet, as untidy as such are, comes in as its owner clicks along.

`tests/importexport/messy/` holds it as a workbook and as CSV in cp1252: titles above the header,
double and empty columns, empty rows, merged cells, a formula, dates in several forms, an id of
somebody else's, one twice, and words that are not ours. All of it is made up.
"""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

from claims.models import Claim
from tests.browser.test_import_walk import keeps_the_rules, newsroom, start

__all__ = ["newsroom"]

MESSY = Path(__file__).resolve().parents[1] / "importexport/messy"
NAME = "harbour-gazette-sample"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_can_be_read_comes_in_and_the_rest_is_told(enter, newsroom: Claim, kind: str) -> None:
    page = enter("erin", start())
    page.get_by_label("File").set_input_files(MESSY / f"{NAME}.{kind}")
    page.get_by_role("button", name="Go on").click()

    expect(page.locator(".facts")).to_contain_text("named on line 3")
    expect(page.locator(".help").first).to_have_text(
        "The columns are named on line 3. What stands above it is left out: "
        "“Harbour Gazette (sample) – fact-checking desk all rows inven…”"
    )
    chosen = {"id": "Nr", "text": "CLAIM", "claimant": "Who said it?", "claimed": "Date said"}
    for ours, theirs in chosen.items():
        select = page.get_by_label(ours, exact=True)
        expect(select.locator("option:checked")).to_have_text(theirs)
    expect(page.get_by_label("topics").locator("option:checked")).to_have_text(
        "Topics, split at commas and semicolons"
    )
    expect(page.get_by_text("Left alone, because no file can set it:")).to_contain_text("Status")
    keeps_the_rules(page)
    page.get_by_label("url", exact=True).select_option(label="Link")
    page.get_by_label("Where I chose nothing, the file has nothing").check()
    page.get_by_role("button", name="Show what it would do").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "It is there 2 times: rename all but one of them in the file, or take none."
    )
    page.get_by_label("url", exact=True).select_option(label="nothing: left as it is")
    page.get_by_label("Where I chose nothing, the file has nothing").check()
    page.get_by_label("claimant", exact=True).select_option(label="nothing: empty in every row")
    page.get_by_role("button", name="Show what it would do").click()

    problems = page.locator(".problems")
    promise = problems.get_by_role("row").filter(has_text="promise?")
    expect(promise).to_have_count(1)
    expect(promise).to_contain_text("and 2 more")
    expect(problems).to_contain_text("has this id already: give each row its own.")
    expect(problems).to_contain_text("This cell must not be empty.")
    if kind == "xlsx":
        expect(problems).to_contain_text("The cells G30 to G31 are merged")
    keeps_the_rules(page)
    page.get_by_label("kind: “promise?”").select_option("projection")
    page.get_by_role("button", name="Take these words and look again").click()
    expect(promise).to_have_count(0)
    expect(page.get_by_text("puts quite another claim in the place of the one")).to_be_visible()
    good = page.get_by_role("button", name="good rows alone")
    keeps_the_rules(page)
    good.click()

    expect(page.get_by_role("status")).to_contain_text(f"{NAME}.{kind} is imported")
    keeps_the_rules(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the refused rows, with why").click()
    refused = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text())))
    assert {row["Nr"] for row in refused} >= {"HG-020", "HG-031"}
    assert all(row["error"] for row in refused)
    claim = Claim.objects.get(public_id="HG-002")
    assert (claim.claimed, claim.kind, claim.status) == ("2025-01-16", "event", "extracted")
    assert Claim.objects.get(public_id="HG-004").claimed == "2025-01-26"
    assert Claim.objects.get(public_id="HG-001").claimed == "2025-01-11"
    topics = Claim.objects.get(public_id="HG-003").topics.values_list("name", flat=True)
    assert list(topics) == ["money"]
    assert Claim.objects.get(public_id="HG-041").text == "=SUM(A1:A9)"
