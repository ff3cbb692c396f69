"""What a claim is about."""

from django.db import models

from claims.models.noun import SlugNoun
from claims.models.rules import enforced, says_something


@enforced
class Topic(SlugNoun):
    """schema.org `about`, kept as a flat list: newsrooms outgrow trees."""

    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]
        constraints = [says_something("topic", "name", "A topic needs a name.")]

    def __str__(self) -> str:
        return self.name
