"""Rows in, rows out: what the five nouns have in common.

django-import-export's Resource is the door: `import_data(dataset, dry_run=…, user=…)` and
`export(queryset)` work as its users know them. Behind it a row is written by the workflow's
`add` and `edit` only, so rights, versions, rules and the log hold for a file as for a person.
A file is imported whole or not at all, and its problems are named all at once.
"""

import copy
from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from import_export import resources
from import_export.instance_loaders import BaseInstanceLoader
from tablib import Dataset

from claims import workflow
from claims.importexport import header
from claims.importexport.columns import as_text
from claims.importexport.outcome import Change, Outcome, Row
from claims.importexport.problems import Problem, Unimportable
from claims.importexport.validation import broken_rules
from claims.models.noun import UNSTORABLE, new_public_id
from claims.workflow import log
from claims.workflow.permission import require

BATCH = 500
Values = dict[str, Any]


class NounResource(resources.Resource):
    """A noun's rows. Subclasses declare the columns, in the order of fixtures/README.md."""

    model: ClassVar[Any]
    key: ClassVar[str] = "public_id"  # the field behind the column `id`
    optional: ClassVar[frozenset[str]] = frozenset()  # columns that a file may leave out
    fixed: ClassVar[frozenset[str]] = frozenset()  # fields that a file never changes

    class Meta:
        instance_loader_class = BaseInstanceLoader

    @classmethod
    def get_result_class(cls) -> type[Outcome]:
        return Outcome

    @classmethod
    def get_row_result_class(cls) -> type[Row]:
        return Row

    @classmethod
    def get_display_name(cls) -> str:
        return str(cls.model._meta.verbose_name_plural)

    @classmethod
    def columns(cls) -> list[str]:
        """What a file for this noun holds, in order."""
        return [field.column_name for field in cls.fields.values() if not field.readonly]

    @classmethod
    def export_only(cls) -> list[str]:
        """What an export says besides, and an import leaves alone."""
        return [field.column_name for field in cls.fields.values() if field.readonly]

    def get_import_fields(self) -> list[Any]:
        return [field for field in self.fields.values() if not field.readonly]

    def get_queryset(self) -> Any:
        """In the order of entry, so that an import into an empty database keeps it."""
        return self.model._default_manager.order_by("pk")

    def of_document(self, queryset: Any, slug: str) -> Any:
        """Of the rows, those that belong to one document."""
        raise NotImplementedError

    def export_resource(self, instance: Any, **kwargs: Any) -> list[str]:
        if progress := kwargs.pop("progress", None):
            progress(1)
        return super().export_resource(instance, **kwargs)

    # A file in ----------------------------------------------------------------------------

    def import_data(  # type: ignore[override]
        self,
        dataset: Dataset,
        dry_run: bool = False,
        raise_errors: bool = False,
        use_transactions: bool | None = None,
        collect_failed_rows: bool = False,
        rollback_on_validation_errors: bool = True,
        **kwargs: Any,
    ) -> Outcome:
        """Import `dataset` for `user`, or with `dry_run` only find out what would happen.

        Keyword Args:
            user: whose rights count, and whose name the log holds.
            file_name: the log says that a change came from it.
            progress: called with 1 after each row.

        Raises:
            NotAllowed: `user` may not import this noun, or not write it.
            Unimportable: with `raise_errors`, if there is any problem.
        """
        self.user = kwargs.get("user")
        noun = self.model._meta.model_name
        require(self.user, f"import_{noun}", f"import {self.get_display_name()}")
        problems = header.problems(
            dataset.headers or [], self.columns(), self.export_only(), self.optional
        )
        if problems:
            outcome = Outcome()
            outcome.problems = problems
        else:
            with log.writing():
                outcome = super().import_data(
                    dataset, dry_run, False, True, collect_failed_rows, True, **kwargs
                )
        for error in outcome.base_errors:  # what the stock loop swallows outside of rows
            raise error.error
        if raise_errors and outcome.problems:
            raise Unimportable(outcome.problems)
        return outcome

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        self.lines = getattr(dataset, "lines", None) or range(2, len(dataset) + 2)
        self.misshapen = {problem.line: problem for problem in getattr(dataset, "problems", [])}
        self.met: dict[str, int] = {}
        self.progress = kwargs.get("progress")
        self.file_name = UNSTORABLE.sub("", kwargs.get("file_name") or "a file")[:200]
        for field in self.get_import_fields():
            getattr(field.widget, "known", {}).clear()
        self.existing = self._existing(dataset)

    def after_import(self, dataset: Dataset, result: Outcome, **kwargs: Any) -> None:
        result.problems = [problem for row in result.rows for problem in row.problems]
        result.notes = list(getattr(dataset, "notes", []))
        ignored = [name for name in self.export_only() if name in dataset.headers]
        if ignored:
            result.notes.append(f"Left alone, because no file can set it: {', '.join(ignored)}.")

    def _existing(self, dataset: Dataset) -> dict[str, Any]:
        place = dataset.headers.index("id")
        ids = sorted({as_text(row[place]).strip() for row in dataset})
        ids = [public_id for public_id in ids if not UNSTORABLE.search(public_id)]
        found: dict[str, Any] = {}
        for start in range(0, len(ids), BATCH):
            rows = self.get_queryset().filter(**{f"{self.key}__in": ids[start : start + BATCH]})
            found |= {getattr(row, self.key): row for row in rows}
        return found

    # A row in -----------------------------------------------------------------------------

    def import_row(self, row: dict[str, Any], instance_loader: Any, **kwargs: Any) -> Row:
        result = Row()
        result.line = self.lines[kwargs["row_number"] - 1]
        result.row_values = cells = {name: as_text(cell) for name, cell in row.items()}
        try:
            self._import(cells, result)
        except workflow.NotAllowed:
            raise
        except workflow.Refused as refusal:
            result.problems.append(Problem(result.line, "", "", str(refusal)))
        if result.problems:
            result.import_type = Row.IMPORT_TYPE_INVALID
            result.validation_error = ValidationError([str(p) for p in result.problems])
        if self.progress:
            self.progress(1)
        return result

    def _import(self, cells: dict[str, str], result: Row) -> None:
        """Write the row, or leave its problems in `result`."""
        if result.line in self.misshapen:
            result.problems.append(self.misshapen[result.line])
            return
        values, result.problems = self._values(cells, result.line)
        public_id = values.pop(self.key, "")
        instance = self.existing.get(public_id)
        self._meet(public_id, result)
        changes = values if instance is None else self._changes(instance, values, cells, result)
        reason = f"Imported from {self.file_name}, line {result.line}."
        result.import_type = Row.IMPORT_TYPE_NEW if instance is None else Row.IMPORT_TYPE_UPDATE
        result.public_id = public_id
        if instance is not None and not changes and not result.problems:
            result.import_type = Row.IMPORT_TYPE_SKIP
            return
        try:
            if result.problems:
                raise ValidationError("")
            with transaction.atomic():  # a row whose second half is refused leaves no first half
                if instance is None:
                    result.public_id = self.add(public_id, changes, reason).public_id
                else:
                    self.edit(instance, changes, reason)
        except ValidationError as error:
            result.problems += self._broken(instance, public_id, changes, cells, result)
            if not result.problems:
                said = " ".join(error.messages)
                result.problems = [Problem(result.line, "", "", said)]

    def _values(self, cells: dict[str, str], line: int) -> tuple[Values, list[Problem]]:
        values: Values = {}
        problems = []
        for field in self.get_import_fields():
            cell = cells.get(field.column_name)
            if cell is None:
                continue
            try:
                if UNSTORABLE.search(cell):
                    raise ValueError("It holds a character that cannot be stored: take it out.")
                values[field.attribute] = field.widget.clean(cell, row=cells)
            except ValueError as error:
                problems.append(Problem(line, field.column_name, cell, str(error)))
        return values, problems

    def _meet(self, public_id: str, result: Row) -> None:
        if public_id in self.met:
            said = f"Line {self.met[public_id]} has this id already: give each row its own."
            result.problems.append(Problem(result.line, "id", public_id, said))
        elif public_id:
            self.met[public_id] = result.line

    def _changes(self, instance: Any, values: Values, cells: dict[str, str], result: Row) -> Values:
        changes = {}
        for field in self.get_import_fields():
            name, column = field.attribute, field.column_name
            if name not in values or values[name] == (before := field.get_value(instance)):
                continue
            changes[name] = values[name]
            result.changes.append(Change(column, field.widget.render(before), cells[column]))
            if name in self.fixed:
                said = f"The row with this id belongs to another {column}: give this one a new id."
                result.problems.append(Problem(result.line, column, cells[column], said))
        return changes

    def _broken(
        self, instance: Any, public_id: str, values: Values, cells: dict[str, str], result: Row
    ) -> list[Problem]:
        """What the models' rules say about the cells that are not refused already."""
        columns = {field.attribute: field.column_name for field in self.get_import_fields()}
        refused = {problem.column for problem in result.problems}
        problems = []
        for draft, prefix in self.drafts(instance, public_id, values):
            skip = {name.removeprefix(prefix) for name in columns if columns[name] in refused}
            if f"{prefix}claim" not in columns:
                skip.add("claim")
            for name, said in broken_rules(draft, apart_from=skip):
                column = columns.get(prefix + name, "")
                problems.append(Problem(result.line, column, cells.get(column, ""), said))
        return problems

    # What subclasses with more than one row behind a line replace ---------------------------

    def drafts(self, instance: Any, public_id: str, values: Values) -> Iterator[tuple[Any, str]]:
        """Unsaved rows as the file would have them, each with the prefix of its attributes."""
        draft = copy.copy(instance) if instance else self.model(**self._named(public_id, values))
        for name, value in values.items():
            setattr(draft, name, value)
        yield draft, ""

    def add(self, public_id: str, values: Values, reason: str) -> Any:
        row = self.model(**values, **self._named(public_id, values))
        return workflow.add(row, by=self.user, reason=reason)

    def edit(self, instance: Any, changes: Values, reason: str) -> None:
        workflow.edit(instance, by=self.user, seen=instance.version, changes=changes, reason=reason)

    def _named(self, public_id: str, values: Values) -> Values:
        """The id that the file gives, or a new one."""
        if public_id or self.key == "public_id":
            return {self.key: public_id or new_public_id()}
        name = str(values.get("name") or values.get("title") or "")
        return {self.key: free_slug(self.model, name)}


def free_slug(model: Any, name: str) -> str:
    """An address for a noun that has a name and no id yet."""
    stem = slugify(name)[:60].strip("-") or new_public_id()
    slug, number = stem, 1
    while model._default_manager.filter(slug=slug).exists():
        number += 1
        slug = f"{stem}-{number}"
    return slug
