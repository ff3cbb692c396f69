"""A file on its way in, between its upload and its import."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from claims.models.import_batch import ImportBatch
from claims.models.rules import enforced
from claims.vocabulary import Exchanged, UploadStage

LIFETIME = timedelta(hours=1)


def new_token() -> str:
    return secrets.token_urlsafe(24)


def session_hash(key: str | None) -> str:
    """A session as an upload remembers it: nobody can log in with what is kept."""
    return hashlib.sha256((key or "").encode()).hexdigest()


class UploadQuerySet(models.QuerySet["Upload"]):
    def living(self) -> "UploadQuerySet":
        return self.filter(created_at__gt=timezone.now() - LIFETIME)

    def expired(self) -> "UploadQuerySet":
        return self.filter(created_at__lte=timezone.now() - LIFETIME)

    def of(self, user: Any, session_key: str | None) -> "UploadQuerySet":
        """Those of one person in one session, the newest first."""
        return self.living().filter(created_by=user, session=session_hash(session_key))


@enforced
class Upload(models.Model):
    """Working state of one import: what was understood, what it would do, how far it is.

    No noun of the record: it lives for an hour, with its file (`importexport.uploads`). A stage
    moves by conditional update, so a plan is applied once, however often somebody asks for it.
    """

    token = models.CharField(max_length=40, unique=True, default=new_token)
    noun = models.CharField(max_length=12, choices=Exchanged.choices)
    file_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    session = models.CharField(max_length=64, blank=True)
    stage = models.CharField(
        max_length=10, choices=UploadStage.choices, default=UploadStage.READING
    )
    # {"encoding": "", "delimiter": "", "sheet": ""}: what the person chose instead of our guess.
    reading = models.JSONField(default=dict)
    # The mapping in force, as the fields of an ImportMapping; empty: the columns as they stand.
    mapping = models.JSONField(default=dict)
    mapping_name = models.CharField(max_length=60, blank=True)
    # {"12": "C-1"}: line 12 is the row C-1 that is there already.
    same_as = models.JSONField(default=dict)
    # What the page shows of the plan (`importexport.told`).
    plan = models.JSONField(default=dict)
    only_good = models.BooleanField(default=False)
    failure = models.TextField(max_length=10_000, blank=True)
    batch = models.ForeignKey(ImportBatch, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = []  # what `enforced` adds is all it needs

    def __str__(self) -> str:
        return self.file_name or "a table"

    def move(self, *sources: UploadStage, to: UploadStage, **changes: Any) -> bool:
        """Go on from one of `sources`, if the upload still is there; returns whether it was."""
        rows = Upload.objects.filter(pk=self.pk, stage__in=sources)
        moved = rows.update(stage=to, **changes)
        if moved:
            self.refresh_from_db()
        return bool(moved)

    @property
    def is_working(self) -> bool:
        return self.stage in (UploadStage.PLANNING, UploadStage.APPLYING)
