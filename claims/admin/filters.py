"""List filters that refuse a value they do not offer, and count their rows in one query."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import BadRequest
from django.db.models import Count, QuerySet
from django.http import HttpRequest

Choices = Iterable[tuple[str, str]]


class StrictFilter(admin.SimpleListFilter):
    """Django shows the whole list for a value it does not know; this one raises BadRequest.

    It is made anew for every count beside the list; `offered` is asked once a request.
    """

    offered: Choices | Callable[[], Choices] = ()

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        value = self.value()
        if value is not None and value not in {str(key) for key, _ in self.lookup_choices}:
            raise BadRequest(
                f"The filter “{self.title}” has no value “{value[:40]}”: "
                "choose one of those beside the list."
            )

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        known = request.__dict__.setdefault("choices_offered", {})
        if self.parameter_name not in known:
            offered = self.offered() if callable(self.offered) else self.offered
            known[self.parameter_name] = list(offered)
        return known[self.parameter_name]


class PathFilter(StrictFilter):
    """Filters by the equality of one lookup path, such as `claimant__slug`."""

    path = ""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        return queryset.filter(pk__in=self._rows(queryset).filter(**{self.path: self.value()}))

    def get_facet_queryset(self, changelist: Any) -> dict[str, int]:
        shown = changelist.get_queryset(self.request, self.expected_parameters())
        rows = self._rows(shown).filter(pk__in=shown.values("pk"))
        counted = rows.values_list(self.path).annotate(Count("pk", distinct=True))
        counts = {str(value): number for value, number in counted.order_by()}
        return {
            f"{place}__c": counts.get(str(value), 0)
            for place, (value, _) in enumerate(self.lookup_choices)
        }

    def _rows(self, queryset: QuerySet) -> QuerySet:
        return queryset.model._default_manager.order_by().values("pk")


def filter_by(
    parameter: str, offered: Choices | Callable[[], Choices], *, path: str = "", title: str = ""
) -> type[PathFilter]:
    """A filter on `path` (or the column of the parameter's name) with the values `offered`."""
    return type(
        f"{parameter.title()}Filter",
        (PathFilter,),
        {
            "parameter_name": parameter,
            "title": title or parameter.replace("_", " "),
            "path": path or parameter,
            "offered": staticmethod(offered) if callable(offered) else tuple(offered),
        },
    )


YES_OR_NO = (("True", "yes"), ("False", "no"))
