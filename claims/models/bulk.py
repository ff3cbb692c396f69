"""Rows by the thousand, straight to their tables.

Past model instances, but not past the database: constraints, triggers and the search index hold
for each row. The caller holds the log's lock, so numbers and slugs that are free stay free.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from django.db import connection, models

AT_ONCE = 100
"""Rows that one statement adds on SQLite, where each statement has a cost of its own: checks
against lists of words are made ready, and a search index is flushed."""


def reserve(model: type[models.Model], count: int) -> int:
    """The first of `count` keys in a row that no row of `model` has or had."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, column])
            (sequence,) = cursor.fetchone()
            cursor.execute("SELECT nextval(%s)", [sequence])
            (first,) = cursor.fetchone()
            # The lock keeps others away; setval is not undone by a rollback, which leaves a gap.
            cursor.execute("SELECT setval(%s, %s)", [sequence, first + count - 1])
            return first
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        return (found[0] if found else 0) + 1


def held(model: type[models.Model], column: str, values: Collection[Any]) -> list[Any]:
    """Those of `values`, some hundred, that stand in `column` already."""
    if not values:
        return []
    quote = connection.ops.quote_name
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {quote(column)} FROM {quote(model._meta.db_table)} "
            f"WHERE {quote(column)} IN ({marks})",
            [*values],
        )
        return [value for (value,) in cursor.fetchall()]


def insert(model: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add `rows`, whose values are in the order of `columns` and as the database keeps them."""
    _insert(model._meta.db_table, columns, rows)


def _insert(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with (
                connection.wrap_database_errors,
                cursor.cursor.copy(f"COPY {quote(table)} ({names}) FROM STDIN") as copy,
            ):
                for row in rows:
                    copy.write_row(row)
        else:
            every, marks = list(rows), f"({', '.join(['%s'] * len(columns))})"
            added = f"INSERT INTO {quote(table)} ({names}) VALUES "
            whole = len(every) - len(every) % AT_ONCE
            parts = (every[place : place + AT_ONCE] for place in range(0, whole, AT_ONCE))
            flat = [tuple(chain.from_iterable(part)) for part in parts]
            cursor.executemany(added + ", ".join([marks] * AT_ONCE), flat)
            cursor.executemany(added + marks, every[whole:])


def link(through: Any, columns: Sequence[str], pairs: Iterable[Sequence[Any]]) -> None:
    """Add rows of a many-to-many table, which has no more than its two keys."""
    _insert(through._meta.db_table, columns, pairs)


class Edit:
    """New values for one row, if it still is at `version`."""

    __slots__ = ("key", "values", "version")

    def __init__(self, key: int, version: int, values: dict[str, Any]) -> None:
        self.key, self.version, self.values = key, version, values


def update(model: Any, edits: Iterable[Edit], stamp: dict[str, Any]) -> int:
    """Write `edits` in their order, with the columns of `stamp` beside, and count up versions.

    Returns:
        How many rows were at their version; the caller compares it with the number of edits.
    """
    quote, moved = connection.ops.quote_name, 0
    numbered = [(tuple(edit.values), edit) for edit in edits]
    with connection.cursor() as cursor:
        for columns, some in groupby(numbered, key=itemgetter(0)):
            sets = ", ".join(f"{quote(column)} = %s" for column in (*columns, *stamp))
            cursor.executemany(
                f"UPDATE {quote(model._meta.db_table)} SET {sets}, version = version + 1 "
                "WHERE id = %s AND version = %s",
                [(*e.values.values(), *stamp.values(), e.key, e.version) for _, e in some],
            )
            moved += cursor.rowcount
    return moved
