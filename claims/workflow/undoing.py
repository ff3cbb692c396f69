"""An import is put back, from what the record says of it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils import timezone

from claims.models import Appearance, Claim, ImportBatch, LogEntry
from claims.vocabulary import Event
from claims.workflow import log
from claims.workflow.changed_since import changed_since
from claims.workflow.commitments import opened
from claims.workflow.errors import Refused
from claims.workflow.incoming import AT_ONCE, SEEN, First, Incoming, Rows
from claims.workflow.log import Draft
from claims.workflow.newest_texts import NewestTexts
from claims.workflow.permission import require
from claims.workflow.references import References, held, is_taken, nouns, rows_of
from claims.workflow.rights import Rights

NOTHING_LEFT = "This import was undone already, on {:%Y-%m-%d}."
WRITTEN_SINCE = "somebody wrote since"
REFERRED_TO = "something else refers to it"
TAKEN = "another row has its old values now"
ERASED = "its old values were erased"


class Kept(NamedTuple):
    """A row that stays as it is, and why."""

    noun: str
    public_id: str
    why: str

    def __str__(self) -> str:
        return f"{self.noun} {self.public_id}: {self.why}"


class Undone(NamedTuple):
    """What became of a batch's rows."""

    removed: int
    put_back: int
    kept: list[Kept]


def undo_import(batch: ImportBatch, *, by: Any) -> Undone:
    """Remove what the import added and put back what it changed, each with its entry.

    A row that anybody wrote since stays as it is and is named, unless what was written was put
    back, as by undoing a later import.

    Raises:
        Refused: it was undone already.
        NotAllowed: nothing is undone then.
    """
    model = nouns()[batch.noun]
    plural = model._meta.verbose_name_plural
    require(by, f"import_{model._meta.model_name}", f"undo an import of {plural}")
    with log.writing():
        current = ImportBatch.objects.get(pk=batch.pk)
        if current.undone_at is not None:
            raise Refused(NOTHING_LEFT.format(current.undone_at))
        undoing = Undoing(current, by)
        log.append_many(undoing.run(), by=by)
        current.undone_at, current.undone_by = timezone.now(), by
        current.save(update_fields=["undone_at", "undone_by"])
        done = Undone(undoing.removed, undoing.put_back, undoing.kept)
        said = {"removed": done.removed, "put_back": done.put_back, "kept": len(done.kept)}
        log.append(Event.UNDID_IMPORT, current, by=by, after=said)
    batch.refresh_from_db()
    return done


class Undoing:
    """One pass over a batch's entries, the newest first: what refers to a row goes before it."""

    def __init__(self, batch: ImportBatch, by: Any) -> None:
        self.batch, self.by, self.rights = batch, by, Rights(by)
        self.reason = f"Undid the import {batch.public_id} of {batch.file_name or 'a file'}."
        self.removed = self.put_back = 0
        self.kept: list[Kept] = []
        self.texts = NewestTexts()

    def run(self) -> Iterator[Draft]:
        """Write, and tell what the entries say."""
        position = self.batch.last_position
        first = self.batch.first_position
        while position > first:
            start = max(first, position - AT_ONCE)
            entries = LogEntry.objects.filter(position__gte=start, position__lt=position)
            some = list(entries.order_by("-position"))
            position = start
            for noun in dict.fromkeys(entry.noun for entry in some):
                yield from self._undo([entry for entry in some if entry.noun == noun])

    def _undo(self, entries: list[LogEntry]) -> Iterator[Draft]:
        model = nouns()[entries[0].noun]
        since = changed_since(entries, self.batch.last_position)
        for entry in entries:
            if entry.public_id in since:
                self._keep(entry, WRITTEN_SINCE)
        entries = [entry for entry in entries if entry.public_id not in since]
        rows = rows_of(model, [entry.public_id for entry in entries])
        added = [e for e in entries if e.event == Event.ADDED and e.public_id in rows]
        changed = [e for e in entries if e.event == Event.CHANGED and e.public_id in rows]
        if added:
            self.rights.may_remove(model)
            yield from self._remove(model, added, rows)
        if changed:
            yield from self._put_back(model, changed, rows)

    def _keep(self, entry: LogEntry, why: str) -> None:
        self.kept.append(Kept(entry.noun, entry.public_id, why))

    # Rows that were added ----------------------------------------------------------------

    def _remove(self, model: Any, entries: list[LogEntry], rows: dict[str, Any]) -> Iterator[Draft]:
        keys = {rows[entry.public_id].pk for entry in entries}
        others = held(model, keys)
        for entry in entries:
            if rows[entry.public_id].pk in others:
                self._keep(entry, REFERRED_TO)
        going = [entry for entry in entries if rows[entry.public_id].pk not in others]
        keys = {rows[entry.public_id].pk for entry in going}
        if model is Claim:
            self.rights.may_remove(Appearance)
            Appearance.objects.filter(claim__in=keys)._raw_delete("default")
            Claim.topics.through.objects.filter(claim_id__in=keys).delete()
        model._base_manager.filter(pk__in=keys)._raw_delete("default")
        self.removed += len(going)
        for entry in going:
            before = opened([entry.after])[0] or {}
            yield Draft(
                Event.REMOVED, entry.noun, entry.public_id, entry.claim, before, {}, self.reason
            )

    # Rows that were changed --------------------------------------------------------------

    def _put_back(
        self, model: Any, entries: list[LogEntry], rows: dict[str, Any]
    ) -> Iterator[Draft]:
        befores = opened([entry.before for entry in entries])
        topics = [{"topics": entry.after.get("topics", ())} for entry in entries]
        known = References(model, [*(before or {} for before in befores), *topics])
        incoming = []
        for entry, before in zip(entries, befores, strict=True):
            row = rows[entry.public_id]
            names = {name for name in before or {} if not name.startswith(f"{SEEN}.")}
            why = ERASED if before is None else known.missing(before)
            if not why and names:
                self.rights.may_edit(model, row.pk, names)
            if not why and is_taken(model, row, known.columns(before or {})):
                why = TAKEN
            if why:
                self._keep(entry, why)
            else:
                incoming.append(self._incoming(model, entry, before or {}, row, known))
        self.put_back += len(incoming)
        writer = Rows(model, by=self.by, reason=lambda position: self.reason)
        writer.topics = known.topics
        yield from writer.write([incoming], 0)

    def _incoming(
        self, model: Any, entry: LogEntry, before: dict[str, Any], row: Any, known: Any
    ) -> Incoming:
        after = opened([{name: entry.after.get(name) for name in before}])[0] or {}
        topics = first = None
        if "topics" in before:
            now = [slug for slug in entry.after["topics"] if slug in known.topics]
            topics = now, before["topics"]
        seen = known.columns(before, f"{SEEN}.", Appearance)
        if seen:
            self.rights.may_edit(Appearance, 0, ())
            first = self._first(row, seen)
        was, will_be = (
            {name: value for name, value in state.items() if name != "topics"}
            for state in (after, before)
        )
        columns = known.columns(before)
        if model is Appearance and not {"document_id", "quote"}.isdisjoint(columns):
            columns = self._placed(columns, vars(row))
        return Incoming(
            entry.position, row.pk, row.version, entry.public_id, "", columns,
            was, will_be, topics, first, entry.claim,
        )  # fmt: skip

    def _first(self, claim: Claim, columns: dict[str, Any]) -> First:
        there = Appearance.objects.filter(claim=claim, is_first=True).first()
        whole: dict[str, Any] = {
            name: getattr(there, name, "") for name in ("document_id", "quote", "section", "url")
        } | columns
        if not any(whole.values()):
            return First(there.pk, there.version, None) if there else First(None, 0, None)
        if there is None:
            self.texts.look_up([whole["document_id"] or 0])
            return First(None, 0, self.texts.new(columns))
        return First(there.pk, there.version, self._placed(columns, whole))

    def _placed(self, columns: dict[str, Any], there: dict[str, Any]) -> dict[str, Any]:
        """`columns` of an appearance that is `there`, with where its old quote stands now."""
        whole = there | columns
        self.texts.look_up([whole["document_id"] or 0])
        return self.texts.edited(columns, whole)
