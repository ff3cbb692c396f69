"""Eight processes save the same claims: no lost update, no error, no fork of the log."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

HERE = Path(__file__).parent
PROCESSES, EDITS, CLAIMS = 8, 25, 3

MAKE = """
from django.contrib.auth.models import Group, User
from claims import workflow
from claims.models import Claim
erin = User.objects.create_user("erin", is_staff=True)
erin.groups.add(Group.objects.get(name="editor"))
for number in range({claims}):
    workflow.add(Claim(text=f"Claim {{number}}."), by=erin)
"""
READ = """
import json
from claims.models import Claim, LogEntry
from claims.workflow import log
print(json.dumps({
    "texts": list(Claim.objects.values_list("text", flat=True)),
    "versions": list(Claim.objects.values_list("version", flat=True)),
    "changed": LogEntry.objects.filter(event="changed").count(),
    "break": log.first_break(LogEntry.objects.order_by("position")),
}))
"""


@pytest.fixture
def database(tmp_path: Path, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """The environment of a fresh database of its own, of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'eight.sqlite3'}"}
        return
    name = f"eight_processes_{os.getpid()}"
    sql = connection.creation._nodb_cursor
    with django_db_blocker.unblock(), sql() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    yield os.environ | {"DATABASE_URL": f"{address}/{name}", "CONN_MAX_AGE": "0"}
    with django_db_blocker.unblock(), sql() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, env=environment, cwd=HERE.parent.parent, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def test_eight_processes_lose_no_edit_and_fork_no_log(database):
    manage(database, "migrate", "-v0")
    manage(database, "shell", "-v0", "-c", MAKE.format(claims=CLAIMS))
    writers = [
        subprocess.Popen(
            [sys.executable, str(HERE / "writer.py"), str(number), str(EDITS)],
            env=database | {"PYTHONPATH": str(HERE.parent.parent)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    for writer in writers:
        _, errors = writer.communicate(timeout=240)
        assert (writer.returncode, errors) == (0, "")
    found = json.loads(manage(database, "shell", "-v0", "-c", READ))
    expected = {f"{number}:{turn}" for number in range(PROCESSES) for turn in range(EDITS)}
    written = [line for text in found["texts"] for line in text.splitlines()[1:]]
    assert sorted(written) == sorted(expected)
    assert sum(found["versions"]) - CLAIMS == found["changed"] == PROCESSES * EDITS
    assert found["break"] is None
