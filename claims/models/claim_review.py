"""The claim review: the newsroom's working copy, and the versions that readers have seen."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from claims.models.claim import Claim
from claims.models.claimant import Claimant
from claims.models.content import HAS_PRIMARY, Sources
from claims.models.document import Document
from claims.models.noun import Noun
from claims.models.policy import Policy
from claims.models.rating import Rating
from claims.models.rules import enforced, pair, says_something
from claims.search import search
from claims.vocabulary import CorrectionKind

PERSON = settings.AUTH_USER_MODEL


@enforced
class ClaimReview(Noun):
    """The draft of a schema.org ClaimReview, and what is proposed about it.

    A proposal is bound to the SHA-256 of the content it was made for: any later edit voids it.
    """

    claim = models.OneToOneField(Claim, models.CASCADE, related_name="claim_review")
    rating = models.ForeignKey(Rating, models.PROTECT, null=True, blank=True, related_name="+")
    summary = models.TextField(
        max_length=1_000, blank=True, help_text="The answer in one to three sentences."
    )
    explanation = models.TextField(
        max_length=100_000, blank=True, help_text="How we know, in Markdown."
    )
    no_primary_reason = models.CharField(
        "why no primary source",
        max_length=500,
        blank=True,
        help_text="Readers see it. Needed only where no piece of evidence is primary.",
    )
    no_reply_reason = models.CharField(
        "why nobody was asked",
        max_length=500,
        blank=True,
        help_text="Readers see it. Needed only where nobody could be asked for a reply.",
    )
    written_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)

    proposed_at = models.DateTimeField(null=True, editable=False)
    proposed_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False
    )
    proposed_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    correction_kind = models.CharField(
        max_length=12, choices=CorrectionKind.choices, blank=True, editable=False
    )
    correction_notice = models.TextField(max_length=2_000, blank=True, editable=False)

    UNRECORDED = Noun.UNRECORDED | {"claim", "written_by"}

    class Meta:
        constraints = [
            pair("claim_review", "proposed"),
            models.CheckConstraint(
                name="a_proposal_is_bound_to_its_content",
                condition=Q(proposed_at__isnull=True, proposed_sha256="", correction_kind="")
                | Q(proposed_at__isnull=False, proposed_sha256__gt=""),
            ),
            models.CheckConstraint(
                name="a_proposed_correction_has_a_notice",
                condition=Q(correction_kind="", correction_notice="")
                | Q(correction_kind__gt="", correction_notice__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Review of {self.claim.public_id}"

    @property
    def public_id(self) -> str:
        return self.claim.public_id


class ClaimReviewVersionQuerySet(models.QuerySet["ClaimReviewVersion"]):
    def shown(self) -> "ClaimReviewVersionQuerySet":
        """Of each verdict that stands, the version that readers see now."""
        return self.filter(shown_by__isnull=False, shown_by__withdrawn_at__isnull=True)

    def first_published_in(self, year: int | None) -> "ClaimReviewVersionQuerySet":
        """Versions of claims whose first verdict came in `year`; of all, without one."""
        first = {"claim__versions__number": 1, "claim__versions__approved_at__year": year}
        return self.filter(**first) if year else self

    def by_sources(self) -> list[tuple[int, bool, int]]:
        """(sources, has a primary one, how many such versions), by what was approved."""
        counted = self.order_by().values_list("sources", "has_primary")
        return list(counted.annotate(models.Count("pk")))

    def search(self, words: str) -> "ClaimReviewVersionQuerySet":
        return search(self, words)


@enforced
class ClaimReviewVersion(models.Model):
    """What was approved, word for word, for good. Append-only.

    `content` is the canonical JSON whose SHA-256 was approved; the other columns repeat from
    it what lists filter and search by, or count what is in it.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=2_000)
    claimant = models.ForeignKey(
        Claimant, models.PROTECT, null=True, related_name="review_versions"
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="review_versions"
    )
    rating = models.ForeignKey(Rating, models.PROTECT, related_name="versions")
    summary = models.TextField(max_length=1_000)
    explanation = models.TextField(max_length=100_000, blank=True)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+")
    written_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    edited_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    sources = models.GeneratedField(
        expression=Sources("content"), output_field=models.IntegerField(), db_persist=True
    )
    has_primary = models.GeneratedField(
        expression=HAS_PRIMARY, output_field=models.BooleanField(), db_persist=True
    )

    objects = ClaimReviewVersionQuerySet.as_manager()

    class Meta:
        ordering = ["claim", "number"]
        indexes = [  # which on SQLite also spare counts the way through the contents
            models.Index(fields=["sources", "has_primary"], name="versions_by_their_sources"),
            models.Index(fields=["approved_at"], name="versions_by_their_approval"),
        ]
        constraints = [
            says_something("published_review", "text", "A published review names its claim."),
            says_something("published_review", "summary", "A published review has a summary."),
            models.UniqueConstraint(
                name="a_claim_numbers_each_published_version_once", fields=["claim", "number"]
            ),
            models.CheckConstraint(
                name="four_eyes_approve_what_is_published",
                condition=~Q(approved_by=F("written_by"))
                & ~Q(approved_by=F("proposed_by"))
                & (Q(edited_by__isnull=True) | ~Q(approved_by=F("edited_by"))),
                violation_error_message=(
                    "Four eyes: whoever wrote, last edited or proposed a review cannot publish it."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim.public_id}, published version {self.number}"

    @cached_property
    def facts(self) -> dict[str, Any]:
        """`content` as Python; its keys are those of `workflow.content`."""
        return json.loads(self.content)

    @property
    def public_id(self) -> str:
        return f"{self.claim.public_id}/{self.number}"
