"""A file's rows come in as one batch, which the record can tell apart and put back."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import IntegrityError

from claims.models import ImportBatch, LogEntry
from claims.vocabulary import Event
from claims.workflow import log
from claims.workflow.ahead import indexed_ahead
from claims.workflow.incoming import Incoming, Moved, Rows

Entries = Iterable[LogEntry]


def head() -> int:
    """The position of the newest entry, 0 where there is none."""
    return LogEntry.objects.order_by("-position").values_list("position", flat=True).first() or 0


def since(position: int) -> Entries:
    """What was written after `position`, in order and without what it says."""
    entries = LogEntry.objects.filter(position__gt=position).order_by("position")
    return entries.select_related("actor").defer("before", "after").iterator(500)


def import_rows(
    batch: ImportBatch,
    model: Any,
    chunks: Iterable[Sequence[Incoming]],
    *,
    ahead: Iterable[Sequence[Incoming]],
    rows: Callable[[int | None], Rows],
    topics: Iterable[tuple[str, int]],
    seen: int,
    touches: Callable[[Entries], Any],
    by: Any,
    check: Callable[[], Any] = lambda: None,
) -> ImportBatch:
    """Write `chunks`, rows of `model`, each with its entry, and `batch` with one of its own; all or
    nothing.

    Args:
        ahead: the same once more, for what can be done before the lock is taken.
        rows: makes the writer, under the lock; it is given the first new row's key, if there is
            one already.
        seen: the record's position when the rows were compared with what is there.
        touches: whether any of the entries since then bears on the rows.
        check: asked first, under the lock; what it raises stops the import, and what it writes
            lands with the rows.

    Raises:
        Moved: somebody wrote since, and the rows must be compared again.
    """
    position = seen
    try:
        with indexed_ahead(model, ahead, batch.new) as first, log.writing():
            check()
            position = head()
            if position != seen and touches(since(seen)):
                raise Moved
            writer = rows(first)
            writer.add_topics(topics)
            log.append_many(writer.write(chunks, batch.new), by=by)
            return keep_batch(batch, since=position, by=by)
    except IntegrityError as error:
        if position == seen:
            raise
        raise Moved from error


def keep_batch(batch: ImportBatch, *, since: int, by: Any) -> ImportBatch:
    """Keep what came in after position `since`, with an entry of its own, if anything did.

    Call inside `log.writing()`. A batch that changed nothing leaves no trace and is not saved.
    """
    last = head()
    if last == since:
        return batch
    batch.created_by = by
    batch.first_position, batch.last_position = since + 1, last + 1
    batch.full_clean(exclude={"undone_at", "undone_by"})
    batch.save(force_insert=True)
    said = {"noun": batch.noun, "file_name": batch.file_name, "sha256": batch.sha256}
    counts = {name: number for name, number in batch.counts.items() if number}
    log.append(Event.IMPORTED, batch, by=by, after={**said, **counts})
    return batch
