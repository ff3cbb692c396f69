"""Tables out as one workbook: a sheet a noun, and a sheet of the words that their cells may hold.

Text is written as text, so that no spreadsheet takes it for a formula, a number or a date; a full
date is a date. The same rows give the same bytes.
"""

import re
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import IO, Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from claims.importexport.export_text import guarded_rows
from claims.importexport.formulas import unguarded
from claims.importexport.outgoing import OutColumn, Outgoing
from claims.workflow import Refused

MOST_ROWS = 1_048_575
MOST_CHARACTERS = 32_767
LAST_ROW = 1_048_575
WORDS = "allowed values"
DAY = re.compile(r"(19|20)\d\d-\d\d-\d\d")
"""Dates that every spreadsheet knows; earlier ones stay text."""
MADE = datetime(2000, 1, 1)
"""The same for every workbook: its bytes say what is in it, not when it was made."""
WIDTHS = {"id": 14, "text": 60, "title": 50, "summary": 50, "explanation": 60, "body": 60}
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(tables: Sequence[Outgoing], file: IO[bytes]) -> list[int]:
    """Write the tables; returns the number of rows of each.

    Raises:
        Refused: a cell or a table is larger than a workbook can hold. Nothing is cut off.
    """
    with tempfile.TemporaryDirectory() as folder:
        options = {**OPTIONS, "tmpdir": folder}
        with xlsxwriter.Workbook(file, options) as book:
            book.set_properties({"created": MADE})
            forms = _Forms(book)
            words = _words(tables)
            counts = [_write_sheet(book, table, forms, words) for table in tables]
            _write_words(book, words, forms)
    return counts


class _PlainSheet(Worksheet):
    """XlsxWriter takes text between <r> and </r> for rich text that it has made, and writes its
    tags as they stand. Nothing of ours is rich text."""

    def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:
        self._xml_inline_string(string, True, attributes)


class _Forms:
    """The few ways in which cells look."""

    def __init__(self, book: Any) -> None:
        top = {"bold": True, "bottom": 1, "valign": "top"}
        self.header = book.add_format(top)
        self.readonly = book.add_format(
            {**top, "bold": False, "italic": True, "font_color": "#595959"}
        )
        self.text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})


def _words(tables: Sequence[Outgoing]) -> list[tuple[str, OutColumn]]:
    """Each column with a list of words, by its noun."""
    return [(table.noun, column) for table in tables for column in table.columns if column.words]


def _write_sheet(book: Any, table: Outgoing, forms: _Forms, words: Any) -> int:
    sheet = book.add_worksheet(table.noun, worksheet_class=_PlainSheet)
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, WIDTHS.get(column.name, 18), forms.text)
        _validate(sheet, place, column, words.index((table.noun, column)) if column.words else 0)
    for place, column in enumerate(table.columns):
        form = forms.readonly if column.readonly else forms.header
        sheet.write_string(0, place, column.name, form)
    dates = {place for place, column in enumerate(table.columns) if column.kind == "date"}
    number = 0
    for number, row in enumerate(guarded_rows(table), 1):
        if number > MOST_ROWS:
            raise Refused(
                f"A sheet of a workbook holds at most {MOST_ROWS:,} rows: export the "
                f"{table.noun} as CSV or JSON Lines."
            )
        for place, cell in enumerate(row):
            if not cell:
                continue
            if place in dates and DAY.fullmatch(cell):
                sheet.write_datetime(number, place, date.fromisoformat(cell), forms.day)
            elif len(cell) * 2 > MOST_CHARACTERS < (length := _length(cell)):
                raise Refused(
                    f"The {table.columns[place].name} of {unguarded(row[0])} has {length:,} "
                    f"characters, and a cell of a workbook holds at most {MOST_CHARACTERS:,}: "
                    f"export the {table.noun} as CSV or JSON Lines, where nothing is cut off."
                )
            else:
                sheet.write_string(number, place, cell, forms.text)
    return number


def _length(cell: str) -> int:
    """As a workbook counts: an emoji, which UTF-16 writes as two units, is two characters."""
    return len(cell.encode("utf-16-le")) // 2


def _validate(sheet: Any, place: int, column: OutColumn, number: int) -> None:
    if not column.words or column.readonly:
        return
    letter = xlsxwriter.utility.xl_col_to_name(number)
    sheet.data_validation(
        1,
        place,
        LAST_ROW,
        place,
        {
            "validate": "list",
            "source": f"='{WORDS}'!${letter}$3:${letter}${2 + len(column.words)}",
            "ignore_blank": True,
            "error_title": f"No {column.name} that is known",
            "error_message": f"Write one of: {', '.join(column.words)}."[:255],
        },
    )


def _write_words(book: Any, words: Sequence[tuple[str, OutColumn]], forms: _Forms) -> None:
    sheet = book.add_worksheet(WORDS)
    sheet.freeze_panes(2, 0)
    sheet.set_column(0, max(len(words), 1), 16)
    for place, (noun, _) in enumerate(words):
        sheet.write_string(0, place, noun, forms.readonly)
    for place, (_, column) in enumerate(words):
        sheet.write_string(1, place, column.name, forms.header)
    for row in range(max((len(column.words) for _, column in words), default=0)):
        for place, (_, column) in enumerate(words):
            if row < len(column.words):
                sheet.write_string(2 + row, place, column.words[row])
