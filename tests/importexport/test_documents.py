"""Documents and claimants from files: nouns known by their address."""

import pytest

from claims.models import Claimant, Document, LogEntry

CLAIMANTS = "id,name,kind,description,url\n"
DOCUMENTS = "id,title,kind,claimant,publisher,url,published,language,sample\n"


def test_a_noun_without_an_id_gets_one_from_its_name(import_file, db):
    rows = ",The Council,organization,,\n,The Council!,organization,,\n"
    outcome = import_file("claimants", CLAIMANTS + rows)
    assert outcome.counts["new"] == 2
    assert list(Claimant.objects.order_by("pk").values_list("slug", flat=True)) == [
        "the-council", "the-council-2",
    ]  # fmt: skip


def test_a_person_without_an_id_gets_one_that_does_not_name_them(import_file, db):
    import_file("claimants", CLAIMANTS + ",Jane Doe,person,,\n,John Doe,person,,\n")
    slugs = list(Claimant.objects.values_list("slug", flat=True))
    assert len({*slugs}) == 2
    assert not any("doe" in slug or "jane" in slug for slug in slugs)
    said = LogEntry.objects.values_list("public_id", "before", "after")
    assert "Doe" not in str(list(said))


def test_a_file_may_say_what_a_claimant_belongs_to_and_an_older_one_leaves_it_alone(
    import_file, export_file, db
):
    file = "id,name,kind,description,url,affiliation\na,The Mayor,person,,,Harbour List\n"
    assert import_file("claimants", file).counts["new"] == 1
    assert import_file("claimants", CLAIMANTS + "a,The Mayoress,person,,\n").counts["changed"] == 1
    mayor = Claimant.objects.get()
    assert (mayor.name, mayor.affiliation) == ("The Mayoress", "Harbour List")
    assert "a,The Mayoress,person,,,Harbour List" in export_file("claimants")
    entry = LogEntry.objects.filter(noun="claimant").order_by("position").first()
    assert "Harbour" not in str(entry.after)


def test_two_claimants_of_one_name_are_refused(import_file, db):
    outcome = import_file("claimants", CLAIMANTS + "a,The Mayor,person,,\nb,The Mayor,person,,\n")
    assert [str(problem) for problem in outcome.problems] == [
        "Line 3, column name “The Mayor”: Another claimant has this name already."
    ]


@pytest.mark.parametrize("slug", ["no spaces", "ümlaut", "a/b", "x" * 81])
def test_an_id_that_cannot_stand_in_an_address_is_refused(import_file, db, slug):
    outcome = import_file("claimants", CLAIMANTS + f"{slug},The Mayor,person,,\n")
    assert [(problem.line, problem.column) for problem in outcome.problems] == [(2, "id")]


def test_a_kind_is_asked_for(import_file, db):
    outcome = import_file("documents", DOCUMENTS + "speech,A speech,,,,,,,\n")
    assert [problem.column for problem in outcome.problems] == ["kind"]
    assert "report, speech" in outcome.problems[0].sentence


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org/", "example.org", "//a"])
def test_only_web_addresses_are_taken(import_file, db, url):
    outcome = import_file("documents", DOCUMENTS + f"speech,A speech,speech,,,{url},,,\n")
    assert [(problem.column, problem.value) for problem in outcome.problems] == [("url", url)]


def test_a_sample_is_marked(import_file, db):
    import_file("documents", DOCUMENTS + "speech,A speech,speech,,,,2020,en,true\n")
    assert Document.objects.get().is_sample
