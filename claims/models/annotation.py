"""Reviewers' notes on a claim."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from claims.models.claim import Claim
from claims.models.noun import PublicIdNoun
from claims.models.rules import enforced, pair, says_something
from claims.vocabulary import Motivation


@enforced
class Annotation(PublicIdNoun):
    """W3C Web Annotation: a body with a motivation, threaded, assignable and resolvable."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="annotations")
    motivation = models.CharField(
        max_length=12, choices=Motivation.choices, default=Motivation.COMMENTING
    )
    body = models.TextField(max_length=20_000)
    reply_to = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    UNRECORDED = PublicIdNoun.UNRECORDED | {"public_id", "claim"}
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
            models.CheckConstraint(
                name="a_reply_is_younger_than_what_it_answers",
                condition=Q(reply_to__isnull=True) | Q(reply_to__lt=F("id")),
                violation_error_message="A reply answers an older annotation.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_motivation_display()}: {self.body[:80]}"

    def clean(self) -> None:
        if self.reply_to is not None and self.reply_to.claim_id != self.claim_id:
            raise ValidationError(
                {"reply_to": "A reply belongs to the same claim as what it answers."}
            )
        if self.reply_to is not None and self.pk and self.reply_to.pk >= self.pk:
            raise ValidationError({"reply_to": "A reply answers an older annotation."})
