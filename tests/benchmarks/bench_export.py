"""Exports of claims with claimant, topics and first appearance, beside django-import-export's stock
resource with the same fields, and beside `csv.writer` over the rows of one raw query.

CPU time of this process and of the database's that answers it, medians of ROUNDS; the most memory
of a process of its own that writes one file. On a database of its own, thrown away afterwards:
SQLite, or PostgreSQL where DATABASE_URL says so.
"""

import csv
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measured import CHILD, child, most_memory, own_database, seconds

SIZES = tuple(map(int, os.environ.get("SIZES", "10000 100000").split()))
ROUNDS = int(os.environ.get("ROUNDS", "5"))
SLOW_ROUNDS = 1
STOCK_MOST = int(os.environ.get("STOCK_MOST", "10000"))
"""Claims. Above it the stock resource is not run: its figure grows with this one."""
HERE = Path(__file__).resolve()

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
FOLDER = Path(os.environ.setdefault("DATA_DIR", tempfile.mkdtemp()))
sys.path.insert(0, str(HERE.parents[2]))
THROW_AWAY = own_database(FOLDER, "bench_export")

import django  # noqa: E402

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from import_export import fields, resources, widgets  # noqa: E402

from claims.importexport import ClaimResource, outgoing, write_tables  # noqa: E402
from claims.models import Appearance, Claim, Claimant, Document, Topic  # noqa: E402

RAW = """
    SELECT c.public_id, c.text, c.kind, p.slug, c.claimed,
           (SELECT {join} FROM claims_claim_topics ct JOIN claims_topic t ON t.id = ct.topic_id
            WHERE ct.claim_id = c.id), d.slug, a.section, a.quote, c.language, a.url, c.status,
           r.slug, v.approved_at, c.slug
    FROM claims_claim c
    LEFT JOIN claims_claimant p ON p.id = c.claimant_id
    LEFT JOIN claims_appearance a ON a.claim_id = c.id AND a.is_first
    LEFT JOIN claims_document d ON d.id = a.document_id
    LEFT JOIN claims_claimreviewversion v ON v.id = c.published_version_id
    LEFT JOIN claims_rating r ON r.id = v.rating_id
    ORDER BY c.id"""
JOIN = {"sqlite": "group_concat(t.name, '|')", "postgresql": "string_agg(t.name, '|')"}


class StockResource(resources.ModelResource):
    """As its documentation has it."""

    claimant = fields.Field("claimant", "claimant", widgets.ForeignKeyWidget(Claimant, "slug"))
    topics = fields.Field(
        "topics", "topics", widgets.ManyToManyWidget(Topic, separator="|", field="name")
    )
    document = fields.Field("first_appearance__document__slug", "document")
    section = fields.Field("first_appearance__section", "section")
    quote = fields.Field("first_appearance__quote", "quote")

    class Meta:
        model = Claim
        import_id_fields = ["public_id"]
        fields = [
            "public_id", "text", "kind", "claimant", "claimed", "topics", "document", "section",
            "quote", "language", "status",
        ]  # fmt: skip


def fill(number: int) -> None:
    """As many claims as that in all."""
    person, _ = User.objects.get_or_create(username="person")
    own = {"created_by": person}
    speaker, _ = Claimant.objects.get_or_create(slug="mayor", defaults={"name": "Mayor", **own})
    report, _ = Document.objects.get_or_create(slug="report", defaults={"title": "Report", **own})
    topics = [
        Topic.objects.get_or_create(slug=name, defaults={"name": name, **own})[0]
        for name in ("roads", "money", "health")
    ]
    text = "The bridge “over the river” cost ten million crowns, said the mayor in a speech. " * 2
    start = Claim.objects.count()
    claims = [
        Claim(
            public_id=f"C-{n}", slug=f"c-{n}", text=f"{text}{n}.", kind="statistic",
            claimant=speaker, claimed="2018-12-13", language="en", **own,
        )
        for n in range(start, number)
    ]  # fmt: skip
    Claim.objects.bulk_create(claims, batch_size=2_000)
    appearances = [
        Appearance(
            claim=c, document=report, section="Chapter 3", quote=text, public_id=c.public_id, **own
        )
        for c in claims
    ]
    Appearance.objects.bulk_create(appearances, batch_size=2_000)
    through = Claim.topics.through
    pairs = [(c, topics[(c.pk + i) % 3]) for c in claims for i in range(2)]
    through.objects.bulk_create([through(claim=c, topic=t) for c, t in pairs], batch_size=10_000)


def ours(form: str) -> Callable[[Any], Any]:
    return lambda file: write_tables([outgoing(ClaimResource())], file, form)


def stock(file: Any) -> None:
    file.write(StockResource().export().csv.encode())


def raw(file: Any) -> None:
    """What no export can do without: the rows, and a writer."""
    sql = RAW.format(join=JOIN[connection.vendor])
    if connection.vendor == "postgresql":
        cursor = connection.connection.cursor(name="raw")
        cursor.itersize = 2_000
    else:
        cursor = connection.connection.cursor()
    with open(file.name, "w", encoding="utf-8", newline="") as text:
        cursor.execute(sql)
        csv.writer(text).writerows(cursor)


WORKS = {
    "csv.writer": raw,
    "CSV": ours("csv"),
    "JSON Lines": ours("jsonl"),
    "XLSX": ours("xlsx"),
    "stock": stock,
}
SLOW = ("XLSX", "stock")
MORE = {"CSV", "JSON Lines", "XLSX"}
"""Of these it is told how much more memory the largest export takes than the smallest."""


def written(name: str) -> None:
    with tempfile.NamedTemporaryFile(dir=FOLDER) as file, transaction.atomic():
        WORKS[name](file)


def hold(name: str) -> None:
    written(name)
    print(most_memory())


def measured(name: str) -> tuple[float, float]:
    """CPU seconds, and megabytes at most."""
    rounds = SLOW_ROUNDS if name in SLOW else ROUNDS
    spent = [seconds(lambda: written(name), connection) for _ in range(rounds)]
    most = float(child(HERE, name).communicate()[0].split()[-1])
    return statistics.median(spent), most


def main() -> None:
    call_command("migrate", verbosity=0)
    print(f"{connection.vendor}: CPU seconds (megabytes at most)")
    held: dict[str, list[float]] = {}
    known: tuple[int, float] | None = None
    for size in SIZES:
        fill(size)
        names = [name for name in WORKS if name != "stock" or size <= STOCK_MOST]
        figures = {name: measured(name) for name in names}
        for name, (_, most) in figures.items():
            held.setdefault(name, []).append(most)
        line = ", ".join(f"{name} {s:.2f} ({m:.0f})" for name, (s, m) in figures.items())
        ours_, limit = figures["CSV"][0], figures["csv.writer"][0]
        print(f"{size:,} claims: {line}\n  CSV / csv.writer = {ours_ / limit:.2f}")
        if "stock" in figures:
            known = size, figures["stock"][0]
            print(f"  stock / CSV = {known[1] / ours_:.1f}")
        elif known:
            old = known[1] * size / known[0]
            print(
                f"  stock was not run: {old:.0f} extrapolated from {known[0]:,} claims; "
                f"stock / CSV = {old / ours_:.1f}"
            )
        sys.stdout.flush()
    if len(SIZES) > 1:
        more = ", ".join(f"{n} {most[-1] - most[0]:.1f}" for n, most in held.items() if n in MORE)
        print(f"{SIZES[-1]:,} claims take more memory than {SIZES[0]:,}, MB: {more}")


if __name__ == "__main__":
    if CHILD in sys.argv:
        hold(sys.argv[-1])
    else:
        try:
            main()
        finally:
            connection.close()
            THROW_AWAY()
