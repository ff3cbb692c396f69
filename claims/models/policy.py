"""What the newsroom asks of a verdict before it is published, and how long it stands unseen."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models.rules import enforced, pair

MOST_SOURCES = 20
MOST_MONTHS = 120


def months_later(moment: datetime, months: int) -> datetime:
    """The same day of another month, or its last where it has no such day; `months` may be < 0."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


class PolicyQuerySet(models.QuerySet["Policy"]):
    def in_force(self) -> "Policy":
        """The newest. There is one from the first migration on.

        Raises:
            Policy.DoesNotExist: somebody emptied the table; migrating lays the first one again.
        """
        return self.latest("number")


class Setting(NamedTuple):
    """One setting of a policy, in words for readers. `is_new`: the policy before said otherwise."""

    name: str
    sentence: str
    is_new: bool


@enforced
class Policy(models.Model):
    """Append-only: a verdict keeps the policy under which it was published.

    A setting asks nothing by default, so that a newsroom adds rules only on purpose.
    """

    number = models.PositiveIntegerField(unique=True)
    sources_required = models.PositiveSmallIntegerField(
        "sources",
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SOURCES)],
        help_text="How many different pages a verdict cites at least. One of them is always "
        "neither the document itself nor from its publisher.",
    )
    primary_required = models.BooleanField(
        "a primary source",
        default=True,
        help_text="A verdict cites the record itself (a law, a dataset, a recording), or tells "
        "readers why there is none.",
    )
    second_assessment_required = models.BooleanField(
        "a second assessment",
        default=False,
        help_text="Two reviewers rate the claim, neither seeing the other's rating first. Until "
        "both have, and agree or have settled it, the verdict waits.",
    )
    reply_required = models.BooleanField(
        "right of reply",
        default=False,
        help_text="The claimant is asked before the verdict is published. It waits for their "
        "answer or for the end of the time they were given.",
    )
    open_questions_block = models.BooleanField(
        "open questions are answered first",
        default=False,
        help_text="A question that a colleague was asked about the claim holds the verdict up "
        "until it is resolved.",
    )
    review_by_months = models.PositiveSmallIntegerField(
        "look again after (months)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)],
        help_text="A published verdict comes back to the desk when nobody has looked at it for so "
        "long. This holds at once for those published before, too. Left empty, none does.",
    )
    note = models.CharField(
        max_length=500, blank=True, help_text="What changes and why. Readers see it."
    )
    adopted_at = models.DateTimeField(default=timezone.now, null=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    SETTINGS = (
        "sources_required", "primary_required", "second_assessment_required", "reply_required",
        "open_questions_block", "review_by_months",
    )  # fmt: skip

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "policies"
        constraints = [
            pair("policy", "adopted"),
            models.CheckConstraint(
                name="a_policy_asks_for_1_to_20_sources",
                condition=Q(sources_required__gte=1, sources_required__lte=MOST_SOURCES),
                violation_error_message=f"A policy asks for 1 to {MOST_SOURCES} sources.",
            ),
            models.CheckConstraint(
                name="a_verdict_is_looked_at_again_after_1_to_120_months",
                condition=Q(review_by_months__isnull=True)
                | Q(review_by_months__gte=1, review_by_months__lte=MOST_MONTHS),
                violation_error_message="A verdict is looked at again after 1 to "
                f"{MOST_MONTHS} months, or never.",
            ),
        ]

    def __str__(self) -> str:
        return f"Policy {self.number}"

    @property
    def public_id(self) -> str:
        return str(self.number)

    def settings(self) -> dict[str, Any]:
        """What two policies can differ in; their notes and dates aside."""
        return {name: getattr(self, name) for name in self.SETTINGS}

    def looked_at_too_long_before(self, now: datetime) -> datetime | None:
        """Verdicts that nobody has looked at since are due for another look; None: none is."""
        return months_later(now, -self.review_by_months) if self.review_by_months else None

    def in_words(self, before: "Policy | None" = None) -> Iterator[Setting]:
        """What this policy asks for, and what it no longer does that the one `before` did."""
        old = before.settings() if before else self.settings()
        for name, value in self.settings().items():
            is_new = value != old[name]
            if value or is_new:
                yield Setting(name, _sentence(name, value), is_new)


def _sentence(name: str, value: Any) -> str:
    if name == "sources_required":
        return f"At least {value} source{'s' * (value != 1)} for every verdict."
    if name == "review_by_months" and value:
        months = "month" if value == 1 else f"{value} months"
        return f"Every {months}, a published verdict is looked at again."
    asked, dropped = SENTENCES[name]
    return asked if value else dropped


SENTENCES = {
    "primary_required": (
        "A primary source, or the published reason why there is none.",
        "A primary source is no longer required.",
    ),
    "second_assessment_required": (
        "Two reviewers rate the claim, each before seeing the other's rating.",
        "A second assessment is no longer required.",
    ),
    "reply_required": (
        "The claimant is asked for a reply before publication.",
        "Asking the claimant is no longer required.",
    ),
    "open_questions_block": (
        "No question that a colleague was asked stays open.",
        "Open questions no longer hold a verdict up.",
    ),
    "review_by_months": ("", "Published verdicts are no longer looked at again by a date."),
}
