"""Pages that the newsroom writes about itself."""

from django.db import models
from django.urls import reverse

from claims.models.noun import SlugNoun
from claims.models.rules import enforced, says_something


@enforced
class Page(SlugNoun):
    """Methodology and about: the IFCN code asks for both, in the newsroom's own words."""

    title = models.CharField(max_length=200)
    body = models.TextField(max_length=100_000, help_text="In Markdown.")

    class Meta:
        ordering = ["slug"]
        constraints = [says_something("page", "title", "A page needs a title.")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse(f"claims:{self.slug}")
