"""Claimants."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from claims.admin.exchange import ExchangeMixin
from claims.admin.filters import filter_by
from claims.admin.slug import SlugAdmin
from claims.importexport import ClaimantResource
from claims.models import Claimant
from claims.vocabulary import ClaimantKind


@admin.register(Claimant)
class ClaimantAdmin(ExchangeMixin, SlugAdmin):
    resource_classes = [ClaimantResource]
    list_display = ["name", "kind", "affiliation", "description"]
    list_filter = [filter_by("kind", ClaimantKind.choices)]
    search_fields = ["name", "slug", "affiliation"]
    fields = ["name", "kind", "slug", "affiliation", "description", "url"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """None: whose name is in their slug cannot be erased from the log."""
        return {}
