"""`manage.py export_claims`, as somebody at a terminal meets it."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from claims import workflow
from claims.importexport import open_sheet


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("export_claims", *args, stdout=out)
    return out.getvalue()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_claims_are_written_to_a_file_with_what_readers_of_it_ask_for(
    tmp_path, make_claim, publish_claim
):
    claim = publish_claim(make_claim("Bread costs two.", topics=("food", "prices")))
    file = tmp_path / "claims.csv"
    assert run(str(file)) == f"Exported 1 claims to {file}.\n"
    (row,) = rows(file.read_text(encoding="utf-8-sig"))
    assert (row["id"], row["text"]) == (claim.public_id, "Bread costs two.")
    assert row["topics"] == "food|prices"
    assert (row["status"], row["rating"]) == ("published", "true")
    assert row["published"] == claim.published_version.approved_at.date().isoformat()
    assert row["address"] == claim.get_absolute_url()


def test_a_dash_is_standard_output(make_claim):
    make_claim("Bread costs two.")
    assert [row["text"] for row in rows(run("-"))] == ["Bread costs two."]


def test_one_documents_claims_and_their_evidence_are_picked(
    make_document, make_claim, add_evidence
):
    speech = make_document(slug="speech")
    here, there = make_claim(document=speech, public_id="HERE"), make_claim(public_id="THERE")
    for claim in (here, there):
        add_evidence(claim)
    for noun, column in (("claims", "id"), ("evidence", "claim")):
        found = rows(run("-", "--noun", noun, "--document", "speech"))
        assert [row[column] for row in found] == ["HERE"]
    assert [row["id"] for row in rows(run("-", "--noun", "documents"))] == ["speech"]


def test_published_reviews_are_written_as_a_feed(
    tmp_path, make_claim, make_document, publish_claim, alice, erin, settings
):
    report = make_document(slug="report")
    claim = publish_claim(make_claim("Bread costs two.", document=report, claimant="Mayor"))
    publish_claim(make_claim("Milk costs two."))
    workflow.propose_correction(claim, by=alice, kind="withdrawal", notice="We were wrong.")
    workflow.withdraw(claim, by=erin)
    make_claim("A draft.")
    file = tmp_path / "reviews.json"
    assert run(str(file), "--noun", "claim_reviews") == f"Exported 2 claim_reviews to {file}.\n"
    feed = json.loads(file.read_text(encoding="utf-8"))
    assert (feed["@context"], feed["@type"]) == ("https://schema.org", "DataFeed")
    first, second = (element["item"][0] for element in feed["dataFeedElement"])
    assert first["url"] == settings.SITE_URL + claim.get_absolute_url()
    assert (first["creativeWorkStatus"], "claimReviewed" in first) == ("Withdrawn", False)
    assert (second["@type"], second["claimReviewed"]) == ("ClaimReview", "Milk costs two.")
    one = json.loads(run("-", "--noun", "claim_reviews", "--format", "claimreview",
                         "--document", "report"))  # fmt: skip
    assert len(one["dataFeedElement"]) == 1


def test_an_empty_feed_is_one_too(db):
    feed = json.loads(run("-", "--noun", "claim_reviews", "--format", "claimreview"))
    assert feed["dataFeedElement"] == []
    with pytest.raises(CommandError, match="add --noun claim_reviews"):
        run("-", "--format", "claimreview")


def test_a_template_is_an_empty_table(tmp_path, db):
    file = tmp_path / "claims.xlsx"
    assert run(str(file), "--template") == f"Exported a template for claims to {file}.\n"
    with pytest.raises(CommandError, match="No file can bring corrections in"):
        run("-", "--template", "--noun", "corrections")


def test_what_no_workbook_can_hold_is_a_sentence_and_no_file(tmp_path, make_claim, publish_claim):
    claim = publish_claim(make_claim(), explanation="x" * 40_000)
    file = tmp_path / "reviews.xlsx"
    with pytest.raises(CommandError) as refusal:
        run(str(file), "--noun", "claim_reviews")
    assert str(refusal.value) == (
        f"The explanation of {claim.public_id} has 40,000 characters, and a cell of a workbook "
        "holds at most 32,767: export the claim reviews as CSV or JSON Lines, where nothing is "
        "cut off."
    )
    assert not file.exists()


@pytest.mark.parametrize("ending", ["csv", "tsv", "xlsx", "jsonl"])
def test_the_ending_of_the_files_name_says_the_format(tmp_path, make_claim, ending):
    make_claim("Bread costs two.")
    file = tmp_path / f"claims.{ending}"
    run(str(file))
    sheet = open_sheet(file)
    assert (sheet.understood.format, len(list(sheet))) == (ending, 1)


def test_a_document_that_is_not_there_is_refused(db):
    with pytest.raises(CommandError, match="There is no document with the id “speech”"):
        run("-", "--document", "speech")


def test_a_place_that_cannot_be_written_is_refused(tmp_path, db):
    with pytest.raises(CommandError, match="cannot be written: Is a directory"):
        run(str(tmp_path))
    with pytest.raises(CommandError, match="cannot be written: No such file"):
        run(str(tmp_path / "none" / "claims.csv"))
