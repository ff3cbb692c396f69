"""Rows in, rows out: what the five nouns have in common.

django-import-export's Resource is the door: `import_data(dataset, dry_run=…, user=…)` and
`export(queryset)` work as its users know them. Behind it a row is written by the workflow's
`add` and `edit` only, so rights, versions, rules and the log hold for a file as for a person.
A file is imported whole or not at all, and its problems are named all at once.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, ClassVar

from import_export import resources
from import_export.instance_loaders import BaseInstanceLoader
from tablib import Dataset

from claims.importexport.arrivals import Arrival, StoredRows
from claims.importexport.columns import IdOf
from claims.importexport.datasets import DatasetSheet
from claims.importexport.imports import Import
from claims.importexport.lookup import Lookup
from claims.importexport.outcome import Outcome, Row, outcome_of
from claims.importexport.outgoing import outgoing, render
from claims.importexport.parts import Part
from claims.importexport.plan import Plan
from claims.importexport.problems import Unimportable
from claims.importexport.spool import Spool
from claims.importexport.written import Written
from claims.models import ImportBatch
from claims.workflow.rights import Rights


class NounResource(Written, resources.Resource):
    """A noun's rows. Subclasses declare the columns, in the order of fixtures/README.md."""

    model: ClassVar[Any]
    key: ClassVar[str] = "public_id"  # the field behind the column `id`
    optional: ClassVar[frozenset[str]] = frozenset()  # columns that a file may leave out
    fixed: ClassVar[frozenset[str]] = frozenset()  # fields that a file never changes
    # For the way out, by column: where a query finds it if not by its attribute; the columns that
    # show the day of a moment; those that are numbers; those that show the page of a slug, with
    # the page's name.
    paths: ClassVar[dict[str, str]] = {}
    numbers: ClassVar[frozenset[str]] = frozenset()
    rendered_dates: ClassVar[frozenset[str]] = frozenset()
    addresses: ClassVar[dict[str, str]] = {}

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

    def left_out(self) -> str:
        """A sentence about the rows that `get_queryset` leaves out; empty where it has all."""
        return ""

    def of_document(self, queryset: Any, slug: str) -> Any:
        """Of the rows, those that belong to one document."""
        raise NotImplementedError

    def joined(self, rows: Any) -> Any:
        """`rows` with the relations that the columns' paths go through."""
        return rows

    def export(self, queryset: Any = None, progress: Any = None, **kwargs: Any) -> Dataset:
        """All rows at once, as django-import-export's users know it; `outgoing` streams."""
        out = outgoing(self, queryset, progress=progress)
        dataset = Dataset(headers=out.headers)
        for row in out.rows:
            dataset.append(row)
        return dataset

    # A file in ----------------------------------------------------------------------------

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
            sheet: of `open_sheet`.
            columns: header in the file → our column, "" to leave it out; None: as they stand.
            progress: called with the number of rows done since its last call.

        Raises:
            NotAllowed: `user` may not import this noun, or not write a row of it.
        """
        arriving = Import(self, sheet, user=user, columns=columns, file_name=file_name)
        return arriving.plan(progress=progress)

    def apply(
        self,
        sheet: Any,
        *,
        user: Any,
        basis: str | None,
        columns: dict[str, str] | None = None,
        file_name: str = "",
        only_good: bool = False,
        progress: Any = None,
        check: Callable[[], Any] = lambda: None,
        written: Any = None,
    ) -> ImportBatch:
        """Write what `plan` told of the same file, in one transaction.

        The file is read and compared outside of it, so that others can write meanwhile. Inside a
        transaction of your own, such as a bundle's, they wait.

        Args:
            basis: of that plan; None where nobody has seen one.
            only_good: write the good rows although others are refused.
            check: asked under the lock before anything is written; what it raises stops it, and
                what it writes lands with the rows or not at all.
            written: called like `progress`, of the rows that are written after all are compared.

        Returns:
            The batch; unsaved where nothing differed, because then there is no trace.

        Raises:
            NotAllowed: as `plan`.
            Refused: the plan is another one by now; names the rows that somebody wrote since.
            Unimportable: something is wrong, and `only_good` is not asked for.
        """
        arriving = Import(self, sheet, user=user, columns=columns, file_name=file_name)
        told = {"progress": progress, "check": check, "written": written}
        return arriving.apply(basis=basis, only_good=only_good, **told)[1]

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
            progress: called with the number of rows done since its last call.
            basis: of the dry run that a person saw, to be held to it.

        Raises:
            NotAllowed: `user` may not import this noun, or not write it.
            Refused: the plan is another one than that of `basis`.
            Unimportable: with `raise_errors`, if there is any problem.
        """
        arriving = Import(
            self,
            DatasetSheet(dataset),
            user=kwargs.get("user"),
            file_name=kwargs.get("file_name") or "",
        )
        progress, basis = kwargs.get("progress"), kwargs.get("basis")
        try:
            if dry_run:
                plan = arriving.plan(progress=progress, keep_rows=True)
            else:
                plan, _ = arriving.apply(basis=basis, progress=progress, keep_rows=True)
        except Unimportable:
            if raise_errors:
                raise
            plan = arriving.plan(keep_rows=True)
        if raise_errors and plan.problems:
            raise Unimportable(plan.problems)
        return outcome_of(plan)

    # What an import asks of a noun ------------------------------------------------------------

    def begin(self, user: Any) -> None:
        """Before the first row of a file."""
        self.rights = Rights(user)
        self.lookup = Lookup(self.of_ids)
        self.targets = {}
        self.renders = [render(self, field) for field in self.get_import_fields()]
        for field in self.get_import_fields():
            if isinstance(field.widget, IdOf):
                field.widget.forget()

    def rules(self, attributes: Collection[str]) -> list[Part]:
        return [Part(self.model, attributes, key=self.key)]

    def of_ids(self, ids: list[str]) -> Any:
        """Key, version and columns of the rows of these ids."""
        paths = [field.path for field in self.get_import_fields()]
        rows = self.model._base_manager.filter(**{f"{self.key}__in": ids})
        return rows.values_list("pk", "version", *paths)

    def stored(self, ids: Collection[str]) -> StoredRows:
        """The rows of these ids, as an export would write them. The id is the first column."""
        found = self.lookup(ids)
        if not found:
            return StoredRows()
        keys, versions, *columns = zip(*found, strict=True)
        return StoredRows(keys, versions, self.shown(columns))

    def shown(self, columns: Iterable[Sequence[Any]]) -> Iterator[tuple[str, ...]]:
        """Columns, as the database holds them, as rows of what an export would write."""
        return zip(*(r(c) for r, c in zip(self.renders, columns, strict=True)), strict=True)

    def permit(self, arrival: Arrival) -> None:
        """Raises NotAllowed."""
        if arrival.stored is None:
            self.rights.may_add(self.model)
        else:
            self.rights.may_edit(self.model, arrival.stored.key, arrival.values)

    def new_topics(self, spool: Spool) -> Iterable[tuple[str, int]]:
        """Names of topics that come with the file, and on which line."""
        return ()

    def known_topics(self) -> dict[str, Any]:
        """Those that are there, by name."""
        return {}
