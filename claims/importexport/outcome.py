"""What became of a file: counts, changes and problems, row by row."""

from typing import Any, NamedTuple

from import_export.results import Result, RowResult

from claims.importexport.problems import Problem


class Change(NamedTuple):
    """A cell as it was, and as the file has it."""

    column: str
    before: str
    after: str


class Row(RowResult):
    """What became of one row. `changes` is empty for a new row and for an unchanged one."""

    def __init__(self) -> None:
        super().__init__()
        self.line = 0
        self.public_id = ""
        self.problems: list[Problem] = []
        self.changes: list[Change] = []


class Outcome(Result):
    """django-import-export's Result, with all problems by line and column.

    `notes` are whole sentences for the person who brought the file; `basis` is a hash of the
    versions of the rows that the file was compared with.
    """

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.basis = ""

    @property
    def counts(self) -> dict[str, int]:
        return {
            "new": self.totals[Row.IMPORT_TYPE_NEW],
            "changed": self.totals[Row.IMPORT_TYPE_UPDATE],
            "unchanged": self.totals[Row.IMPORT_TYPE_SKIP],
            "refused": self.totals[Row.IMPORT_TYPE_INVALID],
        }

    def has_validation_errors(self) -> bool:
        """Any problem at all, so that nothing of the file is kept."""
        return bool(self.problems) or super().has_validation_errors()


def outcome_of(plan: Any) -> Outcome:
    """A plan with all of its rows, as users of django-import-export know it."""
    outcome = Outcome()
    for row in plan.rows:
        outcome.append_row_result(row)
        outcome.increment_row_result_total(row)
    outcome.total_rows = len(plan.rows)
    told = [problem for row in plan.rows for problem in row.problems]
    outcome.problems = told or list(plan.problems)
    outcome.notes, outcome.basis = list(plan.notes), plan.basis
    return outcome
