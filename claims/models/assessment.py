"""What each reviewer thinks on their own, before they see what the others think."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models.claim import Claim
from claims.models.noun import PUBLIC_ID, PublicIdNoun, new_public_id
from claims.models.rating import Rating
from claims.models.rules import enforced, pair, says_something

PERSON = settings.AUTH_USER_MODEL


class AssessmentRoundQuerySet(models.QuerySet["AssessmentRound"]):
    def open(self) -> "AssessmentRoundQuerySet":
        """Rounds that still take assessments, and whose assessments are still blind."""
        return self.filter(compared_at__isnull=True)

    def compared(self) -> "AssessmentRoundQuerySet":
        return self.filter(compared_at__isnull=False)


@enforced
class AssessmentRound(PublicIdNoun):
    """One question to several reviewers: blind while open, then compared, then adjudicated.

    A new round is a new look, for a reason such as new evidence. What a round found stays.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="assessment_rounds")
    number = models.PositiveSmallIntegerField(editable=False)
    why = models.CharField("why another round", max_length=500, blank=True)

    compared_at = models.DateTimeField(null=True, editable=False)
    compared_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False
    )
    adjudicated_at = models.DateTimeField(null=True, editable=False)
    adjudicated_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False
    )
    rating = models.ForeignKey(Rating, models.PROTECT, null=True, related_name="+", editable=False)
    reason = models.TextField(max_length=2_000, blank=True, editable=False)
    dissent_is_published = models.BooleanField(default=False, editable=False)

    objects = AssessmentRoundQuerySet.as_manager()

    UNRECORDED = PublicIdNoun.UNRECORDED | {
        "public_id", "claim", "compared_at", "compared_by", "adjudicated_at", "adjudicated_by"
    }  # fmt: skip

    class Meta:
        ordering = ["claim", "number"]
        constraints = [
            models.UniqueConstraint(
                name="a_claim_numbers_each_round_of_assessments_once", fields=["claim", "number"]
            ),
            models.UniqueConstraint(
                name="a_claim_has_one_open_round_of_assessments",
                fields=["claim"],
                condition=Q(compared_at__isnull=True),
                violation_error_message="A round of assessments is open already.",
            ),
            pair("round", "compared"),
            pair("round", "adjudicated"),
            models.CheckConstraint(
                name="assessments_are_compared_before_they_are_adjudicated",
                condition=Q(adjudicated_at__isnull=True) | Q(compared_at__isnull=False),
                violation_error_message="Assessments are compared before they are adjudicated.",
            ),
            models.CheckConstraint(
                name="an_adjudication_gives_a_rating_and_a_reason",
                condition=Q(
                    adjudicated_at__isnull=True,
                    rating__isnull=True,
                    reason="",
                    dissent_is_published=False,
                )
                | Q(adjudicated_at__isnull=False, rating__isnull=False, reason__gt=""),
                violation_error_message="An adjudication gives a rating and the reason for it.",
            ),
        ]

    def __str__(self) -> str:
        return f"Round {self.number} on {self.claim.public_id}"

    @property
    def outcome(self) -> Rating | None:
        """The rating that the round came to: adjudicated, or the same from everybody. None while
        it is open or differs."""
        if self.adjudicated_at is not None:
            return self.rating
        if self.compared_at is None:
            return None
        given = {one.rating for one in self.assessments.select_related("rating")}
        return given.pop() if len(given) == 1 else None

    @property
    def dissents(self) -> "AssessmentQuerySet":
        """The assessments that readers are told of, because they differ from the outcome."""
        if not self.dissent_is_published:
            return Assessment.objects.none()
        return Assessment.objects.filter(round=self).exclude(rating=self.rating_id)


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Nobody sees another's before their own is in: say for whom you ask, or ask for what was
    disclosed to all. Superusers are people like everybody."""

    def visible_to(self, user: Any) -> "AssessmentQuerySet":
        own = Assessment.objects.filter(assessed_by=user.pk)
        return self.filter(Q(round__compared_at__isnull=False) | Q(round__in=own.values("round")))

    def disclosed(self) -> "AssessmentQuerySet":
        """Of rounds that were compared: everybody in the newsroom may see these."""
        return self.filter(round__compared_at__isnull=False)


@enforced
class Assessment(models.Model):
    """One reviewer's own rating in one round. Append-only: a first judgement that could be
    changed would tell nothing about how far reviewers agree.

    The log holds the hash of rating, reason and `nonce` from the start and the three themselves
    once the round is compared, so that it shows they are the same.
    """

    public_id = models.CharField(
        "id", max_length=40, unique=True, default=new_public_id, validators=[PUBLIC_ID]
    )
    round = models.ForeignKey(AssessmentRound, models.PROTECT, related_name="assessments")
    rating = models.ForeignKey(Rating, models.PROTECT, related_name="+")
    reason = models.TextField(max_length=2_000)
    nonce = models.CharField(max_length=64, editable=False)
    saw_a_draft = models.BooleanField("the draft had a rating", default=False, editable=False)
    assessed_at = models.DateTimeField(default=timezone.now, editable=False)
    assessed_by = models.ForeignKey(
        PERSON, models.PROTECT, related_name="assessments", editable=False
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            says_something("assessment", "reason", "An assessment gives its reason."),
            models.UniqueConstraint(
                name="everybody_assesses_a_claim_once_in_a_round",
                fields=["round", "assessed_by"],
                violation_error_message=(
                    "This person has given their assessment in this round already: it stays."
                ),
            ),
        ]

    def __str__(self) -> str:
        """Without the rating or the person: refusals to delete name what holds a row."""
        return f"Assessment {self.public_id}"

    @property
    def claim(self) -> Claim:
        return self.round.claim
