"""Annotations: threads on a claim's page, and a list of what is unresolved.

What tells a person how colleagues rate a claim before they have done so is in neither.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from claims.admin.choice import is_key
from claims.admin.exchange import ExchangeMixin
from claims.admin.filters import YES_OR_NO, StrictFilter, filter_by
from claims.admin.recorded import RecordedAdmin, RecordedFormSet, RecordedInline
from claims.admin.waiting import WaitingAdmin
from claims.importexport import AnnotationResource
from claims.models import Annotation
from claims.vocabulary import Motivation
from claims.workflow.blinder import FOLDED, out_of_sight

TEXT = ("document", "document_version")


def threaded(annotations: list[Annotation]) -> list[Annotation]:
    """Each annotation followed by its replies; `depth` says how deep it stands in its thread."""
    replies: dict[int | None, list[Annotation]] = {}
    known = {one.pk for one in annotations}
    for one in annotations:
        parent = one.reply_to_id if one.reply_to_id in known else None
        replies.setdefault(parent, []).append(one)
    ordered, stack = [], [(one, 0) for one in reversed(replies.get(None, []))]
    while stack:
        one, one.depth = stack.pop()  # type: ignore[attr-defined]
        ordered.append(one)
        deeper = min(one.depth + 1, 4)  # type: ignore[attr-defined]
        stack += [(reply, deeper) for reply in reversed(replies.get(one.pk, []))]
    return ordered


class AnnotationFormSet(RecordedFormSet):
    shared = frozenset({"assignee"})
    gone = (
        "Somebody else removed an annotation that you were editing, or it is out of your sight "
        "until you have given your own assessment. What you typed is kept here as a new one: save "
        "to add it again, or empty its fields."
    )

    def get_queryset(self) -> Any:
        if not hasattr(self, "_threaded"):
            found: Any = super().get_queryset()
            rows = (
                found.with_newest_text()
                .select_related("created_by", "resolved_by", "assignee", "evidence", *TEXT)
                .defer("document_version__text", "document_version__blocks")
            )
            self._threaded = threaded(list(rows))
        return self._threaded


class AnnotationInline(RecordedInline):
    model = Annotation
    formset = AnnotationFormSet
    summary = "admin/claims/_annotation.html"
    fk_name = "claim"
    extra = 1
    fields = ["body", ("motivation", "assignee")]


class ResolvedFilter(StrictFilter):
    title, parameter_name = "resolved", "resolved"
    offered = YES_OR_NO

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        return queryset.filter(resolved_at__isnull=self.value() == "False")


class WaitingFilter(StrictFilter):
    """Open threads that somebody was asked to see to."""

    title, parameter_name = "waiting for somebody", "waiting"
    offered = YES_OR_NO

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if self.value() is None:
            return queryset
        waiting = Annotation.objects.waiting().values("pk")
        if self.value() == "True":
            return queryset.filter(pk__in=waiting)
        return queryset.exclude(pk__in=waiting)


@admin.register(Annotation)
class AnnotationAdmin(ExchangeMixin, WaitingAdmin, RecordedAdmin):
    resource_classes = [AnnotationResource]
    list_display = ["body", "motivation", "claim", "created_by", "assignee", "is_resolved"]
    list_select_related = ["claim", "created_by", "assignee"]
    list_filter = [
        filter_by("motivation", Motivation.choices),
        ResolvedFilter,
        WaitingFilter,
    ]
    search_fields = ["body"]
    autocomplete_fields = ["claim"]
    fields = ["claim", "motivation", "body", "assignee"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The list, its search, its pages and its files."""
        return super().get_queryset(request).exclude(pk__in=out_of_sight(request.user))

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        if is_key(object_id) and int(object_id) in out_of_sight(request.user):
            raise Http404(FOLDED)
        return super().get_object(request, object_id, from_field)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        left_out = len(out_of_sight(request.user))
        return super().changelist_view(request, {"left_out": left_out, **(extra_context or {})})

    @admin.display(boolean=True, description="resolved")
    def is_resolved(self, annotation: Annotation) -> bool:
        return annotation.resolved_at is not None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["claim"] if obj else []
