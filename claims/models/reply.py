"""The right of reply: whom we asked before we published, and what they answered."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models.claim import Claim
from claims.models.noun import PublicIdNoun
from claims.models.rules import enforced, pair, says_something
from claims.vocabulary import Channel, ReplyOutcome

PERSON = settings.AUTH_USER_MODEL


class ReplyRequestQuerySet(models.QuerySet["ReplyRequest"]):
    def waiting(self) -> "ReplyRequestQuerySet":
        return self.filter(outcome=ReplyOutcome.WAITING)

    def overdue(self) -> "ReplyRequestQuerySet":
        """Still waiting after the deadline: somebody has to say how it ended."""
        return self.waiting().filter(deadline__lt=timezone.localdate())

    def of_verdicts_first_published_in(self, year: int | None) -> "ReplyRequestQuerySet":
        """About claims that readers can read a verdict on; before that they are not public."""
        asked = self.filter(claim__published_version__isnull=False)
        first = {"claim__versions__number": 1, "claim__versions__approved_at__year": year}
        return asked.filter(**first) if year else asked

    def told(self) -> "ReplyRequestQuerySet":
        """What readers are told of: all but requests that were called off."""
        return self.exclude(outcome=ReplyOutcome.CALLED_OFF)


@enforced
class ReplyRequest(PublicIdNoun):
    """A question put to the claimant, or to whoever speaks for them.

    `contact` is personal: it is for the newsroom and never published. Of the
    link's token only the SHA-256 is kept; it is 256 random bits, so it needs no salt. The link
    works through the day of the deadline and for one answer.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="reply_requests")
    asked_of = models.CharField(
        "whom we asked", max_length=200, help_text="As readers shall know them."
    )
    contact = models.CharField(
        max_length=300, blank=True, help_text="Address or number. For the newsroom alone."
    )
    channel = models.CharField("how", max_length=10, choices=Channel.choices)
    asked = models.DateField("asked on", default=timezone.localdate)
    deadline = models.DateField(help_text="The last day on which an answer is in time.")
    question = models.TextField(max_length=5_000, help_text="What we want to know of them.")
    finding = models.TextField(
        "what we found", max_length=5_000, help_text="What we put to them, as it stood that day."
    )
    published_answer = models.TextField(
        "what we publish of the answer",
        max_length=5_000,
        blank=True,
        help_text="In their words. Readers see it with the review once that is approved.",
    )

    outcome = models.CharField(
        max_length=10, choices=ReplyOutcome.choices, default=ReplyOutcome.WAITING, editable=False
    )
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False
    )
    token_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = ReplyRequestQuerySet.as_manager()

    UNRECORDED = PublicIdNoun.UNRECORDED | {
        "public_id", "claim", "closed_at", "closed_by", "token_sha256"
    }  # fmt: skip
    PERSONAL = frozenset({"contact", "question", "finding"})

    class Meta:
        ordering = ["asked", "id"]
        constraints = [
            says_something("reply_request", "asked_of", "A request says whom we asked."),
            says_something("reply_request", "question", "A request asks something."),
            says_something("reply_request", "finding", "A request says what we found."),
            pair("reply_request", "closed"),
            models.CheckConstraint(
                name="a_reply_is_due_after_it_was_asked_for",
                condition=Q(deadline__gte=F("asked")),
                violation_error_message="The deadline is not before the day on which we asked.",
            ),
            models.CheckConstraint(
                name="a_request_is_closed_once_its_outcome_is_known",
                condition=Q(outcome=ReplyOutcome.WAITING, closed_at__isnull=True)
                | ~Q(outcome=ReplyOutcome.WAITING) & Q(closed_at__isnull=False),
                violation_error_message="A request is closed once its outcome is known.",
            ),
            models.UniqueConstraint(
                name="a_link_to_reply_leads_to_one_request",
                fields=["token_sha256"],
                condition=Q(token_sha256__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Reply asked of {self.asked_of}"

    @property
    def is_overdue(self) -> bool:
        return self.outcome == ReplyOutcome.WAITING and self.deadline < timezone.localdate()


@enforced
class Reply(PublicIdNoun):
    """What they answered, word for word; what we publish of it is the request's to say.

    It never changes and never leaves, but that its words can be erased with the person's data.
    """

    request = models.ForeignKey(ReplyRequest, models.PROTECT, related_name="replies")
    text = models.TextField("answer", max_length=20_000)
    channel = models.CharField("how", max_length=10, choices=Channel.choices)
    received = models.DateField("received on", default=timezone.localdate)

    UNRECORDED = PublicIdNoun.UNRECORDED | {"public_id"}
    PERSONAL = frozenset({"text"})

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "replies"
        constraints = [says_something("reply", "text", "An answer says something.")]

    def __str__(self) -> str:
        return f"Reply of {self.request.asked_of}"

    @property
    def claim(self) -> Claim:
        return self.request.claim
