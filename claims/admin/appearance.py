"""Where a claim was seen: on its claim's page, and the further places in a list of their own."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from claims.admin.exchange import ExchangeMixin
from claims.admin.filters import filter_by
from claims.admin.recorded import RecordedAdmin, RecordedFormSet, RecordedInline
from claims.importexport import AppearanceResource
from claims.models import Appearance
from claims.vocabulary import Anchoring


class AppearanceFormSet(RecordedFormSet):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.pk is None and self.initial_form_count():
            form.initial["is_first"] = False


class AppearanceInline(RecordedInline):
    model = Appearance
    summary = "admin/claims/_appearance.html"
    formset = AppearanceFormSet
    autocomplete_fields = ["document"]
    fields = [
        ("document", "section"),
        "url",
        "quote",
        ("quote_prefix", "quote_suffix"),
        "is_first",
    ]

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj and obj.appearances.exists() else 1


@admin.register(Appearance)
class AppearanceAdmin(ExchangeMixin, RecordedAdmin):
    """Further appearances. The first one stands with its claim, in the claim's own table too."""

    resource_classes = [AppearanceResource]
    list_display = ["seen", "claim", "section", "anchoring"]
    list_select_related = ["claim", "document"]
    list_filter = [filter_by("anchoring", Anchoring.choices)]
    search_fields = ["quote", "url", "section", "claim__text", "document__title"]
    autocomplete_fields = ["claim", "document"]
    fields = [
        "claim",
        ("document", "section"),
        "url",
        "quote",
        ("quote_prefix", "quote_suffix"),
    ]

    @admin.display(description="appearance", ordering="quote")
    def seen(self, appearance: Appearance) -> str:
        return str(appearance)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        title = "Appearances besides each claim’s first"
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> Any:
        """A page of its own shows any of them, since lists of what hangs on a claim lead there."""
        rows = super().get_queryset(request)
        asked = request.resolver_match
        is_list = asked is not None and str(asked.url_name).endswith(("_changelist", "_export"))
        return rows.filter(is_first=False) if is_list else rows

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["claim"] if obj else []

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.is_first = False
        super().save_model(request, obj, form, change)
