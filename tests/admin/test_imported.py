"""What came with a file is told on the pages of its claim like any other change."""

from claims.models import Claim

HEADER = "id,text,kind,claimant,claimed,topics,document,section,quote,language\n"


def test_the_history_says_where_a_claim_from_a_file_was_seen_first(
    enter, address, make_document, import_file, erin
):
    make_document("Bread costs two.", slug="report")
    for quote in ("Bread costs two", "costs two"):
        row = f"C-1,Bread.,,,,food,report,,{quote},\n"
        assert not import_file("claims", HEADER + row, file_name="a.csv").problems
    page = enter(erin).get(address("claim_history", Claim.objects.get())).content.decode()
    assert page.lower().count("first appearance: quote") == 2
    assert "Imported from a.csv, line 2." in page
    assert "appearance.quote" not in page


def test_the_list_of_imports_names_each_file_with_its_counts(enter, address, import_file, erin):
    import_file("claims", f"{HEADER}C-1,Bread.,,,,,,,,\n", file_name="bread.csv")
    page = enter(erin).get(address("importbatch_changelist")).content.decode()
    assert "bread.csv" in page
