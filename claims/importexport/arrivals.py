"""A row of a file beside the row that is there."""

from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from claims.importexport.outcome import Change, Row
from claims.importexport.problems import Problem

Values = dict[str, Any]
EMPTY: Any = MappingProxyType({})
"""In place of a dict of its own for each row, which most rows leave empty."""

NEW, CHANGED = Row.IMPORT_TYPE_NEW, Row.IMPORT_TYPE_UPDATE
UNCHANGED, REFUSED = Row.IMPORT_TYPE_SKIP, Row.IMPORT_TYPE_INVALID


class Stored(NamedTuple):
    """A row that is there. `cells` is what an export would write in the columns that a file can
    set; `first` is the number and the version of what hangs on it and has columns of its own, if
    that is there."""

    key: int
    version: int
    cells: tuple[str, ...]
    first: tuple[int, int] | None = None


class StoredRows:
    """Some rows that are there, column by column, with the place of each by its id, which is the
    first cell. Only one that differs from the file is worth being made a row."""

    def __init__(
        self,
        keys: Sequence[int] = (),
        versions: Sequence[int] = (),
        cells: Iterable[tuple[str, ...]] = (),
        firsts: Sequence[tuple[Any, Any]] = (),
    ) -> None:
        self.keys, self.versions, self.cells, self.firsts = keys, versions, list(cells), firsts
        self.places = {row[0]: place for place, row in enumerate(self.cells)}

    def row(self, place: int) -> Stored:
        first = self.firsts[place] if self.firsts and self.firsts[place][0] else None
        return Stored(self.keys[place], self.versions[place], self.cells[place], first)


class Arrival:
    """A row of the file that does not plainly say what is there.

    Attributes:
        values: field → value: all of a new row, what differs of another.
        was: field → cell that is there, of what differs.
        whole: field → value: what the row would be.
    """

    __slots__ = (
        "cells", "changes", "kind", "line", "name", "problems", "shape", "stored", "values",
        "was", "whole",
    )  # fmt: skip

    def __init__(
        self, line: int, name: str, cells: tuple[str, ...], stored: Stored | None, shape: str = ""
    ) -> None:
        self.line, self.name, self.cells = line, name, cells
        self.stored, self.shape = stored, shape
        self.kind = NEW if stored is None else UNCHANGED
        self.values: Values = {}
        self.was: Values = EMPTY
        self.whole: Values = EMPTY
        self.changes: Sequence[Change] = ()
        self.problems: Sequence[Problem] = ()

    def refuse(self, column: str, value: str, said: str) -> None:
        self.problems = *self.problems, Problem(self.line, column, value, said)

    def note(self, attribute: str, change: Change) -> None:
        """What is there under `attribute` would be another."""
        self.was = {**self.was, attribute: change.before}
        self.changes = *self.changes, change

    @property
    def is_written(self) -> bool:
        return self.kind in (NEW, CHANGED)

    def row(self, columns: list[str]) -> Row:
        """As django-import-export tells of a row."""
        row = Row()
        row.line, row.public_id, row.import_type = self.line, self.name, self.kind
        row.row_values = dict(zip(columns, self.cells, strict=True))
        row.changes, row.problems = [*self.changes], [*self.problems]
        if self.problems:
            row.validation_error = ValidationError([str(problem) for problem in self.problems])
        return row
