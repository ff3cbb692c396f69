"""What an import would do, found out without writing anything."""

import csv
import io
from collections.abc import Sequence
from typing import IO

from claims.importexport.arrivals import CHANGED, NEW, REFUSED, UNCHANGED, Arrival
from claims.importexport.formulas import guarded
from claims.importexport.outcome import Row
from claims.importexport.problems import Problem
from claims.importexport.spool import Forgotten

SHOWN = 200
"""Rows and problems of a plan that are kept to be shown. The counts are of all."""

IN_MEMORY = 1_000_000
COUNTED = {NEW: "new", CHANGED: "changed", UNCHANGED: "unchanged", REFUSED: "refused"}


class Refusals:
    """The rows that are refused, as a table with the file's columns and one more: `error`.

    The file is CSV in UTF-8 and deleted when it is closed or forgotten; small ones stay in memory.
    """

    def __init__(self, headers: Sequence[str]) -> None:
        self.file: IO[bytes] = Forgotten(IN_MEMORY)
        self._headers = [*headers, "error"]
        self.count = 0

    def add(self, cells: Sequence[str], problems: Sequence[Problem]) -> None:
        if not self.count:
            self._write(self._headers)
        self.count += 1
        self._write([*cells, " ".join(_told(problem) for problem in problems)])

    def _write(self, cells: Sequence[str]) -> None:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(map(guarded, cells))
        self.file.write(line.getvalue().encode(errors="replace"))


def _told(problem: Problem) -> str:
    """Without the line, which the row of another file would not have."""
    return f"{problem.column}: {problem.sentence}" if problem.column else problem.sentence


class Plan:
    """What a file would do to the rows that are there.

    Attributes:
        counts: rows that are new, changed, unchanged and refused.
        new, changed: the first SHOWN of them, as django-import-export's rows.
        problems: the first SHOWN; `problem_count` is of all. Where a problem is the whole file's,
            there are no rows and nothing can be applied.
        notes: whole sentences for the person who brought the file.
        basis: what the file was compared with, for `apply` to be held to.
        rows: every row, if asked for.
        refused: the refused rows as a CSV file with an `error` column, at its beginning.
    """

    def __init__(self, headers: Sequence[str], *, keep_rows: bool = False) -> None:
        self.rows: list[Row] | None = [] if keep_rows else None
        self.counts = {"new": 0, "changed": 0, "unchanged": 0, "refused": 0}
        self.new: list[Row] = []
        self.changed: list[Row] = []
        self.problems: list[Problem] = []
        self.problem_count = 0
        self.notes: list[str] = []
        self.basis = ""
        self.fingerprint = ""
        self.is_whole = True
        self._refusals = Refusals(headers)

    @property
    def refused(self) -> IO[bytes]:
        self._refusals.file.seek(0)
        return self._refusals.file

    @property
    def is_applicable(self) -> bool:
        """Whether the good rows, if not all, could be written: there are some, and the file was
        read to its end."""
        return self.is_whole and self.counts["new"] + self.counts["changed"] > 0

    def refuse_file(self, problems: Sequence[Problem]) -> None:
        self.problem_count += len(problems)
        self.problems += problems[: SHOWN - len(self.problems)]

    def take(self, arrival: Arrival, cells: Sequence[str], columns: list[str]) -> None:
        """Count the row, and keep it if it is among the first of its kind. `cells` are all that
        the file has in it, `columns` those that we read."""
        if self.rows is not None:
            self.rows.append(arrival.row(columns))
        self.counts[COUNTED[arrival.kind]] += 1
        if arrival.kind == REFUSED:
            self.refuse_file(arrival.problems)
            self._refusals.add(cells, arrival.problems)
        elif arrival.kind != UNCHANGED:
            kept = self.new if arrival.kind == NEW else self.changed
            if len(kept) < SHOWN:
                kept.append(arrival.row(columns))


def kept_columns(headers: Sequence[str], columns: dict[str, str] | None) -> list[str | None]:
    """For each header of a file the name of our column, or None where it is left out."""
    if columns is None:
        return [name.strip().lower() for name in headers]
    return [columns.get(name, "") or None for name in headers]
