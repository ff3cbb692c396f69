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
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter
from measured import CHILD, child, killed, most_memory, own_database, seconds

ROWS = [int(number) for number in os.environ.get("ROWS", "10000 100000").split()]
STOCK_ROWS = int(os.environ.get("STOCK_ROWS", "10000"))
ROUNDS = int(os.environ.get("ROUNDS", "5"))
KILLS = int(os.environ.get("KILLS", "200"))
KILLED_ROWS = int(os.environ.get("KILLED_ROWS", "300"))
BESIDE = int(os.environ.get("BESIDE", "20000"))
HERE = Path(__file__).resolve()

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
FOLDER = Path(os.environ.setdefault("DATA_DIR", tempfile.mkdtemp()))
sys.path.insert(0, str(HERE.parents[2]))


THROW_AWAY = own_database(FOLDER, "bench_import")

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
    ImportBatch,
    LogEntry,
    Topic,
)
from claims.record.verification import verify  # noqa: E402

HEADER = "id,text,kind,claimant,claimed,topics,document,section,quote,language"
CLAIMANTS, DOCUMENTS, TOPICS = 60, 30, 20


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
            found.append(seconds(work, connection))
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
        stock_same = seconds(stock(path, erin), connection)
        stock_some = seconds(stock(again, erin), connection)
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


# Memory -------------------------------------------------------------------------------------


def memory() -> None:
    """The most that a process of its own held while it imported, by the number of rows."""
    few, many = min(ROWS), max(ROWS)
    for place, form in enumerate(("CSV", "XLSX"), 1):
        most = {}
        for rows in ROWS:
            said = child(HERE, "hold", str(rows), form, str(rows * place * 10)).communicate()[0]
            most[rows] = float(said.split()[-1])
        told = ", ".join(f"{rows:,} rows {mb:.1f}" for rows, mb in most.items())
        more = most[many] - most[few]
        print(
            f"\nmost memory, {form}, MB: {told}; {many:,} rows take {more:.1f} MB more", flush=True
        )


def hold(rows: int, form: str, first: int) -> None:
    path = file(rows, first=first)
    ClaimResource().apply(
        open_sheet(workbook(path) if form == "XLSX" else path), user=erin(), basis=None
    )
    print(most_memory())


def workbook(path: Path) -> Path:
    """The same rows, made by a process of its own, whose memory is not looked at."""
    made = path.with_suffix(".xlsx")
    subprocess.run(
        [sys.executable, str(HERE), "--child", "workbook", str(path), str(made)], check=True
    )
    return made


def make_workbook(path: str, made: str) -> None:
    with Path(path).open(newline="") as rows, xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(csv.reader(rows)):
            sheet.write_row(number, 0, row)


def erin() -> User:
    return User.objects.get(username="erin")


# Others at work -----------------------------------------------------------------------------


def beside() -> None:
    """Four writers and four readers, while rows come in."""
    for number in range(4):
        workflow.add(Claim(text=f"Writer {number}.", public_id=f"W-{number}"), by=erin())
    stop = FOLDER / "stop"
    stop.unlink(missing_ok=True)
    others = [child(HERE, kind, str(number)) for kind in ("write", "read") for number in range(4)]
    time.sleep(6)  # they have started
    begun = time.perf_counter()
    path = file(BESIDE, first=5_000_000)
    batch = ClaimResource().apply(open_sheet(path), user=erin(), basis=None)
    taken = time.perf_counter() - begun
    stop.touch()
    print(f"\n{batch.new:,} rows in {taken:.1f} s while others worked")
    for other in others:
        print(f"  {other.communicate()[0].strip()}; {'no' if not other.returncode else 'AN'} error")
    broken = verify().finding
    print(f"the chain {'holds' if broken is None else broken}", flush=True)


def work(kind: str, number: str) -> None:
    waits, person = [], erin()
    while not (FOLDER / "stop").exists():
        begun = time.perf_counter()
        if kind == "write":
            claim = Claim.objects.get(public_id=f"W-{number}")
            words = f"Writer {number}, turn {len(waits)}."
            workflow.edit(claim, by=person, seen=claim.version, changes={"text": words})
        else:
            claims = Claim.objects.filter(text__contains="crowns").order_by("-pk")[:50]
            list(claims.select_related("claimant"))
        waits.append(time.perf_counter() - begun)
        time.sleep(0.02)
    print(f"{kind} {number}: {len(waits)} times, longest {max(waits):.2f} s")


# Kills --------------------------------------------------------------------------------------


def kills() -> None:
    """A process that imports is killed at a moment nobody chose; all or nothing of it is there."""
    chance, rows = random.Random(7), KILLED_ROWS
    begun = time.perf_counter()
    ClaimResource().apply(open_sheet(file(rows, first=9_000_000)), user=erin(), basis=None)
    usual, whole = time.perf_counter() - begun, 0
    for number in range(KILLS):
        work = ours(file(rows, first=9_000_000 + rows * (number + 1)), erin())
        connection.close()
        killed(work, chance.uniform(0, 3 * usual))
        whole += check_whole(rows)
    broken = verify().finding
    print(
        f"\n{KILLS} kills: {whole} had written all, {KILLS - whole} nothing; nothing is partial, "
        f"the chain {'holds' if broken is None else broken}",
        flush=True,
    )


def check_whole(rows: int) -> bool:
    """Whether the import that was killed is there; raises if a part of it is."""
    let_go()
    batch = ImportBatch.objects.latest("pk")
    claims = Claim.objects.filter(public_id__regex=r"^C-9[0-9]{6}$")
    new, seen = claims.count(), Appearance.objects.filter(claim__in=claims).count()
    entries = LogEntry.objects.filter(noun="claim", public_id__startswith="C-9").count()
    batches = ImportBatch.objects.filter(first_position__gt=FIRST[0]).count()
    last = LogEntry.objects.latest("position").position
    assert new == seen == entries == batches * rows, (new, seen, entries, batches)
    assert batch.last_position == last
    is_there, FIRST[1] = batches > FIRST[1], batches
    return is_there


FIRST = [0, 1]


def let_go() -> None:
    """PostgreSQL notices only after a while that whom it worked for has gone."""
    if connection.vendor != "postgresql":
        return
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid()"
    )
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute(others)
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.02)


CHILDREN: dict[str, Callable[..., None]] = {
    "hold": lambda rows, form, first: hold(int(rows), form, int(first)),
    "workbook": make_workbook,
    "write": lambda number: work("write", number),
    "read": lambda number: work("read", number),
}


def main(asked: list[str]) -> None:
    person = furnish()
    if not asked or "table" in asked:
        table(person)
    if not asked or "kills" in asked:
        FIRST[0] = LogEntry.objects.count()
        kills()
    if not asked or "memory" in asked:
        memory()
    if not asked or "beside" in asked:
        beside()


if __name__ == "__main__":
    if CHILD in sys.argv:
        place = sys.argv.index(CHILD)
        CHILDREN[sys.argv[place + 1]](*sys.argv[place + 2 :])
    else:
        try:
            main(sys.argv[1:])
        finally:
            connection.close()
            THROW_AWAY()
