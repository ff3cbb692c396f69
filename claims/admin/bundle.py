"""Everything of one document, or of the newsroom, as one zip."""

import tempfile
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils import timezone

from claims.admin.refusal import refuse
from claims.importexport import RESOURCES
from claims.importexport.bundle import write_bundle
from claims.models import Document

IN_MEMORY = 2_000_000


class BundleAdmin:
    """Adds /bundle/ to the documents, `?document=` for one of them."""

    admin_site: Any

    def get_urls(self) -> list[Any]:
        page = path(
            "bundle/",
            self.admin_site.admin_view(self.bundle_view),
            name="claims_document_bundle",
        )
        return [page, *super().get_urls()]  # type: ignore[misc]

    def bundle_view(self, request: HttpRequest) -> HttpResponseBase:
        if not may_bundle(request.user):
            raise PermissionDenied
        slug = request.GET.get("document", "")
        if slug and not Document.objects.filter(slug=slug).exists():
            said = "There is no document with this id: take the link on its page."
            return refuse(self.admin_site, request, said, 404, back="../")
        file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        write_bundle(file, document=slug)
        file.seek(0)
        name = f"{slug or 'newsroom'}-{timezone.localdate():%Y-%m-%d}.zip"
        return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        extra_context = {"may_bundle": may_bundle(request.user), **(extra_context or {})}
        return super().changelist_view(request, extra_context)  # type: ignore[misc]


def may_bundle(user: Any) -> bool:
    """Who may export every noun."""
    return user.has_perms(f"claims.export_{r.model._meta.model_name}" for r in RESOURCES.values())
