"""What leaves by a noun's list: its rows as filtered, and an empty table to fill in."""

import tempfile
from collections.abc import Sequence
from typing import Any

from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils import timezone
from import_export.admin import ExportMixin

from claims.admin.refusal import refuse
from claims.importexport import (
    MEDIA_TYPES,
    NounResource,
    Outgoing,
    outgoing,
    template,
    write_tables,
)
from claims.importexport.export_feed import write_feed
from claims.workflow import Refused

FEED = "claimreview"
IN_MEMORY = 2_000_000


class DownloadMixin:
    """For a ModelAdmin with a resource; the format is asked for as `?format=xlsx`."""

    opts: Any
    admin_site: Any
    has_export_permission: Any
    get_export_queryset: Any
    resource_classes: list[type[NounResource]]

    def export_action(self, request: HttpRequest) -> HttpResponseBase:
        """The list as filtered."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        form = self._format(request)
        try:
            listed = self.get_export_queryset(request)
        except (BadRequest, DisallowedModelAdminLookup, IncorrectLookupParameters):
            said = "The address names a filter that this list does not have."
            return refuse(self.admin_site, request, said, 400, back="../")
        resource = self.resource_classes[0]()
        return self._file(request, [outgoing(resource, listed)], form, "")

    def _format(self, request: HttpRequest) -> str:
        """Taken out of the address, whose other words filter the list."""
        asked = request.GET.copy()
        form = asked.pop("format", ["csv"])[-1]
        request.GET = asked  # type: ignore[assignment]
        return str(form)

    def _file(
        self, request: HttpRequest, tables: Sequence[Outgoing], form: str, what: str
    ) -> HttpResponseBase:
        """Written whole before its first byte is sent: a file that breaks off looks complete."""
        if form not in MEDIA_TYPES:
            said = f"We write no such format: ask for one of {', '.join(MEDIA_TYPES)}."
            return refuse(self.admin_site, request, said, 400, back="../")
        file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        try:
            write_tables(tables, file, form)
        except Refused as refusal:
            file.close()
            return refuse(self.admin_site, request, str(refusal), 422, back="../")
        return self._sent(
            file, f"{what}.{form}" if what else f"{_today()}.{form}", MEDIA_TYPES[form]
        )

    def _sent(self, file: Any, ending: str, media_type: str) -> FileResponse:
        file.seek(0)
        noun = self.resource_classes[0].get_display_name().replace(" ", "-")
        return FileResponse(
            file, as_attachment=True, filename=f"{noun}{ending}", content_type=media_type
        )


def _today() -> str:
    return f"-{timezone.localdate():%Y-%m-%d}"


class TemplateMixin(DownloadMixin):
    """And an empty table of what can be imported."""

    has_import_permission: Any

    def get_urls(self) -> list[Any]:
        wrap, name = self.admin_site.admin_view, f"claims_{self.opts.model_name}_template"
        stock: list[Any] = super().get_urls()  # type: ignore[misc]
        return [path("import/template/", wrap(self.template_view), name=name), *stock]

    def template_view(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = self._format(request)
        tables = template(self.resource_classes[0], form) if form in MEDIA_TYPES else []
        return self._file(request, tables, form, "-template")


class PublishedMixin(DownloadMixin, ExportMixin):
    """For what was published about claims, which no file can bring in: of what was taken down by
    law only the notice leaves. Who may export claims may export it."""

    ie_base_change_list_template = "admin/change_list.html"

    def init_change_list_template(self) -> None:
        """Django finds `admin/claims/change_list.html`, which has the links, by itself."""

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("claims.export_claim")

    def get_export_queryset(self, request: HttpRequest) -> Any:
        leaving = self.resource_classes[0]().get_queryset().order_by()
        return super().get_export_queryset(request).filter(pk__in=leaving.values("pk"))


class FeedMixin(PublishedMixin):
    """And all published reviews as one DataFeed, as `?format=claimreview`."""

    def export_action(self, request: HttpRequest) -> HttpResponseBase:
        if request.GET.get("format") != FEED:
            return super().export_action(request)
        if not self.has_export_permission(request):
            raise PermissionDenied
        file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        write_feed(file)
        return self._sent(file, f"{_today()}.json", "application/ld+json")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(request, {"feed": FEED, **(extra_context or {})})
