"""A file that came in: what it was, what it changed, and whether it was put back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models.noun import PUBLIC_ID, new_public_id
from claims.models.rules import enforced, pair


@enforced
class ImportBatch(models.Model):
    """One import. Its rows are the entries of the record from `first_position` to
    `last_position`, which are the batch's own: the record keeps each row's state before and
    after, so a batch can be put back from it (`workflow.undo_import`)."""

    public_id = models.CharField(
        "id", max_length=40, unique=True, default=new_public_id, validators=[PUBLIC_ID]
    )
    noun = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the file's bytes.")
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    first_position = models.PositiveBigIntegerField()
    last_position = models.PositiveBigIntegerField()
    created_at = models.DateTimeField("imported at", default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="imported by"
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = "import"
        constraints = [
            pair("batch", "undone"),
            models.CheckConstraint(
                name="an_import_begins_in_the_record_before_it_ends",
                condition=Q(first_position__lte=F("last_position")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name or 'a file'}: {self.noun}"

    @property
    def counts(self) -> dict[str, int]:
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": self.refused,
        }
