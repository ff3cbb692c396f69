"""An import, step by step: a file or paste, what we understood of it, what it would do, done.

One address an upload shows the step that it has reached; every answer to a form leads back
there, so reloading, the back button and a second click do nothing twice.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims import workflow
from claims.admin.refusal import refuse
from claims.admin.understood import Understood
from claims.admin.upload_page import UploadPage
from claims.forms.upload import UploadForm
from claims.importexport import RESOURCES, NounResource, Unimportable, tasks, uploads
from claims.models import Upload
from claims.vocabulary import UploadStage

FOLDER = "admin/claims/exchange"


class UploadMixin:
    """Adds /import/ for a new file, and /import/TOKEN/ for one on its way in, to a ModelAdmin."""

    opts: Any
    admin_site: Any
    has_import_permission: Any
    resource_classes: list[type[NounResource]]

    def get_urls(self) -> list[Any]:
        name, wrap = f"claims_{self.opts.model_name}", self.admin_site.admin_view
        stock: list[Any] = super().get_urls()  # type: ignore[misc]
        return [
            path("import/", wrap(self.import_action), name=f"{name}_import"),
            path("import/<str:token>/", wrap(self.upload_view), name=f"{name}_upload"),
            path("import/<str:token>/refused/", wrap(self.refused_view), name=f"{name}_refused"),
            *(one for one in stock if one.name not in {f"{name}_import", f"{name}_process_import"}),
        ]

    @property
    def exchanged(self) -> str:
        """The noun as an upload names it."""
        return next(n for n, r in RESOURCES.items() if r is self.resource_classes[0])

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        self._may_import(request)
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if not form.is_valid():
            return self._ask_for_file(request, form, 422 if form.is_bound else 200)
        try:
            upload = uploads.keep(
                form.chunks,
                noun=self.exchanged,
                file_name=form.file_name,
                user=request.user,
                session_key=request.session.session_key,
            )
        except Unimportable as error:
            form.add_error(
                "import_file" if form.file_name else "pasted", error.problems[0].sentence
            )
            return self._ask_for_file(request, form, 413)
        tasks.sweep_later()
        found = Understood(upload)
        found.choose_mapping()
        if found.problems:
            return UploadPage(self, request, upload).show_understood(found, 422)
        return redirect(self.upload_address(upload))

    def upload_view(self, request: HttpRequest, token: str) -> HttpResponseBase:
        upload = self._upload(request, token)
        if upload is None:
            return self._gone(request)
        try:
            page = UploadPage(self, request, upload)
            return page.do() if request.method == "POST" else page.show()
        except workflow.NotAllowed as error:
            return refuse(self.admin_site, request, str(error), 403)
        except workflow.Refused as error:
            upload.refresh_from_db()
            if upload.stage == UploadStage.APPLIED:  # by a click that came a moment before
                return redirect(self.upload_address(upload))
            uploads.discard(upload)
            return refuse(self.admin_site, request, str(error), 409, back=self._start)

    def refused_view(self, request: HttpRequest, token: str) -> HttpResponseBase:
        """The rows that the plan refused, with why."""
        upload = self._upload(request, token)
        if upload is None or not uploads.refused_path(upload).exists():
            return self._gone(request)
        stem = (upload.file_name or self.exchanged).rpartition(".")[0] or upload.file_name
        return FileResponse(
            uploads.refused_path(upload).open("rb"),
            as_attachment=True,
            filename=f"{stem or self.exchanged}-refused.csv",
            content_type="text/csv; charset=utf-8",
        )

    def _ask_for_file(self, request: Any, form: UploadForm, status: int) -> TemplateResponse:
        session = request.session.session_key
        waiting = Upload.objects.of(request.user, session).filter(noun=self.exchanged)
        context = {"form": form, "waiting": waiting.exclude(stage=UploadStage.APPLIED)[:5]}
        return self.exchange_page(request, "import", context, status)

    def exchange_page(
        self,
        request: HttpRequest,
        name: str,
        context: dict[str, Any],
        status: int = 200,
        upload: Upload | None = None,
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Import {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "resource": self.resource_classes[0],
            "upload": upload,
            "address": self.upload_address(upload) if upload else self._start,
            "start": self._start,
            **context,
        }
        return TemplateResponse(request, f"{FOLDER}/{name}.html", context, status=status)

    @property
    def _start(self) -> str:
        return reverse(f"admin:claims_{self.opts.model_name}_import")

    def upload_address(self, upload: Upload) -> str:
        return reverse(f"admin:claims_{self.opts.model_name}_upload", args=[upload.token])

    def _may_import(self, request: HttpRequest) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied

    def _upload(self, request: HttpRequest, token: str) -> Upload | None:
        """The upload, if it is this person's, of this session and noun, and still kept."""
        self._may_import(request)
        mine = Upload.objects.of(request.user, request.session.session_key)
        return mine.filter(token=token, noun=self.exchanged).first()

    def _gone(self, request: HttpRequest) -> HttpResponse:
        return refuse(self.admin_site, request, uploads.GONE, 404, back=self._start)
