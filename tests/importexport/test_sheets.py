"""Files of every kind become rows, or a sentence that says where they are broken."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from claims.importexport import Sheet, Unimportable

HEADER = ["id", "text", "note"]
ROWS = [["a", "Bürger, “zwei”", "1;2"], ["b", "line\nbreak\r\n", '"quoted"']]
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def refusal(opened: Callable[..., Sheet]) -> Callable[..., str]:
    def do(data: bytes | str, **options: Any) -> str:
        with pytest.raises(Unimportable) as caught:
            list(opened(data, **options))
        return str(caught.value)

    return do


def rows(sheet: Sheet) -> list[list[str]]:
    return [record.cells for record in sheet]


def as_csv(delimiter: str = ",", newline: str = "\n") -> str:
    out = io.StringIO(newline="")
    rules = {"delimiter": delimiter, "lineterminator": newline, "quoting": csv.QUOTE_ALL}
    csv.writer(out, **rules).writerows([HEADER, *ROWS])
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiters_and_every_kind_of_line_end_are_told_apart(opened, delimiter, newline):
    sheet = opened(as_csv(delimiter, newline))
    assert (sheet.headers, rows(sheet)) == (HEADER, ROWS)
    assert sheet.understood.delimiter == delimiter
    assert sheet.understood.format == ("tsv" if delimiter == "\t" else "csv")


def test_line_ends_of_three_kinds_in_one_file_are_line_ends(opened):
    sheet = opened(b"id,text\ra,b\r\nc,d\ne,f")
    assert [(r.line, *r.cells) for r in sheet] == [(2, "a", "b"), (3, "c", "d"), (4, "e", "f")]
    assert sheet.rows_at_most == 4


def test_a_sheet_can_be_walked_again(opened):
    sheet = opened(as_csv())
    assert rows(sheet) == rows(sheet) == ROWS


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_unicode_encoding_is_read(opened, encoding):
    assert rows(opened(as_csv().encode(encoding))) == ROWS


SAMPLES = [
    ("cp1252", "Bürger zahlen höhere Gebühren für größere Häuser in Köln und Düsseldorf"),
    (
        "cp1250",
        "Žluťoučký kůň šel přes ještě větší řeku, řekl účetní; těžké úkoly čekají v zítřejší "
        "době, kdy děti půjdou do školy, a město zaplatí příští rok další mosty přes řeku.",
    ),
    ("cp1251", "Город построил новый мост через реку за десять миллионов рублей"),
    ("koi8_r", "Город построил новый мост через реку за десять миллионов рублей"),
    ("gb18030", "市政府去年花了一千万元修建新桥，市长在演讲中说"),
    ("big5", "市政府去年花了一千萬元修建新橋，市長在演講中說"),
    ("cp932", "市は昨年、新しい橋に一千万円を費やしたと市長が演説で述べた。カタカナも"),
    ("cp949", "시는 작년에 새 다리에 천만 원을 썼다고 시장이 연설에서 말했다"),
    ("cp1253", "Η πόλη ξόδεψε δέκα εκατομμύρια για τη νέα γέφυρα πέρυσι, είπε ο δήμαρχος"),
    ("cp1256", "قال رئيس البلدية إن المدينة أنفقت عشرة ملايين على الجسر الجديد"),
]


@pytest.mark.parametrize(("encoding", "text"), SAMPLES)
def test_another_encoding_is_guessed_and_the_guess_is_shown_with_a_sample(opened, encoding, text):
    sheet = opened(f"id;text\na;{text}\n".encode(encoding))
    assert rows(sheet) == [["a", text]]
    assert sheet.understood.guessed
    assert sheet.understood.encoding in sheet.notes[0]
    assert text[10:40] in sheet.understood.sample


def test_letters_after_pages_of_ascii_are_in_the_sample(opened):
    sheet = opened(b"id,text\n" + b"a,b\n" * 300_000 + "ä,Gebühren für Häuser\n".encode("cp1252"))
    assert "Gebühren für Häuser" in sheet.understood.sample


def test_a_person_can_say_the_encoding(opened, refusal):
    data = "id,text\na,Žluťoučký kůň\n".encode("cp1250")
    assert rows(opened(data, encoding="cp1250")) == [["a", "Žluťoučký kůň"]]
    assert not opened(data, encoding="cp1250").understood.guessed
    assert refusal(data, encoding="utf-8").startswith("Line 2: some characters cannot be read")
    assert "not the name of an encoding" in refusal(data, encoding="rot13")
    assert "not the name of an encoding" in refusal(data, encoding="klingon")


def test_a_person_can_say_the_delimiter(opened):
    assert rows(opened("a;b,c\nd;e,f\n", delimiter=";")) == [["d", "e,f"]]
    assert rows(opened("a,b\tc\nd,e\tf\n", delimiter="tab")) == [["d,e", "f"]]


def test_the_hint_that_excel_leaves_on_the_first_line_is_heeded(opened):
    sheet = opened("sep=;\nid;text,kind\na;b\n")
    assert sheet.headers == ["id", "text,kind"]
    assert [(record.line, record.cells) for record in sheet] == [(3, ["a", "b"])]


def test_a_row_is_known_by_the_line_of_the_file_on_which_it_begins(opened):
    sheet = opened(b'id,text\n\na,"two\nlines"\n,\nb,c\n')
    assert [record.line for record in sheet] == [3, 6]


def test_names_of_columns_lose_their_blanks(opened):
    assert opened(b"\xef\xbb\xbf ID ,The  Text\na,b\n").headers == ["ID", "The Text"]


def test_a_file_without_a_header_can_be_given_one(opened):
    sheet = opened("a\tb\nc\td\n", headers=["id", "text"])
    assert [(r.line, r.cells) for r in sheet] == [(1, ["a", "b"]), (2, ["c", "d"])]


def test_empty_cells_beyond_the_header_are_forgiven(opened):
    sheet = opened(b"id,text,,\na,b,,\n")
    assert (sheet.headers, list(sheet)) == (["id", "text"], [(2, ["a", "b"], "")])


TITLED = "Our desk (sample)\n\nnot finished\n id ;Text;note\na;b;c\n"


@pytest.mark.parametrize("marks", ["", ";;"])
def test_titles_above_a_table_are_left_out_and_told(opened, marks):
    sheet = opened(TITLED.replace("(sample)", f"(sample){marks}"))
    assert (sheet.headers, list(sheet)) == (["id", "Text", "note"], [(5, ["a", "b", "c"], "")])
    assert sheet.header_line == 4
    assert sheet.notes == [
        "The columns are named on line 4. What stands above it is left out: "
        "“Our desk (sample) not finished”"
    ]


def test_a_person_can_say_which_line_names_the_columns(opened, refusal):
    sheet = opened("desk,2025\nid,text\na,b\n", header_line=2)
    assert (sheet.headers, list(sheet)) == (["id", "text"], [(3, ["a", "b"], "")])
    assert rows(opened(TITLED, header_line="5")) == []
    assert refusal("id,text\n\na,b\n", header_line=2).startswith("Line 2: There is nothing on")
    assert refusal("id,text\n", header_line=900).startswith("Line 900: There is nothing on line")


def test_a_table_of_one_column_has_no_title(opened):
    assert opened("text\nBread, butter\nMilk\n").headers == ["text"]
    assert opened("text\na\nb\n").header_line == 1
    assert opened('text\na,b,c"d"\n"a"b,c,d\n').headers == ["a", "b", 'c"d"']


def test_short_and_long_rows_are_named_and_nothing_of_them_is_lost(opened):
    sheet = opened(b"id,text,note\na\nc,d,e\nf,g,h,i\n")
    assert list(sheet) == [
        (2, ["a", "", ""], "This row has 1 cell, and the header names 3."),
        (3, ["c", "d", "e"], ""),
        (4, ["f", "g", "h,i"], "This row has 4 cells, and the header names 3."),
    ]


def test_formula_guards_are_taken_off(opened):
    assert rows(opened("id,text\n'=1,'tis\n''-2,'\n")) == [["=1", "'tis"], ["'-2", "'"]]


def test_a_million_empty_rows_are_no_rows(opened):
    sheet = opened(b"id,text\na,b\n" + b",\n" * 500_000 + b"\n" * 500_000)
    assert len(list(sheet)) == 1


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b" ,\n,,\n"])
def test_an_empty_file_is_refused(refusal, data):
    assert "The file is empty" in refusal(data)


def test_a_quotation_mark_that_is_never_closed_is_named_by_its_line(refusal):
    said = refusal(b'id,text\na,b\nc,"d\ne,f\n')
    assert said.startswith("Line 3: A quotation mark is opened")


def test_a_quotation_mark_in_the_middle_of_a_cell_is_named_by_its_line(refusal):
    said = refusal(b'id,text\na,"b" c\n')
    assert said.startswith("Line 2: After the quotation mark that closes")


UNQUOTED = (
    'id\ttext\tnote\na\t"We built it," he said\tx\nb\tfive "new" bridges"\ty\nc\t"Never."\tz\n'
)


def test_a_file_written_without_quoting_loses_no_row(opened):
    sheet = opened(UNQUOTED * 1)
    assert rows(sheet) == [
        ["a", '"We built it," he said', "x"],
        ["b", 'five "new" bridges"', "y"],
        ["c", '"Never."', "z"],
    ]
    assert "without quoting" in sheet.notes[0]


def test_tabs_with_quoting_are_read_with_it(opened):
    sheet = opened('"id"\t"text"\na\t"one ""two"""\nb\t"a\tb\nc"\n')
    assert rows(sheet) == [["a", 'one "two"'], ["b", "a\tb\nc"]]


def test_a_cell_of_a_million_characters_is_read_whole(opened):
    cell = "x" * 1_000_000
    assert rows(opened(f"id,text\na,{cell}\n")) == [["a", cell]]


def test_a_cell_beyond_the_limit_is_named_by_line_and_column(refusal):
    said = refusal(b"id,text\na,b\nc," + b"x" * 3_000_000 + b"\nd,e\n")
    assert said.startswith("Line 3, column text: This cell has 3,000,000 characters")


def test_a_cell_of_many_lines_beyond_the_limit_is_named_by_its_line(refusal):
    said = refusal(b'id,text\na,b\nc,"' + b"xxxx\n" * 300_000 + b'"\nd,e\n')
    assert said.startswith("Line 3: A cell in this row has more than 1,000,000 characters")


def test_a_file_beyond_the_limits_is_refused_before_it_is_parsed(opened, refusal, monkeypatch):
    wide = ",".join(f"c{n}" for n in range(501))
    assert "The header names 501 columns" in refusal(wide)
    monkeypatch.setattr("claims.importexport.delimited.MAX_LINES", 3)
    with pytest.raises(Unimportable, match="The file has 5 lines; at most 3"):
        opened(b"id,text\na,b\nc,d\ne,f\n")
    monkeypatch.setattr("claims.importexport.rows.MAX_ROWS", 1)
    monkeypatch.setattr("claims.importexport.delimited.MAX_LINES", 9)
    assert refusal(b"id,text\na,b\nc,d\n").startswith("Line 3: The file has more than 1 rows")
    monkeypatch.setattr("claims.importexport.rows.MAX_BYTES", 10)
    with pytest.raises(Unimportable, match="at most 0 MB"):
        opened(b"id,text\na,b\nc,d\n")


@pytest.mark.parametrize(
    ("start", "what"),
    [(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel file"), (b"%PDF-1.7", "a PDF")],
)
def test_what_is_no_table_is_called_by_its_name(refusal, start, what):
    assert f"This file is {what}" in refusal(start + b"\0" * 100)


def test_bytes_that_are_no_text_are_refused(refusal):
    assert "no text" in refusal(bytes([0, 1, 2, 0xFF, 0xFE, 3]) * 50)


def test_a_broken_byte_is_named_by_its_line(refusal):
    said = refusal(b"\xef\xbb\xbfid,text\na,b\r\nc,\xff\n")
    assert said.startswith("Line 3: some characters cannot be read as utf-8")
    lone = "id,text\na,b\nc,".encode("utf-16-le") + b"\x00\xd8x\x00"
    assert refusal(b"\xff\xfe" + lone).startswith("Line 3: some characters cannot be read")


def test_characters_that_nobody_sees_are_pointed_out(opened):
    sheet = opened("id,text\na,b\nc,\u202edesrever\u202c \x07\n")
    assert "3 characters that nobody sees" in sheet.notes[0]
    assert "the first on line 3" in sheet.notes[0]
    assert opened("id,text\na,“b” – c\u200d\u00e9\n").notes == []


CELLS = st.text(st.characters(codec="utf-8"), max_size=20)


def readable(opened: Any, data: bytes) -> Sheet | None:
    """The sheet, or nothing if it was refused with a sentence; anything else fails the test."""
    refusal = ""
    try:
        sheet = opened(data)
        for record in sheet:
            assert len(record.cells) == len(sheet.headers)
    except Unimportable as error:
        refusal = str(error)
    assert not refusal or refusal.strip().endswith(".")
    assert "Error" not in refusal
    return None if refusal else sheet


@quick
@given(st.binary(max_size=200))
@example(b'a|b\n"')
def test_any_bytes_become_a_sheet_or_a_sentence(opened, data):
    readable(opened, data)


@quick
@given(st.text(alphabet='id,;|\t"\n\r ab', max_size=60))
def test_any_text_of_delimiters_becomes_a_sheet_or_a_sentence(opened, text):
    readable(opened, text.encode())


@quick
@given(st.data(), st.sampled_from(["utf-8", "utf-16", "cp1252", "gb18030"]))
def test_a_mutated_file_becomes_a_sheet_or_a_sentence(opened, data, encoding):
    file = bytearray(as_csv().encode(encoding, "replace"))
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(file)))
        width = data.draw(st.integers(0, 3))
        file[place : place + width] = data.draw(st.binary(max_size=4))
    readable(opened, bytes(file))


@quick
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_what_any_csv_writer_wrote_is_read_again_exactly(opened, table):
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([HEADER, *(["id", *r] for r in table)])
    wanted = [["id", *row] for row in table]
    read = rows(opened(out.getvalue()))
    for got, want in zip(read, wanted, strict=True):
        assert [cell.lstrip("'") for cell in got] == [cell.lstrip("'") for cell in want]
