"""Tables out as CSV, TSV and JSON Lines, row by row; memory does not grow with them.

What is written is UTF-8, in lines that end in LF, quoted as in RFC 4180. The same rows give the
same bytes.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import IO, Any

from claims.importexport.columns import Names
from claims.importexport.formulas import guarded_column
from claims.importexport.outgoing import OutColumn, Outgoing

MARK = "\ufeff"
"""Without it, Excel and LibreOffice take the letters of a CSV file for another encoding's."""
PIECE = 1_000


def write_csv(table: Outgoing, file: IO[bytes], *, delimiter: str = ",") -> int:
    """Write `table`, formula guards put on; returns the number of rows."""
    lines, number = _Lines(), 0
    writer = csv.writer(lines, delimiter=delimiter, lineterminator="\r\n")
    file.write(MARK.encode())
    writer.writerow(table.headers)
    file.write(lines.taken())
    rows = guarded_rows(table)
    while piece := list(islice(rows, PIECE)):
        writer.writerows(piece)
        file.write(lines.taken())
        number += len(piece)
    return number


def write_tsv(table: Outgoing, file: IO[bytes]) -> int:
    return write_csv(table, file, delimiter="\t")


def write_jsonl(table: Outgoing, file: IO[bytes]) -> int:
    """One object a row: every column is there, a list is a list, true and false are no words."""
    names, number = table.headers, 0
    typed = [(place, c) for place, c in enumerate(table.columns) if c.kind in ("flag", "list")]
    dump = json.JSONEncoder(ensure_ascii=False).encode
    for row in table.rows:
        cells: list[Any] = list(row)
        for place, column in typed:
            cells[place] = _value(column, cells[place])
        file.write((dump(dict(zip(names, cells, strict=True))) + "\n").encode())
        number += 1
    return number


def guarded_rows(table: Outgoing) -> Iterator[Sequence[str]]:
    """Guards where a cell may hold any text."""
    free = [c.kind in ("text", "list") and not c.words for c in table.columns]
    rows = iter(table.rows)
    while piece := list(islice(rows, PIECE)):
        columns = zip(free, zip(*piece, strict=True), strict=True)
        yield from zip(*(guarded_column(c) if f else c for f, c in columns), strict=True)


def _value(column: OutColumn, cell: str) -> Any:
    if column.kind == "flag":
        return cell == "true"
    return sorted(Names().clean(cell)) if column.kind == "list" else cell


class _Lines(list[str]):
    """Takes lines that end in CRLF, so that the writer quotes both, and gives them ending in LF."""

    write = list.append

    def taken(self) -> bytes:
        lines = [line[:-2] for line in self]
        self.clear()
        return "\n".join([*lines, ""]).encode()
