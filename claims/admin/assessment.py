"""The list of assessments: those that a person may see, superusers included."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.agreement import AgreementAdmin
from claims.admin.filters import filter_by
from claims.admin.record import RecordAdmin
from claims.models import Assessment, Claim, Rating


def _ratings() -> list[tuple[str, str]]:
    return list(Rating.objects.values_list("slug", "label"))


@admin.register(Assessment)
class AssessmentAdmin(AgreementAdmin, RecordAdmin):
    change_list_template = "admin/claims/assessment/change_list.html"
    list_display = ["about", "number", "rating", "reason", "assessed_by", "assessed_at"]
    list_select_related = ["round__claim", "rating", "assessed_by"]
    list_filter = [filter_by("rating", _ratings, path="rating__slug")]
    search_fields = ["round__claim__text", "reason", "assessed_by__username"]
    ordering = ["-assessed_at"]
    fields = [
        "about", "number", "rating", "reason", "assessed_by", "assessed_at", "saw_a_draft", "nonce"
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """No other door leads to a colleague's assessment that is still blind."""
        rows: Any = super().get_queryset(request)
        return rows.visible_to(request.user)

    @admin.display(description="claim", ordering="round__claim__text")
    def about(self, assessment: Assessment) -> Claim:
        return assessment.claim

    @admin.display(description="round", ordering="round__number")
    def number(self, assessment: Assessment) -> int:
        return assessment.round.number
