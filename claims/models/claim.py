"""The claim: one checkable assertion, and where it stands in the newsroom's work."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from claims.models.arrows import ARROW
from claims.models.claimant import Claimant
from claims.models.noun import PublicIdNoun
from claims.models.partial_date import PartialDateField
from claims.models.policy import Policy
from claims.models.rules import enforced, pair, says_something
from claims.models.topic import Topic
from claims.search import search
from claims.vocabulary import ClaimKind, NotCheckable, Status


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Who may see what has to be said: there is no default that leaks a draft."""

    def published(self) -> "ClaimQuerySet":
        """Claims with a public page: a verdict that stands, or one withdrawn with its notice."""
        return self.filter(published_version__isnull=False)

    def standing(self) -> "ClaimQuerySet":
        """Published claims whose verdict has not been withdrawn."""
        return self.published().filter(withdrawn_at__isnull=True)

    def not_checked(self) -> "ClaimQuerySet":
        """Set aside with a reason, which readers may read."""
        return self.filter(status=Status.NOT_CHECKABLE, published_version__isnull=True)

    def first_published_in(self, year: int | None) -> "ClaimQuerySet":
        """Claims whose first verdict came in `year`; of all years, without one."""
        first = {"versions__number": 1, "versions__approved_at__year": year}
        return self.filter(**first) if year else self

    def as_readers_see(self) -> "ClaimQuerySet":
        """Latest verdict first, with what was approved of it (`content`), and the names in that."""
        version = "published_version"
        return (
            self.select_related(
                f"{version}__rating__scale", f"{version}__claimant", f"{version}__document"
            )
            .defer(f"{version}__explanation")
            .order_by(f"-{version}__approved_at", "-id")
        )

    def open(self) -> "ClaimQuerySet":
        """Work that somebody could still do."""
        return self.filter(
            status__in=[Status.EXTRACTED, Status.IN_REVIEW, Status.AWAITING_APPROVAL]
        )

    def mine(self, user: Any) -> "ClaimQuerySet":
        return self.filter(assignee=user)

    def overdue(self, today: Any) -> "ClaimQuerySet":
        return self.open().filter(due__lt=today)

    def unassigned(self) -> "ClaimQuerySet":
        return self.open().filter(assignee__isnull=True)

    def to_assess(self, user: Any) -> "ClaimQuerySet":
        """Somebody has assessed these blind, and `user` could say what they think too."""
        own = user.assessments.filter(round__compared_at__isnull=True).values("round__claim")
        is_open = {"assessment_rounds__pk__isnull": False}
        is_open |= {"assessment_rounds__compared_at__isnull": True}
        return self.filter(**is_open).exclude(pk__in=own)

    def due_for_another_look(self) -> "ClaimQuerySet":
        """Verdicts that stand and that nobody has looked at for as long as the policy allows."""
        before = Policy.objects.in_force().looked_at_too_long_before(timezone.now())
        if before is None:
            return self.none()
        unseen = Q(looked_at__isnull=True) | Q(looked_at__lt=before)
        return self.filter(
            unseen, status=Status.PUBLISHED, published_version__approved_at__lt=before
        )

    def waiting_for_a_second_person(self, user: Any) -> "ClaimQuerySet":
        """Proposals by others: what `user`, if an editor, could approve now."""
        return (
            self.filter(claim_review__proposed_at__isnull=False)
            .exclude(claim_review__proposed_by=user)
            .exclude(claim_review__written_by=user)
            .exclude(claim_review__edited_by=user)
        )

    def to_check(self, user: Any) -> "ClaimQuerySet":
        """Open, given to `user`, and not with somebody else for approval."""
        return self.open().mine(user).exclude(status=Status.AWAITING_APPROVAL)

    def to_approve(self, user: Any) -> "ClaimQuerySet":
        """Proposals by others that were given to `user` to read second."""
        return self.waiting_for_a_second_person(user).filter(second_reader=user)

    def with_a_second_reader(self) -> "ClaimQuerySet":
        """Proposals that were given to somebody to read second."""
        return self.filter(claim_review__proposed_at__isnull=False, second_reader__isnull=False)

    def proposed_by(self, user: Any) -> "ClaimQuerySet":
        """What `user` proposed and nobody has approved yet."""
        return self.filter(claim_review__proposed_by=user)

    def search(self, words: str) -> "ClaimQuerySet":
        """Claims of this id, or else with these words. Raises SearchRefused."""
        found = search(self, words)
        of_this_id = self.filter(public_id__iexact=words.strip())
        return of_this_id if of_this_id.exists() else found


@enforced
class Claim(PublicIdNoun):
    """schema.org Claim. Its status moves only through `workflow`, along an arrow."""

    slug = models.SlugField(max_length=80, unique=True, editable=False)
    text = models.TextField(
        max_length=2_000, help_text="One assertion in plain words that could be true or false."
    )
    kind = models.CharField(max_length=12, choices=ClaimKind.choices, default=ClaimKind.OTHER)
    claimant = models.ForeignKey(
        Claimant, models.PROTECT, null=True, blank=True, related_name="claims"
    )
    claimed = PartialDateField("claimed on")
    language = models.CharField(max_length=35, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="claims")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="assigned"
    )
    second_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="to_read",
        help_text="Who is to approve it: somebody other than the assignee.",
    )
    due = models.DateField(
        null=True, blank=True, help_text="The day by which the verdict is to be out."
    )

    status = models.CharField(
        max_length=20, choices=Status.choices, default=Status.EXTRACTED, editable=False
    )
    not_checkable_reason = models.CharField(
        max_length=12, choices=NotCheckable.choices, blank=True, editable=False
    )
    not_checkable_note = models.CharField(max_length=1_000, blank=True, editable=False)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", editable=False
    )
    published_version = models.OneToOneField(
        "claims.ClaimReviewVersion",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="shown_by",
        editable=False,
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    # A person saw that the verdict that readers see still holds; a new verdict begins anew.
    looked_at = models.DateTimeField(null=True, editable=False)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    is_taken_down = models.BooleanField(default=False, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        permissions = [
            *[(f"{verb}_claim", f"Can {verb.replace('_', ' ')}") for verb in ARROW],
            ("assign_claim", "Can assign claims"),
            ("import_claim", "Can import claims"),
            ("export_claim", "Can export claims"),
        ]
        indexes = [models.Index(fields=["status", "assignee"], name="claim_by_status_assignee")]
        constraints = [
            says_something("claim", "text", "A claim must say something."),
            pair("claim", "withdrawn"),
            pair("claim", "looked"),
            models.CheckConstraint(
                name="only_a_published_verdict_is_looked_at_again",
                condition=Q(looked_at__isnull=True) | Q(published_version__isnull=False),
                violation_error_message="Only a published verdict can be looked at again.",
            ),
            models.CheckConstraint(
                name="a_second_reader_is_a_second_person",
                condition=Q(second_reader__isnull=True)
                | Q(assignee__isnull=True)
                | ~Q(second_reader=F("assignee")),
                violation_error_message=(
                    "The second reader is somebody other than the assignee: four eyes."
                ),
            ),
            models.CheckConstraint(
                name="a_published_claim_shows_an_approved_version",
                condition=~Q(status=Status.PUBLISHED)
                | Q(published_version__isnull=False, withdrawn_at__isnull=True),
                violation_error_message="A claim is published by approving its review.",
            ),
            models.CheckConstraint(
                name="only_a_published_verdict_is_withdrawn",
                condition=Q(withdrawn_at__isnull=True) | Q(published_version__isnull=False),
                violation_error_message="Only a published verdict can be withdrawn.",
            ),
            models.CheckConstraint(
                name="a_withdrawn_claim_says_when_and_by_whom",
                condition=~Q(status=Status.WITHDRAWN) | Q(withdrawn_at__isnull=False),
                violation_error_message="A withdrawn claim says when it was withdrawn.",
            ),
            models.CheckConstraint(
                name="a_claim_is_set_aside_for_a_reason",
                condition=Q(status=Status.NOT_CHECKABLE, not_checkable_reason__gt="")
                | (~Q(status=Status.NOT_CHECKABLE) & Q(not_checkable_reason="")),
                violation_error_message="Setting a claim aside needs a reason.",
            ),
            models.CheckConstraint(
                name="a_duplicate_names_another_claim",
                condition=Q(not_checkable_reason=NotCheckable.DUPLICATE, duplicate_of__isnull=False)
                & ~Q(duplicate_of=F("id"))
                | (~Q(not_checkable_reason=NotCheckable.DUPLICATE) & Q(duplicate_of__isnull=True)),
                violation_error_message="A duplicate names the other claim that it repeats.",
            ),
            models.CheckConstraint(
                name="only_a_withdrawn_verdict_is_taken_down",
                condition=Q(is_taken_down=False) | Q(withdrawn_at__isnull=False),
                violation_error_message="Only a withdrawn verdict can be taken down.",
            ),
        ]

    UNRECORDED = PublicIdNoun.UNRECORDED | {"public_id"}

    def __str__(self) -> str:
        return self.text if len(self.text) <= 100 else f"{self.text[:99]}…"

    def get_absolute_url(self) -> str:
        return reverse("claims:claim_detail", args=[self.slug])

    @property
    def first_appearance(self) -> Any:
        """As the draft has it now, or None; it costs nothing where appearances are prefetched."""
        return next((seen for seen in self.appearances.all() if seen.is_first), None)

    @property
    def stands(self) -> bool:
        """Whether readers see a verdict now."""
        return self.published_version_id is not None and self.withdrawn_at is None

    @property
    def last_look_at(self) -> datetime | None:
        """When somebody last vouched for what readers see: by approving it, or by another look."""
        version = self.published_version
        return self.looked_at or (version.approved_at if version else None)

    @property
    def has_proposal(self) -> bool:
        review = getattr(self, "claim_review", None)
        return review is not None and review.proposed_at is not None
