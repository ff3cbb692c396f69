"""Claims in and out: what a file may change, what it may not, and how it is refused."""

from pathlib import Path

import pytest
import tablib
from django.contrib.auth.models import Permission

from claims import workflow
from claims.importexport import ClaimResource, Unimportable
from claims.models import Appearance, Claim, LogEntry, Topic

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures/samples"
HEADER = "id,text,kind,claimant,claimed,topics,document,section,quote,language"


def one(**cells: str) -> str:
    """A file of one row."""
    row = dict.fromkeys(HEADER.split(","), "") | {"id": "C-1", "text": "Bread costs two."} | cells
    return f"{HEADER}\n" + ",".join(f'"{cell}"' for cell in row.values()) + "\n"


@pytest.fixture
def ferry(import_file):
    """The nouns that the sample claims refer to."""
    for noun in ("claimants", "documents"):
        assert not import_file(noun, (SAMPLES / f"{noun}.csv").read_bytes()).problems


def test_the_sample_file_is_imported_whole(import_file, ferry):
    outcome = import_file("claims", (SAMPLES / "claims.csv").read_bytes())
    assert outcome.counts == {"new": 3, "changed": 0, "unchanged": 0, "refused": 0}
    claim = Claim.objects.get(public_id="WF-02")
    assert claim.text == 'The Windmoor ferry has run every day since 1998, "storm or no storm".'
    assert (claim.kind, claim.claimed, claim.language) == ("event", "2026-03", "en")
    assert claim.claimant.name == "Windmoor Ferry Company (sample)"
    assert {topic.name for topic in claim.topics.all()} == {"transport", "history"}
    seen = claim.appearances.get()
    assert seen.is_first
    assert seen.document.slug == "windmoor-timetable-speech"
    assert seen.section == "The past year"
    assert seen.quote == "every day since 1998, storm or no storm"


def test_every_mistake_of_the_sample_file_is_named_by_line_and_column(import_file, ferry):
    outcome = import_file("claims", (SAMPLES / "claims-with-errors.csv").read_bytes())
    told = [(problem.line, problem.column, problem.value) for problem in outcome.problems]
    assert told == [
        (2, "text", ""),
        (3, "kind", "rumour"),
        (4, "document", "javascript:alert(1)"),
        (5, "claimed", "2026-02-30"),
        (7, "id", "WF-15"),
    ]
    allowed = [problem.sentence for problem in outcome.problems]
    assert "must not be empty" in allowed[0]
    assert "statistic, event, ranking" in allowed[1]
    assert "import documents first" in allowed[2]
    assert "2018-12-13" in allowed[3]
    assert "Line 6 has this id already" in allowed[4]


def test_a_file_with_one_mistake_changes_nothing_at_all(import_file, ferry):
    entries = LogEntry.objects.count()
    import_file("claims", (SAMPLES / "claims-with-errors.csv").read_bytes())
    assert not Claim.objects.exists()
    assert not Topic.objects.exists()
    assert LogEntry.objects.count() == entries


def test_every_mistake_of_one_row_is_named(import_file, db):
    file = one(text="  ", kind="rumour", claimed="soon", document="nowhere", topics="x" * 81)
    outcome = import_file("claims", file)
    columns = [problem.column for problem in outcome.problems]
    assert sorted(columns) == ["claimed", "document", "kind", "text", "topics"]
    assert {problem.line for problem in outcome.problems} == {2}


def test_the_same_file_again_leaves_no_trace(import_file, ferry):
    file = (SAMPLES / "claims.csv").read_bytes()
    import_file("claims", file)
    before = LogEntry.objects.count(), list(Claim.objects.values_list("version", "edited_at"))
    outcome = import_file("claims", file)
    assert outcome.counts == {"new": 0, "changed": 0, "unchanged": 3, "refused": 0}
    after = LogEntry.objects.count(), list(Claim.objects.values_list("version", "edited_at"))
    assert after == before


def test_only_what_differs_is_edited_and_the_log_says_from_which_line(import_file, erin):
    import_file("claims", one(kind="statistic", topics="food"))
    outcome = import_file("claims", one(kind="event", topics="food"))
    assert outcome.counts["changed"] == 1
    assert [tuple(change) for change in outcome.changed[0].changes] == [
        ("kind", "statistic", "event")
    ]
    entry = LogEntry.objects.filter(noun="claim").last()
    assert (entry.before, entry.after) == ({"kind": "statistic"}, {"kind": "event"})
    assert (entry.actor, entry.reason) == (erin, "Imported from file.csv, line 2.")
    assert Claim.objects.get().version == 2


def test_a_dry_run_tells_the_same_and_writes_nothing(import_file, ferry):
    entries = LogEntry.objects.count()
    outcome = import_file("claims", (SAMPLES / "claims.csv").read_bytes(), dry_run=True)
    assert outcome.counts == {"new": 3, "changed": 0, "unchanged": 0, "refused": 0}
    assert (Claim.objects.count(), Topic.objects.count()) == (0, 0)
    assert LogEntry.objects.count() == entries


def test_an_empty_id_makes_a_new_claim_with_an_id_of_its_own(import_file, db):
    import_file("claims", one(id=""))
    assert Claim.objects.get().public_id


def test_ids_that_no_address_could_hold_are_refused(import_file, db):
    outcome = import_file("claims", one(id="no spaces"))
    assert [(problem.column, problem.value) for problem in outcome.problems] == [
        ("id", "no spaces")
    ]


@pytest.mark.parametrize("column", ["status", "rating", "published", "address"])
def test_a_column_of_the_export_that_no_file_can_set_is_left_alone_and_said_so(
    import_file, make_claim, publish_claim, column
):
    published = publish_claim(make_claim(public_id="C-1", text="Bread costs two."))
    file = one().replace("language", f"language,{column}").replace('""\n', '"","superpublished"\n')
    outcome = import_file("claims", file)
    assert outcome.counts == {"new": 0, "changed": 0, "unchanged": 1, "refused": 0}
    assert any(column in note for note in outcome.notes)
    again = Claim.objects.get()
    assert (again.status, again.version) == ("published", published.version)
    assert again.get_absolute_url() == published.get_absolute_url()


@pytest.mark.parametrize(
    "column", ["assignee", "created_by", "approved_by", "withdrawn_at", "version", "slug"]
)
def test_a_column_that_is_no_part_of_the_table_is_refused(import_file, db, column):
    file = one().replace("language", f"language,{column}").replace('""\n', '"","erin"\n')
    outcome = import_file("claims", file)
    assert [(problem.line, problem.column) for problem in outcome.problems] == [(1, column)]
    assert not Claim.objects.exists()


def test_names_of_columns_forgive_case_and_blanks(import_file, db):
    plan = import_file("claims", one().replace("id,text", " ID ,Text"))
    assert (plan.problems, plan.counts["new"]) == ([], 1)


def test_a_misspelt_column_is_met_with_the_name_that_is_meant(import_file, db):
    outcome = import_file("claims", one().replace("claimant", "claiment"))
    assert "Do you mean claimant?" in outcome.problems[0].sentence
    missing = outcome.problems[1]
    assert (missing.column, "missing" in missing.sentence) == ("claimant", True)


def test_a_column_that_is_there_twice_is_refused(import_file, db):
    outcome = import_file("claims", one().replace("section", "quote"))
    told = [(problem.column, problem.sentence) for problem in outcome.problems]
    assert ("quote", "It is there 2 times: keep one.") in told


def test_a_file_without_a_header_is_refused_with_the_columns_it_needs(import_file, db):
    outcome = import_file("claims", one().split("\n", 1)[1])
    assert [problem.line for problem in outcome.problems] == [1]
    assert HEADER.replace(",", ", ") in outcome.problems[0].sentence
    assert not Claim.objects.exists()


def test_rows_of_the_wrong_width_are_named_with_all_other_mistakes(import_file, db):
    outcome = import_file("claims", one(kind="rumour") + "C-2,short\n")
    assert [(problem.line, problem.column) for problem in outcome.problems] == [
        (2, "kind"),
        (3, ""),
    ]


@pytest.mark.parametrize("column", HEADER.split(","))
def test_a_nul_byte_is_named_by_its_column(import_file, db, column):
    outcome = import_file("claims", one(**{column: "a\0b"}))
    assert [problem.column for problem in outcome.problems] == [column]
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("column", "length"), [("text", 2_001), ("quote", 5_001), ("section", 301), ("language", 36)]
)
def test_a_value_that_is_too_long_is_refused_by_its_column(
    import_file, make_document, column, length
):
    make_document(slug="report")
    outcome = import_file("claims", one(document="report", **{column: "x" * length}))
    assert [problem.column for problem in outcome.problems] == [column]
    assert f"{length - 1:,}" in outcome.problems[0].sentence


def test_a_semicolon_file_in_utf_16_is_read_like_any_other(import_file, db):
    file = one(text="Brot kostet über zwei, heißt es.").replace('","', '";"').replace(",", ";")
    file = file.replace("zwei;", "zwei,")
    assert import_file("claims", file.encode("utf-16")).counts["new"] == 1
    assert Claim.objects.get().text == "Brot kostet über zwei, heißt es."


def test_a_quote_is_found_in_its_documents_text(import_file, make_document):
    make_document("It was a long day. Bread costs two crowns now.", slug="report")
    import_file("claims", one(document="report", quote="Bread costs two crowns"))
    seen = Appearance.objects.get()
    assert (seen.anchoring, seen.start, seen.end) == ("exact", 19, 41)


def test_an_edited_quote_is_looked_for_again(import_file, make_document):
    make_document("It was a long day. Bread costs two crowns now.", slug="report")
    import_file("claims", one(document="report", quote="Bread costs two crowns"))
    import_file("claims", one(document="report", quote="a long day"))
    seen = Appearance.objects.get()
    assert (seen.anchoring, seen.start, seen.end) == ("exact", 7, 17)


def test_emptied_cells_take_the_appearance_away(import_file, make_document):
    make_document(slug="report")
    import_file("claims", one(document="report", quote="Bread"))
    import_file("claims", one())
    assert not Appearance.objects.exists()


def test_a_quote_needs_a_place(import_file, db):
    outcome = import_file("claims", one(quote="Bread"))
    assert [str(problem) for problem in outcome.problems] == [
        "Line 2: An appearance needs a document or an address."
    ]


def test_an_appearance_at_a_bare_address_survives_a_file_that_does_not_name_it(
    import_file, make_claim, carl
):
    claim = make_claim("Bread costs two.", public_id="C-1")
    seen = Appearance(claim=claim, url="https://example.org/talk", quote="two")
    workflow.add(seen, by=carl)
    assert import_file("claims", one(quote="two")).counts["unchanged"] == 1
    assert import_file("claims", one(quote="costs two")).counts["changed"] == 1
    assert Appearance.objects.get().url == "https://example.org/talk"


def test_topics_are_found_whatever_their_case_and_added_where_missing(import_file, make_claim):
    make_claim(topics=("Food",))
    import_file("claims", one(topics="food | prices|"))
    claim = Claim.objects.get(public_id="C-1")
    assert sorted(topic.name for topic in claim.topics.all()) == ["Food", "prices"]


def test_a_topic_that_came_while_a_file_was_read_is_known_by_name(make_claim, erin):
    resource = ClaimResource()
    resource.begin(erin)
    make_claim(public_id="C-1", topics=("late", "again"))
    topics = resource.columns().index("topics")
    assert [cells[topics] for cells in resource.stored(["C-1"]).cells] == ["again|late"]


def test_a_person_without_the_right_to_import_is_refused(import_file, alice, ravi):
    for person in (alice, ravi):
        with pytest.raises(workflow.NotAllowed, match="may not import claims"):
            import_file("claims", one(), by=person)
    with pytest.raises(workflow.NotAllowed):
        import_file("claims", one(), by=None)


def test_nothing_is_half_imported_where_a_right_ends_halfway(import_file, make_document, erin):
    """Erin may add claims here, but no appearance."""
    make_document(slug="report")
    erin.groups.clear()
    for codename in ("import_claim", "add_claim"):
        erin.user_permissions.add(Permission.objects.get(codename=codename))
    erin = type(erin).objects.get(pk=erin.pk)
    file = one() + one(id="C-2", document="report").split("\n", 1)[1]
    with pytest.raises(workflow.NotAllowed, match=r"may not add an? appearance"):
        import_file("claims", file, by=erin)
    assert not Claim.objects.exists()


def test_the_resource_takes_any_dataset_of_tablib(erin):
    dataset = tablib.Dataset(headers=HEADER.split(","))
    dataset.append(["C-1", "Bread costs two.", None, None, 2018.0, None, None, None, None, None])
    outcome = ClaimResource().import_data(dataset, user=erin)
    assert not outcome.has_errors()
    assert outcome.totals["new"] == 1
    assert Claim.objects.get().claimed == "2018"


def test_who_asks_for_errors_to_be_raised_gets_all_of_them(erin):
    dataset = tablib.Dataset(headers=HEADER.split(","))
    for kind in ("rumour", "gossip"):
        dataset.append(["", "Bread costs two.", kind, "", "", "", "", "", "", ""])
    with pytest.raises(Unimportable, match=r"(?s)Line 2.*rumour.*Line 3.*gossip"):
        ClaimResource().import_data(dataset, user=erin, raise_errors=True)


def test_an_imported_edit_voids_a_proposal_like_any_other(
    import_file, make_claim, review_claim, alice, edgar
):
    claim = review_claim(make_claim("Bread costs two.", public_id="C-1"))
    workflow.propose_verdict(claim, by=alice)
    import_file("claims", one(text="Bread costs three."))
    with pytest.raises(workflow.GateClosed):
        workflow.publish(Claim.objects.get(), by=edgar)
