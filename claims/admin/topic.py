"""Topics."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from claims.admin.slug import SlugAdmin
from claims.models import Topic


@admin.register(Topic)
class TopicAdmin(SlugAdmin):
    list_display = ["name", "claim_count"]
    search_fields = ["name", "slug"]
    fields = ["name", "slug"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(claim_count=Count("claims"))

    @admin.display(description="claims", ordering="claim_count")
    def claim_count(self, topic: Topic) -> int:
        return topic.claim_count  # type: ignore[attr-defined]
