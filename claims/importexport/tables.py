"""A file of comma-separated values to a table, and back.

The bytes may be in any encoding that `reading.encodings` knows; commas, semicolons and tabs
are told apart by the header. What is written is UTF-8 with LF, quoted as in RFC 4180.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from tablib import Dataset

from claims.importexport.formulas import guarded, unguarded
from claims.importexport.problems import Problem, Unimportable
from claims.reading.blocks import Unreadable
from claims.reading.encodings import Decoded, decode

MAX_BYTES = 20_000_000
DELIMITERS = ",;\t"
NEEDS_QUOTES = re.compile(r'[",\r\n]|^\s|\s$')
WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class Table(Dataset):
    """A tablib Dataset that knows where in its file each row stands.

    Attributes:
        lines: for each row, the line on which it begins; the header is line 1 as a rule.
        problems: what is wrong with the rows' shape. Such rows are filled up or cut.
        notes: whole sentences for the person, such as which encoding was guessed.
    """

    def __init__(self, headers: list[str]) -> None:
        super().__init__(headers=headers)
        self.lines: list[int] = []
        self.problems: list[Problem] = []
        self.notes: list[str] = []


def read(data: bytes) -> Table:
    """The table in `data`, formula guards taken off.

    Raises:
        Unimportable: the file is no table, or a part of it cannot be told from the next.
    """
    decoded = _decoded(data)
    delimiter = _delimiter(decoded.text)
    records = _records(decoded.text, delimiter)
    try:
        line, header = next(records)
    except StopIteration:
        raise _refused("The file is empty: its first line must name the columns.") from None
    while header and not header[-1].strip():
        header.pop()
    table = Table([name.strip().lower() for name in header])
    if decoded.guessed:
        table.notes.append(
            f"The file does not say how its letters are encoded. It was read as "
            f"{decoded.encoding}: look at words with accents before you go on."
        )
    for line, record in records:
        _append(table, line, record)
    return table


def write(headers: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The lines of the file, one row at a time, formula guards put on."""
    yield _line(headers)
    for row in rows:
        yield _line(guarded(str(cell)) for cell in row)


def _line(cells: Iterable[str]) -> str:
    quoted = (
        f'"{c.replace(chr(34), chr(34) * 2)}"' if NEEDS_QUOTES.search(c) else c for c in cells
    )
    return ",".join(quoted) + "\n"


def _refused(sentence: str, line: int = 0) -> Unimportable:
    return Unimportable([Problem(line, "", "", sentence)])


def refuse_large(size: int) -> None:
    """Before a file is read: refuse one of more than MAX_BYTES.

    Raises:
        Unimportable: says how large it may be.
    """
    if size > MAX_BYTES:
        raise _refused(
            f"The file has {size / 1e6:,.0f} MB; at most {MAX_BYTES / 1e6:,.0f} MB can be "
            "imported at once: split it."
        )


def _decoded(data: bytes) -> Decoded:
    refuse_large(len(data))
    if data.startswith(WORKBOOK):
        raise _refused("This is a workbook, not a CSV file: save the sheet as CSV UTF-8.")
    # What we wrote ourselves is read without a doubt. ASCII in UTF-16 is valid UTF-8 as well, but
    # every second byte of it is NUL; a stray NUL is an error of its cell.
    if data.count(0) * 4 <= len(data):
        with suppress(UnicodeDecodeError):
            return Decoded(data.decode("utf-8-sig"), "utf-8")
    try:
        decoded = decode(data)
    except Unreadable:
        raise _refused("These bytes are no text: save the table as CSV UTF-8.") from None
    if decoded.damaged:
        place = decoded.text.index("\ufffd")
        raise _refused(
            f"Some characters cannot be read as {decoded.encoding}: save the file as CSV UTF-8.",
            decoded.text.count("\n", 0, place) + 1,
        )
    return decoded


def _delimiter(text: str) -> str:
    """The one that cuts the first line into the most cells; a comma where none does."""
    first = text.lstrip("\r\n").split("\n", 1)[0].split("\r", 1)[0]
    return max(DELIMITERS, key=lambda mark: (first.count(mark), -DELIMITERS.index(mark)))


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _refused(_why(error), begins) from None
        if any(cell.strip() for cell in record):
            yield begins, record
        begins = reader.line_num + 1


def _why(error: csv.Error) -> str:
    """What Python's reader means."""
    said = str(error)
    if "unexpected end" in said:
        return "A quotation mark is opened in this row and never closed."
    if "field limit" in said:
        return (
            f"A cell in this row has more than {csv.field_size_limit():,} characters. Shorten "
            "it, or look for a quotation mark that is opened and never closed."
        )
    return (
        "After the quotation mark that closes a cell, neither the next cell nor the next line "
        "begins. Inside a cell, a quotation mark is written twice."
    )


def _append(table: Table, line: int, record: list[str]) -> None:
    width = len(table.headers)
    while len(record) > width and not record[-1].strip():
        record.pop()
    if len(record) != width:
        table.problems.append(
            Problem(
                line, "", "", f"This row has {len(record)} cells, and the header names {width}."
            )
        )
        record = [*record, *[""] * (width - len(record))][:width]
    table.append([unguarded(cell) for cell in record])
    table.lines.append(line)
