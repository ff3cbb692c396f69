"""Import and export on a noun's list.

The seams are those of django-import-export's ImportExportMixin (permissions, `resource_classes`).
Its pages are replaced: `upload` takes a file in step by step, `download` gives one out.
"""

from import_export.admin import ImportExportMixin

from claims.admin.download import TemplateMixin
from claims.admin.upload import UploadMixin
from claims.importexport import NounResource


class ExchangeMixin(TemplateMixin, UploadMixin, ImportExportMixin):
    """For the admin of a noun with a resource: `resource_classes = [ClaimResource]`."""

    resource_classes: list[type[NounResource]]
    ie_base_change_list_template = "admin/change_list.html"

    def init_change_list_template(self) -> None:
        """Django finds `admin/claims/change_list.html`, which has the links, by itself."""
