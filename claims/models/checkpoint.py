"""The log's head at a moment, signed: what a reader can keep to hold us to it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from claims.models.canonical import CanonicalField
from claims.models.rules import enforced


@enforced
class Checkpoint(models.Model):
    """A head of the Merkle tree over the log's hashes (RFC 6962), in a note signed with our key.

    Append-only. No LogEntry tells of it: it tells of the log. `peaks` let the next one be computed
    from the entries since; `proof` shows that the tree grew from that of the checkpoint before.
    """

    size = models.PositiveBigIntegerField(primary_key=True)
    head = models.CharField(max_length=64)
    note = models.TextField(max_length=2_000)
    key = models.CharField(max_length=400, help_text="The public key that verifies the note.")
    at = models.DateTimeField()
    peaks = CanonicalField(default=list)
    proof = CanonicalField(default=list)
    previous_size = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["-size"]
        constraints = [
            models.CheckConstraint(
                name="a_checkpoint_is_of_a_log_that_grew",
                condition=Q(size__gt=models.F("previous_size")),
            )
        ]

    def __str__(self) -> str:
        return f"Checkpoint at {self.size} entries"

    def get_absolute_url(self) -> str:
        return reverse("claims:checkpoint_detail", args=[self.size])

    @property
    def public_id(self) -> str:
        return str(self.size)
