"""Import and export on a noun's list.

The seams are those of django-import-export's ImportExportMixin (permissions, `resource_classes`).
Its import pages are replaced by `upload`, which takes a file in step by step.
"""

from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from import_export.admin import ImportExportMixin

from claims.admin.refusal import refuse
from claims.admin.upload import UploadMixin
from claims.importexport import NounResource, write


class ExchangeMixin(UploadMixin, ImportExportMixin):
    """For the admin of a noun with a resource: `resource_classes = [ClaimResource]`."""

    resource_classes: list[type[NounResource]]
    ie_base_change_list_template = "admin/change_list.html"

    def init_change_list_template(self) -> None:
        """Django finds `admin/claims/change_list.html`, which has the two links, by itself."""

    def export_action(self, request: HttpRequest) -> HttpResponseBase:
        """The list as filtered, as CSV."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            listed = self.get_export_queryset(request)
        except (BadRequest, DisallowedModelAdminLookup, IncorrectLookupParameters):
            said = "The address names a filter that this list does not have."
            return refuse(self.admin_site, request, said, 400, back="../")
        resource = self.resource_classes[0]()
        keys = listed.order_by().values("pk")
        dataset = resource.export(resource.get_queryset().filter(pk__in=keys))
        name = f"{resource.get_display_name()}-{timezone.localdate():%Y-%m-%d}.csv"
        return HttpResponse(
            "".join(write(dataset.headers, dataset)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
