"""Search among 20,000 claims, beside what Django offers without an index (`icontains`).

On a database of its own, thrown away afterwards: SQLite, or PostgreSQL where DATABASE_URL says
so. A ratio above 1 says how many times faster the index is. For a frequent word the first 20 of
`icontains` come sooner: it stops at the newest 20, where a search ranks all that it found.
`icontains` looks for letters and not for words, so it finds other rows.
"""

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ["DATA_DIR"] = tempfile.mkdtemp()

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from claims.models import Claim  # noqa: E402
from claims.search import index  # noqa: E402

CLAIMS = 20_000
ROUNDS = 7
WORDS = [
    "marzipan", "bridge", "cost of the bridge", "schools hospitals taxes", '"the cost of"',
    "the", "nowhere", "千万", "ёлка",
]  # fmt: skip
SUBJECTS = ["bridge", "school", "hospital", "tunnel", "tax", "budget", "pension", "vaccine"]
OFTEN = ["the", "a", "of", "in", "to", "was", "is", "cost", "more", "people", "year", "ten"]


def texts() -> list[str]:
    """Of about 25 words: frequent ones, subjects, and rare made-up names."""
    chance = random.Random(7)
    letters = "etaoinsrhldcumfpgwyb"
    names = ["".join(chance.choices(letters, k=chance.randint(4, 10))) for _ in range(20_000)]
    said = []
    for number in range(CLAIMS):
        words = chance.choices(OFTEN, k=15) + chance.choices(SUBJECTS, k=3)
        words += chance.choices(names, k=7)
        chance.shuffle(words)
        said.append(" ".join(words).capitalize() + ".")
        if number % 100 == 0:
            said[-1] += " 这座桥花了一千万。 Дорогая ёлка."
        if number % 1_000 == 0:
            said[-1] += " Marzipan."
    return said


def seconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def median(work: Callable[[], Any]) -> float:
    return statistics.median(seconds(work) for _ in range(ROUNDS))


def plain(words: str) -> Any:
    claims = Claim.objects.all()
    for word in [words.strip('"')] if '"' in words else words.split():
        claims = claims.filter(text__icontains=word)
    return claims.order_by("-pk")


def insert(said: list[str], by: User) -> None:
    Claim.objects.bulk_create(
        [Claim(slug=f"c-{n}", text=text, created_by=by) for n, text in enumerate(said)],
        batch_size=500,
    )


def drop_index_triggers() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for event in ("enters", "changes", "leaves"):
                cursor.execute(f"DROP TRIGGER claims_claim_search_{event}")
        else:
            cursor.execute("DROP TRIGGER claims_claim_search ON claims_claim")


def inserting(said: list[str], by: User, *, with_index: bool) -> float:
    """Seconds to insert these claims, which are taken back."""
    with transaction.atomic():
        if not with_index:
            drop_index_triggers()
        taken = seconds(lambda: insert(said, by))
        transaction.set_rollback(True)
    return taken


def run() -> None:
    ada, said = User.objects.create(username="ada"), texts()
    rounds = [
        [inserting(said[: CLAIMS // 5], ada, with_index=one) for one in (True, False)]
        for _ in range(ROUNDS)
    ]
    with_index, without = map(statistics.median, zip(*rounds, strict=True))
    insert(said, ada)
    building = seconds(lambda: index.rebuild(connection)) / 5
    print(f"{CLAIMS:,} claims on {connection.vendor}")
    print(f"inserting them with the index takes {with_index / without:.1f} times as long", end="")
    print(f"; building it anew, {building / without:.1f} times the plain insert")
    print(f"\n{'words':28}{'found':>7}{'icontains':>11}{'first 20':>14}{'count':>12}")
    for words in WORDS:
        compare(words)


def compare(words: str) -> None:
    searched, looked_at = Claim.objects.search(words), plain(words)
    first = median(lambda: list(looked_at[:20])) / median(lambda: list(searched[:20]))
    count = median(looked_at.count) / median(searched.count)
    print(f"{words:28}{searched.count():>7,}{looked_at.count():>11,}{first:>13.2f}x{count:>11.1f}x")


if __name__ == "__main__":
    made = setup_databases(verbosity=0, interactive=False)
    try:
        run()
    finally:
        teardown_databases(made, verbosity=0)
