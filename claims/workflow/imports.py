"""A file's rows come in as one batch, which the record can tell apart and put back."""

from typing import Any

from claims.models import ImportBatch, LogEntry
from claims.vocabulary import Event
from claims.workflow import log


def head() -> int:
    """The position of the newest entry, 0 where there is none."""
    return LogEntry.objects.order_by("-position").values_list("position", flat=True).first() or 0


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
