"""Import and export on a noun's list: upload, preview, confirm; and a download.

The seams are those of django-import-export's ImportExportMixin (addresses, permissions,
`resource_classes`). Its pages are replaced: ours hold no script, name every problem by line and
column, and confirm exactly the file that was previewed.
"""

from typing import Any

from django.contrib import messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin

from claims.admin import uploads
from claims.admin.refusal import refuse
from claims.forms.upload import UploadForm
from claims.importexport import NounResource, Outcome, Row, Unimportable, read, refuse_large, write
from claims.workflow import NotAllowed, Refused, log

SHOWN = 200
"""Rows of each table of a preview. The counts are of all rows."""


class ExchangeMixin(ImportExportMixin):
    """For the admin of a noun with a resource: `resource_classes = [ClaimResource]`."""

    resource_classes: list[type[NounResource]]
    ie_base_change_list_template = "admin/change_list.html"

    def init_change_list_template(self) -> None:
        """Django finds `admin/claims/change_list.html`, which has the two links, by itself."""

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if not form.is_valid():
            return self._page(request, {"form": form}, 400 if form.is_bound else 200)
        return self._preview(request, form, form.cleaned_data["import_file"])

    @method_decorator(require_POST)
    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not self.has_import_permission(request):
            raise PermissionDenied
        noun, token = self.opts.model_name, request.POST.get("token", "")
        try:
            with log.writing():
                data, name, basis = uploads.take(token, noun=noun, user=request.user)
                outcome = self._outcome(request, data, name, basis=basis)
        except Refused as error:
            return refuse(self.admin_site, request, str(error), _status(error), back="../import/")
        if outcome.problems:
            return self._page(request, {"form": UploadForm(), **_told(outcome)}, 409)
        messages.success(request, f"Imported {name}: {_counted(outcome)}.")
        return redirect("..")

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

    def _preview(self, request: HttpRequest, form: UploadForm, file: Any) -> HttpResponseBase:
        try:
            refuse_large(file.size)
            data = file.read()
            outcome = self._outcome(request, data, file.name, dry_run=True)
        except Unimportable as error:
            outcome = _refused(error)
        except NotAllowed as error:
            return refuse(self.admin_site, request, str(error), 403)
        told = {"form": form, "file_name": file.name, **_told(outcome)}
        if not outcome.problems:
            upload = uploads.Upload(data, file.name, outcome.basis)
            told["token"] = uploads.keep(upload, noun=self.opts.model_name, user=request.user)
        return self._page(request, told, 400 if outcome.problems else 200)

    def _outcome(self, request: HttpRequest, data: bytes, name: str, **options: Any) -> Outcome:
        resource = self.resource_classes[0]()
        return resource.import_data(read(data), user=request.user, file_name=name, **options)

    def _page(self, request: HttpRequest, context: dict[str, Any], status: int) -> TemplateResponse:
        context |= self.admin_site.each_context(request)
        context |= {
            "title": f"Import {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "resource": self.resource_classes[0],
        }
        return TemplateResponse(
            request, "admin/claims/exchange/import.html", context, status=status
        )


def _refused(error: Unimportable) -> Outcome:
    outcome = Outcome()
    outcome.problems = error.problems
    return outcome


def _status(error: Refused) -> int:
    return 403 if isinstance(error, NotAllowed) else 409


def _counted(outcome: Outcome) -> str:
    return ", ".join(f"{number} {what}" for what, number in outcome.counts.items() if number) or (
        "no rows"
    )


def _told(outcome: Outcome) -> dict[str, Any]:
    """What the page shows of an outcome: tables cut to SHOWN rows, counts whole."""
    new = [row for row in outcome.rows if row.import_type == Row.IMPORT_TYPE_NEW]
    changed = [row for row in outcome.rows if row.import_type == Row.IMPORT_TYPE_UPDATE]
    return {
        "outcome": outcome,
        "problems": outcome.problems[:SHOWN],
        "more_problems": max(0, len(outcome.problems) - SHOWN),
        "new": new[:SHOWN],
        "more_new": max(0, len(new) - SHOWN),
        "changed": changed[:SHOWN],
        "more_changed": max(0, len(changed) - SHOWN),
    }
