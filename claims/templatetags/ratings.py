"""How a rating looks: a label, a place on the scale, and a colour that says nothing alone."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import template

from claims.models import Rating

register = template.Library()

# A scale with more points is told in words: as dots nobody could count it.
MOST_PIPS = 10
PIP = 10


class Pip(NamedTuple):
    x: int
    is_here: bool


def pips(value: int | None, worst: int, best: int) -> list[Pip]:
    """A dot for each point of the scale, worst first; none for a rating beside the scale."""
    if value is None or not worst <= value <= best or best - worst >= MOST_PIPS:
        return []
    points = range(worst, best + 1)
    return [Pip(PIP * place + PIP // 2, point == value) for place, point in enumerate(points)]


def _looks(slug: str, label: str, value: int | None, worst: int, best: int) -> dict[str, Any]:
    dots = pips(value, worst, best)
    return {
        "slug": slug, "label": label, "value": value, "worst": worst, "best": best,
        "pips": dots, "width": PIP * len(dots),
    }  # fmt: skip


@register.inclusion_tag("claims/_rating.html")
def rating_badge(rating: Rating) -> dict[str, Any]:
    """A small badge for lists, from a rating with its scale."""
    scale = rating.scale
    return _looks(rating.slug, rating.label, rating.value, scale.worst, scale.best)


@register.inclusion_tag("claims/_rating.html")
def approved_badge(facts: dict[str, Any]) -> dict[str, Any]:
    """The same badge, from a rating as it was approved (`facts["dissents"][0]["rating"]`)."""
    return _looks(facts["id"], facts["label"], facts["value"], facts["worst"], facts["best"])


@register.inclusion_tag("claims/_rating_band.html")
def rating_band(facts: dict[str, Any]) -> dict[str, Any]:
    """The verdict's band, from the rating as it was published (`facts["rating"]`)."""
    return _looks(facts["id"], facts["label"], facts["value"], facts["worst"], facts["best"])


class Share(NamedTuple):
    rating: Rating
    claims: int
    percent: float
    x: float


@register.inclusion_tag("claims/_rating_bar.html")
def rating_bar(counted: Sequence[tuple[Rating, int]], caption: str) -> dict[str, Any]:
    """A bar of how many claims have which rating, with the table that says the same in words."""
    total = sum(count for _, count in counted)
    shares, x = [], 0.0
    for rating, count in counted:
        percent = 100 * count / total
        shares.append(Share(rating, count, percent, x))
        x += percent
    return {"shares": shares, "total": total, "caption": caption}
