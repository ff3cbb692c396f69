"""Documents: their texts, version by version, and the passages anchored in them."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse

from claims.admin.bundle import BundleAdmin, may_bundle
from claims.admin.exchange import ExchangeMixin
from claims.admin.filters import YES_OR_NO, filter_by
from claims.admin.intake import IntakeAdmin
from claims.admin.passages import PassagesAdmin
from claims.admin.reading import ReadingAdmin
from claims.admin.slug import SlugAdmin
from claims.importexport import DocumentResource
from claims.models import Document
from claims.vocabulary import DocumentKind


@admin.register(Document)
class DocumentAdmin(
    BundleAdmin, IntakeAdmin, ReadingAdmin, PassagesAdmin, ExchangeMixin, SlugAdmin
):
    resource_classes = [DocumentResource]
    change_form_template = "admin/claims/document/change_form.html"
    list_display = ["title", "kind", "publisher", "published", "claim_count", "is_sample"]
    list_filter = [
        filter_by("kind", DocumentKind.choices),
        filter_by("sample", YES_OR_NO, path="is_sample"),
    ]
    search_fields = ["title", "slug", "publisher"]
    autocomplete_fields = ["claimant"]
    named_by = "title"
    fields = [
        "title", "slug", ("kind", "published", "language"), ("claimant", "publisher"), "url",
        "is_sample", "shows_text",
    ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        may_publish = request.user.has_perm("claims.publish_claim")
        fixed = [] if may_publish else ["shows_text"]
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        counted = Count("appearances__claim", distinct=True)
        return super().get_queryset(request).annotate(claim_count=counted)

    @admin.display(description="claims", ordering="claim_count")
    def claim_count(self, document: Document) -> int:
        return document.claim_count  # type: ignore[attr-defined]

    def render_change_form(  # type: ignore[override]
        self, request: HttpRequest, context: Any, **kwargs: Any
    ) -> HttpResponse:
        document = kwargs.get("obj")
        if document is not None and document.pk:
            context |= {
                "versions": document.versions.defer("text", "blocks").order_by("-number"),
                "appearances": document.appearances.select_related("claim").in_order_of_the_text(),
                "waiting": document.appearances.to_look_at().count(),
                "may_add_text": request.user.has_perm("claims.add_documentversion"),
                "may_bundle": may_bundle(request.user),
            }
        return super().render_change_form(request, context, **kwargs)
