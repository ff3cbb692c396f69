"""Files of every kind become a table, or a sentence that says where they are broken."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.importexport import Table, Unimportable, read, write

HEADER = ["id", "text", "note"]
ROWS = [["a", "Bürger, “zwei”", "1;2"], ["b", "line\nbreak", '"quoted"']]


def as_csv(delimiter: str = ",", newline: str = "\n") -> str:
    out = io.StringIO(newline="")
    rules = {"delimiter": delimiter, "lineterminator": newline, "quoting": csv.QUOTE_ALL}
    csv.writer(out, **rules).writerows([HEADER, *ROWS])
    return out.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(Unimportable) as caught:
        read(data)
    return str(caught.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_commas_semicolons_tabs_and_every_kind_of_line_end_are_told_apart(delimiter, newline):
    table = read(as_csv(delimiter, newline).encode())
    assert table.headers == HEADER
    assert [list(row) for row in table] == ROWS


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_unicode_encoding_is_read(encoding):
    assert [list(row) for row in read(as_csv().encode(encoding))] == ROWS


def test_another_encoding_is_guessed_and_the_guess_is_shown():
    table = read("id;text;note\na;Ein Bürger über Gebühren;Größe\n".encode("cp1252"))
    assert list(table[0]) == ["a", "Ein Bürger über Gebühren", "Größe"]
    assert "cp1252" in table.notes[0]


def test_a_row_is_known_by_the_line_of_the_file_on_which_it_begins():
    table = read(b'id,text\n\na,"two\nlines"\n,\nb,c\n')
    assert table.lines == [3, 6]


def test_names_of_columns_forgive_case_and_blanks():
    assert read(b" ID ,Text\na,b\n").headers == ["id", "text"]


def test_empty_cells_beyond_the_header_are_forgiven():
    table = read(b"id,text,,\na,b,,\n")
    assert (table.headers, list(table[0]), table.problems) == (["id", "text"], ["a", "b"], [])


def test_short_and_long_rows_are_named_by_line():
    table = read(b"id,text,note\na,b\nc,d,e\nf,g,h,i\n")
    assert [(problem.line, problem.sentence) for problem in table.problems] == [
        (2, "This row has 2 cells, and the header names 3."),
        (4, "This row has 4 cells, and the header names 3."),
    ]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b" ,\n,,\n"])
def test_an_empty_file_is_refused(data):
    assert "The file is empty" in refusal(data)


def test_a_quotation_mark_that_is_never_closed_is_named_by_its_line():
    assert refusal(b'id,text\na,b\nc,"d\ne,f\n').startswith("Line 3: A quotation mark is opened")


def test_a_quotation_mark_in_the_middle_of_a_cell_is_named_by_its_line():
    assert refusal(b'id,text\na,"b" c\n').startswith("Line 2: After the quotation mark that closes")


def test_a_cell_beyond_the_limit_is_named_by_its_line():
    data = b"id,text\na,b\nc," + b"x" * (csv.field_size_limit() + 1) + b"\n"
    assert refusal(data).startswith(
        "Line 3: A cell in this row has more than 1,000,000 characters."
    )


def test_a_long_cell_within_the_limit_is_read_whole():
    cell = "x" * csv.field_size_limit()
    assert read(f"id,text\na,{cell}\n".encode())[0][1] == cell


def test_a_workbook_is_told_from_a_table():
    assert "save the sheet as CSV" in refusal(b"PK\x03\x04" + b"\0" * 100)


def test_bytes_that_are_no_text_are_refused():
    assert "no text" in refusal(bytes([0, 1, 2, 0xFF, 0xFE, 3]) * 50)


def test_a_broken_byte_in_a_file_that_says_it_is_utf_8_is_named_by_its_line():
    data = b"\xef\xbb\xbfid,text\na,b\nc,\xff\n"
    assert refusal(data).startswith("Line 3: Some characters cannot be read as utf-8")


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_what_is_written_is_read_again_exactly(rows):
    rows = [["id", *row] for row in rows]  # a row of blanks alone is no row
    table = read("".join(write(HEADER, rows)).encode())
    assert [list(row) for row in table] == rows
    assert table.problems == []


def readable(data: bytes) -> Table | None:
    """The table, or nothing if it was refused with a sentence; anything else fails the test."""
    with suppress(Unimportable):
        return read(data)
    assert refusal(data).strip().endswith(".")
    return None


@given(st.binary(max_size=200))
def test_any_bytes_become_a_table_or_a_sentence(data):
    table = readable(data)
    assert table is None or len(table.lines) == len(table)


@given(st.text(alphabet='id,;\t"\n\r ab', max_size=60))
def test_any_text_of_delimiters_becomes_a_table_or_a_sentence(text):
    table = readable(text.encode())
    assert table is None or all(len(row) == len(table.headers) for row in table)
