"""A file of any kind that we read, opened as a table. What decides is the content; its name is a
claim about it, and wrong often enough."""

import importlib
import re
from collections.abc import Sequence
from pathlib import Path

from claims.importexport.delimited import Delimited
from claims.importexport.feed import COLUMNS, Feed
from claims.importexport.json_rows import JsonRows
from claims.importexport.rows import Record, Sheet, Understood, refuse_large, refused

__all__ = ["Record", "Sheet", "Understood", "open_sheet"]

WORKBOOKS = "claims.importexport.workbooks"
"""openpyxl takes a while to load: not before the first workbook comes."""
WORKBOOK = b"PK\x03\x04"
JSON = re.compile(rb'(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:(\{)\s*["}]|(\[)\s*[{\]])')
FEED = re.compile(
    rb'"@type"\s*:\s*\[?\s*"(?:ClaimReview|DataFeed)"|"claimReview(?:ed)?"\s*:\s*["\[]'
)
HEAD = 65_536
SAVE = "Open it in a spreadsheet program, save the table as XLSX or CSV UTF-8, and bring that."
UNREAD = (
    (b"\xd0\xcf\x11\xe0", "an old Excel file (XLS), or one with a password"),
    (b"%PDF-", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"{\\rtf", "an RTF file"),
    (b"SQLite format 3\x00", "a database"),
)


def open_sheet(
    path: Path,
    *,
    file_name: str = "",
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
    headers: Sequence[str] = (),
    noun: str = "",
    header_line: int | str = "",
) -> Sheet:
    """The table at `path`. Empty arguments are found out from the file.

    `file_name` is what the person called it; `delimiter` is one character, or its name such as
    tab; `headers` name the columns of a file that has no line for them; `noun` is the sheet to read
    where none is named and there is one that is called so; `header_line` is the line that names the
    columns, if it is not found by itself.

    Raises:
        Unimportable: before anything large is parsed: a limit is passed, or it is no table.
    """
    refuse_large(path.stat().st_size)
    line = int(header_line or 0)
    with path.open("rb") as file:
        head = file.read(HEAD)
    for start, what in UNREAD:
        if head.startswith(start):
            raise refused(f"This file is {what}, which cannot be read here. {SAVE}")
    if head.startswith(WORKBOOK):
        return _workbook(path, file_name, sheet, noun, line)
    if FEED.search(head.replace(b"\x00", b"")) and _json_kind(head):
        return Feed(path, encoding=encoding, sheet=sheet or (noun if noun in COLUMNS else ""))
    if json_kind := _json_kind(head):
        return JsonRows(path, encoding=encoding, is_list=json_kind == "[")
    return Delimited(
        path, encoding=encoding, delimiter=delimiter, headers=headers, header_line=line
    )


def _json_kind(head: bytes) -> str:
    """“{” for objects, one a line; “[” for one list of them; nothing for another file."""
    found = JSON.match(head.replace(b"\x00", b""))
    return (found[1] or found[2]).decode() if found else ""


def _workbook(path: Path, file_name: str, sheet: str, noun: str, line: int) -> Sheet:
    read = importlib.import_module(WORKBOOKS).Workbook
    book: Sheet = read(path, sheet=sheet, rather=noun, header_line=line)
    ending = file_name.rpartition(".")[2].lower()
    if ending in ("csv", "tsv", "txt"):
        book.notes.append(f"The file is named like a {ending.upper()} file but is a workbook.")
    return book
