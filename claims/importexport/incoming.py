"""A file on its way in, row by row: what each cell means, what it would change, what is wrong."""

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from tablib import Dataset

from claims import workflow
from claims.importexport.columns import as_text
from claims.importexport.outcome import Change, Row
from claims.importexport.problems import Problem
from claims.importexport.validation import broken_rules
from claims.models.noun import UNSTORABLE
from claims.workflow import log

BATCH = 500
Values = dict[str, Any]


class Incoming:
    """The rows of one file for one resource, compared with the rows that are there.

    Attributes:
        basis: a hash of the versions of those rows; another one means that somebody wrote since.
    """

    def __init__(self, resource: Any, dataset: Dataset, file_name: str) -> None:
        self.resource, self.fields = resource, resource.get_import_fields()
        self.file_name = UNSTORABLE.sub("", file_name or "a file")[:200]
        self.lines = getattr(dataset, "lines", None) or range(2, len(dataset) + 2)
        self.misshapen = {problem.line: problem for problem in getattr(dataset, "problems", [])}
        self.met: dict[str, int] = {}
        self.existing = self._existing(dataset)
        versions = sorted((name, resource.versions(row)) for name, row in self.existing.items())
        self.basis = hashlib.sha256(log.canonical(versions)).hexdigest()

    def _existing(self, dataset: Dataset) -> dict[str, Any]:
        place, key = dataset.headers.index("id"), self.resource.key
        ids = sorted({as_text(row[place]).strip() for row in dataset})
        ids = [public_id for public_id in ids if not UNSTORABLE.search(public_id)]
        found: dict[str, Any] = {}
        for start in range(0, len(ids), BATCH):
            batch = {f"{key}__in": ids[start : start + BATCH]}
            found |= {getattr(r, key): r for r in self.resource.get_queryset().filter(**batch)}
        return found

    def take(self, number: int, cells: dict[str, str]) -> Row:
        """Write row `number`, counted from 1, or leave its problems in the result.

        Raises:
            NotAllowed: the person may not write this noun, in this row or in any other.
        """
        row = Row()
        row.line, row.row_values = self.lines[number - 1], cells
        if row.line in self.misshapen:
            row.problems.append(self.misshapen[row.line])
        else:
            try:
                self._take(row, cells)
            except workflow.NotAllowed:
                raise
            except workflow.Refused as refusal:
                row.problems.append(Problem(row.line, "", "", str(refusal)))
        if row.problems:
            order = [field.column_name for field in self.fields]
            row.problems.sort(key=lambda p: order.index(p.column) if p.column else -1)
            row.import_type = Row.IMPORT_TYPE_INVALID
            row.validation_error = ValidationError([str(problem) for problem in row.problems])
        return row

    def _take(self, row: Row, cells: dict[str, str]) -> None:
        values = self._values(row, cells)
        row.public_id = values.pop(self.resource.key, "")
        self._meet(row)
        instance = self.existing.get(row.public_id)
        if instance is None:
            row.import_type = Row.IMPORT_TYPE_NEW
        else:
            values = self._changes(row, cells, instance, values)
            row.import_type = Row.IMPORT_TYPE_UPDATE if values else Row.IMPORT_TYPE_SKIP
        if row.problems:
            self._look_further(row, cells, instance, values)
        elif row.import_type != Row.IMPORT_TYPE_SKIP:
            self._write(row, cells, instance, values)

    def _values(self, row: Row, cells: dict[str, str]) -> Values:
        """Attribute → value of every cell that can be read; the others become problems."""
        values: Values = {}
        for field in self.fields:
            cell = cells.get(field.column_name)
            if cell is None:
                continue
            try:
                if UNSTORABLE.search(cell):
                    raise ValueError("It holds a character that cannot be stored: take it out.")
                values[field.attribute] = field.widget.clean(cell, row=cells)
            except ValueError as error:
                row.problems.append(Problem(row.line, field.column_name, cell, str(error)))
        return values

    def _meet(self, row: Row) -> None:
        if row.public_id in self.met:
            said = f"Line {self.met[row.public_id]} has this id already: give each row its own."
            row.problems.append(Problem(row.line, "id", row.public_id, said))
        elif row.public_id:
            self.met[row.public_id] = row.line

    def _changes(self, row: Row, cells: dict[str, str], instance: Any, values: Values) -> Values:
        """Of `values`, what differs from the row that is there."""
        changes = {}
        for field in self.fields:
            name, column = field.attribute, field.column_name
            if name not in values or values[name] == (before := field.get_value(instance)):
                continue
            changes[name] = values[name]
            row.changes.append(Change(column, field.widget.render(before), cells[column]))
            if name in self.resource.fixed:
                said = f"The row with this id belongs to another {column}: give this one a new id."
                row.problems.append(Problem(row.line, column, cells[column], said))
        return changes

    def _write(self, row: Row, cells: dict[str, str], instance: Any, values: Values) -> None:
        reason = f"Imported from {self.file_name}, line {row.line}."
        try:
            with transaction.atomic():  # a row whose second half is refused leaves no first half
                if instance is None:
                    row.public_id = self.resource.add(row.public_id, values, reason).public_id
                else:
                    self.resource.edit(instance, values, reason)
        except ValidationError as error:
            self._look_further(row, cells, instance, values)
            if not row.problems:
                row.problems.append(Problem(row.line, "", "", " ".join(error.messages)))

    def _look_further(self, row: Row, cells: dict[str, str], instance: Any, values: Values) -> None:
        """Add what the models' rules say about the cells that are not refused already."""
        columns = {field.attribute: field.column_name for field in self.fields}
        refused = {problem.column for problem in row.problems}
        for draft, prefix in self.resource.drafts(instance, row.public_id, values):
            skip = {name.removeprefix(prefix) for name in columns if columns[name] in refused}
            if f"{prefix}claim" not in columns:
                skip.add("claim")  # the draft hangs on the row's own claim, which is not there yet
            for name, said in broken_rules(draft, apart_from=skip):
                column = columns.get(prefix + name, "")
                row.problems.append(Problem(row.line, column, cells.get(column, ""), said))
