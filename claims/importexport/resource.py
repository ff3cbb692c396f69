"""Rows in, rows out: what the five nouns have in common.

django-import-export's Resource is the door: `import_data(dataset, dry_run=…, user=…)` and
`export(queryset)` work as its users know them. Behind it a row is written by the workflow's
`add` and `edit` only, so rights, versions, rules and the log hold for a file as for a person.
A file is imported whole or not at all, and its problems are named all at once.
"""

import copy
from collections.abc import Iterator
from typing import Any, ClassVar

from import_export import resources
from import_export.instance_loaders import BaseInstanceLoader
from tablib import Dataset

from claims import workflow
from claims.importexport import header
from claims.importexport.columns import as_text
from claims.importexport.incoming import Incoming, Values
from claims.importexport.outcome import Outcome, Row
from claims.importexport.plan import Plan, kept_columns
from claims.importexport.problems import Problem, Unimportable
from claims.importexport.tables import Table
from claims.models import ImportBatch
from claims.models.noun import free_slug, new_public_id
from claims.workflow import log
from claims.workflow.imports import head, keep_batch
from claims.workflow.permission import require

CHANGED_MEANWHILE = (
    "Somebody changed one of these rows since you saw the preview: upload the file again and look "
    "at what it would do now."
)


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
    def required(cls) -> list[str]:
        return [name for name in cls.columns() if name not in cls.optional]

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

    def import_data(
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
            basis: of the dry run that a person saw, to be held to it.

        Raises:
            NotAllowed: `user` may not import this noun, or not write it.
            Refused: the rows are not those of `basis` any more.
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
                self._begin(dataset, **kwargs)
                outcome = super().import_data(
                    dataset, dry_run, False, True, collect_failed_rows, True, **kwargs
                )
        for error in outcome.base_errors:  # what the stock loop swallows outside of rows
            raise error.error
        if raise_errors and outcome.problems:
            raise Unimportable(outcome.problems)
        return outcome

    def _begin(self, dataset: Dataset, **kwargs: Any) -> None:
        """Not in `before_import`: the stock loop goes on after an error there."""
        for field in self.get_import_fields():
            getattr(field.widget, "known", {}).clear()
        self.incoming = Incoming(self, dataset, kwargs.get("file_name") or "")
        if kwargs.get("basis", self.incoming.basis) != self.incoming.basis:
            raise workflow.Refused(CHANGED_MEANWHILE)

    def import_row(self, row: dict[str, Any], instance_loader: Any, **kwargs: Any) -> Row:
        cells = {name: as_text(row[name]) for name in self.columns() if name in row}
        result = self.incoming.take(kwargs["row_number"], cells)
        if progress := kwargs.get("progress"):
            progress(1)
        return result

    def after_import(self, dataset: Dataset, result: Outcome, **kwargs: Any) -> None:
        result.basis = self.incoming.basis
        result.problems = [problem for row in result.rows for problem in row.problems]
        result.notes = list(getattr(dataset, "notes", []))
        ignored = [name for name in self.export_only() if name in dataset.headers]
        if ignored:
            result.notes.append(f"Left alone, because no file can set it: {', '.join(ignored)}.")

    def plan(
        self,
        sheet: Any,
        *,
        user: Any,
        columns: dict[str, str] | None = None,
        file_name: str = "",
        progress: Any = None,
    ) -> Plan:
        """Find out what `sheet` would do, and write nothing.

        Args:
            sheet: of `open_sheet`; read once.
            columns: header in the file → our column, "" to leave it out; None: as they stand.
            progress: called with the number of rows done since its last call.

        Raises:
            NotAllowed: `user` may not import this noun, or not write a row of it.
        """
        plan, _ = self._planned(sheet, user, columns, file_name, progress)
        return plan

    def apply(
        self,
        sheet: Any,
        *,
        user: Any,
        basis: str,
        columns: dict[str, str] | None = None,
        file_name: str = "",
        only_good: bool = False,
        progress: Any = None,
    ) -> ImportBatch:
        """Write what `plan` told of the same file, in one transaction.

        Args:
            basis: of that plan.
            only_good: write the good rows although others are refused.

        Returns:
            The batch; unsaved where nothing differed, because then there is no trace.

        Raises:
            NotAllowed: as `plan`.
            Refused: the rows are not those of `basis` any more.
            Unimportable: something is wrong, and `only_good` is not asked for.
        """
        with log.writing():
            plan, table = self._planned(sheet, user, columns, file_name, None)
            if plan.problems and not (only_good and plan.is_applicable):
                raise Unimportable(plan.problems)
            if plan.basis != basis:
                raise workflow.Refused(CHANGED_MEANWHILE)
            since = head()
            self.import_data(table, user=user, file_name=file_name, progress=progress)
            batch = ImportBatch(
                noun=str(self.model._meta.verbose_name),
                file_name=file_name,
                sha256=getattr(sheet, "sha256", ""),
                **plan.counts,
            )
            return keep_batch(batch, since=since, by=user)

    def _planned(
        self, sheet: Any, user: Any, columns: Any, file_name: str, progress: Any
    ) -> tuple[Plan, Table]:
        plan, names = Plan(sheet.headers), kept_columns(sheet.headers, columns)
        table, good = (Table([n for n in names if n is not None]) for _ in range(2))
        records = list(sheet)
        for record in records:
            table.append([c for c, n in zip(record.cells, names, strict=True) if n is not None])
            table.lines.append(record.line)
            if record.problem:
                table.problems.append(Problem(record.line, "", "", record.problem))
        outcome = self.import_data(
            table, dry_run=True, user=user, file_name=file_name, progress=progress
        )
        for row, record, cells in zip(outcome.rows, records, table, strict=False):
            plan.take(row, record.cells)
            if not row.problems:
                good.append(cells)
                good.lines.append(record.line)
        if not outcome.rows:
            plan.refuse_file(outcome.problems)
        plan.notes, plan.basis = [*outcome.notes], outcome.basis
        return plan, good

    # What subclasses with more than one row behind a line replace ---------------------------

    def drafts(self, instance: Any, public_id: str, values: Values) -> Iterator[tuple[Any, str]]:
        """Unsaved rows as the file would have them, each with the prefix of its attributes."""
        draft = copy.copy(instance) if instance else self.model(**self._named(public_id, values))
        for name, value in values.items():
            setattr(draft, name, value)
        yield draft, ""

    def versions(self, instance: Any) -> list[int]:
        """Changes whenever somebody edits what stands behind the line."""
        return [instance.version]

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
