"""Nouns with a slug: proposed from the name, and for good once others refer to it."""

from typing import Any

from django.http import HttpRequest

from claims.admin.addresses import public_address
from claims.admin.recorded import RecordedAdmin


class SlugAdmin(RecordedAdmin):
    named_by = "name"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *(["slug"] if obj else [])]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        can_type = obj is None and self.has_add_permission(request)
        return {"slug": (self.named_by,)} if can_type else {}

    def view_on_site(self, obj: Any) -> str | None:
        return public_address(obj)
