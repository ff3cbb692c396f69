"""Tables out in the format that is asked for."""

import importlib
from collections.abc import Callable, Sequence
from typing import IO

from claims.importexport.export_text import write_csv, write_jsonl, write_tsv
from claims.importexport.outgoing import Outgoing

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl; charset=utf-8",
}
"""By format, which is also the ending of a file's name. CSV: RFC 7111; TSV: IANA; JSON Lines has
no registered type, this is the one that jsonlines.org proposes."""
TEXTS: dict[str, Callable[[Outgoing, IO[bytes]], int]] = {
    "csv": write_csv,
    "tsv": write_tsv,
    "jsonl": write_jsonl,
}
WORKBOOK = "claims.importexport.export_workbook"


def write_tables(tables: Sequence[Outgoing], file: IO[bytes], form: str) -> list[int]:
    """Write `tables` to `file` in a format of MEDIA_TYPES; returns the number of rows of each.

    Only a workbook holds several.

    Raises:
        Refused: the format cannot hold a cell or a table whole.
    """
    if form == "xlsx":
        counts: list[int] = importlib.import_module(WORKBOOK).write_workbook(tables, file)
        return counts
    return [TEXTS[form](table, file) for table in tables]
