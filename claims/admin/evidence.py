"""Evidence, on its claim's page and in a list of its own."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from claims.admin.exchange import ExchangeMixin
from claims.admin.filters import YES_OR_NO, filter_by
from claims.admin.recorded import RecordedAdmin, RecordedInline
from claims.importexport import EvidenceResource
from claims.models import Evidence
from claims.vocabulary import Stance

FIELDS: list[Any] = [
    "url",
    "title",
    ("publisher", "published"),
    ("stance", "is_primary"),
    "quote",
    "note",
]


class EvidenceInline(RecordedInline):
    model = Evidence
    summary = "admin/claims/_evidence.html"
    extra = 1
    fields = FIELDS


@admin.register(Evidence)
class EvidenceAdmin(ExchangeMixin, RecordedAdmin):
    resource_classes = [EvidenceResource]
    list_display = ["source", "stance", "is_primary", "publisher", "published", "claim"]
    list_select_related = ["claim"]
    list_filter = [
        filter_by("stance", Stance.choices),
        filter_by("primary", YES_OR_NO, path="is_primary", title="primary source"),
    ]
    search_fields = ["title", "publisher", "url", "quote", "note"]
    autocomplete_fields = ["claim"]
    fields = ["claim", *FIELDS]

    @admin.display(ordering="title")
    def source(self, evidence: Evidence) -> str:
        return str(evidence)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["claim"] if obj else []
