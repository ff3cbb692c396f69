"""Where claims were seen besides their first appearance, as a table."""

import pytest

from claims import workflow
from claims.models import Appearance, ImportBatch, LogEntry
from claims.record.verification import verify

HEADER = "id,claim,document,section,quote,url\n"


@pytest.fixture
def bread(make_claim, make_document):
    report = make_document("Bread costs two crowns. Milk costs one.", slug="report")
    return make_claim("Bread.", public_id="C-1", document=report, quote="two crowns")


def place(seen):
    return seen.document_version.text[seen.start : seen.end]


def test_a_file_adds_further_appearances_with_the_place_of_their_quotes(import_file, bread):
    rows = "P-1,C-1,report,Page 1,Milk costs one,\n,C-1,,,,https://example.org/radio\n"
    plan = import_file("appearances", HEADER + rows)
    assert (plan.problems, plan.counts["new"]) == ([], 2)
    first, seen, heard = Appearance.objects.order_by("pk")
    assert [one.is_first for one in (first, seen, heard)] == [True, False, False]
    assert (place(seen), seen.anchoring, heard.url) == (
        "Milk costs one",
        "exact",
        "https://example.org/radio",
    )
    entry = LogEntry.objects.get(noun="appearance", public_id="P-1")
    assert (entry.claim, entry.after["is_first"]) == ("C-1", False)
    again = import_file("appearances", HEADER + rows.split("\n")[0] + "\n")
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 1, "refused": 0}


def test_an_edited_quote_is_looked_for_again_and_found_where_it_was_when_undone(
    import_file, bread, erin
):
    import_file("appearances", HEADER + "P-1,C-1,report,,Milk costs one,\n")
    import_file("appearances", HEADER + "P-1,C-1,report,,costs two,\n")
    seen = Appearance.objects.get(public_id="P-1")
    assert place(seen) == "costs two"
    done = workflow.undo_import(ImportBatch.objects.latest("pk"), by=erin)
    assert (done.put_back, done.kept) == (1, [])
    seen.refresh_from_db()
    assert (place(seen), seen.is_first) == ("Milk costs one", False)
    assert workflow.undo_import(ImportBatch.objects.earliest("pk"), by=erin).removed == 1
    assert Appearance.objects.get().is_first
    assert verify().finding is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("P-1,C-9,report,,,", "Line 2, column claim “C-9”: There is no claim with this id."),
        ("P-1,C-1,none,,,", "Line 2, column document “none”: There is no document with this id."),
        ("P-1,C-1,,,two,", "Line 2: An appearance needs a document or an address."),
        ("P-1,C-1,,,,ftp://a", "Line 2, column url “ftp://a”: Write a web address that begins"),
        ("P-0,C-2,report,,,", "Line 2, column claim “C-2”: The row with this id belongs to an"),
    ],
)
def test_a_row_that_is_wrong_is_named(import_file, bread, make_claim, carl, row, said):
    make_claim("Milk.", public_id="C-2")
    there = Appearance(claim=bread, public_id="P-0", url="https://example.org", is_first=False)
    workflow.add(there, by=carl)
    plan = import_file("appearances", HEADER + row + "\n")
    assert str(plan.problems[0]).startswith(said)
    assert Appearance.objects.count() == 2


def test_an_export_holds_no_first_appearance_and_comes_back_unchanged(
    import_file, export_file, bread, carl
):
    there = Appearance(claim=bread, url="https://example.org/a", quote="=two", is_first=False)
    workflow.add(there, by=carl)
    file = export_file("appearances")
    assert file.count("\n") == 2
    assert import_file("appearances", file).counts["unchanged"] == 1
