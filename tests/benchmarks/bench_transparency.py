"""The transparency page of a newsroom with 20,000 verdicts, beside one with 2,000.

On a database of its own, thrown away afterwards: SQLite, or PostgreSQL where DATABASE_URL says
so. The page counts when it is asked for, and grows with the verdicts; the approved contents, about
6 kB each here, are counted as they are written and not read again. A shared cache keeps it for a
minute. A ratio of 10 is growth in step.
"""

import os
import statistics
import tempfile
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ["DATA_DIR"] = tempfile.mkdtemp()
os.environ["ALLOWED_HOSTS"] = "testserver"

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import OuterRef, Subquery  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases  # noqa: E402
from django.utils import timezone  # noqa: E402

from claims.models import (  # noqa: E402
    Claim,
    Claimant,
    ClaimReviewVersion,
    Policy,
    Rating,
    RatingScale,
)
from claims.workflow.log import canonical  # noqa: E402

# No collected files here: their names are not what is measured.
PLAIN = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FEW, MANY, ROUNDS = 2_000, 20_000, 5


def content(number: int) -> str:
    """Two to five sources, every third verdict without a primary one, and a long explanation."""
    sources = [
        {"id": f"e{place}", "url": f"https://example.org/{number}/{place}", "note": "Says so.",
         "is_primary": place == 0 and number % 3 > 0, "stance": "supports", "title": "A source"}
        for place in range(2 + number % 4)
    ]  # fmt: skip
    return canonical({"evidence": sources, "explanation": "Because. " * 600}).decode()


def publish(first: int, last: int) -> None:
    """Claims and their approved versions, moved along the arrows all at once."""
    people = {name: User.objects.get_or_create(username=name)[0] for name in ("alice", "erin")}
    claimants = list(Claimant.objects.all())
    rating, policy, now = Rating.objects.get(), Policy.objects.in_force(), timezone.now()
    claims = Claim.objects.bulk_create(
        Claim(slug=f"claim-{n}", text=f"Claim {n}.", created_by=people["alice"])
        for n in range(first, last)
    )
    ClaimReviewVersion.objects.bulk_create(
        (
            ClaimReviewVersion(
                claim=claim, number=1, text=claim.text, claimant=claimants[n % len(claimants)],
                rating=rating, summary="It is so.", content=content(n), sha256="0" * 64,
                policy=policy, written_by=people["alice"], proposed_by=people["alice"],
                proposed_at=now, approved_by=people["erin"], approved_at=now,
            )
            for n, claim in enumerate(claims, first)
        ),
        batch_size=500,
    )  # fmt: skip
    new = Claim.objects.filter(published_version=None)
    new.update(status="in_review")
    new.update(status="awaiting_approval")
    version = ClaimReviewVersion.objects.filter(claim=OuterRef("pk")).values("pk")[:1]
    new.update(status="published", published_version=Subquery(version))


def median_seconds() -> tuple[float, int]:
    """Until the page is there, and how many questions it asked the database."""
    client, taken = Client(), []
    with override_settings(STORAGES=PLAIN):
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            with CaptureQueriesContext(connection) as questions:
                assert client.get("/transparency/").status_code == 200
            taken.append(time.perf_counter() - begun)
    return statistics.median(taken), len(questions)


def main() -> None:
    old = setup_databases(verbosity=0, interactive=False)
    try:
        alice = User.objects.create(username="alice")
        scale = RatingScale.objects.create(slug="s", name="Scale", created_by=alice)
        Rating.objects.create(
            slug="true", scale=scale, label="True", value=5, colour="#1a7f37",
            definition="It is so.", created_by=alice,
        )  # fmt: skip
        Claimant.objects.bulk_create(
            Claimant(slug=f"c{n}", name=f"Claimant {n}", created_by=alice) for n in range(300)
        )
        with transaction.atomic():
            publish(0, FEW)
        few, questions = median_seconds()
        with transaction.atomic():
            publish(FEW, MANY)
        many, again = median_seconds()
        print(f"{connection.vendor}: {questions} and {again} questions to the database")
        print(f"{FEW:>7,} verdicts {few * 1_000:>8.0f} ms")
        print(f"{MANY:>7,} verdicts {many * 1_000:>8.0f} ms, ratio {many / few:.1f}")
    finally:
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    main()
