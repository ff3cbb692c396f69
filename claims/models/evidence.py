"""What bears on a claim."""

from django.db import models

from claims.models.claim import Claim
from claims.models.noun import PublicIdNoun
from claims.models.partial_date import PartialDateField
from claims.models.rules import enforced
from claims.vocabulary import Stance


@enforced
class Evidence(PublicIdNoun):
    """A source link with its stance: what it says about the claim, and how near to the facts."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="evidence")
    url = models.URLField("address", max_length=2_000)
    title = models.CharField(max_length=300, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    published = PartialDateField()
    stance = models.CharField(max_length=10, choices=Stance.choices)
    is_primary = models.BooleanField(
        "primary source",
        default=False,
        help_text="The record itself (a law, a dataset, a recording), not a report about it.",
    )
    quote = models.TextField(
        max_length=5_000, blank=True, help_text="The words in the source that bear on the claim."
    )
    note = models.TextField(
        max_length=5_000, blank=True, help_text="What the source says, in our own words."
    )

    UNRECORDED = PublicIdNoun.UNRECORDED | {"public_id", "claim"}

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "evidence"
        permissions = [
            ("import_evidence", "Can import evidence"),
            ("export_evidence", "Can export evidence"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_claim_lists_an_address_once",
                fields=["claim", "url"],
                violation_error_message="This claim lists that address already.",
            )
        ]

    def __str__(self) -> str:
        return self.title or self.publisher or self.url
