"""What a verdict needs before it is published: policies are adopted, never edited."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from claims import workflow
from claims.admin.changelist import StrictAdmin
from claims.admin.history import HistoryAdmin
from claims.admin.refusal import refuse
from claims.models import Policy
from claims.workflow import policies


@admin.register(Policy)
class PolicyAdmin(HistoryAdmin, StrictAdmin):
    list_display = ["number", "sources_required", "primary_required", "adopted_at", "adopted_by"]
    list_select_related = ["adopted_by"]
    fields = ["sources_required", "primary_required", "note"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except workflow.Refused as error:
            return refuse(self.admin_site, request, str(error), 403)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        adopted = policies.adopt(by=request.user, **form.cleaned_data)
        obj.pk, obj.number = adopted.pk, adopted.number
