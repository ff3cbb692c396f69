"""What of an import need not be done under the log's lock, so that nobody waits for it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from claims.models import bulk
from claims.search import index
from claims.workflow import log
from claims.workflow.incoming import Incoming


@contextmanager
def indexed_ahead(
    model: Any, chunks: Iterable[Sequence[Incoming]], count: int
) -> Iterator[int | None]:
    """Inside, the search index holds the `count` new rows of `chunks`, which are written there.

    PostgreSQL spends a third of an import on the index, and no other writer touches these
    entries. They go as the rows do, if those are not written after all. SQLite has one writer
    and is quick at it.

    Yields:
        The key of the first new row; None where it is not reserved.
    """
    columns = index.columns(model._meta.db_table)
    if connection.vendor != "postgresql" or not columns or not count:
        yield None
        return
    with log.writing():
        first = bulk.reserve(model, count)
    with transaction.atomic():
        place = first
        for rows in chunks:
            new = [row.columns for row in rows if row.key is None]
            entries = [(place + n, *(row[c] for c in columns)) for n, row in enumerate(new)]
            index.prepare(connection, model._meta.db_table, entries)
            place += len(new)
        yield first
