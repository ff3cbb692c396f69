"""Exports in every format: what is in them, that they are the same again, and nothing cut off."""

import csv
import io
import json
import sys
import zipfile

import openpyxl
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given
from hypothesis import strategies as st

from claims import workflow
from claims.importexport import (
    EXPORTS,
    RESOURCES,
    ClaimResource,
    Outgoing,
    open_sheet,
    outgoing,
    template,
    write_tables,
)
from claims.importexport.outgoing import OutColumn
from claims.models import Annotation, Appearance, Claim, Topic

ODD = ["=1+1", "007", "a\r\nb", "x" * 2_000, "_x000D_", "\u202eb"]
FORMATS = ["csv", "tsv", "xlsx", "jsonl"]
HEADER = "id,text,kind,claimant,claimed,topics,document,section,quote,language,url,status,rating,published,address"  # noqa: E501


def written(form, *tables):
    file = io.BytesIO()
    write_tables(tables, file, form)
    return file.getvalue()


@pytest.fixture
def newsroom(make_claim, make_document, publish_claim, add_evidence, carl):
    report = make_document(slug="report")
    for slug, name in {"t1": "b|c", "t2": "Äpfel"}.items():
        workflow.add(Topic(slug=slug, name=name), by=carl)
    claim = publish_claim(
        make_claim(
            "=1+1 is “two”,\r\nsaid the mayor", public_id="007", claimed="2018-12-13",
            document=report, quote="-5|", topics=("b|c", "a", "Äpfel"), claimant="Mayor",
        )
    )  # fmt: skip
    plain = make_claim(public_id="C-2", claimed="2018-12")
    workflow.add(Appearance(claim=plain, url="https://example.org/talk"), by=carl)
    later = Appearance(claim=plain, document=report, is_first=False)
    workflow.add(later, by=carl)
    return claim


def test_every_column_says_what_the_claim_says(newsroom):
    table = outgoing(ClaimResource())
    assert ",".join(table.headers) == HEADER
    day = newsroom.published_version.approved_at.date().isoformat()
    assert [list(row) for row in table.rows] == [
        [
            "007", "=1+1 is “two”,\r\nsaid the mayor", "other", "mayor", "2018-12-13",
            "a|b\\|c|Äpfel", "report", "", "-5|", "", "", "published", "true", day,
            newsroom.get_absolute_url(),
        ],
        [
            "C-2", "The bridge cost ten million crowns.", "other", "", "2018-12", "", "", "", "",
            "", "https://example.org/talk", "extracted", "", "",
            Claim.objects.get(public_id="C-2").get_absolute_url(),
        ],
    ]  # fmt: skip


@pytest.mark.parametrize("noun", EXPORTS)
def test_the_number_of_queries_does_not_grow_with_the_rows(newsroom, make_claim, noun):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as made:
            list(outgoing(EXPORTS[noun]()).rows)
        return len(made)

    before = queries()
    for _ in range(3):
        make_claim(topics=("a",), claimant="Mayor")
    assert queries() == before <= 2


@pytest.mark.parametrize("rows_at_once", [1, 2, 3, 7, 8])
def test_rows_read_in_pieces_keep_their_own_topics(make_claim, monkeypatch, rows_at_once):
    names = ["", "a", "", "", "b|a", "c", ""]
    for number, topics in enumerate(names):
        make_claim(
            f"-{number}", public_id=f"C-{number}", topics=topics.split("|") if topics else ()
        )
    for module in ("outgoing", "export_text"):
        monkeypatch.setattr(sys.modules[f"claims.importexport.{module}"], "PIECE", rows_at_once)
    counted = []
    rows = csv.DictReader(
        written("csv", outgoing(ClaimResource(), progress=counted.append)).decode().splitlines()
    )
    found = [(row["text"], row["topics"]) for row in rows]
    topics = ["", "a", "", "", "a|b", "c", ""]
    assert found == [(f"'-{number}", names) for number, names in enumerate(topics)]
    assert sum(counted) == 7


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("noun", EXPORTS)
def test_what_is_written_is_read_again_exactly(newsroom, tmp_path, noun, form):
    rows = [list(row) for row in outgoing(EXPORTS[noun]()).rows]
    path = tmp_path / f"{noun}.{form}"
    path.write_bytes(written(form, outgoing(EXPORTS[noun]())))
    if form == "jsonl" and not rows:
        assert path.read_bytes() == b""
        return
    sheet = open_sheet(path)
    assert sheet.headers == outgoing(EXPORTS[noun]()).headers
    assert [record.cells for record in sheet] == rows
    assert sheet.notes == []
    assert sheet.understood.format == form


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_rows_give_the_same_bytes(newsroom, form):
    first = written(form, outgoing(ClaimResource()))
    assert written(form, outgoing(ClaimResource())) == first


def test_a_csv_file_says_that_it_is_utf_8_and_starts_no_formula(newsroom):
    file = written("csv", outgoing(ClaimResource())).decode()
    assert file.startswith("\ufeffid,text")
    assert "\n'007,\"'=1+1 is “two”,\r\nsaid the mayor\",other" in file
    assert ",'-5|," in file


def test_json_lines_hold_lists_and_truths(newsroom):
    claim = json.loads(written("jsonl", outgoing(ClaimResource())).splitlines()[0])
    assert claim["text"].startswith("=1+1")
    assert claim["topics"] == ["a", "b|c", "Äpfel"]
    evidence = written("jsonl", outgoing(EXPORTS["evidence"]())).splitlines()
    assert [json.loads(line)["primary"] for line in evidence] == [True, False]


def test_a_workbook_types_text_as_text_and_dates_as_dates(newsroom):
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", outgoing(ClaimResource()))))
    assert book.sheetnames == ["claims", "allowed values"]
    sheet = book["claims"]
    assert [cell.data_type for cell in sheet[2]][:5] == ["s", "s", "s", "s", "d"]
    assert sheet["E2"].number_format == "yyyy-mm-dd"
    assert (sheet["E3"].value, sheet["E3"].data_type) == ("2018-12", "s")
    assert sheet["A2"].value == "'007"


def test_a_workbook_lists_the_words_that_are_allowed_and_asks_for_them(newsroom):
    tables = [outgoing(ClaimResource()), outgoing(EXPORTS["evidence"]())]
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", *tables)))
    words = list(book["allowed values"].iter_cols(values_only=True))
    assert words[0][:4] == ("claims", "kind", "statistic", "event")
    assert words[1][:5] == ("evidence", "stance", "supports", "refutes", "context")
    assert words[2][:4] == ("evidence", "primary", "true", "false")
    (rule,) = book["claims"].data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("C2:C1048576", "'allowed values'!$A$3:$A$10")
    assert "Write one of: statistic" in rule.error


def test_nothing_is_cut_off_to_fit_into_a_workbook():
    columns = [OutColumn("id"), OutColumn("text")]
    with pytest.raises(workflow.Refused, match="The text of a has 40,000 characters"):
        written("xlsx", Outgoing("claims", columns, [["a", "x" * 40_000]]))
    assert b"x" * 40_000 in written("csv", Outgoing("claims", columns, [["a", "x" * 40_000]]))


@pytest.mark.parametrize("longest", ["x" * 32_767, "😀" * 16_383 + "x"])
def test_a_cell_of_a_workbook_is_as_long_as_a_workbook_counts(tmp_path, longest):
    columns, path = [OutColumn("id"), OutColumn("text")], tmp_path / "book.xlsx"
    path.write_bytes(written("xlsx", Outgoing("claims", columns, [["007", longest]])))
    assert [record.cells for record in open_sheet(path)] == [["007", longest]]
    with pytest.raises(workflow.Refused, match="The text of 007 has 32,768 characters"):
        written("xlsx", Outgoing("claims", columns, [["007", longest + "x"]]))


STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(STORABLE | st.builds("<r>{}</r>".format, STORABLE), min_size=1, max_size=5))
@example(["<r>a & b</r>", "<r><t>seen</t></r>", "<r></r>", "<r> a </r>", "_x000D_", "\ufffe"])
def test_any_text_comes_back_from_a_workbook(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("any") / "book.xlsx"
    columns, rows = [OutColumn("id"), OutColumn("text")], [["a", cell] for cell in cells]
    path.write_bytes(written("xlsx", Outgoing("claims", columns, rows)))
    assert [record.cells for record in open_sheet(path)] == rows
    path.unlink()


def test_one_documents_rows_are_told_from_the_others(newsroom):
    for noun, count in {"claims": 2, "evidence": 2, "claim_reviews": 1, "corrections": 0}.items():
        resource = EXPORTS[noun]()
        rows = resource.of_document(resource.get_queryset(), "report")
        assert len(list(outgoing(resource, rows).rows)) == count
        assert not list(outgoing(resource, resource.of_document(rows, "other")).rows)


@pytest.mark.parametrize("form", FORMATS)
def test_the_templates_can_be_filled_in_and_their_examples_imported(tmp_path, import_sheet, form):
    for noun, resource in RESOURCES.items():
        path = tmp_path / f"{noun}.{form}"
        path.write_bytes(written(form, *template(resource, form)))
        if form == "xlsx":
            assert not list(open_sheet(path))
        sheet = open_sheet(path, sheet="examples")
        assert set(sheet.headers) == set(resource.columns())
        plan = import_sheet(noun, sheet)
        assert (plan.problems, plan.counts["new"] > 0) == ([], True)


def test_a_workbook_holds_no_time_of_its_making(newsroom):
    book = zipfile.ZipFile(io.BytesIO(written("xlsx", outgoing(ClaimResource()))))
    assert {member.date_time for member in book.infolist()} == {(1980, 1, 31, 0, 0, 0)}
    assert b"2000-01-01T00:00:00Z" in book.read("docProps/core.xml")


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_makes_an_empty_newsroom_that_exports_the_same_bytes(
    make_claim, make_document, add_evidence, carl, import_sheet, tmp_path, form
):
    with transaction.atomic():  # and away again: what is left is an empty newsroom
        report = make_document(slug="report", title="=1,000 days", published="2018-12-13")
        for number, words in enumerate(
            ["=1+1", "007", "a\r\nb", "x" * 2_000, "_x000D_", "\u202eb"]
        ):
            claim = make_claim(
                words, public_id=f"0{number}", claimed=["2018", "2018-12-13"][number % 2],
                document=report, quote=words, topics=("roads", "-5")[: number % 3],
                claimant="The Mayor" if number % 2 else "",
            )  # fmt: skip
            add_evidence(claim, title=words[:300], note="“two”\ttabs")
            workflow.add(Annotation(claim=claim, body=words), by=carl)
            seen = Appearance(claim=claim, document=report, quote=words, is_first=False)
            workflow.add(seen, by=carl)
        files = {}
        for noun, resource in RESOURCES.items():
            files[noun] = tmp_path / f"{noun}.{form}"
            files[noun].write_bytes(written(form, outgoing(resource())))
        transaction.set_rollback(True)
    assert not Claim.objects.exists()
    for noun, resource in RESOURCES.items():
        plan = import_sheet(noun, open_sheet(files[noun]))
        assert (plan.problems, plan.counts["changed"]) == ([], 0)
        assert written(form, outgoing(resource())) == files[noun].read_bytes()
        assert import_sheet(noun, open_sheet(files[noun])).counts["new"] == 0
