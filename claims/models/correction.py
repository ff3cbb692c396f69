"""Dated public notices on published reviews."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.models.claim import Claim
from claims.models.claim_review import ClaimReviewVersion
from claims.models.noun import PUBLIC_ID, new_public_id
from claims.models.rules import enforced, says_something
from claims.vocabulary import CorrectionKind

PERSON = settings.AUTH_USER_MODEL


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def years(self) -> list[int]:
        """In which something was corrected, the latest first."""
        found = self.order_by().values_list("approved_at__year", flat=True).distinct()
        return sorted(found, reverse=True)

    def approved_in(self, year: int | None) -> "CorrectionQuerySet":
        return self.filter(approved_at__year=year) if year else self

    def public(self) -> "CorrectionQuerySet":
        """Latest first, with what a log shows of them.

        Of a review that was taken down only the withdrawal's notice is left.
        """
        kept = Q(claim__is_taken_down=False) | Q(kind=CorrectionKind.WITHDRAWAL)
        return (
            self.filter(kept)
            .select_related(
                "claim__published_version__document",
                "old_version__rating__scale",
                "new_version__rating__scale",
            )
            .order_by("-approved_at", "-id")
        )


@enforced
class Correction(models.Model):
    """schema.org `correction`. Append-only; the old verdict stays readable beside the new."""

    public_id = models.CharField(
        "id", max_length=40, unique=True, default=new_public_id, validators=[PUBLIC_ID]
    )
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="corrections")
    kind = models.CharField(max_length=12, choices=CorrectionKind.choices)
    notice = models.TextField(max_length=2_000)
    old_version = models.ForeignKey(ClaimReviewVersion, models.PROTECT, related_name="+")
    new_version = models.ForeignKey(
        ClaimReviewVersion, models.PROTECT, null=True, related_name="corrections"
    )
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-approved_at", "-id"]
        constraints = [
            says_something("correction", "notice", "A correction tells readers what changed."),
            models.CheckConstraint(
                name="four_eyes_approve_a_correction",
                condition=~Q(approved_by=F("proposed_by")),
                violation_error_message="Four eyes: who proposes a correction cannot approve it.",
            ),
            models.CheckConstraint(
                name="a_withdrawal_has_no_new_verdict_and_all_else_has",
                condition=Q(kind=CorrectionKind.WITHDRAWAL, new_version__isnull=True)
                | (~Q(kind=CorrectionKind.WITHDRAWAL) & Q(new_version__isnull=False)),
                violation_error_message="A withdrawal has no new verdict; all else has one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.claim.public_id}"
