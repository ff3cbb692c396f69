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

from claims.admin.refusal import refuse
from claims.importexport import (
    MEDIA_TYPES,
    NounResource,
    Outgoing,
    outgoing,
    template,
    write_tables,
)
from claims.workflow import Refused

IN_MEMORY = 2_000_000


class DownloadMixin:
    """For a ModelAdmin with a resource; the format is asked for as `?format=xlsx`."""

    opts: Any
    admin_site: Any
    has_export_permission: Any
    has_import_permission: Any
    get_export_queryset: Any
    resource_classes: list[type[NounResource]]

    def get_urls(self) -> list[Any]:
        wrap, name = self.admin_site.admin_view, f"claims_{self.opts.model_name}_template"
        stock: list[Any] = super().get_urls()  # type: ignore[misc]
        return [path("import/template/", wrap(self.template_view), name=name), *stock]

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

    def template_view(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = self._format(request)
        tables = template(self.resource_classes[0], form) if form in MEDIA_TYPES else []
        return self._file(request, tables, form, "-template")

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
        file.seek(0)
        noun = self.resource_classes[0].get_display_name()
        return FileResponse(
            file,
            as_attachment=True,
            filename=f"{noun}{what or f'-{timezone.localdate():%Y-%m-%d}'}.{form}",
            content_type=MEDIA_TYPES[form],
        )
