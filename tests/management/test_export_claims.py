"""`manage.py export_claims`, as somebody at a terminal meets it."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command


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


def test_a_document_that_is_not_there_is_refused(db):
    with pytest.raises(CommandError, match="There is no document with the id “speech”"):
        run("-", "--document", "speech")


def test_a_place_that_cannot_be_written_is_refused(tmp_path, db):
    with pytest.raises(CommandError, match="cannot be written: Is a directory"):
        run(str(tmp_path))
    with pytest.raises(CommandError, match="cannot be written: No such file"):
        run(str(tmp_path / "none" / "claims.csv"))
