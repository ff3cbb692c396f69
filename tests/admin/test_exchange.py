"""The export of a noun's list: who may, and what it holds. The import is in test_upload."""

import csv
import io
import json
import re
import zipfile

import pytest

from claims import workflow
from claims.importexport import RESOURCES, ClaimResource, open_sheet

NOUNS = ["claim", "claimant", "document", "appearance", "evidence", "annotation"]


@pytest.mark.parametrize("noun", NOUNS)
def test_export_is_denied_unless_granted(noun, cast, enter, address):
    answers = {"erin": 200, "ada": 200, "alice": 200, "carl": 403, "ravi": 403}
    for name, status in answers.items():
        page = enter(getattr(cast, name)).get(address(f"{noun}_export"))
        assert (name, page.status_code) == (name, status)


@pytest.mark.parametrize("noun", NOUNS)
def test_the_list_links_only_to_what_its_reader_may_do(noun, cast, enter, address):
    for name, links in (("erin", (True, True)), ("alice", (False, True)), ("carl", (False, False))):
        page = enter(getattr(cast, name)).get(address(f"{noun}_changelist")).content.decode()
        doors = [address(f"{noun}_{door}") for door in ("import", "export")]
        found = tuple(f'href="{door}' in page for door in doors)
        assert (name, found) == (name, links)


def test_an_export_holds_the_list_as_filtered(enter, address, make_claim, publish_claim, alice):
    publish_claim(make_claim("Published."))
    make_claim("Not yet.")
    page = enter(alice).get(address("claim_export"), {"status": "published"})
    assert page["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="claims-\d{4}-\d\d-\d\d\.csv"', page["Content-Disposition"]
    )
    rows = list(csv.DictReader(io.StringIO(page.getvalue().decode("utf-8-sig"))))
    assert [row["text"] for row in rows] == ["Published."]
    assert list(rows[0]) == ClaimResource.columns() + ClaimResource.export_only()


@pytest.mark.parametrize("query", ["status=superpublished", "nothing=1", "o=x", "p=0"])
def test_an_export_of_a_list_that_cannot_be_read_is_a_400(enter, address, alice, query):
    page = enter(alice).get(f"{address('claim_export')}?{query}")
    assert page.status_code == 400


@pytest.mark.parametrize("form", ["csv", "tsv", "xlsx", "jsonl"])
def test_an_export_comes_in_the_format_that_is_asked_for(
    enter, address, make_claim, tmp_path, alice, form
):
    make_claim("One.")
    make_claim("Two.")
    page = enter(alice).get(address("claim_export"), {"q": "Two", "format": form})
    assert page["Content-Disposition"].endswith(f'.{form}"')
    (tmp_path / "file").write_bytes(page.getvalue())
    sheet = open_sheet(tmp_path / "file")
    assert (sheet.understood.format, [row.cells[1] for row in sheet]) == (form, ["Two."])


def test_what_no_workbook_can_hold_is_a_sentence_that_says_what_to_do(
    enter, address, make_claim, publish_claim, alice
):
    claim = publish_claim(make_claim(), explanation="x" * 40_000)
    page = enter(alice).get(address("claimreviewversion_export"), {"format": "xlsx"})
    assert page.status_code == 422
    said = f"The explanation of {claim.public_id} has 40,000 characters, and a cell of a workbook"
    assert said in page.content.decode()
    assert "as CSV or JSON Lines, where nothing is cut off." in page.content.decode()


def test_a_format_that_we_do_not_write_is_a_400_that_names_those_we_do(enter, address, alice):
    page = enter(alice).get(address("claim_export"), {"format": "pdf"})
    assert page.status_code == 400
    assert "csv, tsv, xlsx, jsonl" in page.content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("noun", NOUNS)
def test_a_template_names_every_column_that_a_file_may_set(
    enter, address, erin, tmp_path, noun, form
):
    page = enter(erin).get(address(f"{noun}_template"), {"format": form})
    assert re.fullmatch(rf'attachment; filename="\w+-template.{form}"', page["Content-Disposition"])
    (tmp_path / "file").write_bytes(page.getvalue())
    resource = next(r for r in RESOURCES.values() if r.model._meta.model_name == noun)
    assert open_sheet(tmp_path / "file").headers == resource.columns()


def test_the_import_page_links_to_the_templates(enter, address, erin):
    page = enter(erin).get(address("claim_import")).content.decode()
    assert f'href="{address("claim_template")}?format=xlsx"' in page


@pytest.fixture
def published(make_claim, publish_claim, alice, erin):
    """A review that was corrected, and one that was taken down by law."""
    kept, gone = (publish_claim(make_claim(text)) for text in ("It thawed.", "It hailed."))
    for claim in (kept, gone):
        review = claim.claim_review
        workflow.edit(review, by=alice, seen=review.version, changes={"summary": "Not quite."})
        workflow.propose_correction(claim, by=alice, kind="minor", notice=f"{claim}: a slip.")
        workflow.correct(claim, by=erin)
    workflow.propose_correction(gone, by=alice, kind="withdrawal", notice="A court said so.")
    workflow.withdraw(gone, by=erin, taken_down=True)
    return kept


@pytest.mark.parametrize("form", ["csv", "tsv", "xlsx", "jsonl"])
def test_what_was_published_leaves_by_its_list_and_nothing_that_readers_may_not_see(
    enter, address, published, tmp_path, alice, form
):
    for noun, name, column, told in (
        ("claimreviewversion", "claim-reviews", "claim", [published.public_id] * 2),
        ("correction", "corrections", "notice", ["A court said so.", "It thawed.: a slip."]),
    ):
        listed = enter(alice).get(address(f"{noun}_changelist")).content.decode()
        where = address(f"{noun}_export")
        assert f'href="{where}?format={form}"' in listed
        page = enter(alice).get(where, {"format": form})
        assert re.search(rf'filename="{name}-[0-9-]+\.{form}"', page["Content-Disposition"])
        (tmp_path / "file").write_bytes(page.getvalue())
        sheet = open_sheet(tmp_path / "file")
        place = sheet.headers.index(column)
        assert sorted(row.cells[place] for row in sheet) == told


def test_what_was_published_is_exported_as_filtered(enter, address, published, alice):
    page = enter(alice).get(address("correction_export"), {"q": "nothing like it"})
    assert page.getvalue().count(b"\n") == 1
    assert enter(alice).get(address("correction_export"), {"kind": "x"}).status_code == 400


def test_published_reviews_come_as_one_feed(enter, address, published, alice, carl):
    where = f"{address('claimreviewversion_export')}?format=claimreview"
    assert f'href="{where}"' in (
        enter(alice).get(address("claimreviewversion_changelist")).content.decode()
    )
    page = enter(alice).get(where)
    assert page["Content-Type"] == "application/ld+json"
    assert re.search(r'filename="claim-reviews-[0-9-]+\.json"', page["Content-Disposition"])
    feed = json.loads(page.getvalue())
    assert feed["@type"] == "DataFeed"
    told = [element["item"][0]["claimReviewed"] for element in feed["dataFeedElement"]]
    assert told == ["It thawed."]
    assert enter(carl).get(where).status_code == 403
    assert "format=" not in (
        enter(carl).get(address("claimreviewversion_changelist")).content.decode()
    )


def test_a_bundle_is_one_zip_of_the_newsroom_or_of_a_document(enter, address, make_document, alice):
    document = make_document("It rained.", slug="report")
    page = enter(alice).get(address("document_bundle"), {"document": "report"})
    assert 'filename="report-' in page["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(page.getvalue())) as archive:
        assert "texts/report/1.json" in archive.namelist()
    assert enter(alice).get(address("document_bundle"), {"document": "x"}).status_code == 404
    link = f'href="{address("document_bundle")}'
    assert link in enter(alice).get(address("document_change", document)).content.decode()
    assert link in enter(alice).get(address("document_changelist")).content.decode()


def test_a_bundle_is_for_those_who_may_export_every_noun(enter, address, alice, carl):
    assert enter(carl).get(address("document_bundle")).status_code == 403
    assert "bundle" not in enter(carl).get(address("document_changelist")).content.decode()
