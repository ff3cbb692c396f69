"""The worker of the queue: what takes too long for a page is done here."""

import os
import signal
import socket
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

MOST_ATTEMPTS = 3
"""A task whose worker died this often is given up: it may be what kills them."""


class Command(db_worker.Command):
    help = (
        "Does what waits in the queue, such as large imports, until it is stopped. `make serve`, "
        "`make demo` and the container run it beside the server."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(worker_id=worker_name(os.getpid()), startup_delay=False)
        parser.add_argument(
            "--beside", type=int, metavar="PID", help="stop when this process has gone"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        take_back_abandoned()
        if (beside := options.pop("beside")) is not None:
            threading.Thread(target=_stop_with, args=[beside], daemon=True).start()
        super().handle(**options)


def worker_name(number: int) -> str:
    return f"{socket.gethostname()[:50]}:{number}"


def take_back_abandoned() -> int:
    """Tasks whose worker died on this machine wait in the queue again; returns how many.

    What such a task had written was rolled back with its worker's connection.
    """
    taken_back = 0
    for task in DBTaskResult.objects.running():
        if _is_at_work(task.worker_ids[-1]):
            continue
        if len(task.worker_ids) >= MOST_ATTEMPTS:
            task.set_failed(ChildProcessError("Its worker died each time."))
            continue
        taken_back += DBTaskResult.objects.filter(pk=task.pk, status="RUNNING").update(
            status="READY", started_at=None
        )
    return taken_back


def _is_at_work(worker: str) -> bool:
    """Of a worker elsewhere nothing is known, so it counts as alive."""
    host, _, number = worker.rpartition(":")
    if worker_name(0).rpartition(":")[0] != host or not number.isdecimal():
        return True
    return int(number) != os.getpid() and _is_alive(int(number))


def _is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _stop_with(number: int) -> None:
    """Ends this process once `number` has gone, after the task at hand."""
    while _is_alive(number):
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
