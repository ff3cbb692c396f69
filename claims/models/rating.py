"""The newsroom's scale, and the points on it."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from claims.models.noun import SlugNoun
from claims.models.rules import enforced, says_something

SEEN = (
    "Readers have seen verdicts with this rating, so its label, value and scale stay: "
    "add another rating instead."
)
HEX = re.compile(r"#[0-9a-f]{6}")


def contrast_with_white(colour: str) -> float:
    """The WCAG 2.2 contrast ratio, 1 to 21, of white text on `colour` (#rrggbb)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def check_colour(colour: str) -> None:
    """Refuse a colour on which a label could not be read.

    Raises:
        ValidationError: not #rrggbb, or white text on it stays under 4.5:1.
    """
    if not HEX.fullmatch(colour):
        raise ValidationError("A colour is written as #rrggbb, for example #1a7f37.")
    if (ratio := contrast_with_white(colour)) < 4.5:
        raise ValidationError(
            f"White text on {colour} has a contrast of {ratio:.2f}:1; "
            "readers need 4.5:1, so choose a darker colour."
        )


@enforced
class RatingScale(SlugNoun):
    """Where a newsroom's ratings begin and end (schema.org `bestRating`, `worstRating`)."""

    name = models.CharField(max_length=80)
    best = models.SmallIntegerField(default=5)
    worst = models.SmallIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [
            says_something("rating_scale", "name", "A rating scale needs a name."),
            models.CheckConstraint(
                name="a_scale_has_its_best_above_its_worst",
                condition=Q(best__gt=F("worst")),
                violation_error_message="The best value must be above the worst.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        seen = RatingScale.objects.filter(pk=self.pk, ratings__versions__isnull=False)
        if (before := seen.values_list("best", "worst").first()) and before != (
            self.best,
            self.worst,
        ):
            raise ValidationError(SEEN)


@enforced
class Rating(SlugNoun):
    """A point on the scale (schema.org Rating). Without a value it stands beside the scale."""

    scale = models.ForeignKey(RatingScale, models.PROTECT, related_name="ratings")
    label = models.CharField(max_length=40, unique=True)
    value = models.SmallIntegerField(null=True, blank=True)
    colour = models.CharField(max_length=7, validators=[check_colour])
    definition = models.TextField(max_length=1_000)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "slug"]
        constraints = [
            says_something("rating", "label", "A rating needs a label."),
            says_something("rating", "definition", "Readers need a definition of this rating."),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        seen = Rating.objects.filter(pk=self.pk, versions__isnull=False)
        if (before := seen.values_list("label", "value", "scale_id").first()) and before != (
            self.label,
            self.value,
            self.scale_id,
        ):
            raise ValidationError(SEEN)
