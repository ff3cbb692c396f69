"""The index that the database keeps by itself: laid after every migration, looked for at start-up.

There is no migration for it. Django rebuilds a table on SQLite when a field changes and drops
its triggers with it, so the index has to be laid again anyway; and being derived from the rows,
it is made anew and filled whenever it is missing or was made by another version of this code.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from claims.search import postgresql, sqlite
from claims.search.tables import TABLES

VENDORS: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}


def lay(connection: BaseDatabaseWrapper) -> None:
    """Build every index that is missing or out of date; touch none that is right."""
    vendor = VENDORS[connection.vendor]
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        for table in TABLES.values():
            if vendor.missing(cursor, table):
                vendor.build(cursor, table)


def rebuild(connection: BaseDatabaseWrapper) -> None:
    """Build every index anew from the rows, whatever state it is in."""
    vendor = VENDORS[connection.vendor]
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        for table in TABLES.values():
            vendor.build(cursor, table)


def columns(table: str) -> list[str]:
    """Those of `table` that are searched; none where it has no index."""
    return [*TABLES[table].columns] if table in TABLES else []


def prepare(
    connection: BaseDatabaseWrapper, table: str, rows: Sequence[tuple[int, *tuple[str, ...]]]
) -> None:
    """Make the entries of rows that are about to be added, as key and searched columns.

    PostgreSQL only: its trigger leaves an entry that is there before the row as it is.
    """
    if rows:
        with connection.cursor() as cursor:
            postgresql.prepare(cursor, TABLES[table], rows)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the indexes and triggers that the database lacks or holds out of date."""
    vendor = VENDORS[connection.vendor]
    with connection.cursor() as cursor:
        return [name for table in TABLES.values() for name in vendor.missing(cursor, table)]
