"""The cast, and small makers of rows. Rows are made by the workflow's verbs, as people make them.

Alice reviews, Erin and Edgar edit, Carl contributes, Ravi only reads, Ada runs the place.
"""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as examples

from claims import workflow
from claims.importexport import RESOURCES, Plan, Sheet, open_sheet
from claims.models import (
    Appearance,
    Claim,
    Claimant,
    ClaimReview,
    Document,
    Evidence,
    Rating,
    RatingScale,
    ReplyRequest,
    Topic,
    triggers,
)
from claims.reading.plain_text import read_text

# A busy machine is no failure: what a property costs is measured elsewhere.
every_example = examples.get_profile(examples.get_current_profile_name())
examples.register_profile(
    "ours", every_example, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
examples.load_profile("ours")

CAST = {
    "alice": "reviewer",
    "erin": "editor",
    "edgar": "editor",
    "carl": "contributor",
    "ravi": None,
    "ada": "admin",
}


@pytest.fixture(autouse=True)
def _quick_settings(settings: Any, tmp_path: Path) -> None:
    """No manifest to collect before the tests, no slow hash for passwords known to all, and
    neither a file of a test among the originals of this machine nor its key under a checkpoint."""
    settings.STATIC_ROOT = None
    settings.LOG_KEY, settings.LOG_KEY_FILE = "", tmp_path / "log.key"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            **settings.STORAGES["default"],
            "OPTIONS": {"location": tmp_path / "originals"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True, scope="session")
def _let_the_test_runner_empty_tables() -> None:
    """Flushing after a transactional test needs DELETE and TRUNCATE on append-only tables."""
    flush = TransactionTestCase._fixture_teardown

    def lift_and_flush(self: Any) -> None:
        with connection.cursor() as cursor:
            for trigger in triggers.triggers():
                if connection.vendor == "sqlite":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}")
                else:
                    for name in (trigger.name, f"{trigger.name}_at_once"):
                        cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {trigger.table}")
        flush(self)
        triggers.lay(connection)

    TransactionTestCase._fixture_teardown = lift_and_flush


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """Every person of the newsroom; their password is their name twice."""
    people = {}
    for name, role in CAST.items():
        person = User.objects.create_user(name, f"{name}@example.org", name * 2, is_staff=True)
        if role:
            person.groups.add(Group.objects.get(name=role))
        people[name] = person
    return SimpleNamespace(**people)


@pytest.fixture
def alice(cast: SimpleNamespace) -> User:
    return cast.alice


@pytest.fixture
def erin(cast: SimpleNamespace) -> User:
    return cast.erin


@pytest.fixture
def edgar(cast: SimpleNamespace) -> User:
    return cast.edgar


@pytest.fixture
def carl(cast: SimpleNamespace) -> User:
    return cast.carl


@pytest.fixture
def ravi(cast: SimpleNamespace) -> User:
    return cast.ravi


@pytest.fixture
def ada(cast: SimpleNamespace) -> User:
    return cast.ada


@pytest.fixture
def ratings(erin: User) -> dict[str, Rating]:
    """A small scale of our own, by slug."""
    scale = workflow.add(RatingScale(slug="scale", name="Scale", best=5, worst=1), by=erin)
    points = [("true", 5, "#1a7f37"), ("false", 1, "#a40e26"), ("unproven", None, "#57606a")]
    return {
        slug: workflow.add(
            Rating(
                slug=slug, scale=scale, label=slug.capitalize(), value=value, colour=colour,
                definition=f"What {slug} means.", position=place,
            ),
            by=erin,
        )
        for place, (slug, value, colour) in enumerate(points)
    }  # fmt: skip


@pytest.fixture
def make_document(erin: User) -> Callable[..., Document]:
    def make(text: str = "", **fields: Any) -> Document:
        number = Document.objects.count() + 1
        fields = {"slug": f"report-{number}", "title": f"Report {number}"} | fields
        document = workflow.add(Document(**fields), by=erin)
        if text:
            workflow.add_version(document, read_text(text), by=erin)
        return document

    return make


@pytest.fixture
def make_claim(carl: User) -> Callable[..., Claim]:
    """A claim as extracted; with `document`, its first appearance; with `topics`, by name."""

    def make(
        text: str = "The bridge cost ten million crowns.",
        *,
        document: Document | None = None,
        quote: str = "",
        topics: tuple[str, ...] = (),
        claimant: str = "",
        **fields: Any,
    ) -> Claim:
        about = [
            Topic.objects.filter(name=name).first()
            or workflow.add(Topic(name=name, slug=name.replace(" ", "-")), by=carl)
            for name in topics
        ]
        if claimant:
            slug = claimant.lower().replace(" ", "-")
            fields["claimant"] = Claimant.objects.filter(slug=slug).first() or workflow.add(
                Claimant(slug=slug, name=claimant), by=carl
            )
        claim = workflow.add(Claim(text=text, **fields), by=carl, topics=about)
        if document:
            workflow.add(Appearance(claim=claim, document=document, quote=quote), by=carl)
        return claim

    return make


@pytest.fixture
def add_evidence(carl: User) -> Callable[..., Evidence]:
    def add(claim: Claim, **fields: Any) -> Evidence:
        number = claim.evidence.count() + 1
        fields = {
            "url": f"https://example.org/source/{number}",
            "title": f"Source {number}",
            "stance": "supports",
            "is_primary": number == 1,
        } | fields
        return workflow.add(Evidence(claim=claim, **fields), by=carl)

    return add


@pytest.fixture
def review_claim(
    alice: User, ratings: dict[str, Rating], add_evidence: Callable[..., Evidence]
) -> Callable[..., Claim]:
    """Alice takes a claim up, finds two sources and drafts a review."""

    def review(claim: Claim, rating: str = "true", **fields: Any) -> Claim:
        workflow.take_up(claim, by=alice)
        add_evidence(claim)
        add_evidence(claim)
        fields = {"summary": "It did.", "explanation": "Two **sources** say so."} | fields
        workflow.add(ClaimReview(claim=claim, rating=ratings[rating], **fields), by=alice)
        return Claim.objects.get(pk=claim.pk)

    return review


@pytest.fixture
def publish_claim(
    alice: User, erin: User, review_claim: Callable[..., Claim]
) -> Callable[..., Claim]:
    """Alice reviews and proposes, Erin approves."""

    def publish(claim: Claim, rating: str = "true", **fields: Any) -> Claim:
        claim = review_claim(claim, rating, **fields)
        workflow.propose_verdict(claim, by=alice)
        workflow.publish(claim, by=erin)
        return Claim.objects.get(pk=claim.pk)

    return publish


@pytest.fixture
def ask(alice: User) -> Callable[..., ReplyRequest]:
    """Alice asked the council by e-mail, today, for an answer within ten days."""

    def ask(claim: Claim, *, days: int = 10, **fields: Any) -> ReplyRequest:
        fields = {
            "asked_of": "The Council",
            "contact": "press@example.org",
            "channel": "email",
            "deadline": timezone.localdate() + timedelta(days=days),
            "question": "Where does the figure come from?",
            "finding": "The budget has nine million.",
        } | fields
        return workflow.ask_for_reply(claim, by=alice, **fields)

    return ask


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Sheet]:
    """What a person brings, as text or bytes, opened as every import opens it."""
    numbers = count()

    def do(data: bytes | str, **options: Any) -> Sheet:
        path = tmp_path / f"brought-{next(numbers)}"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return open_sheet(path, **options)

    return do


@pytest.fixture
def import_sheet(erin: User) -> Callable[..., Plan]:
    """Erin plans a sheet and, if nothing is wrong, applies it; `by` names somebody else."""

    def do(
        noun: str, sheet: Any, *, by: Any = erin, file_name: str = "file", dry_run: bool = False
    ) -> Plan:
        resource = RESOURCES[noun]
        plan = resource().plan(sheet, user=by, file_name=file_name)
        if not plan.problems and not dry_run:
            resource().apply(sheet, user=by, basis=plan.basis, file_name=file_name)
        return plan

    return do


@pytest.fixture
def import_file(
    opened: Callable[..., Sheet], import_sheet: Callable[..., Plan]
) -> Callable[..., Plan]:
    """Erin imports a file, brought as text or bytes."""

    def do(noun: str, data: bytes | str, **said: Any) -> Plan:
        return import_sheet(noun, opened(data), **{"file_name": "file.csv"} | said)

    return do
