"""A million log entries are verified, and what an append costs beside the change that it records.

On a database of its own, thrown away afterwards: SQLite, or PostgreSQL where DATABASE_URL says so.
Limits: 20 s for a million entries, 2 ms for an append (median). Both are told on the clock and held
to in CPU time of this process, which a busy machine does not change.
`python bench_log.py 100000` takes fewer entries.
"""

import hashlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ["DATA_DIR"] = tempfile.mkdtemp()

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from claims import workflow  # noqa: E402
from claims.merkle.tree import Peaks, leaf_hash  # noqa: E402
from claims.models import Claim, LogEntry  # noqa: E402
from claims.models.canonical import canonical  # noqa: E402
from claims.record import rows  # noqa: E402
from claims.record.verification import verify  # noqa: E402
from claims.vocabulary import Event  # noqa: E402
from claims.workflow import log  # noqa: E402

ENTRIES = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
MOST_SECONDS, MOST_MS, APPENDS = 20, 2, 400
COLUMNS = (
    'position, event, noun, public_id, claim, actor_id, at, reason, "before", "after", '
    "request_id, previous_hash, hash"
)


def entries(by: User) -> Iterator[tuple[Any, ...]]:
    """As edits of a summary leave them, each with the hash of the one before it."""
    previous = log.GENESIS
    for position in range(1, ENTRIES + 1):
        claim = f"c{position % 5_000}"
        before = canonical({"summary": f"Es kostete zehn Millionen Kronen – {position}"}).decode()
        after = canonical({"summary": f"It cost eleven million crowns, {position}"}).decode()
        day, second = position % 28 + 1, position % 60
        at = f"2026-03-{day:02}T20:05:{second:02}.{position % 1_000_000:06}+00:00"
        row = rows.Row(
            position, "changed", "claim review", claim, claim, by.pk, at, "", before, after,
            "abcdef0123456789", previous, "",
        )  # fmt: skip
        hash_ = hashlib.sha256(rows.text(row).encode()).hexdigest()
        kept = at[:26].replace("T", " ") if connection.vendor == "sqlite" else at
        yield (*row[:6], kept, *row[7:12], hash_)
        previous = hash_


def fill(by: User) -> None:
    table = LogEntry._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join("?" * 13)
            sql = f"INSERT INTO {table} ({COLUMNS}) VALUES ({marks})"
            cursor.connection.executemany(sql, entries(by))
        else:
            with cursor.copy(f"COPY {table} ({COLUMNS}) FROM STDIN") as copy:
                for row in entries(by):
                    copy.write_row(row)


def verification() -> float:
    """Seconds of CPU for the whole walk, beside hashing the same entries and nothing else."""
    wall, cpu = time.perf_counter(), time.process_time()
    verified = verify()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    assert (verified.entries, verified.finding) == (ENTRIES, None)
    bare, tree = time.process_time(), Peaks()
    text = b"x" * 420
    for _ in range(ENTRIES):
        tree.append(leaf_hash(hashlib.sha256(text).digest()))
    bare = time.process_time() - bare
    print(
        f"{ENTRIES:,} entries verified in {wall:.1f} s ({cpu:.1f} s of CPU), {cpu / bare:.1f} "
        "times what their hashes and the tree take alone"
    )
    return cpu * 1_000_000 / ENTRIES


def appends(by: User) -> float:
    """Milliseconds of CPU that an append adds to a change, a transaction each; taken in turn."""
    claim = workflow.add(Claim(text="It cost ten million."), by=by)
    times: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
    for number in range(APPENDS * 2):
        with_entry = bool(number % 2)
        begun = time.perf_counter(), time.process_time()
        with log.writing():
            Claim.objects.filter(pk=claim.pk).update(text=f"It cost {number} million.")
            if with_entry:
                after = {"text": f"It cost {number} million."}
                log.append(Event.CHANGED, claim, by=by, before={"text": "x"}, after=after)
        taken = time.perf_counter() - begun[0], time.process_time() - begun[1]
        times[with_entry].append(taken)
    added = 0.0
    for place, name in enumerate(("on the clock", "of CPU")):
        alone, logged = (
            statistics.median(one[place] for one in times[which]) * 1000 for which in (False, True)
        )
        added = logged - alone
        print(
            f"a change alone {alone:.2f} ms {name}, with its entry {logged:.2f} ms: the append "
            f"costs {added:.2f} ms ({logged / alone:.2f} times)"
        )
    return added


def main() -> None:
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = os.path.join(os.environ["DATA_DIR"], "log.db")
    kept = setup_databases(verbosity=0, interactive=False)
    by = User.objects.create_superuser("ada", password="x")
    fill(by)
    seconds, milliseconds = verification(), appends(by)
    teardown_databases(kept, verbosity=0)
    if seconds > MOST_SECONDS or milliseconds > MOST_MS:
        sys.exit(f"More than {MOST_SECONDS} s for a million entries, or {MOST_MS} ms an append.")


if __name__ == "__main__":
    main()
