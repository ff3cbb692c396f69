"""The work that claims are extracted from, and its text as captured on a date."""

import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from claims.models.claimant import Claimant
from claims.models.noun import SlugNoun
from claims.models.partial_date import PartialDateField
from claims.models.rules import enforced, says_something
from claims.vocabulary import DocumentKind, Status


class DocumentQuerySet(models.QuerySet["Document"]):
    def public(self) -> "DocumentQuerySet":
        """Documents that readers may know of: their text is shown, or something is said on them.

        A document that the newsroom only works on has no page: its existence is a draft too.
        """
        published = Q(review_versions__shown_by__is_taken_down=False)
        set_aside = Q(
            appearances__is_first=True,
            appearances__claim__status=Status.NOT_CHECKABLE,
            appearances__claim__published_version__isnull=True,
        )
        seen = self.filter(published | set_aside).values("pk")
        return self.filter(Q(shows_text=True, versions__isnull=False) | Q(pk__in=seen)).distinct()


@enforced
class Document(SlugNoun):
    """schema.org CreativeWork: a report, a speech, an article."""

    title = models.CharField(max_length=300)
    kind = models.CharField(
        max_length=12, choices=DocumentKind.choices, default=DocumentKind.REPORT
    )
    claimant = models.ForeignKey(
        Claimant,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        help_text="Who speaks in it, where one voice does.",
    )
    publisher = models.CharField(max_length=200, blank=True)
    url = models.URLField("address", max_length=2_000, blank=True)
    published = PartialDateField()
    language = models.CharField(
        max_length=35, blank=True, help_text="A language tag, such as en or pt-BR."
    )
    is_sample = models.BooleanField(
        "sample",
        default=False,
        help_text="Invented, to show how the workbench works. Readers are told so.",
    )
    shows_text = models.BooleanField(
        "readers see the full text",
        default=False,
        help_text="Only where the newsroom may republish it; else readers see the quotes.",
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        permissions = [
            ("import_document", "Can import documents"),
            ("export_document", "Can export documents"),
        ]
        constraints = [says_something("document", "title", "A document needs a title.")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("claims:document_detail", args=[self.slug])


@enforced
class DocumentVersion(models.Model):
    """A document's text as captured once. Append-only: a new text is a new version."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=10_000_000)
    # [{"kind": "heading", "start": 0, "end": 12, "page": 1, "level": 2}], offsets in code points.
    blocks = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64, help_text="Of the text in UTF-8.")
    original = models.FileField(
        max_length=200, blank=True, help_text="The file as it came. Never served as a page."
    )
    original_sha256 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    encoding = models.CharField(max_length=40, blank=True)
    source_url = models.URLField("fetched from", max_length=2_000, blank=True)
    note = models.CharField(max_length=500, blank=True)
    captured_at = models.DateTimeField(default=timezone.now)
    captured_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["document", "number"]
        constraints = [
            says_something("document_version", "text", "A document's text must say something."),
            models.UniqueConstraint(
                name="a_document_numbers_each_version_once", fields=["document", "number"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, version {self.number}"

    @property
    def public_id(self) -> str:
        return f"{self.document.slug}/{self.number}"

    def clean(self) -> None:
        if self.sha256 != hashlib.sha256(self.text.encode()).hexdigest():
            raise ValidationError("The hash is not that of the text.")
