"""Workbooks as newsrooms have them: every cell as text, and nothing silently wrong."""

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.importexport import Sheet, Unimportable, open_sheet
from claims.importexport.shared_strings import SharedStrings

CONTENT = "xl/worksheets/sheet1.xml"


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """A workbook with these rows; `edit` changes the XML of its first sheet."""

    def make(*rows: list[Any], edit: Any = None, sheets: tuple[str, ...] = ("Data",)) -> Path:
        path = tmp_path / "book.xlsx"
        with xlsxwriter.Workbook(path) as out:
            for name in sheets:
                sheet = out.add_worksheet(name)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        if edit:
            rewrite(path, {CONTENT: edit})
        return path

    return make


def rewrite(path: Path, edits: dict[str, Any]) -> None:
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    for name, edit in edits.items():
        parts[name] = edit(parts.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)


def put(cell: str, xml: str) -> Callable[[bytes], bytes]:
    """Replaces a cell of the sheet's XML."""
    pattern = rf'<c r="{cell}"[^>]*?(/>|>.*?</c>)'
    return lambda data: re.sub(pattern, xml, data.decode(), count=1).encode()


def rows(sheet: Sheet) -> list[list[str]]:
    return [record.cells for record in sheet]


def refusal(path: Path) -> str:
    with pytest.raises(Unimportable) as caught:
        list(open_sheet(path))
    return str(caught.value)


def test_a_workbook_is_read_row_by_row_as_often_as_one_likes(book):
    sheet = open_sheet(book(["id", "text"], ["a", "“b” ü\nc"], ["", ""], ["'=1", " x "]))
    wanted = [(2, ["a", "“b” ü\nc"], ""), (4, ["=1", " x "], "")]
    assert sheet.headers == ["id", "text"]
    assert list(sheet) == list(sheet) == wanted
    assert sheet.rows_at_most >= 3


def test_a_workbook_that_is_called_csv_is_known_for_what_it_is(book):
    sheet = open_sheet(book(["id"], ["a"]), file_name="claims.csv")
    assert (sheet.understood.format, rows(sheet)) == ("xlsx", [["a"]])
    assert "named like a CSV file" in sheet.notes[0]


def test_one_of_several_sheets_is_chosen_by_name(book):
    path = book(["id"], ["a"], sheets=("Claims", "Other"))
    assert open_sheet(path).understood.sheet == "Claims"
    assert open_sheet(path, sheet="other").understood.sheet == "Other"
    assert open_sheet(path).understood.sheets == ("Claims", "Other")
    with pytest.raises(Unimportable, match=r"no sheet “Third”\. It has: Claims, Other"):
        open_sheet(path, sheet="Third")


def test_ids_keep_their_digits(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as out:
        sheet = out.add_worksheet()
        zeros = out.add_format({"num_format": "00000"})
        sheet.write_row(0, 0, ["n"] * 6)
        sheet.write_number(1, 0, 7)
        sheet.write_number(1, 1, 7, zeros)
        sheet.write_number(1, 2, 0.1 + 0.2)
        sheet.write_number(1, 3, 123456789012345)
        sheet.write_string(1, 4, "123456789012345678")
        sheet.write_number(1, 5, 123456789012345678)
    opened = open_sheet(path)
    (cells,) = rows(opened)
    assert cells[:5] == ["7", "00007", "0.3", "123456789012345", "123456789012345678"]
    assert "E+17" in cells[5]
    assert "more than 15 digits" in opened.notes[0]


def test_dates_are_written_as_iso_8601_has_them_and_no_finer_than_they_are_shown(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as out:
        sheet = out.add_worksheet()
        sheet.write_row(0, 0, ["d"] * 5)
        forms = ["yyyy-mm-dd", "d. mmmm yyyy", "mmm\\-yy", "yyyy"]
        for place, form in enumerate(forms):
            sheet.write_datetime(1, place, date(2018, 12, 13), out.add_format({"num_format": form}))
        form = out.add_format({"num_format": "dd/mm/yy hh:mm"})
        sheet.write_datetime(1, 4, datetime(2018, 12, 13, 14, 5), form)
    assert rows(open_sheet(path)) == [
        ["2018-12-13", "2018-12-13", "2018-12", "2018", "2018-12-13 14:05:00"]
    ]


def test_true_and_false_are_words(book):
    assert rows(open_sheet(book(["a", "b"], [True, False]))) == [["true", "false"]]


def test_a_formula_says_what_it_last_came_to(book):
    path = book(["id", "n"], ["a", 1], edit=put("B2", '<c r="B2"><f>1+1</f><v>2</v></c>'))
    sheet = open_sheet(path)
    assert list(sheet) == [(2, ["a", "2"], "")]
    assert "The sheet holds formulas" in sheet.notes[0]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('<c r="B2"><f>1+1</f></c>', "holds a formula that was never computed"),
        ('<c r="B2" t="e"><v>#REF!</v></c>', "holds the error #REF!"),
    ],
)
def test_a_cell_without_a_value_is_named_by_its_column(book, cell, said):
    (record,) = open_sheet(book(["id", "n"], ["a", 1], edit=put("B2", cell)))
    assert f"The cell in column “n” {said}" in record.problem


def test_merged_cells_are_named(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as out:
        sheet = out.add_worksheet()
        sheet.write_row(0, 0, ["id", "text"])
        sheet.write_column(1, 0, ["a", "b", "c"])
        sheet.merge_range("B2:B3", "both")
        sheet.write("B4", "own")
    records = list(open_sheet(path))
    assert ["B2 to B3 are merged" in record.problem for record in records] == [True, True, False]


def test_40_000_characters_in_a_cell_are_read_whole(book):
    long = "x" * 40_000
    path = book(
        ["id"], ["a"], edit=put("A2", f'<c r="A2" t="inlineStr"><is><t>{long}</t></is></c>')
    )
    assert rows(open_sheet(path)) == [[long]]


def test_a_cell_that_was_probably_cut_is_pointed_out(book):
    sheet = open_sheet(book(["id"], ["x" * 32_767]))
    list(sheet)
    assert "row 2 holds exactly 32,767 characters" in sheet.notes[0]


def test_what_xml_cannot_hold_is_unescaped_and_what_looks_like_it_stays(book):
    odd = ["a\rb", "\x07", "_x000D_", "_x005F_", "_x"]
    assert rows(open_sheet(book(["c"] * 5, odd))) == [odd]


def test_a_far_cell_makes_a_long_row_and_no_large_one(book):
    path = book(["id"], ["a"], edit=put("A2", '<c r="XFD2" t="inlineStr"><is><t>x</t></is></c>'))
    (record,) = open_sheet(path)
    assert "This row has 501 cells, and the header names 1" in record.problem


def test_a_workbook_that_is_a_bomb_is_not_opened(book):
    path = book(["id"], ["a"])
    rewrite(path, {"xl/media/image1.bin": lambda _: b"\0" * 20_000_000})
    assert "times its size, so it was not opened" in refusal(path)
    rewrite(path, {f"x/{n}": lambda _: b"" for n in range(5_001)})
    assert "5,0" in refusal(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_with_a_document_type_is_not_opened(book, encoding):
    doctype = (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    )
    path = book(["id"], ["a"])
    rewrite(path, {CONTENT: lambda _: doctype.encode(encoding)})
    assert "defines its own XML entities" in refusal(path)


def test_a_document_type_behind_a_long_comment_is_not_followed(book):
    late = b"<!--" + b"x" * 70_000 + b'--><!DOCTYPE a [<!ENTITY b "c">]>'
    path = book(
        ["id"], ["a"], edit=lambda data: data.replace(b"<worksheet", late + b"<worksheet", 1)
    )
    assert "This workbook cannot be read" in refusal(path)


def test_a_million_empty_rows_are_refused_before_they_are_parsed(book):
    empty = b"".join(b'<row r="%d"/>' % n for n in range(3, 1_000_100))
    path = book(
        ["id"], ["a"], edit=lambda data: data.replace(b"</sheetData>", empty + b"</sheetData>")
    )
    assert "at most 1,000,000 can be imported" in refusal(path)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("word/document.xml", "a DOCX document"),
        ("content.xml", "an OpenDocument file"),
        ("other.txt", "a zip archive"),
    ],
)
def test_another_zip_is_called_by_its_name(tmp_path, name, kind):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(name, "<a/>")
    assert f"This file is {kind}" in refusal(tmp_path / "a.zip")


def test_a_damaged_workbook_is_refused(book, tmp_path):
    data = book(["id"], ["a"]).read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(data[: len(data) // 2])
    assert "damaged" in refusal(tmp_path / "cut.xlsx")


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_mutated_workbook_becomes_a_sheet_or_a_sentence(book, data):
    path = book(["id", "text"], ["a", 1.5], ["b", "x"])
    rewrite(path, {"docProps/core.xml": lambda _: b"<a/>"})  # else as long as the moment it names
    inside = data.draw(st.sampled_from([CONTENT, "xl/styles.xml", "xl/workbook.xml", ""]))

    def mutate(content: bytes) -> bytes:
        changed = bytearray(content)
        for _ in range(data.draw(st.integers(1, 3))):
            place = data.draw(st.integers(0, len(changed)))
            changed[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=4))
        return bytes(changed)

    if inside:
        rewrite(path, {inside: mutate})
    else:
        path.write_bytes(b"PK\x03\x04" + mutate(path.read_bytes()[4:]))
    said = ""
    try:
        for record in open_sheet(path):
            assert len(record.cells) >= 1
    except Unimportable as error:
        said = str(error)
    assert not said or said.endswith(".")


def test_texts_that_do_not_fit_into_memory_are_read_by_number_from_a_file():
    texts = [f"{number} {'ä' * (number % 700)}" for number in range(5_000)]
    texts[700] = "\ud800 half of a pair"
    kept = SharedStrings(texts)
    for number in (0, 255, 256, 700, 4_999, 1, *range(0, 5_000, 97)):
        assert kept[number] == texts[number]
    for number in (5_000, 5_632, -1):
        with pytest.raises(IndexError):
            kept[number]
    with pytest.raises(IndexError):
        SharedStrings()[0]


def test_a_sheet_that_names_a_text_that_is_not_there_is_damaged(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["id", "text"])
        book.worksheets()[0].write_row(1, 0, ["a", "b"])
    rewrite(path, {CONTENT: lambda xml: xml.replace(b"<v>3</v>", b"<v>9</v>")})
    with pytest.raises(Unimportable, match="damaged"):
        list(open_sheet(path))


def test_titles_above_a_table_are_left_out_even_where_they_are_merged(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Data")
        sheet.merge_range("A1:C1", "Our desk (sample)")
        sheet.write_row(2, 0, ["id", "text", "note"])
        sheet.write_row(3, 0, ["a", "b", "c"])
    found = open_sheet(path)
    assert (found.headers, found.header_line) == (["id", "text", "note"], 3)
    assert list(found) == [(4, ["a", "b", "c"], "")]
    assert "The columns are named on line 3." in found.notes[0]
    assert open_sheet(path, header_line=4).headers == ["a", "b", "c"]
    with pytest.raises(Unimportable, match="There is nothing on line 2"):
        open_sheet(path, header_line=2)
