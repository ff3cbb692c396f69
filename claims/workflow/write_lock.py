"""Writers on SQLite wait for their turn in a queue.

SQLite has one writer, and whoever finds it busy sleeps and tries again, at growing intervals and
without order: with eight processes somebody waits for seconds. A lock on a file beside the
database, taken before the transaction begins, lets the kernel wake whoever waits the moment that
the writer is done. It goes with its holder, however that ends; where it cannot be had, SQLite's
own lock still keeps writers apart.

A page must answer some time, so whoever writes for one waits only so long (`waiting_at_most`).
Commands and the queue's worker wait as long as it takes.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import OperationalError, connection

from claims.workflow.errors import Busy

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

LOCK_NOT_AVAILABLE = "55P03"  # of PostgreSQL, when lock_timeout is over
_limit: ContextVar[float | None] = ContextVar("write_lock_limit", default=None)


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """Inside, whoever waits longer for their turn to write is told so: `Busy`."""
    token = _limit.set(seconds)
    try:
        yield
    finally:
        _limit.reset(token)


def limit() -> float | None:
    """Seconds; None for as long as it takes."""
    return _limit.get()


@contextmanager
def write_lock() -> Iterator[None]:
    """Hold the queue's head. Inside a transaction it is held already, or too late to ask for.

    Raises:
        Busy: others have been writing for as long as this one may wait.
    """
    path = _path()
    if not path or connection.in_atomic_block:
        yield
        return
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        yield
        return
    _wait(descriptor)
    try:
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int) -> None:
    """Until the lock is ours. The kernel knows no limit for this wait, so that with one a thread
    of its own does it, and gives up the lock that comes too late."""
    seconds = limit()
    if seconds is None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return
    except BlockingIOError:
        pass
    turn, decided = threading.Event(), threading.Lock()
    gone: list[bool] = []

    def wait() -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with decided:
            if gone:
                os.close(descriptor)
            turn.set()

    threading.Thread(target=wait, name="write lock", daemon=True).start()
    if turn.wait(seconds):
        return
    with decided:
        if not turn.is_set():
            gone.append(True)
            raise Busy


@contextmanager
def busy_if_locked() -> Iterator[None]:
    """The database's own locks told in the same words."""
    try:
        yield
    except OperationalError as error:
        if is_locked(error):
            raise Busy from error
        raise


def is_locked(error: BaseException) -> bool:
    """Whether a database refuses because somebody else writes, and has for long."""
    cause = getattr(error.__cause__, "sqlstate", "")
    return isinstance(error, OperationalError) and (
        "database is locked" in str(error) or cause == LOCK_NOT_AVAILABLE
    )


def _path() -> str:
    """Beside SQLite's file; none for PostgreSQL, and for a database in memory."""
    name = str(connection.settings_dict["NAME"])
    is_a_file = connection.vendor == "sqlite" and name != ":memory:" and "mode=memory" not in name
    return f"{name}.lock" if is_a_file and fcntl is not None else ""
