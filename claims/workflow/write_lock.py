"""Writers on SQLite wait for their turn in a queue.

SQLite has one writer, and whoever finds it busy sleeps and tries again, at growing intervals and
without order: with eight processes somebody waits for seconds. A lock on a file beside the
database, taken before the transaction begins, lets the kernel wake whoever waits the moment that
the writer is done. It goes with its holder, however that ends; where it cannot be had, SQLite's
own lock still keeps writers apart.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


@contextmanager
def write_lock() -> Iterator[None]:
    """Hold the queue's head. Inside a transaction it is held already, or too late to ask for."""
    path = _path()
    if not path or connection.in_atomic_block:
        yield
        return
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        yield
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _path() -> str:
    """Beside SQLite's file; none for PostgreSQL, and for a database in memory."""
    name = str(connection.settings_dict["NAME"])
    is_a_file = connection.vendor == "sqlite" and name != ":memory:" and "mode=memory" not in name
    return f"{name}.lock" if is_a_file and fcntl is not None else ""
