"""Reviewers' notes on a claim."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q

from claims.models.claim import Claim
from claims.models.document import Document, DocumentVersion
from claims.models.evidence import Evidence
from claims.models.noun import PublicIdNoun
from claims.models.rules import enforced, pair, says_something
from claims.vocabulary import Motivation, ReviewPart

PERSON = settings.AUTH_USER_MODEL
ELSEWHERE = "A reply belongs to the same claim as what it answers."
OTHER_EVIDENCE = "An annotation is on a piece of evidence of its own claim."


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    def threads(self) -> "AnnotationQuerySet":
        """What others answer to: an annotation with its replies is assigned and resolved whole."""
        return self.filter(reply_to__isnull=True)

    def waiting(self) -> "AnnotationQuerySet":
        """Open threads that somebody was asked to see to."""
        return self.threads().filter(resolved_at__isnull=True, assignee__isnull=False)

    def with_person(self, person: Any) -> "AnnotationQuerySet":
        """Threads that `person` began or was asked to see to."""
        return self.filter(Q(assignee=person) | Q(created_by=person))

    def with_newest_text(self) -> "AnnotationQuerySet":
        """`newest_text`: the number of the newest version of the document that each is on."""
        versions = DocumentVersion.objects.filter(document=OuterRef("document"))
        return self.annotate(newest_text=versions.order_by("-number").values("number")[:1])

    def open_questions(self) -> "AnnotationQuerySet":
        """Questions put to somebody, which nobody has resolved."""
        return self.waiting().filter(motivation=Motivation.QUESTIONING)


@enforced
class Annotation(PublicIdNoun):
    """W3C Web Annotation: a body with a motivation, on one target, threaded.

    The target is the claim, or of that claim: a piece of `evidence`, a passage of a `document`,
    a sentence of the draft review (`review_part`), or the annotation that it answers. A passage
    and a sentence are found by quoting them (TextQuoteSelector). `start` and `end` are code
    points into `document_version.text`, or into the draft as it was when somebody wrote of it.
    """

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="annotations")
    motivation = models.CharField(
        max_length=12, choices=Motivation.choices, default=Motivation.COMMENTING
    )
    body = models.TextField(max_length=20_000)
    reply_to = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies"
    )
    evidence = models.ForeignKey(
        Evidence, models.SET_NULL, null=True, blank=True, related_name="annotations"
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="annotations"
    )
    review_part = models.CharField(
        "part of the review", max_length=12, choices=ReviewPart.choices, blank=True
    )
    quote = models.TextField(max_length=5_000, blank=True)
    quote_prefix = models.CharField(max_length=64, blank=True)
    quote_suffix = models.CharField(max_length=64, blank=True)
    document_version = models.ForeignKey(
        DocumentVersion, models.PROTECT, null=True, editable=False, related_name="annotations"
    )
    start = models.PositiveIntegerField(null=True, editable=False)
    end = models.PositiveIntegerField(null=True, editable=False)
    assignee = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="asked"
    )
    resolved_at = models.DateTimeField(null=True, editable=False)
    resolved_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, editable=False, related_name="+"
    )
    reopened_at = models.DateTimeField(null=True, editable=False)
    reopened_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = AnnotationQuerySet.as_manager()

    ANCHOR = frozenset({"document_version", "start", "end"})
    UNRECORDED = PublicIdNoun.UNRECORDED | ANCHOR | {"public_id", "claim"}
    FIXED = frozenset({
        "reply_to", "evidence", "document", "review_part", "quote", "quote_prefix", "quote_suffix",
    })  # fmt: skip
    PERSONAL = frozenset({"body"})

    class Meta:
        ordering = ["id"]
        permissions = [
            ("import_annotation", "Can import annotations"),
            ("export_annotation", "Can export annotations"),
        ]
        constraints = [
            says_something("annotation", "body", "An annotation must say something."),
            pair("annotation", "resolved"),
            pair("annotation", "reopened"),
            models.CheckConstraint(
                name="a_reply_is_younger_than_what_it_answers",
                condition=Q(reply_to__isnull=True) | Q(reply_to__lt=F("id")),
                violation_error_message="A reply answers an older annotation.",
            ),
            models.CheckConstraint(
                name="an_annotation_has_one_target",
                condition=Q(evidence__isnull=True, document__isnull=True, reply_to__isnull=True)
                | Q(evidence__isnull=True, document__isnull=True, review_part="")
                | Q(evidence__isnull=True, review_part="", reply_to__isnull=True)
                | Q(document__isnull=True, review_part="", reply_to__isnull=True),
                violation_error_message=(
                    "An annotation has one target: a piece of evidence, a passage of a document, "
                    "a sentence of the review, or the annotation that it answers."
                ),
            ),
            models.CheckConstraint(
                name="a_passage_or_a_sentence_is_quoted",
                condition=Q(document__isnull=True, review_part="", quote="")
                | (Q(quote__gt="") & (Q(document__isnull=False) | Q(review_part__gt=""))),
                violation_error_message=(
                    "An annotation on a passage or on a sentence of the review quotes it, "
                    "and one on something else quotes nothing."
                ),
            ),
            models.CheckConstraint(
                name="an_annotated_passage_begins_and_ends",
                condition=Q(start__isnull=True, end__isnull=True, document_version__isnull=True)
                | (
                    Q(start__lt=F("end"))
                    & (Q(document_version__isnull=False) | Q(review_part__gt=""))
                ),
                violation_error_message="A passage begins before it ends.",
            ),
            models.CheckConstraint(
                name="a_thread_is_assigned_and_resolved_as_a_whole",
                condition=Q(reply_to__isnull=True)
                | Q(assignee__isnull=True, resolved_at__isnull=True, reopened_at__isnull=True),
                violation_error_message=(
                    "A reply is not assigned or resolved by itself: "
                    "assign or resolve the thread that it belongs to."
                ),
            ),
        ]

    def __str__(self) -> str:
        """Without the words where they may tell how somebody rates the claim: refusals to delete
        and questions before it name what hangs on a row, to whoever asks."""
        if self.reply_to_id or self.review_part or self.motivation == Motivation.ASSESSING:
            return f"Annotation {self.public_id}"
        return f"{self.get_motivation_display()}: {self.body[:80]}"

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        if self.reply_to is not None and self.reply_to.claim_id != self.claim_id:
            errors["reply_to"] = ELSEWHERE
        elif self.reply_to is not None and self.pk and self.reply_to.pk >= self.pk:
            errors["reply_to"] = "A reply answers an older annotation."
        if self.evidence is not None and self.evidence.claim_id != self.claim_id:
            errors["evidence"] = OTHER_EVIDENCE
        if errors:
            raise ValidationError(errors)
