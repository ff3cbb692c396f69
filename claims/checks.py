"""What must be true before the doors open."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from claims.models import Claim, triggers
from claims.search import index
from claims.workflow import Refused, log_key


def _missing(
    databases: Any, look: Callable[[BaseDatabaseWrapper], list[str]]
) -> Iterator[tuple[str, list[str]]]:
    """Each database that has the tables, and what `look` does not find in it, if anything."""
    for alias in databases or []:
        connection = connections[alias]
        try:
            if Claim._meta.db_table not in connection.introspection.table_names():
                continue
            missing = look(connection)
        except OperationalError:
            continue
        if missing:
            yield alias, missing


@register(Tags.database)
def append_only_is_held(
    app_configs: Any = None, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """The triggers that keep the record are there, once the tables are."""
    return [
        Error(
            f"The database {alias} lacks {len(missing)} of the triggers that keep the "
            f"record append-only, {missing[0]} among them.",
            hint="Run `manage.py migrate --skip-checks`, which lays them again.",
            id="claims.E001",
        )
        for alias, missing in _missing(databases, triggers.missing)
    ]


@register(Tags.database)
def search_index_is_kept(
    app_configs: Any = None, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """A search that silently misses rows is worse than one that fails."""
    return [
        Error(
            f"The database {alias} lacks a part of the search index, or holds it out of "
            f"date: {', '.join(missing)}.",
            hint="Run `manage.py migrate --skip-checks`, which builds it again.",
            id="claims.E002",
        )
        for alias, missing in _missing(databases, index.missing)
    ]


@register(Tags.database)
def log_has_its_key(
    app_configs: Any = None, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """Without the key no checkpoint is signed, and readers cannot hold anybody to the log."""
    try:
        log_key.signer()
    except Refused as refusal:
        hint = "Nobody is kept from publishing, but no checkpoint of the log is signed meanwhile."
        return [Warning(str(refusal), hint=hint, id="claims.W003")]
    return []


def has_wal_reset_bug(version: tuple[int, ...]) -> bool:
    """Whether SQLite of this version can lose committed pages when several processes write.

    Source: sqlite.org/wal.html, "The WAL-reset bug": 3.7.0 to 3.51.2, mended in 3.44.6 and 3.50.7.
    """
    if version[:2] == (3, 44):
        return version < (3, 44, 6)
    if version[:2] == (3, 50):
        return version < (3, 50, 7)
    return (3, 7, 0) <= version <= (3, 51, 2)


@register(Tags.database)
def sqlite_keeps_what_it_wrote(
    app_configs: Any = None, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor == "sqlite" and has_wal_reset_bug(sqlite3.sqlite_version_info):
            return [
                Warning(
                    f"SQLite {sqlite3.sqlite_version} can, rarely, lose a committed "
                    "change when several processes write at the same moment.",
                    hint="Serve with one worker process, or update SQLite to 3.51.3 or later.",
                    id="claims.W001",
                )
            ]
    return []


PATIENCE = timedelta(minutes=1)


@register(Tags.database)
def queue_is_worked_off(
    app_configs: Any = None, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """A large import that nobody works on would wait for good, and its person with it."""
    table, before = DBTaskResult._meta.db_table, timezone.now() - PATIENCE
    for alias in databases or []:
        if table not in connections[alias].introspection.table_names():
            continue
        tasks = DBTaskResult.objects.using(alias)
        waiting = (
            tasks.ready()
            .filter(enqueued_at__lt=before)
            .exclude(run_after__range=(before, timezone.now()))
        )
        if waiting.exists() and not tasks.running().exists():
            return [
                Warning(
                    f"{waiting.count()} tasks have waited in the queue for more than a minute, "
                    "and nobody works on them.",
                    hint="`make serve` runs a worker; beside another server, run "
                    "`manage.py run_tasks`.",
                    id="claims.W002",
                )
            ]
    return []
