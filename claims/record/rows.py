"""The log's rows as the database has them, and the text that each one's hash is of."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import NamedTuple

from django.db import connection, transaction

from claims.models import LogEntry
from claims.models.canonical import canonical

# The time as the canonical text has it. It is made in SQL: a time that is none would else end
# the walk where it is read.
AT = {
    "sqlite": (
        "REPLACE(at, ' ', 'T') || CASE length(at) WHEN 19 THEN '.000000' ELSE '' END || '+00:00'"
    ),
    "postgresql": ("""to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00'"""),
}
CHUNK = 2_000
quoted = json.JSONEncoder(ensure_ascii=False).encode


class Row(NamedTuple):
    """`before` and `after` are JSON text; `at` is in ISO 8601, to the microsecond, in UTC."""

    position: int
    event: str
    noun: str
    public_id: str
    claim: str
    actor: int
    at: str
    reason: str
    before: str
    after: str
    request_id: str
    previous_hash: str
    hash: str


def stream(condition: str = "", *parameters: str | int) -> Iterator[Row]:
    """Rows in order of position, a few thousand in memory at a time; `condition` is SQL."""
    columns = ", ".join("actor_id" if name == "actor" else name for name in Row._fields)
    columns = columns.replace(" at,", f" {AT[connection.vendor]},")
    columns = columns.replace(" before, after,", ' "before", "after",')
    where = f"WHERE {condition}" if condition else ""
    table = LogEntry._meta.db_table
    with _reading(), connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table} {where} ORDER BY position", parameters)
        while chunk := cursor.fetchmany(CHUNK):
            yield from map(Row._make, chunk)


def first(condition: str, *parameters: str | int) -> Row | None:
    return next(stream(f"{condition}", *parameters), None)


def _reading() -> AbstractContextManager:
    """PostgreSQL streams within a transaction; SQLite's would lock out whoever writes."""
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


def text(row: Row, position: int | None = None) -> str:
    """The canonical JSON that the hash is of, made from what is canonical in the row already.

    With `position`, as if the row stood there: was it moved?

    Raises:
        ValueError, TypeError: a column holds what its type cannot be.
    """
    (stands, event, noun, public_id, claim, actor, at, reason, before, after, request, previous,
     _) = row  # fmt: skip
    if type(actor) is not int or type(stands) is not int or len(at) != 32:
        raise TypeError("no number, or no time")
    if before != "{}":
        json.loads(before)
    if after != "{}":
        json.loads(after)
    return (
        f'{{"actor":{actor},"after":{after},"at":{quoted(at)},"before":{before},'
        f'"claim":{quoted(claim)},"event":{quoted(event)},"noun":{quoted(noun)},'
        f'"position":{stands if position is None else position},'
        f'"previous_hash":{quoted(previous)},"public_id":{quoted(public_id)},'
        f'"reason":{quoted(reason)},"request_id":{quoted(request)}}}'
    )


def is_as_written(row: Row, position: int | None = None) -> bool:
    """Whether the row's hash is that of its columns (at `position`, if it once stood there)."""
    try:
        if hashlib.sha256(text(row, position).encode()).hexdigest() == row.hash:
            return True
        # A dump or a migration may have written the same objects in another form of JSON.
        before, after = (canonical(json.loads(side)).decode() for side in (row.before, row.after))
        if (before, after) == (row.before, row.after):
            return False
        again = text(row._replace(before=before, after=after), position)
        return hashlib.sha256(again.encode()).hexdigest() == row.hash
    except (TypeError, ValueError, AttributeError):
        return False
