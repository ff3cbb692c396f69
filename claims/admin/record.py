"""What is for good: read here, written only by the workflow."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from claims.admin.changelist import StrictAdmin
from claims.admin.download import FeedMixin, PublishedMixin
from claims.admin.filters import filter_by
from claims.importexport import ClaimReviewResource, CorrectionResource
from claims.models import (
    Checkpoint,
    ClaimReviewVersion,
    Correction,
    DocumentVersion,
    LogEntry,
)
from claims.vocabulary import CorrectionKind, Event
from claims.workflow.blinder import FOLDED, folded_entries


class RecordAdmin(StrictAdmin):
    """Nothing here can be added, changed or deleted, by anybody."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(LogEntry)
class LogEntryAdmin(RecordAdmin):
    list_display = ["position", "at", "actor", "event", "noun", "public_id", "claim", "reason"]
    list_select_related = ["actor"]
    list_filter = [filter_by("event", Event.choices)]
    search_fields = ["public_id", "claim", "reason", "actor__username"]
    ordering = ["-position"]

    def get_fields(self, request: HttpRequest, obj: LogEntry | None = None) -> Any:
        """All columns, but of what tells a person still to assess a claim how others rate it."""
        shown = [field.name for field in LogEntry._meta.fields]
        if obj is None or not folded_entries([obj], person=request.user):
            return shown
        return [name for name in shown if name not in ("before", "after")] + ["folded"]

    @admin.display(description="before and after")
    def folded(self, entry: LogEntry) -> str:
        return FOLDED


@admin.register(Checkpoint)
class CheckpointAdmin(RecordAdmin):
    list_display = ["at", "size", "head"]
    ordering = ["-size"]
    fields = ["at", "size", "head", "note", "key", "previous_size"]


@admin.register(ClaimReviewVersion)
class ClaimReviewVersionAdmin(FeedMixin, RecordAdmin):
    resource_classes = [ClaimReviewResource]
    list_display = ["text", "number", "rating", "approved_by", "approved_at"]
    list_select_related = ["rating", "approved_by"]
    search_fields = ["text", "summary"]
    ordering = ["-approved_at"]


@admin.register(Correction)
class CorrectionAdmin(PublishedMixin, RecordAdmin):
    resource_classes = [CorrectionResource]
    list_display = ["notice", "kind", "claim", "proposed_by", "approved_by", "approved_at"]
    list_select_related = ["claim", "proposed_by", "approved_by"]
    list_filter = [filter_by("kind", CorrectionKind.choices)]
    search_fields = ["notice"]


@admin.register(DocumentVersion)
class DocumentVersionAdmin(RecordAdmin):
    list_display = ["document", "number", "captured_at", "captured_by", "encoding", "note"]
    list_select_related = ["document", "captured_by"]
    search_fields = ["document__title", "note"]
    ordering = ["-captured_at"]
    fields = [
        "document", "number", "captured_at", "captured_by", "media_type", "encoding",
        "source_url", "note", "sha256", "beginning",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("text", "blocks")

    @admin.display(description="text")
    def beginning(self, version: DocumentVersion) -> str:
        more = len(version.text) - 5_000
        return version.text[:5_000] + (f"… ({more:,} more characters)" if more > 0 else "")
