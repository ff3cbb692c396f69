"""Other people's tables read as ours: columns, words, names, dates and ids."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import workflow
from claims.importexport import (
    RESOURCES,
    ClaimantResource,
    ClaimResource,
    Unimportable,
    open_sheet,
)
from claims.importexport.mapped import Mapped, computed_id, fill
from claims.importexport.matching import best, left_over, match
from claims.importexport.shipped import SHIPPED, Named, mappings, named, nouns_of
from claims.models import Claim, Claimant, ImportMapping
from claims.models.import_mapping import Mapping, as_text, columns_in, words_in
from claims.models.noun import PUBLIC_ID


@pytest.fixture
def sheet(tmp_path: Path):
    def open_text(text: str, **options):
        file = tmp_path / "table.csv"
        file.write_text(text)
        return open_sheet(file, **options)

    return open_text


def rows(sheet, mapping, resource=ClaimResource, **more):
    return [record.cells for record in Mapped(sheet, resource(), mapping, **more)]


@pytest.mark.parametrize(
    ("template", "cell", "expected"),
    [
        ("{A}", "x", "x"),
        ("en", "x", "en"),
        ("Said {A}.", "x", "Said x."),
        ("Said {A}.", "  ", ""),
        ("{A|date}", "2019-03-04T12:00:00Z", "2019-03-04"),
        ("{A|date}", "2022-03-01 12:34:56 UTC", "2022-03-01"),
        ("{A|date}", "31.12.2025", "2025-12-31"),
        ("{A|date}", "1. 2. 2025", "2025-02-01"),
        ("{A|date}", "2018", "2018"),
        ("{A|date}", "03/04/2019", "03/04/2019"),
        ("{A|id}", "2635.json", "2635"),
        ("{A|id}", " Q 12/3 ", "Q-12-3"),
        ("{A|list}", "abortion,health-care; taxes", "abortion|health-care|taxes"),
        ("{A|list}", "a|b, c", "a\\|b|c"),
    ],
)
def test_a_cell_goes_into_its_template(template, cell, expected):
    assert fill(template, {"A": cell})[0] == expected


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_a_computed_id_is_an_id_and_the_same_each_time(cells):
    made = computed_id(cells)
    assert made == computed_id(cells)
    if made:
        PUBLIC_ID(made)
        assert made != computed_id([*cells, "more"])
    else:
        assert not any(cell.strip() for cell in cells)


def test_columns_are_found_whatever_their_case_and_blanks_and_words_become_ours(db, sheet):
    table = sheet("Nr,THE  claim,Art\n7,Bread.,ZAHL \n8,Milk.,other\n")
    mapping = Mapping(
        {"id": "{nr}", "text": "{The Claim}", "kind": "{Art}"}, {"kind": {"zahl": "statistic"}}
    )
    assert rows(table, mapping) == [["7", "Bread.", "statistic"], ["8", "Milk.", "other"]]


def test_a_column_that_is_missing_or_there_twice_is_refused_by_name(db, sheet):
    table = sheet("a,b,B\n1,2,3\n")
    with pytest.raises(Unimportable, match="asks for this column"):
        rows(table, Mapping({"text": "{c}"}))
    with pytest.raises(Unimportable, match="there 2 times"):
        rows(table, Mapping({"text": "{b}"}))


def test_names_of_claimants_become_ids_and_ids_stay(erin, sheet):
    workflow.add(Claimant(slug="fin", name="Ministry of Finance"), by=erin)
    table = sheet("who\nministry of finance\nfin\nSomebody else\n\n")
    found = rows(table, Mapping({"claimant": "{who}"}))
    assert found == [["fin"], ["fin"], ["Somebody else"]]
    found = rows(table, Mapping({"id": "", "name": "{who}"}), ClaimantResource)
    assert found[0] == ["fin", "ministry of finance"]


def test_equal_rows_count_once_and_rows_that_say_nothing_are_left_out(db, sheet):
    table = sheet("who,what\nAnn,1\nAnn,2\n,3\nBea,4\n")
    mapping = Mapping({"name": "{who}", "kind": "person"}, once=True)
    assert rows(table, mapping, ClaimantResource) == [["Ann", "person"], ["Bea", "person"]]


def test_a_line_that_is_the_same_as_a_row_takes_its_id(db, sheet):
    table = sheet("id,text\nA,Bread.\nB,Milk.\n")
    mapping = Mapping({"id": "{id}", "text": "{text}"})
    assert rows(table, mapping, same_as={"3": "OLD"}) == [["A", "Bread."], ["OLD", "Milk."]]


def test_a_row_of_another_shape_keeps_its_problem(db, sheet):
    (record,) = Mapped(sheet("id,text\nA\n"), ClaimResource(), Mapping({"id": "{id}"}))
    assert record.problem == "This row has 1 cell, and the header names 2."


@pytest.mark.parametrize(
    ("theirs", "ours", "is_guess"),
    [
        ("TEXT", "text", False), ("Claimed ", "claimed", False), ("claimant", "claimant", False),
        ("claim_reviewed", "text", True), ("Speaker", "claimant", True), ("Tags", "topics", True),
        ("languge", "language", True), ("Aussage", "", False),
    ],
)  # fmt: skip
def test_a_column_is_matched_or_suggested(theirs, ours, is_guess):
    found = {m.ours: m for m in match([theirs], ClaimResource.columns()) if m.theirs}
    assert {name: m.is_guess for name, m in found.items()} == ({ours: is_guess} if ours else {})


def test_each_column_of_theirs_goes_to_one_of_ours():
    found = [m.theirs for m in match(["claim", "text", "date"], ClaimResource.columns())]
    assert sorted(filter(None, found)) == ["date", "text"]


@pytest.mark.parametrize(
    ("theirs", "day"),
    [
        ("16 January 2025", "2025-01-16"),
        ("January 16, 2025", "2025-01-16"),
        ("3rd Sept. 2025", "3rd Sept. 2025"),
        ("3rd Sep. 2025", "2025-09-03"),
        ("1 Brumaire 2025", "1 Brumaire 2025"),
        ("26/01/2025", "2025-01-26"),
        ("01/26/2025", "2025-01-26"),
        ("5/5/2025", "2025-05-05"),
        ("03/04/2025", "03/04/2025"),
        ("26/27/2025", "26/27/2025"),
    ],
)
def test_a_date_that_can_be_read_in_one_way_alone_is_read(theirs, day):
    assert fill("{d|date}", {"d": theirs})[0] == day


def test_a_date_that_may_be_two_days_is_refused_with_both(import_file, db):
    header = "id,text,kind,claimant,claimed,topics,document,section,quote,language\n"
    plan = import_file("claims", header + "a,Bread.,,,03/04/2025,,,,,\n")
    assert "may be two days: write 2025-04-03 or 2025-03-04." in str(plan.problems[0])


def test_a_column_that_is_there_twice_is_nobodys_guess():
    found = {m.ours: m.theirs for m in match(["Link", "Nr", "Link"], ["id", "url"])}
    assert found == {"id": "Nr", "url": ""}


def test_what_is_left_over_is_named():
    mapping = Mapping({"text": "{Claim}", "note": "by {Who}"})
    assert left_over(["Claim", "who", "Rating", ""], mapping) == ["Rating"]


# Every mapping that is shipped, with the header of the tables that it is made for.
HEADERS = {
    "Data Commons": "claim_author_name,claim_date,claim_text,review_date,review_rating,"
    "review_url,reviewer_name",
    "FACTCK.BR": "URL,Author,datePublished,claimReviewed,reviewBody,title,ratingValue,bestRating,"
    "alternativeName",
    "Meedan Check": "Claim,Item page URL,Status,Created by,Submitted at,Social Media Posted at,"
    "Report Published at,Number of media,Tags,A task of the team",
    "Meedan Check shared feed": "Title,Description,Date (first),Date (last),Number of media,"
    "Number of requests,Number of fact-checks,Cluster URL,Workspaces,Ratings",
    "LIAR": "",
}


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda one: f"{one.name} {one.noun}")
def test_a_shipped_mapping_makes_every_column_that_its_noun_needs(db, shipped: Named, tmp_path):
    from_header = HEADERS[shipped.name].split(",")
    resource = {"claims": ClaimResource, "claimants": ClaimantResource}.get(shipped.noun)
    if resource:
        assert set(resource.required()) <= set(shipped.mapping.columns)
    if shipped.mapping.header:
        assert len(shipped.mapping.header) == 14
    else:
        assert shipped.mapping.theirs <= set(from_header)
        assert best(from_header, mappings(shipped.noun)).name == shipped.name


def test_no_shipped_mapping_makes_a_verdict_of_theirs_ours():
    for one in SHIPPED:
        assert not {"status", "rating", "published_version"} & set(one.mapping.columns)
        verdicts = ("{review_rating}", "{label}", "{Status}", "{alternativeName}", "{Ratings}")
        holding = {c for c, t in one.mapping.columns.items() if any(v in t for v in verdicts)}
        assert holding <= {"note", "body"}


def test_clusters_of_a_shared_feed_come_in_with_what_others_said_of_them(opened, import_sheet, db):
    sheet = opened(
        "Title,Description,Date (first),Date (last),Number of media,Number of requests,"
        "Number of fact-checks,Cluster URL,Workspaces,Ratings\n"
        "A sample about a bridge,,2024-05-01 10:00:00 UTC,2024-05-02 10:00:00 UTC,2,5,1,"
        'https://check.example.org/feed/1/item/7,"Newsroom A\nNewsroom B","False\nMisleading"\n'
    )
    for noun in ("claims", "annotations"):
        found = best(sheet.headers, mappings(noun))
        assert found.name == "Meedan Check shared feed"
        table = Mapped(sheet, RESOURCES[noun](), found.mapping)
        assert import_sheet(noun, table).problems == []
    claim = Claim.objects.get()
    assert (claim.text, claim.claimed, claim.status) == ("A sample about a bridge", "", "extracted")
    body = " ".join(claim.annotations.get().body.split())
    assert body.startswith("In Check it was rated “False Misleading” by “Newsroom A Newsroom B”: h")


def test_a_newsrooms_mapping_wins_over_a_shipped_one_of_its_name(erin):
    workflow.add(ImportMapping(name="liar", noun="claims", columns="text = {x}"), by=erin)
    assert named("LIAR", "claims").mapping.columns == {"text": "{x}"}
    assert nouns_of("liar") == ["claimants", "claims", "annotations"]


def test_a_mapping_is_written_as_lines_and_read_again():
    for one in SHIPPED:
        lines = as_text(one.mapping)
        assert columns_in(lines["columns"]) == one.mapping.columns
        assert words_in(lines["words"]) == one.mapping.words


@pytest.mark.parametrize(
    ("parse", "text", "sentence"),
    [
        (columns_in, "text", "no line such as"),
        (columns_in, "text = {a}\ntext = {b}", "there twice"),
        (columns_in, "text = {a|loud}", "After | may stand date, id, list, and not loud"),
        (words_in, "kind = statistic", "no line such as"),
        (words_in, "kind: = statistic", "no line such as"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_with_a_sentence(parse, text, sentence):
    with pytest.raises(ValueError, match=sentence):
        parse(text)
