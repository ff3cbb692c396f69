"""What a benchmark measures with: a database that is thrown away, CPU time, the most memory."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

CHILD = "--child"


def own_database(folder: Path, name: str) -> Callable[[], None]:
    """Points DATABASE_URL at a new database, SQLite in `folder` or PostgreSQL where it says so;
    returns what throws it away. Before Django is set up, and never in a child."""
    if CHILD in sys.argv:
        return lambda: None
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'bench.sqlite3'}"
        return lambda: None
    name = f"{name}_{os.getpid()}"
    at = urlsplit(address)
    server = at._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    os.environ["DATABASE_URL"] = at._replace(path=f"/{name}").geturl()

    def drop() -> None:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    return drop


def seconds(work: Callable[[], Any], connection: Any) -> float:
    """CPU time of this process and of the one that answers it."""
    begun = cpu(connection)
    work()
    return cpu(connection) - begun


def cpu(connection: Any) -> float:
    spent = time.process_time()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        try:
            times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            spent += (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")
        except FileNotFoundError:
            print("(the database is elsewhere: its own time is not counted)")
    return spent


def child(script: Path, *arguments: str) -> subprocess.Popen:
    """The same benchmark as a process of its own, on the same database."""
    command = [sys.executable, str(script), CHILD, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def killed(work: Callable[[], Any], after: float) -> None:
    """Do `work` in a process of its own, which is killed after so many seconds. The caller closes
    its connections before: two processes must not share one."""
    pid = os.fork()
    if not pid:
        work()
        os._exit(0)
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def most_memory() -> float:
    """The megabytes that this process held at most."""
    # Not getrusage: that remembers what the process was before it became this program.
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+([0-9]+)", status)[1]) / 1_024  # type: ignore[index]
