"""Who makes claims."""

from django.db import models
from django.urls import reverse

from claims.models.noun import SlugNoun, new_public_id, slug_stem
from claims.models.rules import enforced, says_something
from claims.vocabulary import ClaimantKind


class ClaimantQuerySet(models.QuerySet["Claimant"]):
    def public(self) -> "ClaimantQuerySet":
        """Claimants about whose claims readers may read."""
        return self.filter(review_versions__shown_by__is_taken_down=False).distinct()


@enforced
class Claimant(SlugNoun):
    """A person or an organisation; `claimant` in Google's Fact Check Tools.

    `affiliation` is the party or organisation that they belong to, by its name, as far as it is
    known: schema.org's `affiliation` of a person and `memberOf` of an organisation.
    """

    slug = models.SlugField(
        max_length=80,
        unique=True,
        blank=True,
        help_text=(
            "Its name in addresses, files and the log, where it stays even if the claimant is "
            "erased. Left empty it is made: of the name, but for a person of letters that tell "
            "nobody who it is."
        ),
    )
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(
        max_length=12, choices=ClaimantKind.choices, default=ClaimantKind.ORGANIZATION
    )
    description = models.CharField(max_length=500, blank=True)
    url = models.URLField("address", max_length=2_000, blank=True)
    affiliation = models.CharField(
        max_length=200,
        blank=True,
        help_text="The party or organisation that they belong to, by its name, where it is known.",
    )

    objects = ClaimantQuerySet.as_manager()

    PERSONAL = frozenset({"name", "description", "url", "affiliation"})

    class Meta:
        ordering = ["name"]
        permissions = [
            ("import_claimant", "Can import claimants"),
            ("export_claimant", "Can export claimants"),
        ]
        constraints = [says_something("claimant", "name", "A claimant needs a name.")]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def stem(name: str, kind: str) -> str:
        """What a slug that nobody chose begins with. A person's is told by it in no entry of the
        log, so that to erase their name is to erase them."""
        return new_public_id() if kind == ClaimantKind.PERSON else slug_stem(name)

    def get_absolute_url(self) -> str:
        return reverse("claims:claimant_detail", args=[self.slug])
