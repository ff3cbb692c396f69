"""What somebody should know: that it is their turn, or that an answer came."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.annotation import Annotation
from claims.models.claim import Claim
from claims.models.log_entry import LogEntry
from claims.models.rules import enforced
from claims.vocabulary import NoticeKind

EXCERPT = 280
TOLD_THEMSELVES = "Nobody is told of what they did themselves."


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, person: object) -> "NoticeQuerySet":
        return self.filter(person=person)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read__isnull=True)

    def unmailed(self) -> "NoticeQuerySet":
        return self.filter(mailed__isnull=True)

    def to_be_mailed(self) -> "NoticeQuerySet":
        """What waits for a digest, of people who can get one and have not switched it off."""
        return (
            self.unread()
            .unmailed()
            .filter(person__is_active=True, person__email__gt="")
            .exclude(person__digest_choice__wants_digest=False)
        )

    def with_what_happened(self) -> "NoticeQuerySet":
        """Newest first, with all that a line says of it."""
        return self.select_related("entry__actor", "claim", "annotation").order_by("-id")


@enforced
class Notice(models.Model):
    """One person is told of one entry of the log, once. Who did it, when and why, the entry says.

    `read` and `mailed` are when its person read it and when an e-mail took it along. `mail_begun`
    keeps it from two e-mails at once: it is emptied where the mail server fails.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=16, choices=NoticeKind.choices)
    entry = models.ForeignKey(LogEntry, models.PROTECT, related_name="notices")
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="notices")
    annotation = models.ForeignKey(
        Annotation, models.CASCADE, null=True, blank=True, related_name="notices"
    )
    read = models.DateTimeField(null=True)
    mail_begun = models.DateTimeField(null=True)
    mailed = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    instead = ""
    """A sentence in place of `words`, for a person who is not to read those yet."""

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["person"], condition=Q(read__isnull=True), name="notices_to_be_read"
            ),
            models.Index(
                fields=["person"], condition=Q(mailed__isnull=True), name="notices_to_be_mailed"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_person_is_told_once_of_an_entry",
                fields=["person", "entry"],
                violation_error_message="This person has been told of it already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry.actor} {self.get_kind_display()}"

    @property
    def words(self) -> str:
        """What was said with it: the annotation, or the reason of a step."""
        if self.instead:
            return self.instead
        said = self.annotation.body if self.annotation is not None else self.entry.reason
        return said if len(said) <= EXCERPT else f"{said[: EXCERPT - 1]}…"


class DigestChoice(models.Model):
    """Whether a person wants their notices by e-mail. Who never chose gets them."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="digest_choice"
    )
    wants_digest = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.person} {'wants' if self.wants_digest else 'wants no'} digest"
