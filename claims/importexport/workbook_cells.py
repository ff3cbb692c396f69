"""What a cell of a workbook says, as text: openpyxl's parser, with our own reading of each cell.

openpyxl turns every number into a float or an int, fills gaps and forgets formulas. Here a number
keeps the digits of the file, a date is written as ISO 8601 has it, and a cell whose value the
workbook does not hold is told apart from an empty one.
"""

import datetime
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from defusedxml.ElementTree import iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.worksheet._reader import (
    FORMULA_TAG,
    INLINE_STRING,
    SHEET_MAIN_NS,
    VALUE_TAG,
    WorkSheetParser,
)

from claims.importexport.rows import MAX_COLUMNS
from claims.importexport.shared_strings import SharedStrings

ITEM, RUN, TEXT = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("si", "r", "t"))
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
COLUMN = re.compile(r"[A-Z]+")
ZEROS = re.compile(r"0+")
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
EXACT = 10**15
"""Numbers up to here are held by a workbook digit for digit."""


class Cell(NamedTuple):
    """`problem` says why the workbook does not hold the value of this cell."""

    column: int
    text: str
    problem: str = ""


class Package(ExcelReader):
    """An opened workbook: its sheets, styles and shared strings, in our own words."""

    def __init__(self, archive: Any) -> None:
        self.archive = archive
        self.valid_files = archive.namelist()
        self.read_only, self.keep_vba, self.data_only = True, False, True
        self.keep_links = self.rich_text = False
        self.shared_strings = SharedStrings()

    def read_strings(self) -> None:
        part = self.package.find(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        )
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = SharedStrings(_strings(source))


def _strings(source: Any) -> Iterator[str]:
    elements = iterparse(source, events=("start", "end"), forbid_dtd=True)
    _, whole = next(elements)
    for event, element in elements:
        if event == "end" and element.tag == ITEM:
            yield _text(element)
            whole.clear()


def _text(element: Any) -> str:
    """Of a string item: its own text and that of its runs, without what tells its pronunciation."""
    own = [child.text for child in element if child.tag == TEXT]
    runs = [part.text for run in element if run.tag == RUN for part in run if part.tag == TEXT]
    return unescaped("".join(filter(None, own + runs)))


def unescaped(text: str) -> str:
    """`_x000D_` is a carriage return: how a workbook writes what XML cannot (ECMA-376, 22.9.2.19,
    ST_Xstring)."""
    if "_x" not in text:
        return text
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


class Cells(WorkSheetParser):
    """The rows of one sheet: `parse()` yields each row's number with its cells."""

    def __init__(self, source: Any, package: Package) -> None:
        book = package.wb
        super().__init__(
            source,
            package.shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        self.book = book
        self.formats: dict[int, str] = {}
        self.rounded = 0
        self.formulas = 0

    def parse_extensions(self, element: Any) -> None:
        """Of no use to us, and openpyxl warns about each."""

    parse_formatting = parse_column_dimensions = parse_sheet_protection = parse_extensions

    def parse_row(self, row: Any) -> tuple[int, list[Cell]]:
        """Without the heights of rows, which openpyxl remembers."""
        found: tuple[int, list[Cell]] = super().parse_row(row)
        self.row_dimensions.clear()
        return found

    def parse_cell(self, element: Any) -> Cell:
        place = element.get("r")
        if place:
            found = COLUMN.match(place)
            self.col_counter = column_index_from_string(found[0]) if found else 0
        else:
            self.col_counter += 1
        column = min(max(self.col_counter, 1), MAX_COLUMNS + 1)
        kind, value = element.get("t", "n"), element.findtext(VALUE_TAG)
        has_formula = element.find(FORMULA_TAG) is not None
        self.formulas += has_formula
        if kind == "inlineStr":
            inline = element.find(INLINE_STRING)
            return Cell(column, "" if inline is None else _text(inline))
        if value is None:
            said = "holds a formula that was never computed" if has_formula else ""
            return Cell(column, "", said)
        if kind == "s":
            return Cell(column, self.shared_strings[int(value)])
        if kind == "e":
            return Cell(column, value, f"holds the error {value}")
        return Cell(column, self._plain(kind, value, int(element.get("s", 0))))

    def _plain(self, kind: str, value: str, style: int) -> str:
        if kind == "str":
            return unescaped(value)
        if kind == "b":
            return "true" if value == "1" else "false"
        if kind == "d":
            return self._date(from_ISO8601(value), style)
        if style in self.date_formats:
            try:
                moment = from_excel(
                    float(value), self.epoch, timedelta=style in self.timedelta_formats
                )
            except (OverflowError, ValueError):
                return value
            return self._date(moment, style)
        return self._number(value, style)

    def _number(self, value: str, style: int) -> str:
        try:
            number = float(value)
        except ValueError:
            return value
        if number.is_integer() and abs(number) < EXACT:
            whole = str(int(number))
            form = self._format(style)
            return whole.zfill(len(form)) if ZEROS.fullmatch(form) else whole
        if value.lstrip("-").isdigit():
            return value  # written digit for digit, by no spreadsheet program
        if abs(number) >= EXACT:
            self.rounded += 1
            return value
        return f"{number:.15g}"

    def _date(self, moment: Any, style: int) -> str:
        """A day, or as much of it as the cell shows."""
        if not isinstance(moment, datetime.datetime):
            return str(moment)
        if moment.time() != datetime.time():
            return moment.isoformat(sep=" ", timespec="seconds")
        form = LITERAL.sub("", self._format(style)).lower()
        if "d" not in form and "y" in form:
            return moment.strftime("%Y-%m") if "m" in form else moment.strftime("%Y")
        return moment.date().isoformat()

    def _format(self, style: int) -> str:
        if style not in self.formats:
            number = self.book._cell_styles[style].numFmtId
            if number < BUILTIN_FORMATS_MAX_SIZE:
                self.formats[style] = BUILTIN_FORMATS.get(number, "General")
            else:
                self.formats[style] = self.book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE]
        return self.formats[style]
