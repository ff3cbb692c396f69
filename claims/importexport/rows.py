"""A table on its way in, whatever the format: how its rows arrive, and how large it may be.

The limits are looked at before anything large is parsed. They are generous to newsrooms and
stop what is built to exhaust a machine.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from itertools import islice, takewhile
from pathlib import Path
from typing import NamedTuple

from claims.importexport.formulas import GUARD, unguarded
from claims.importexport.problems import Problem, Unimportable, shortened

MAX_BYTES = 100_000_000
MAX_ROWS = 1_000_000
MAX_LINES = 5_000_000
"""Cells may hold lines; rows are counted on the way."""
MAX_COLUMNS = 500
LOOKED_AT = 20
"""Rows at the top of a table among which the one is looked for that names the columns."""
TITLED = 3
"""Cells that a row needs to be taken for the names of columns below a title."""
MAX_CELL = 1_000_000
"""Characters. Columns that we leave out, such as another system's full texts, may be long."""


EMPTY = "The file is empty: its first line must name the columns."


class Understood(NamedTuple):
    """What we made of a file, for a person to confirm or to change.

    `format` is csv, tsv, xlsx, jsonl or claimreview; `encoding` is empty for a workbook. `guessed`:
    nothing in the file says the encoding, so `sample` deserves a look. `delimiter` is one character
    or empty. `sheet` is the one that is read, of `sheets`.
    """

    format: str
    encoding: str = ""
    guessed: bool = False
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    sample: str = ""


class Record(NamedTuple):
    """One row: `line` is where it begins in the file, or its row in a workbook. `cells` are as
    many as the headers, formula guards taken off. `problem` is a whole sentence where the row's
    shape is wrong; what a long row has too much then stands in its last cell."""

    line: int
    cells: list[str]
    problem: str = ""


class Sheet(ABC):
    """A table that can be walked any number of times and never holds its rows in memory.

    Attributes:
        headers: names of the columns as the file has them, without blanks around.
        understood: see there.
        notes: whole sentences for the person who brought the file.
        rows_at_most: an upper bound, known without parsing, for a progress bar.
        header_line: the line that names the columns, 0 where none does.
    """

    headers: list[str]
    understood: Understood
    rows_at_most: int
    header_line = 1
    gaps = False  # whether empty cells at the end of a row need not be there
    guards = True  # whether cells stand behind an apostrophe where a spreadsheet would run them

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notes: list[str] = []

    @cached_property
    def sha256(self) -> str:
        """Of the file's bytes."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @abstractmethod
    def records(self) -> Iterator[tuple[int, list[str], str]]:
        """Each row that is not blank: the line on which it begins, its cells as they stand, and
        what is wrong with it."""

    def __iter__(self) -> Iterator[Record]:
        """Raises Unimportable where the file cannot be told apart into rows any further."""
        width, guards = len(self.headers), self.guards
        for number, (line, cells, problem) in enumerate(self.records(), 1):
            if number > MAX_ROWS:
                raise refused(
                    f"The file has more than {MAX_ROWS:,} rows, which is the most that can be "
                    "imported at once: split it.",
                    line,
                )
            if len(cells) != width:
                cells, shape = self._shaped(cells)
                problem = problem or shape
            if guards and GUARD in "".join(cells):
                cells = [unguarded(c) if c[:1] == GUARD else c for c in cells]
            yield Record(line, cells, problem)

    def _find_header(self, top: Iterator[tuple[int, list[str]]], wanted: int) -> list[str]:
        """The names of the columns, of the first rows: those on line `wanted`, or else of the first
        row, unless that is a title above a table.

        Raises:
            Unimportable: there is none, or nothing on that line.
        """
        rows = list(islice(top, 1))
        if not rows:
            raise refused(EMPTY)
        line = wanted or rows[0][0]
        if wanted > rows[0][0]:
            rows += takewhile(lambda row: row[0] <= wanted, top)
        elif not wanted and _filled(rows[0][1]) == 1:
            # What is wrong with a row is told when it is its turn.
            with suppress(Unimportable):
                for number, cells in islice(top, LOOKED_AT):
                    rows.append((number, cells))
                    if _filled(cells) >= TITLED:
                        line = number
                        break
        names = dict(rows).get(line)
        if names is None:
            raise refused(f"There is nothing on line {line:,} that could name the columns.", line)
        self.header_line = line
        if line != rows[0][0]:
            above = " ".join(" ".join(cells) for number, cells in rows if number < line).split()
            self.notes.append(
                f"The columns are named on line {line:,}. What stands above it is left out: "
                f"“{shortened(' '.join(above))}”"
            )
        return named(names, line)

    def _shaped(self, cells: list[str]) -> tuple[list[str], str]:
        """As many cells as the header names, and what is wrong."""
        width = len(self.headers)
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        found = len(cells)
        if found == width or (self.gaps and found < width):
            return cells + [""] * (width - found), ""
        are = "cell" if found == 1 else "cells"
        problem = f"This row has {found:,} {are}, and the header names {width:,}."
        if found > width:
            between = self.understood.delimiter or " "
            cells = [*cells[: width - 1], between.join(cells[width - 1 :])]
        return cells + [""] * (width - found), problem


def _filled(cells: Iterable[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def refused(sentence: str, line: int = 0, column: str = "") -> Unimportable:
    return Unimportable([Problem(line, column, "", sentence)])


def refuse_large(size: int) -> None:
    """Before a file is read: refuse one of more than MAX_BYTES.

    Raises:
        Unimportable: says how large it may be.
    """
    if size > MAX_BYTES:
        raise refused(
            f"The file has {size / 1e6:,.0f} MB; at most {MAX_BYTES / 1e6:,.0f} MB can be "
            "imported at once: split it."
        )


def named(header: list[str], line: int = 1) -> list[str]:
    """The names of the columns, without those that are empty at the end.

    Raises:
        Unimportable: there are none, or more than MAX_COLUMNS.
    """
    names = [" ".join(name.replace("\ufeff", "").split()) for name in header]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise refused(EMPTY)
    if len(names) > MAX_COLUMNS:
        raise refused(
            f"The header names {len(names):,} columns; at most {MAX_COLUMNS} can be read. Delete "
            "those that you do not need.",
            line,
        )
    return names
