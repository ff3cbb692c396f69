"""The scale and its points."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from claims.admin import badges
from claims.admin.slug import SlugAdmin
from claims.models import AssessmentRound, Rating, RatingScale


@admin.register(Rating)
class RatingAdmin(SlugAdmin):
    list_display = ["label", "shown", "value", "scale", "definition"]
    list_select_related = ["scale"]
    search_fields = ["label", "definition"]
    fields = ["scale", "label", "slug", "value", "colour", "definition", "position"]
    named_by = "label"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not while assessments are blind: the refusal would tell which ratings they hold."""
        is_blind = AssessmentRound.objects.open().exists()
        return super().has_delete_permission(request, obj) and not is_blind

    @admin.display(description="as readers see it")
    def shown(self, rating: Rating) -> SafeString | str:
        return badges.rating(rating)


@admin.register(RatingScale)
class RatingScaleAdmin(SlugAdmin):
    list_display = ["name", "best", "worst"]
    search_fields = ["name"]
    fields = ["name", "slug", "best", "worst"]
