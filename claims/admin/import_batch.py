"""Imports as they came in: what each changed, and the way to put it back."""

from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from claims import workflow
from claims.admin.record import RecordAdmin
from claims.admin.refusal import refuse, status_of
from claims.models import ImportBatch

NAMED = 50
"""Rows that stayed as they are which a message names."""


@admin.register(ImportBatch)
class ImportBatchAdmin(RecordAdmin):
    list_display = [
        "file_name", "noun", "public_id", "created_at", "created_by",
        "new", "changed", "unchanged", "refused", "undone_at", "undone_by",
    ]  # fmt: skip
    list_select_related = ["created_by", "undone_by"]
    search_fields = ["public_id", "file_name", "created_by__username"]
    ordering = ["-created_at"]

    def get_urls(self) -> list[Any]:
        undo = self.admin_site.admin_view(self.undo_view)
        address = path("<path:object_id>/undo/", undo, name="claims_importbatch_undo")
        return [address, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        batch = self.get_object(request, unquote(object_id))
        can_undo = batch and batch.undone_at is None and may_undo(request.user, batch)
        told = {**(extra_context or {}), "can_undo": can_undo}
        return super().change_view(request, object_id, form_url, told)

    def undo_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What would be put back; and a POST does it."""
        batch = self.get_object(request, unquote(object_id))
        if batch is None or not may_undo(request.user, batch):
            raise PermissionDenied
        if request.method == "POST":
            return self._undo(request, batch)
        context = {
            **self.admin_site.each_context(request),
            "title": "Put this import back",
            "subtitle": str(batch),
            "opts": self.opts,
            "batch": batch,
        }
        return TemplateResponse(request, "admin/claims/importbatch/undo.html", context)

    def _undo(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        try:
            done = workflow.undo_import(batch, by=request.user)
        except workflow.Refused as error:
            status = status_of(error)
            return refuse(self.admin_site, request, str(error), status, back="../change/")
        messages.success(
            request,
            f"{done.removed} rows that came with this import are removed, and {done.put_back} that "
            "it changed are as they were before.",
        )
        if done.kept:
            named = "; ".join(str(row) for row in done.kept[:NAMED])
            more = f"; and {len(done.kept) - NAMED} more" if len(done.kept) > NAMED else ""
            messages.warning(request, f"These stay as they are: {named}{more}.")
        return redirect("admin:claims_importbatch_change", batch.pk)


def may_undo(user: Any, batch: ImportBatch) -> bool:
    """Who may import the noun; the verb asks again, and for each row."""
    names = {str(m._meta.verbose_name): m._meta.model_name for m in apps.get_models()}
    return batch.noun in names and user.has_perm(f"claims.import_{names[batch.noun]}")
