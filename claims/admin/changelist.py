"""Lists whose addresses mean what they say.

Django's admin answers a filter that it cannot read with the whole list, or with a redirect to
it. A list that somebody shared would then silently show something else; ours answers 400 with a
sentence.
"""

import re
from typing import Any

from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup, DisallowedModelAdminToField
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_FACETS_VAR, IncorrectLookupParameters
from django.contrib.admin.views.main import (
    ERROR_FLAG,
    ORDER_VAR,
    PAGE_VAR,
    SEARCH_VAR,
    ChangeList,
)
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import capfirst

from claims.admin.choice import is_key
from claims.admin.refusal import refuse

# Of one search: more is a text pasted by accident, and slow to look for.
MAX_CHARACTERS, MAX_WORDS = 400, 40
PAGE = re.compile(r"[1-9][0-9]{0,8}")
ORDER = re.compile(r"-?[0-9]{1,3}(\.-?[0-9]{1,3})*")


class StrictChangeList(ChangeList):
    """Raises BadRequest where the address says something that no part of the list can read."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self._refuse_unreadable(request)
        super().__init__(request, *args, **kwargs)
        if not self.is_popup:
            self.title = capfirst(str(self.opts.verbose_name_plural))

    def _refuse_unreadable(self, request: HttpRequest) -> None:
        given = request.GET
        for name, values in given.lists():
            if len(values) > 1:
                raise BadRequest(f"The address says “{name[:40]}” twice: leave one of them.")
            if name in (ERROR_FLAG, IS_FACETS_VAR):
                raise BadRequest(f"There is no filter “{name}” on this list.")
        if PAGE_VAR in given and not PAGE.fullmatch(given[PAGE_VAR]):
            raise BadRequest(f"There is no page “{given[PAGE_VAR][:40]}”: pages count from 1.")
        if given.get(ORDER_VAR) and not ORDER.fullmatch(given[ORDER_VAR]):
            raise BadRequest("The order of the list is given by column numbers, such as 1.-2.")
        check_search(given.get(SEARCH_VAR, ""))

    def get_filters(self, request: HttpRequest) -> Any:
        found = super().get_filters(request)
        for name in found[2]:
            raise BadRequest(f"There is no filter “{name[:40]}” on this list.")
        return found

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[Any]:
        for column in filter(None, request.GET.get(ORDER_VAR, "").split(".")):
            place = abs(int(column))
            if place >= len(self.list_display) or not self._sorts(self.list_display[place]):
                raise BadRequest(f"The list cannot be ordered by column {column}.")
        return super().get_ordering(request, queryset)

    def _sorts(self, column: Any) -> bool:
        return bool(self.get_ordering_field(column))

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        # A list of one page is never asked for its page by Django.
        if self.page_num > self.paginator.num_pages:
            raise IncorrectLookupParameters


def check_search(words: str) -> None:
    """Raises BadRequest for a search that is longer than anything somebody looks for."""
    if len(words) > MAX_CHARACTERS or len(words.split()) > MAX_WORDS:
        raise BadRequest(
            f"The search is too long: use at most {MAX_WORDS} words and {MAX_CHARACTERS} "
            "characters."
        )


class StrictAdmin(admin.ModelAdmin):
    """The base of every admin here: what cannot be read is a 4xx with a sentence.

    A list with filters shows how many rows each value has.
    """

    show_facets = admin.ShowFacets.ALWAYS
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return StrictChangeList

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        try:
            self._check_selection(request)
            return super().changelist_view(request, extra_context)
        except BadRequest as error:
            return refuse(self.admin_site, request, str(error), 400)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        try:
            return super().get_changelist_instance(request)
        except IncorrectLookupParameters:
            page = request.GET.get(PAGE_VAR, "1")
            raise BadRequest(f"This list has no page {page[:40]}.") from None
        except (DisallowedModelAdminLookup, DisallowedModelAdminToField):
            raise BadRequest("The address names a filter that this list does not have.") from None

    def _check_selection(self, request: HttpRequest) -> None:
        for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
            if not is_key(key):
                raise BadRequest("The selection names a row that cannot be read.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        check_search(search_term)
        return super().get_search_results(request, queryset, search_term)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        try:
            found = super().get_object(request, object_id, from_field)
        except OverflowError:
            found = None
        if found is None:
            # Who may not even look is not told what is there and what is not.
            if not self.has_view_or_change_permission(request):
                raise PermissionDenied
            raise Http404(f"There is no {self.opts.verbose_name} “{object_id[:40]}”.")
        return found

    def render_change_form(  # type: ignore[override]
        self, request: HttpRequest, context: Any, **kwargs: Any
    ) -> HttpResponse:
        response = super().render_change_form(request, context, **kwargs)
        if context.get("errors"):
            response.status_code = getattr(request, "refusal_status", 422)
        return response
