"""Documents: their texts, version by version, and the passages anchored in them."""

import hashlib
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims import workflow
from claims.admin.exchange import ExchangeMixin
from claims.admin.filters import YES_OR_NO, filter_by
from claims.admin.named import NamedAdmin
from claims.admin.passages import PassagesAdmin
from claims.admin.reading import ReadingAdmin
from claims.admin.recorded import sentence_of
from claims.forms.document import TextForm
from claims.importexport import DocumentResource
from claims.models import Document, DocumentVersion
from claims.vocabulary import Anchoring, DocumentKind


@admin.register(Document)
class DocumentAdmin(ReadingAdmin, PassagesAdmin, ExchangeMixin, NamedAdmin):
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

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        counted = Count("appearances__claim", distinct=True)
        return super().get_queryset(request).annotate(claim_count=counted)

    @admin.display(description="claims", ordering="claim_count")
    def claim_count(self, document: Document) -> int:
        return document.claim_count  # type: ignore[attr-defined]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.text_view)
        text = path("<path:object_id>/text/", view, name="claims_document_text")
        return [text, *super().get_urls()]

    def render_change_form(  # type: ignore[override]
        self, request: HttpRequest, context: Any, **kwargs: Any
    ) -> HttpResponse:
        document = kwargs.get("obj")
        if document is not None and document.pk:
            context |= {
                "versions": document.versions.defer("text", "blocks").order_by("-number"),
                "appearances": document.appearances.select_related("claim").in_order_of_the_text(),
                "may_add_text": request.user.has_perm("claims.add_documentversion"),
            }
        return super().render_change_form(request, context, **kwargs)

    def text_view(self, request: Any, object_id: str) -> HttpResponse:
        """Add the document's text as it is now: pasted, or read from a file."""
        document = self.get_object(request, unquote(object_id))
        if document is None or not request.user.has_perm("claims.add_documentversion"):
            raise PermissionDenied
        if request.method != "POST":
            return self._ask(request, document, TextForm())
        form = TextForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._ask(request, document, form, status=422)
        try:
            version = add_text(document, form, by=request.user)
        except (workflow.Refused, ValidationError) as error:
            form.add_error(None, sentence_of(error))
            return self._ask(request, document, form, status=409)
        self._tell(request, version, form)
        return HttpResponseRedirect(reverse("admin:claims_document_change", args=[document.pk]))

    def _ask(self, request: Any, document: Document, form: TextForm, status: int = 200) -> Any:
        context = {
            **self.admin_site.each_context(request),
            "title": "Add a text",
            "subtitle": str(document),
            "opts": self.opts,
            "document": document,
            "form": form,
            "media": self.media + form.media,
        }
        template = "admin/claims/document/text.html"
        return TemplateResponse(request, template, context, status=status)

    def _tell(self, request: Any, version: DocumentVersion, form: TextForm) -> None:
        appearances = version.document.appearances.exclude(quote="")
        lost = appearances.filter(anchoring=Anchoring.LOST).count()
        found = appearances.count() - lost
        self.message_user(
            request,
            f"Version {version.number} is kept: {len(version.text):,} characters. "
            f"{found} of {found + lost} quoted passages were found in it.",
            messages.WARNING if lost else messages.SUCCESS,
        )
        if form.reading.encoding_guessed:
            self.message_user(
                request,
                f"The file does not say its encoding; it was read as {form.reading.encoding}, a "
                "guess. If letters look wrong, add it again and name the encoding.",
                messages.WARNING,
            )
        for note in form.reading.notes:
            self.message_user(request, note, messages.WARNING)


def add_text(document: Document, form: TextForm, *, by: Any) -> DocumentVersion:
    """The form's reading as the document's newest version, with the file that it came in."""
    kept: dict[str, Any] = {}
    if form.original:
        digest = hashlib.sha256(form.original).hexdigest()
        kept = {
            "original": ContentFile(form.original, name=f"{digest}.bin"),
            "original_sha256": digest,
            "media_type": (form.cleaned_data["file"].content_type or "")[:100],
        }
    return workflow.add_version(
        document,
        form.reading,
        by=by,
        source_url=form.cleaned_data["source_url"],
        note=form.cleaned_data["note"],
        **kept,
    )
