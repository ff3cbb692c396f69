"""Where a claim was seen, on its claim's page."""

from typing import Any

from django.http import HttpRequest

from claims.admin.recorded import RecordedFormSet, RecordedInline
from claims.models import Appearance


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
