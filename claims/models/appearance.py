"""Where a claim was seen, tied to the words that make it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.models.claim import Claim
from claims.models.document import Document, DocumentVersion
from claims.models.noun import PublicIdNoun
from claims.models.rules import enforced, pair
from claims.vocabulary import Anchoring


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    def in_order_of_the_text(self) -> "AppearanceQuerySet":
        """By place in the document; what has no place comes last, in the order of entry."""
        return self.order_by(F("start").asc(nulls_last=True), "id")

    def to_look_at(self) -> "AppearanceQuerySet":
        """Passages that a new text changed or lost, which nobody has looked at since."""
        return self.filter(
            anchoring__in=[Anchoring.CHANGED, Anchoring.LOST], looked_at__isnull=True
        )


@enforced
class Appearance(PublicIdNoun):
    """schema.org `appearance` with a W3C TextQuoteSelector: the passage, found by quoting it.

    `start` and `end` are code points into `document_version.text`; they follow from the quote
    and are computed again for every new version, so they carry no version number of their own.
    """

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="appearances")
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="appearances"
    )
    url = models.URLField("address", max_length=2_000, blank=True)
    section = models.CharField(max_length=300, blank=True)
    quote = models.TextField(max_length=5_000, blank=True)
    quote_prefix = models.CharField(max_length=64, blank=True)
    quote_suffix = models.CharField(max_length=64, blank=True)
    is_first = models.BooleanField("first appearance", default=True)

    document_version = models.ForeignKey(
        DocumentVersion, models.PROTECT, null=True, editable=False, related_name="appearances"
    )
    start = models.PositiveIntegerField(null=True, editable=False)
    end = models.PositiveIntegerField(null=True, editable=False)
    anchoring = models.CharField(
        max_length=12, choices=Anchoring.choices, default=Anchoring.UNANCHORED, editable=False
    )
    # A person saw that the passage changed or went, and left it as it is.
    looked_at = models.DateTimeField(null=True, editable=False)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )

    objects = AppearanceQuerySet.as_manager()

    UNRECORDED = PublicIdNoun.UNRECORDED | {
        "public_id", "claim", "document_version", "start", "end", "anchoring",
        "looked_at", "looked_by",
    }  # fmt: skip

    class Meta:
        ordering = ["-is_first", "id"]
        permissions = [
            ("import_appearance", "Can import appearances"),
            ("export_appearance", "Can export appearances"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_claim_has_one_first_appearance",
                fields=["claim"],
                condition=Q(is_first=True),
                violation_error_message="This claim has a first appearance already.",
            ),
            models.CheckConstraint(
                name="an_appearance_is_in_a_document_or_at_an_address",
                condition=Q(document__isnull=False) | Q(url__gt=""),
                violation_error_message="An appearance needs a document or an address.",
            ),
            models.CheckConstraint(
                name="a_passage_begins_and_ends_in_one_version",
                condition=Q(start__isnull=True, end__isnull=True)
                | Q(start__lt=F("end"), document_version__isnull=False),
                violation_error_message="A passage begins before it ends.",
            ),
            pair("passage", "looked"),
        ]

    def __str__(self) -> str:
        return f"{self.document or self.url}: “{self.quote[:60]}”"
