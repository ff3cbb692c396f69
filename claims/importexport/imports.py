"""One file for one noun and one person: planned, and applied as it was planned."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from claims import workflow
from claims.importexport import header
from claims.importexport.incoming import Incoming
from claims.importexport.meetings import IDS
from claims.importexport.plan import Plan, kept_columns
from claims.importexport.problems import Unimportable
from claims.importexport.spool import Spool
from claims.models import DocumentVersion, ImportBatch, LogEntry
from claims.models.noun import UNSTORABLE
from claims.vocabulary import Event
from claims.workflow.imports import head, import_rows, since
from claims.workflow.incoming import Moved, Rows
from claims.workflow.permission import require

CHANGED_MEANWHILE = "{} since you saw the plan. Nothing was written: look at it again."
NAMED = 10
ATTEMPTS = 3
LEFT_ALONE = "Left alone, because no file can set it: {}."

Progress = Callable[[int], Any] | None


class Import:
    """`columns` maps a header of the sheet to a column of ours, "" to leave it out; None takes
    the headers as they stand."""

    def __init__(
        self,
        resource: Any,
        sheet: Any,
        *,
        user: Any,
        columns: dict[str, str] | None = None,
        file_name: str = "",
    ) -> None:
        noun = resource.model._meta.model_name
        require(user, f"import_{noun}", f"import {resource.get_display_name()}")
        self.resource, self.sheet, self.user = resource, sheet, user
        self.names = kept_columns(sheet.headers, columns)
        self.file_name = UNSTORABLE.sub("", file_name)[:200]
        self.spool = Spool()
        self.batch: ImportBatch | None = None

    def plan(
        self,
        *,
        progress: Progress = None,
        keep: bool = False,
        keep_rows: bool = False,
    ) -> Plan:
        """What the file would do. With `keep` the rows are put away, to be written.

        Raises:
            NotAllowed: the person may not write one of the rows.
        """
        self.seen = head()
        headers = getattr(self.sheet, "their_headers", None) or self.sheet.headers
        plan = Plan(headers, keep_rows=keep_rows)
        names = [name for name in self.names if name is not None]
        columns, export_only = self.resource.columns(), self.resource.export_only()
        wrong = header.problems(names, columns, export_only, self.resource.optional)
        if wrong:
            line = getattr(self.sheet, "header_line", 1)
            plan.refuse_file([problem._replace(line=line) for problem in wrong])
        else:
            self._take_rows(plan, progress, keep)
        plan.notes = [*plan.notes, *getattr(self.sheet, "notes", [])]
        if ignored := [name for name in export_only if name in names]:
            plan.notes.append(LEFT_ALONE.format(", ".join(ignored)))
        plan.basis = f"{self.seen}.{plan.fingerprint}"
        return plan

    def _take_rows(self, plan: Plan, progress: Progress, keep: bool) -> None:
        self.spool.close()
        self.spool = Spool()
        self.resource.begin(self.user)
        self.incoming = Incoming(
            self.resource, self.sheet, self.names,
            plan=plan, spool=self.spool, keep=keep,
        )  # fmt: skip
        try:
            self.incoming.run(progress)
        except Unimportable as error:
            plan.refuse_file(error.problems)
            plan.is_whole = False

    def apply(
        self,
        *,
        basis: str | None = None,
        only_good: bool = False,
        progress: Progress = None,
        keep_rows: bool = False,
        check: Callable[[], Any] = lambda: None,
        written: Progress = None,
    ) -> tuple[Plan, ImportBatch]:
        """Write the file's rows, held to the plan of `basis` if there is one. `progress` is told of
        rows that are compared, `written` of those that are written then.

        Raises:
            Refused: the plan is another one now.
            Unimportable: something is wrong, and `only_good` is not asked for.
        """
        for attempt in range(ATTEMPTS):
            told = progress if attempt == 0 else None
            plan = self.plan(progress=told, keep=True, keep_rows=keep_rows)
            if plan.problems and not (only_good and plan.is_applicable):
                raise Unimportable(plan.problems)
            if basis is not None and plan.basis.partition(".")[2] != basis.partition(".")[2]:
                break
            try:
                return plan, self._write(plan, check, written)
            except Moved:
                basis = basis or plan.basis
        raise workflow.Refused(CHANGED_MEANWHILE.format(self._who_changed_what(basis or "")))

    def _write(self, plan: Plan, check: Callable[[], Any], written: Progress) -> ImportBatch:
        self.batch = batch = ImportBatch(
            noun=str(self.resource.model._meta.verbose_name),
            file_name=self.file_name,
            sha256=getattr(self.sheet, "sha256", ""),
            **plan.counts,
        )
        if not plan.is_applicable:
            return batch
        return import_rows(
            batch,
            self.resource.model,
            self._chunks(written),
            ahead=self.spool.chunks(),
            rows=self._rows,
            topics=self.resource.new_topics(self.spool),
            seen=self.seen,
            touches=self._touches,
            by=self.user,
            check=check,
        )

    @property
    def to_write(self) -> int:
        """How many rows are written, once all are compared."""
        return self.batch.new + self.batch.changed if self.batch else 0

    def _chunks(self, written: Progress) -> Iterator[list[Any]]:
        for rows in self.spool.chunks():
            yield rows
            if written:
                written(len(rows))

    def is_written(self) -> bool:
        """Whether what was to be written is there, for who was interrupted meanwhile."""
        batch = self.batch
        return batch is not None and ImportBatch.objects.filter(public_id=batch.public_id).exists()

    def _rows(self, first: int | None) -> Rows:
        """Where a row's id is its slug, those that the file names are not free for others."""
        is_by_slug = self.resource.key == "slug"
        rows = Rows(
            self.resource.model,
            by=self.user,
            reason=lambda line: f"Imported from {self.file_name or 'a file'}, line {line}.",
            first=first,
            reserved=lambda slugs: self.spool.met(IDS, slugs) if is_by_slug else (),
        )
        rows.topics |= self.resource.known_topics()
        return rows

    def _touches(self, entries: Iterable[LogEntry]) -> bool:
        """Whether any entry bears on rows of the file, or on what they refer to."""
        return any(self._is_of_the_file(entry) or self._is_referred_to(entry) for entry in entries)

    def _is_of_the_file(self, entry: LogEntry) -> bool:
        noun = str(self.resource.model._meta.verbose_name)
        name = entry.claim if noun == "claim" else entry.public_id if entry.noun == noun else ""
        return bool(name and self.incoming.has(name))

    def _is_referred_to(self, entry: LogEntry) -> bool:
        """What was removed, renamed or put before readers, and texts that quotes are looked for in:
        seldom, so that looking again costs little."""
        text = str(DocumentVersion._meta.verbose_name)
        return entry.event in (Event.REMOVED, Event.PUBLISHED) or entry.noun in ("topic", text)

    def _who_changed_what(self, basis: str) -> str:
        """The rows of the file that were written since, and by whom."""
        position = basis.partition(".")[0]
        entries = since(int(position)) if position.isdecimal() and len(position) < 18 else ()
        found: dict[str, str] = {}
        for entry in entries:
            if self._is_of_the_file(entry):
                name = entry.claim or entry.public_id
                found[name] = f"{name} ({entry.actor.get_username()})"
        if not found:
            return "Somebody changed one of these rows"
        shown = [*found.values()][:NAMED]
        more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
        return f"Somebody changed {', '.join(shown)}{more}"
