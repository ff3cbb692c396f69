"""What the newsroom asks of a verdict before it is published."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from claims.models.rules import enforced, pair


class PolicyQuerySet(models.QuerySet["Policy"]):
    def in_force(self) -> "Policy":
        """The newest. There is one from the first migration on.

        Raises:
            Policy.DoesNotExist: somebody emptied the table; migrating lays the first one again.
        """
        return self.latest("number")


@enforced
class Policy(models.Model):
    """Append-only: a verdict keeps the policy under which it was published."""

    number = models.PositiveIntegerField(unique=True)
    sources_required = models.PositiveSmallIntegerField(default=2)
    primary_required = models.BooleanField(
        default=True, help_text="A primary source, or a published excuse for having none."
    )
    note = models.CharField(max_length=500, blank=True)
    adopted_at = models.DateTimeField(default=timezone.now, null=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "policies"
        constraints = [pair("policy", "adopted")]

    def __str__(self) -> str:
        return f"Policy {self.number}"

    @property
    def public_id(self) -> str:
        return str(self.number)
