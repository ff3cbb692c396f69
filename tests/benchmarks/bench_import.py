"""Imports beside django-import-export's stock resource and beside the bare inserts.

On a database of its own, thrown away afterwards: SQLite, or PostgreSQL where DATABASE_URL says
so. Figures are CPU time, of this process and of the database's that answers it, as medians.
“stock” is a ModelResource with the same fields and its defaults. “limit” is, for new rows, the
same rows with their log, ready made, by executemany (COPY on PostgreSQL), constraints, triggers
and search index included; for unchanged ones, the csv module and one query for some hundred rows,
compared. Parts can be asked for by name: `python bench_import.py table memory beside kills`.
"""

import csv
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

ROWS = [int(number) for number in os.environ.get("ROWS", "10000 100000").split()]
STOCK_ROWS = int(os.environ.get("STOCK_ROWS", "10000"))
ROUNDS = int(os.environ.get("ROUNDS", "5"))
KILLS = int(os.environ.get("KILLS", "200"))
HERE = Path(__file__).resolve()

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
FOLDER = Path(os.environ.setdefault("DATA_DIR", tempfile.mkdtemp()))
sys.path.insert(0, str(HERE.parents[2]))


def own_database() -> Callable[[], None]:
    """Points DATABASE_URL at a new database; returns what throws it away."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER / 'bench.sqlite3'}"
        return lambda: None
    name = f"bench_import_{os.getpid()}"
    at = urlsplit(address)
    server = at._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    os.environ["DATABASE_URL"] = at._replace(path=f"/{name}").geturl()

    def drop() -> None:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    return drop


THROW_AWAY = own_database() if __name__ == "__main__" and "--child" not in sys.argv else None

import django  # noqa: E402

django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from import_export import fields, resources, widgets  # noqa: E402
from tablib import Dataset  # noqa: E402

from claims import workflow  # noqa: E402
from claims.importexport import ClaimResource, open_sheet  # noqa: E402
from claims.models import (  # noqa: E402
    Appearance,
    Claim,
    Claimant,
    Document,
    LogEntry,
    Topic,
)

HEADER = "id,text,kind,claimant,claimed,topics,document,section,quote,language"
CLAIMANTS, DOCUMENTS, TOPICS = 200, 100, 50


def line(number: int, word: str = "crowns") -> str:
    topics = f"topic {number % TOPICS}|topic {(number * 7 + 1) % TOPICS}"
    return (
        f"C-{number},Claim {number}: the bridge in district {number % 977} cost "
        f"{number * 37 % 10_007} {word} more than the council had said before the vote.,statistic,"
        f"claimant-{number % CLAIMANTS},2024-0{number % 9 + 1},{topics},"
        f"document-{number % DOCUMENTS},Section {number % 12},cost {number * 37 % 10_007} {word},en"
    )


def file(rows: int, *, changed: int = 0, first: int = 0) -> Path:
    """`changed`: every so many rows one has another text."""
    path = FOLDER / f"claims-{rows}-{changed}-{first}.csv"
    if not path.exists():
        with path.open("w") as out:
            print(HEADER, file=out)
            for number in range(first, first + rows):
                is_changed = changed and number % changed == 0
                print(line(number, "thalers" if is_changed else "crowns"), file=out)
    return path


def furnish() -> User:
    call_command("migrate", verbosity=0)
    erin = User.objects.create_user("erin", is_staff=True)
    erin.groups.add(Group.objects.get(name="editor"))
    with transaction.atomic():
        for number in range(CLAIMANTS):
            slug = f"claimant-{number}"
            workflow.add(Claimant(slug=slug, name=f"Claimant {number}"), by=erin)
        for number in range(DOCUMENTS):
            slug = f"document-{number}"
            workflow.add(Document(slug=slug, title=f"Document {number}"), by=erin)
        for number in range(TOPICS):
            workflow.add(Topic(slug=f"topic-{number}", name=f"topic {number}"), by=erin)
    return erin


# What is measured ---------------------------------------------------------------------------


def cpu() -> float:
    """Seconds of this process and of the one that answers it."""
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


def seconds(work: Callable[[], Any]) -> float:
    begun = cpu()
    work()
    return cpu() - begun


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def median(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Of some rounds, each of which is taken back."""
    found = []
    for _ in range(rounds):
        with undone():
            found.append(seconds(work))
    return statistics.median(found)


def ours(path: Path, erin: User) -> Callable[[], Any]:
    return lambda: ClaimResource().apply(open_sheet(path), user=erin, basis=None)


class ByName(widgets.ForeignKeyWidget):
    """Stock, and the value of the column is the row's slug."""


class Stock(resources.ModelResource):
    """As the documentation of django-import-export has it; the appearance is saved beside."""

    id = fields.Field("public_id", "id")
    claimant = fields.Field("claimant", "claimant", ByName(Claimant, "slug"))
    topics = fields.Field("topics", "topics", widgets.ManyToManyWidget(Topic, "|", "name"))

    class Meta:
        model = Claim
        fields = ("id", "text", "kind", "claimant", "claimed", "topics", "language")
        import_id_fields = ("id",)

    def before_save_instance(self, instance: Claim, row: Any, **kwargs: Any) -> None:
        instance.slug = instance.slug or row["id"].lower()
        instance.created_by = kwargs["user"]

    def after_save_instance(self, instance: Claim, row: Any, **kwargs: Any) -> None:
        Appearance.objects.update_or_create(
            claim=instance,
            is_first=True,
            defaults={
                "document": Document.objects.get(slug=row["document"]),
                "section": row["section"],
                "quote": row["quote"],
                "created_by": kwargs["user"],
            },
        )


def stock(path: Path, erin: User) -> Callable[[], Any]:
    def work() -> None:
        dataset = Dataset().load(path.read_text(), format="csv")
        result = Stock().import_data(dataset, user=erin, raise_errors=True)
        assert not result.has_errors()

    return work


LIMITED = (Claim, Appearance, Claim.topics.through, LogEntry)


def ready_made(path: Path, erin: User) -> Callable[[], Any]:
    """The rows that our import adds, as they stand in their tables, added with nothing around."""
    tables = []
    with undone():
        before = {model: model.objects.values_list("pk", flat=True).last() for model in LIMITED}
        ours(path, erin)()
        for model in LIMITED:
            last = before[model] if model is not LogEntry else LogEntry.objects.count()
            with connection.cursor() as cursor:
                key = model._meta.pk.column
                if model is LogEntry:
                    last = last - Claim.objects.count() - 1
                cursor.execute(
                    f"SELECT * FROM {model._meta.db_table} WHERE {key} > %s ORDER BY {key}",
                    [last or 0],
                )
                names = [column[0] for column in cursor.description]
                tables.append((model._meta.db_table, names, cursor.fetchall()))

    def work() -> None:
        for table, names, rows in tables:
            columns = ", ".join(f'"{name}"' for name in names)
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    with cursor.cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                        for row in rows:
                            copy.write_row(row)
                else:
                    marks = ", ".join(["%s"] * len(names))
                    added = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
                    cursor.executemany(added, rows)

    return work


COMPARED = """
SELECT c.public_id, c.text, c.kind, coalesce(m.slug, ''), c.claimed, d.slug, a.section, a.quote,
    c.language, c.id
FROM claims_claim c LEFT JOIN claims_claimant m ON m.id = c.claimant_id
LEFT JOIN claims_appearance a ON a.claim_id = c.id AND a.is_first
LEFT JOIN claims_document d ON d.id = a.document_id WHERE c.public_id IN ({})
"""
NAMED = """
SELECT l.claim_id, t.name FROM claims_claim_topics l JOIN claims_topic t ON t.id = l.topic_id
WHERE l.claim_id IN ({})
"""


def compared(path: Path) -> Callable[[], Any]:
    """Reading and comparing, with nothing around."""

    def work() -> None:
        same = 0
        with path.open(newline="") as lines, connection.cursor() as cursor:
            reader = csv.reader(lines)
            next(reader)
            while some := list(islice(reader, 500)):
                marks = ",".join(["%s"] * len(some))
                cursor.execute(COMPARED.format(marks), [row[0] for row in some])
                there = {row[0]: row for row in cursor.fetchall()}
                cursor.execute(NAMED.format(marks), [row[-1] for row in there.values()])
                topics: dict[int, list[str]] = {}
                for key, name in cursor.fetchall():
                    topics.setdefault(key, []).append(name)
                for row in some:
                    found = there[row[0]]
                    names = "|".join(sorted(topics[found[-1]]))
                    cells = (*found[:5], names, *found[5:-1])
                    same += cells == tuple(row) or sorted(row[5].split("|")) == sorted(
                        topics[found[-1]]
                    )
        assert same

    return work


def table(erin: User) -> None:
    few = min(STOCK_ROWS, *ROWS)
    path, again = file(few), file(few, changed=100)
    print(f"\nCPU seconds on {connection.vendor}, medians of {ROUNDS}; stock once, {few:,} rows")
    stock_new = median(stock(path, erin), 1)
    with undone():
        ours(path, erin)()
        stock_same = seconds(stock(path, erin))
        stock_some = seconds(stock(again, erin))
    print(f"stock: new {stock_new:.1f}, unchanged {stock_same:.1f}, 1 % changed {stock_some:.1f}")
    print(
        f"\n{'':22}{'rows':>9}{'stock':>10}{'ours':>9}{'limit':>9}{'stock/ours':>12}{'ours/limit':>12}"
    )
    for rows in ROWS:
        times = rows / few
        if times != 1:
            print(f"(stock extrapolated from {few:,} rows, {times:g} times)")
        new = median(ours(file(rows), erin))
        bare = median(ready_made(file(rows), erin))
        told("new rows", rows, stock_new * times, new, bare)
        with undone():
            ours(file(rows), erin)()
            same = median(ours(file(rows), erin))
            bare = median(compared(file(rows)))
            told("the same file again", rows, stock_same * times, same, bare)
            some = median(ours(file(rows, changed=100), erin))
            told("1 % changed", rows, stock_some * times, some, None)


def told(what: str, rows: int, stock: float, ours: float, limit: float | None) -> None:
    bare = f"{limit:>9.2f}" if limit else f"{'–':>9}"
    times = f"{ours / limit:>12.2f}" if limit else f"{'–':>12}"
    print(
        f"{what:22}{rows:>9,}{stock:>10.1f}{ours:>9.2f}{bare}{stock / ours:>12.0f}{times}",
        flush=True,
    )


if __name__ == "__main__":
    asked = [name for name in sys.argv[1:] if not name.startswith("-")]
    try:
        person = furnish()
        if not asked or "table" in asked:
            table(person)
    finally:
        connection.close()
        if THROW_AWAY:
            THROW_AWAY()
