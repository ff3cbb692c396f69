"""XLSX workbooks, one sheet at a time, row by row."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl.utils import range_boundaries

from claims.importexport.archives import BROKEN_ZIP, DAMAGED, opened
from claims.importexport.problems import Unimportable
from claims.importexport.rows import EMPTY, MAX_CELL, MAX_ROWS, Sheet, Understood, refused
from claims.importexport.workbook_cells import Cell, Cells, Package

OTHERS = (
    ("word/document.xml", "a DOCX document"),
    ("ppt/presentation.xml", "a presentation (PPTX)"),
    ("xl/workbook.bin", "a binary workbook (XLSB)"),
    ("content.xml", "an OpenDocument file (ODS or ODT)"),
    ("Index/Document.iwa", "a Numbers or Pages file"),
    ("manifest.json", "a bundle: bring it with import_bundle"),
)
PARTS = ("[Content_Types].xml", "xl/workbook.xml")
PIECE = 1_000_000
MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
CUT_AT = 32_767
"""Characters that a cell of Excel holds; it cuts what is longer without a word."""
SHOW = "Open the workbook, save it once, and bring it again; or save the sheet as CSV UTF-8."


class Workbook(Sheet):
    """`sheet`: the name of one; where none is named the one called `rather`, or else the first."""

    gaps = True

    def __init__(
        self, path: Path, *, sheet: str = "", rather: str = "", header_line: int = 0
    ) -> None:
        super().__init__(path)
        with opened(path) as archive:
            self._refuse_others(archive.namelist())
            try:
                self.package = Package(archive)
                self.package.read()
            except Exception:  # a parser's own bug, on a file nobody foresaw
                raise refused(f"This workbook cannot be read. {SHOW}") from None
            self.sheets = {
                ws.title: ws._worksheet_path
                for ws in self.package.wb._sheets
                if hasattr(ws, "_worksheet_path")
            }
            self.sheet = self._chosen(sheet, rather)
            self.merged = self._look_through(archive)
        self.headers = self._header(header_line)

    @property
    def understood(self) -> Understood:  # type: ignore[override]
        return Understood("xlsx", sheet=self.sheet, sheets=tuple(self.sheets))

    def records(self) -> Iterator[tuple[int, list[str], str]]:
        for line, cells in self._rows():
            if line <= self.header_line:
                continue
            yield line, _values(cells), self._problem(line, cells)

    def _rows(self) -> Iterator[tuple[int, list[Cell]]]:
        with opened(self.path) as archive, archive.open(self.sheets[self.sheet]) as source:
            parser = Cells(source, self.package)
            rows = parser.parse()
            while True:
                try:
                    line, cells = next(rows)
                except StopIteration:
                    break
                except Exception:
                    raise refused(DAMAGED, parser.row_counter) from None
                if any(cell.problem or cell.text.strip() for cell in cells):
                    self._refuse_long(line, cells)
                    yield line, cells
        self._note(parser)

    def _header(self, wanted: int) -> list[str]:
        try:
            top = ((line, _values(cells)) for line, cells in self._rows())
            return self._find_header(top, wanted)
        except Unimportable as error:
            if error.problems[0].sentence != EMPTY:
                raise
        raise refused(f"The sheet “{self.sheet}” is empty: its first row must name the columns.")

    def _refuse_others(self, names: list[str]) -> None:
        if PARTS[0] in names and PARTS[1] in names:
            return
        kind = next((kind for name, kind in OTHERS if name in names), "a zip archive")
        raise refused(f"This file is {kind}, not a table. Save the sheet as XLSX or CSV UTF-8.")

    def _chosen(self, wanted: str, rather: str) -> str:
        if not self.sheets:
            raise refused(f"This workbook has no sheet that can be read. {SHOW}")
        named = {name.casefold(): name for name in self.sheets}
        if found := named.get((wanted or rather).casefold()):
            return found
        if not wanted:
            return next(iter(self.sheets))
        raise refused(f"The workbook has no sheet “{wanted}”. It has: {', '.join(self.sheets)}.")

    def _look_through(self, archive: Any) -> dict[int, str]:
        """Count rows and find merged cells before anything is parsed. Row → what is merged."""
        rows, merged, end = 0, dict[int, str](), b""
        try:
            with archive.open(self.sheets[self.sheet]) as source:
                while piece := source.read(PIECE):
                    rows += piece.count(b"<row") + piece.count(b":row ")
                    if b"mergeCell" in (piece := end + piece):
                        for found in MERGED.finditer(piece):
                            self._remember(merged, found[1].decode())
                    end = piece[-100:]
        except BROKEN_ZIP:
            raise refused(DAMAGED) from None
        if rows > MAX_ROWS:
            raise refused(
                f"The sheet has {rows:,} rows; at most {MAX_ROWS:,} can be imported at once. "
                "Delete the empty ones at its end, or split it."
            )
        self.rows_at_most = rows
        return merged

    def _remember(self, merged: dict[int, str], place: str) -> None:
        _, first, _, last = range_boundaries(place)
        for row in range(first, min(last, first + MAX_ROWS - len(merged)) + 1):
            merged.setdefault(row, place.replace(":", " to "))

    def _problem(self, line: int, cells: list[Cell]) -> str:
        if line in self.merged:
            return (
                f"The cells {self.merged[line]} are merged, so it is not plain which row and "
                "column their value belongs to: split them."
            )
        for cell in cells:
            if cell.problem and cell.column <= len(self.headers):
                return (
                    f"The cell in column “{self.headers[cell.column - 1]}” {cell.problem}: open "
                    "the workbook, put the value itself there, and save it."
                )
        return ""

    def _refuse_long(self, line: int, cells: list[Cell]) -> None:
        for cell in cells:
            if len(cell.text) > MAX_CELL:
                raise refused(
                    f"A cell in this row has {len(cell.text):,} characters; a cell may have at "
                    f"most {MAX_CELL:,}. Shorten it.",
                    line,
                )
            if len(cell.text) == CUT_AT:
                self._say(
                    f"A cell in row {line:,} holds exactly {CUT_AT:,} characters, the most that "
                    "Excel keeps: its end was probably cut off when the workbook was made."
                )

    def _note(self, parser: Cells) -> None:
        if parser.rounded:
            self._say(
                "Some numbers have more than 15 digits, of which a workbook keeps 15: they are "
                "shown with an E. Format such a column as text and enter its ids again."
            )
        if parser.formulas:
            self._say("The sheet holds formulas. Their values were read, as last computed.")

    def _say(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def _values(cells: list[Cell]) -> list[str]:
    """Without gaps, as long as the last cell that says something."""
    values: list[str] = []
    for cell in cells:
        if cell.text or cell.problem:
            values += [""] * (cell.column - 1 - len(values))
            values[cell.column - 1 :] = [cell.text]
    return values
