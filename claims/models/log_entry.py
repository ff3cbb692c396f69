"""The record: who did what, when, why, with the state before and after."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.canonical import CanonicalField
from claims.models.rules import enforced
from claims.vocabulary import Event


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    def about(self, claim_id: str) -> "LogEntryQuerySet":
        """Everything that happened to a claim and to what hangs on it, by its public id."""
        return self.filter(claim=claim_id)


@enforced
class LogEntry(models.Model):
    """One link of the chain. Append-only; each entry holds the hash of the one before it.

    `hash` is the SHA-256 of the canonical JSON of all other columns (`workflow.log`). Colleagues
    are numbers in it and personal data are commitments (`PersonalValue`), so that both can be
    erased and the chain still holds. Nouns are named by public id and not by key, so that the
    record outlives a removed row.
    """

    position = models.PositiveBigIntegerField(primary_key=True)
    event = models.CharField(max_length=24, choices=Event.choices)
    noun = models.CharField(max_length=40)
    public_id = models.CharField(max_length=120)
    claim = models.CharField(max_length=40, blank=True, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(max_length=2_000, blank=True)
    before = CanonicalField(default=dict)
    after = CanonicalField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "log entries"
        indexes = [models.Index(fields=["noun", "public_id"], name="log_entry_by_noun")]
        constraints = [
            models.CheckConstraint(name="the_log_begins_at_one", condition=Q(position__gte=1))
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.get_event_display()} {self.noun} {self.public_id}"
