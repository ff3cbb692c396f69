"""What a claim is about."""

from django.db import models

from claims.models.noun import SlugNoun
from claims.models.rules import enforced, says_something


class TopicQuerySet(models.QuerySet["Topic"]):
    def public(self) -> "TopicQuerySet":
        """Topics on which there is a published review to read."""
        return self.filter(
            claims__published_version__isnull=False, claims__is_taken_down=False
        ).distinct()


@enforced
class Topic(SlugNoun):
    """schema.org `about`, kept as a flat list: newsrooms outgrow trees."""

    name = models.CharField(max_length=80, unique=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [says_something("topic", "name", "A topic needs a name.")]

    def __str__(self) -> str:
        return self.name
