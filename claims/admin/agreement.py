"""How far reviewers agree: alpha with its interval, in words, and the matrix behind it."""

from collections import Counter
from typing import Any, NamedTuple

from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import path

from claims.admin.refusal import refuse
from claims.agreement.alpha import Coincidences, Level, alpha, coincidences
from claims.agreement.interval import FEWEST_UNITS, Interval, interval
from claims.forms.agreement import AgreementForm
from claims.models import Assessment, Rating

RELIABLE, TENTATIVE = 0.8, 0.667
"""Where K. Krippendorff draws the lines: "Content Analysis" (2004), page 241."""
CELL, LEFT, TOP = 58, 140, 112
DARKEST = 0.4
"""Of a cell's colour: numbers on it keep a contrast of 4.5:1 by day and by night."""


class Cell(NamedTuple):
    x: int
    y: int
    number: str
    opacity: str
    is_same: bool


class Heading(NamedTuple):
    x: int
    y: int
    label: str


class Matrix(NamedTuple):
    """How often two ratings met, as a picture and as a table of the same numbers."""

    ratings: list[Rating]
    rows: list[tuple[Rating, list[Cell]]]
    left: list[Heading]
    top: list[Heading]
    width: int
    height: int


class Agreement(NamedTuple):
    """`left_out`: ratings without a place on the scale, where their place matters."""

    level: Level
    alpha: float | None
    interval: Interval | None
    units: int
    ratings: int
    people: int
    left_out: int
    saw_a_draft: int
    matrix: Matrix | None

    @property
    def verdict(self) -> str:
        """What alpha can be taken for, in a sentence; the lower end of its interval decides, as
        Krippendorff asks."""
        if self.alpha is None:
            return (
                "Nothing can be said yet: no claim was rated by two people."
                if self.units == 0
                else "Everybody gave the same rating every time, so that agreement cannot be told "
                "from habit."
            )
        if self.interval is None:
            return "There are too few claims to say anything by this number yet."
        if self.interval.low >= RELIABLE:
            return "People agree well enough for others to rely on these ratings."
        if self.interval.low >= TENTATIVE:
            return "People agree well enough for tentative conclusions, and no more."
        if self.alpha >= TENTATIVE:
            return (
                "It may be good agreement, and it may be chance that it looks so: rate more claims "
                "before you conclude from it."
            )
        if self.alpha > 0:
            return (
                "People agree more than by chance, and less than others could rely on: talk about "
                "what the ratings mean."
            )
        return "People agree no more than chance would make them."


class AgreementAdmin(admin.ModelAdmin):
    """Adds /agreement/ to the addresses of assessments."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.agreement_view)
        return [path("agreement/", view, name="claims_assessment_agreement"), *super().get_urls()]

    def agreement_view(self, request: Any) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            asked = AgreementForm.asked(request.GET)
        except BadRequest as error:
            return refuse(self.admin_site, request, str(error), 400)
        context = {
            **self.admin_site.each_context(request),
            "title": "How far reviewers agree",
            "opts": self.opts,
            "form": asked,
            "agreement": agreement_on(asked.cleaned_data),
            "fewest": FEWEST_UNITS,
        }
        return TemplateResponse(request, "admin/claims/assessment/agreement.html", context)


def agreement_on(asked: dict[str, Any]) -> Agreement:
    """Of each claim's first round, since in a later one people know what others thought."""
    rows = Assessment.objects.disclosed().filter(round__number=1)
    if asked["team"]:
        rows = rows.filter(assessed_by__groups=asked["team"])
    if asked["topic"]:
        rows = rows.filter(round__claim__topics=asked["topic"])
    if asked["since"]:
        rows = rows.filter(round__compared_at__date__gte=asked["since"])
    if asked["until"]:
        rows = rows.filter(round__compared_at__date__lte=asked["until"])
    return measured(list(rows), Level(asked["level"] or Level.ORDINAL))


def measured(given: list[Assessment], level: Level) -> Agreement:
    """A rating beside the scale, such as “Unproven”, is as far from all others as they are from
    it only where nothing but same or different counts; else it has no distance and is left out."""
    ratings = {rating.pk: rating for rating in Rating.objects.select_related("scale")}
    named: dict[int, list[int]] = {}
    for one in given:
        named.setdefault(one.round_id, []).append(one.rating_id)
    pairable = [unit for unit in named.values() if len(unit) > 1]
    units: list[list[Any]] = pairable
    left_out = 0
    if level != Level.NOMINAL:
        units, left_out = _valued(pairable, ratings)
    counted = [unit for unit in units if len(unit) > 1]
    in_pairs = {key for key, unit in named.items() if len(unit) > 1}
    return Agreement(
        level=level,
        alpha=alpha(units, level),
        interval=interval(units, level),
        units=len(counted),
        ratings=sum(len(unit) for unit in counted),
        people=len({one.assessed_by_id for one in given if one.round_id in in_pairs}),
        left_out=left_out,
        saw_a_draft=sum(one.saw_a_draft for one in given if one.round_id in in_pairs),
        matrix=_matrix(coincidences(pairable), ratings) if pairable else None,
    )


def _valued(units: list[list[int]], ratings: dict[int, Rating]) -> tuple[list[list[int]], int]:
    """Values on the scale that most ratings are from, and how many ratings have none on it."""
    scales = Counter(ratings[key].scale_id for unit in units for key in unit)
    scale = scales.most_common(1)[0][0] if scales else None
    valued = [
        [
            value
            for key in unit
            if (value := ratings[key].value) is not None and ratings[key].scale_id == scale
        ]
        for unit in units
    ]
    return valued, sum(map(len, units)) - sum(map(len, valued))


def _matrix(met: Coincidences, ratings: dict[int, Rating]) -> Matrix:
    order = [rating for key, rating in ratings.items() if key in met.totals]
    most = max(met.pairs.values())

    def cell(row: int, column: int) -> Cell:
        often = met.pairs.get((order[row].pk, order[column].pk), 0)
        number = f"{often:.1f}".removesuffix(".0") if often else "0"
        x, y = LEFT + column * CELL, TOP + row * CELL
        return Cell(x, y, number, f"{DARKEST * often / most:.3f}", row == column)

    places = range(len(order))
    return Matrix(
        ratings=order,
        rows=[(order[row], [cell(row, column) for column in places]) for row in places],
        left=[Heading(LEFT - 10, TOP + p * CELL + CELL // 2, order[p].label) for p in places],
        top=[Heading(LEFT + p * CELL + CELL // 2, TOP - 10, order[p].label) for p in places],
        width=LEFT + len(order) * CELL + 60,
        height=TOP + len(order) * CELL + 2,
    )
