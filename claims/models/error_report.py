"""What readers tell us is wrong, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from claims.models.claim import Claim
from claims.models.claim_review import ClaimReviewVersion
from claims.models.correction import Correction
from claims.models.noun import PublicIdNoun
from claims.models.rules import enforced, pair
from claims.vocabulary import ReportOutcome


class ErrorReportQuerySet(models.QuerySet["ErrorReport"]):
    def open(self) -> "ErrorReportQuerySet":
        """Those that nobody has decided about."""
        return self.filter(outcome=ReportOutcome.OPEN)

    def awaiting_a_correction(self) -> "ErrorReportQuerySet":
        """Those that were right, where readers still see what was wrong."""
        return self.filter(outcome=ReportOutcome.CORRECTION, correction__isnull=True)

    def received_in(self, year: int | None) -> "ErrorReportQuerySet":
        return self.filter(created_at__year=year) if year else self

    def counted(self) -> "ErrorReportQuerySet":
        """What the newsroom answers for: advertisements and abuse report no error."""
        return self.exclude(outcome=ReportOutcome.NO_REPORT)


NOT_BY_ITS_MAKERS = (
    "Whoever wrote, proposed or approved a verdict does not decide that a report about it changes "
    "nothing."
)


@enforced
class ErrorReport(PublicIdNoun):
    """A reader's message about a published review, sent without an account.

    `words` and `email` are personal: no log entry repeats them, readers are shown neither, and
    both are erased when the reader asks for it (`workflow.erase`), after which nothing else is
    ever edited. The row stays, so that the count stays true. A trigger lets the words be blanked
    and never reworded.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="error_reports")
    review_version = models.ForeignKey(
        ClaimReviewVersion, models.PROTECT, related_name="error_reports", editable=False
    )
    words = models.TextField("what is wrong", max_length=5_000, blank=True, editable=False)
    email = models.EmailField("e-mail", blank=True, editable=False)
    outcome = models.CharField(
        max_length=12, choices=ReportOutcome.choices, default=ReportOutcome.OPEN, editable=False
    )
    answer = models.TextField(max_length=2_000, blank=True, editable=False)
    triaged_at = models.DateTimeField(null=True, editable=False)
    triaged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    correction = models.ForeignKey(
        Correction, models.PROTECT, null=True, related_name="error_reports", editable=False
    )

    objects = ErrorReportQuerySet.as_manager()

    PERSONAL = frozenset({"words", "email"})
    UNRECORDED = PublicIdNoun.UNRECORDED | PERSONAL | {"public_id", "claim"}

    class Meta:
        ordering = ["-id"]
        constraints = [
            pair("error_report", "triaged"),
            models.CheckConstraint(
                name="an_error_report_is_decided_by_somebody",
                condition=Q(outcome=ReportOutcome.OPEN, triaged_at__isnull=True)
                | ~Q(outcome=ReportOutcome.OPEN) & Q(triaged_at__isnull=False),
                violation_error_message="An error report is decided by somebody.",
            ),
            models.CheckConstraint(
                name="an_error_report_without_a_change_has_an_answer",
                condition=~Q(outcome=ReportOutcome.NO_CHANGE) | Q(answer__gt=""),
                violation_error_message="Readers are told why nothing changes.",
            ),
            models.CheckConstraint(
                name="a_correction_answers_a_report_that_asked_for_one",
                condition=Q(correction__isnull=True) | Q(outcome=ReportOutcome.CORRECTION),
                violation_error_message="A correction answers a report that led to one.",
            ),
            models.CheckConstraint(
                name="an_error_report_says_something_until_it_is_erased",
                condition=Q(words__gt="") | Q(words="", email="", edited_at__isnull=False),
                violation_error_message="An error report says what is wrong.",
            ),
        ]

    def __str__(self) -> str:
        return f"Report {self.public_id}"

    @property
    def made_by(self) -> set[int]:
        """Primary keys of those whose verdict the reader reports on."""
        version = self.review_version
        makers = (
            version.written_by_id, version.edited_by_id, version.proposed_by_id,
            version.approved_by_id,
        )  # fmt: skip
        return {person for person in makers if person is not None}

    @property
    def is_erased(self) -> bool:
        return not self.words

    def get_absolute_url(self) -> str:
        return reverse("claims:error_report_detail", args=[self.claim.slug, self.public_id])
