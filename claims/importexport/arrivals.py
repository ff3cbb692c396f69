"""A row of a file beside the row that is there."""

from typing import Any, NamedTuple

from claims.importexport.outcome import Row
from claims.importexport.problems import Problem

Values = dict[str, Any]


class Stored(NamedTuple):
    """A row that is there. `cells` is what an export would write in the columns of the file, and
    `others` in those that it leaves out; `first` is the number and the version of what hangs on
    it and has columns of its own, if that is there."""

    key: int
    version: int
    cells: tuple[str, ...]
    first: tuple[int, int] | None = None
    others: tuple[str, ...] = ()


class Arrival:
    """A row of the file that is not plainly the one that is there."""

    __slots__ = ("cells", "line", "name", "record", "row", "stored", "values", "was", "whole")

    def __init__(self, record: Any, cells: tuple[str, ...], stored: Stored | None) -> None:
        self.record, self.line, self.cells, self.stored = record, record.line, cells, stored
        self.name = ""
        self.values: Values = {}  # field → value: all of a new row, what differs of another
        self.was: Values = {}  # field → cell that is there, of what differs
        self.whole: Values = {}  # field → value: what the row would be
        self.row = Row()
        self.row.line = record.line

    def refuse(self, column: str, value: str, said: str) -> None:
        self.row.problems.append(Problem(self.line, column, value, said))

    @property
    def refused(self) -> set[str]:
        return {problem.column for problem in self.row.problems}
