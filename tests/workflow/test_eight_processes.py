"""Eight processes edit, annotate and approve on the same claims: no lost change, no error, no
fork of the log. `tests/benchmarks/bench_eight_processes.py` is the same at full size. And writers
are killed at random moments."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PROCESSES, CHANGES, CLAIMS = 8, 20, 4

READ = """
import json
from collections import Counter
from claims.models import Annotation, Claim, ClaimReview, ClaimReviewVersion, Evidence, LogEntry
from claims.record.verification import verify
texts = [
    *Claim.objects.values_list("text", flat=True),
    *Evidence.objects.values_list("note", flat=True),
    *ClaimReview.objects.values_list("explanation", flat=True),
]
print(json.dumps({
    "edits": [line for text in texts for line in text.splitlines() if ":" in line],
    "annotations": list(Annotation.objects.values_list("body", flat=True)),
    "events": Counter(LogEntry.objects.values_list("event", flat=True)),
    "annotated": LogEntry.objects.filter(noun="annotation").count(),
    "versions": ClaimReviewVersion.objects.count(),
    "finding": verify().finding,
}))
"""


@pytest.fixture
def database(tmp_path: Path, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """The environment of a fresh database of its own, of the kind that the tests run on."""
    settled = os.environ | {"PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path)}
    if connection.vendor == "sqlite":
        yield settled | {"DATABASE_URL": f"sqlite:///{tmp_path / 'eight.sqlite3'}"}
        return
    name = f"eight_processes_{os.getpid()}"
    sql = connection.creation._nodb_cursor
    with django_db_blocker.unblock(), sql() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    yield settled | {"DATABASE_URL": f"{address}/{name}", "CONN_MAX_AGE": "0"}
    with django_db_blocker.unblock(), sql() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def test_eight_processes_lose_no_change_and_fork_no_log(database):
    run(database, "manage.py", "migrate", "-v0")
    run(database, "manage.py", "make_log_key")
    run(database, str(HERE / "writer.py"), "make", str(CLAIMS), str(PROCESSES))
    before = json.loads(run(database, "manage.py", "shell", "-v0", "-c", READ))
    writers = [
        subprocess.Popen(
            [sys.executable, str(HERE / "writer.py"), "work", str(number), str(CHANGES)],
            env=database,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    done: Counter[str] = Counter()
    for writer in writers:
        said, errors = writer.communicate(timeout=240)
        assert (writer.returncode, errors) == (0, "")
        done.update(json.loads(said)["done"])
    found = json.loads(run(database, "manage.py", "shell", "-v0", "-c", READ))
    changed = done["edit"] + done["annotate"] + done["propose"]
    changed += done["approve"] + done["send_back"]
    assert changed == PROCESSES * CHANGES
    # Each turn's words are in the database once, and each change has its entry.
    written = [*found["edits"], *found["annotations"]]
    assert len(set(written)) == len(written) == done["edit"] + done["annotate"]
    assert found["annotated"] == done["annotate"]
    assert found["events"]["changed"] == done["edit"]
    assert found["versions"] == done["approve"]
    entries = sum(found["events"].values()) - sum(before["events"].values())
    assert entries == changed
    assert found["finding"] is None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="There is no fork on this machine.")
def test_a_writer_that_is_killed_leaves_no_change_without_its_entry(database):
    """`tests/benchmarks/bench_kills.py` kills 200."""
    run(database, "manage.py", "migrate", "-v0")
    run(database, str(HERE / "writer.py"), "make", str(CLAIMS), str(PROCESSES))
    found = json.loads(run(database, str(HERE / "killed.py"), "12"))
    assert (found["kills"], found["lost"]) == (12, 0)
    assert found["written"] >= found["told"]
    assert (found["misfits"], found["finding"]) == ([], None)
