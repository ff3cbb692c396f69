"""Annotations: threads on a claim's page, and a list of what is unresolved."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.http import HttpRequest

from claims.admin.exchange import ExchangeMixin
from claims.admin.filters import YES_OR_NO, filter_by
from claims.admin.recorded import RecordedAdmin, RecordedFormSet, RecordedInline
from claims.importexport import AnnotationResource
from claims.models import Annotation
from claims.vocabulary import Motivation


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
    shared = frozenset({"assignee", "reply_to"})

    def get_queryset(self) -> Any:
        if not hasattr(self, "_threaded"):
            rows = super().get_queryset().select_related("created_by", "resolved_by")
            self._threaded = threaded(list(rows))
        return self._threaded

    def add_fields(self, form: Any, index: int | None) -> None:
        if "reply_to" in form.fields:
            form.fields["reply_to"].queryset = Annotation.objects.filter(claim=self.instance.pk)
        super().add_fields(form, index)


class AnnotationInline(RecordedInline):
    model = Annotation
    formset = AnnotationFormSet
    summary = "admin/claims/_annotation.html"
    fk_name = "claim"
    extra = 1
    fields = ["body", ("motivation", "reply_to", "assignee")]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "assignee":
            kwargs["queryset"] = staff()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def staff() -> Any:
    """The people whom work can be given to."""
    people = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
    return people.order_by("username")


@admin.register(Annotation)
class AnnotationAdmin(ExchangeMixin, RecordedAdmin):
    resource_classes = [AnnotationResource]
    list_display = ["body", "motivation", "claim", "created_by", "assignee", "is_resolved"]
    list_select_related = ["claim", "created_by", "assignee"]
    list_filter = [
        filter_by("motivation", Motivation.choices),
        filter_by("unresolved", YES_OR_NO, path="resolved_at__isnull", title="not yet resolved"),
    ]
    search_fields = ["body"]
    autocomplete_fields = ["claim"]
    fields = ["claim", "motivation", "body", "assignee"]

    @admin.display(boolean=True, description="resolved")
    def is_resolved(self, annotation: Annotation) -> bool:
        return annotation.resolved_at is not None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["claim"] if obj else []

    formfield_for_foreignkey = AnnotationInline.formfield_for_foreignkey
