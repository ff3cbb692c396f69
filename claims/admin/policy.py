"""What a verdict needs before it is published: policies are adopted, never edited."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from claims import workflow
from claims.admin.changelist import StrictAdmin
from claims.admin.history import HistoryAdmin
from claims.admin.refusal import RefusableAdmin, refuse, status_of
from claims.forms.policy import PolicyForm
from claims.models import Policy
from claims.workflow import policies


@admin.register(Policy)
class PolicyAdmin(RefusableAdmin, HistoryAdmin, StrictAdmin):
    """One page of settings that opens with the policy in force; saving it adopts a new one."""

    form = PolicyForm
    change_list_template = "admin/claims/policy/change_list.html"
    add_form_template = "admin/claims/policy/add_form.html"
    list_display = ["number", "adopted_at", "adopted_by", "what_it_asks", "note"]
    list_display_links = ["number", "adopted_at"]
    list_select_related = ["adopted_by"]
    fieldsets = [
        ("What a verdict needs", {"fields": ["sources_required", "primary_required"]}),
        (
            "Who is asked before it is published",
            {"fields": ["second_assessment_required", "reply_required", "open_questions_block"]},
        ),
        ("When somebody looks again", {"fields": ["review_by_months"]}),
        ("For the record", {"fields": ["note"]}),
    ]

    @admin.display(description="what it asks")
    def what_it_asks(self, policy: Policy) -> SafeString:
        said = ((setting.sentence,) for setting in policy.in_words())
        return format_html_join("", "<span class='words'>{}</span>", said)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.fieldsets
        dated = ("When and by whom", {"fields": ["number", "adopted_at", "adopted_by"]})
        return [dated, *self.fieldsets]

    def changeform_view(
        self,
        request: Any,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        context = {"title": "Adopt a policy"} if object_id is None else {}
        asked = (object_id, form_url, context | (extra_context or {}))
        if object_id is None:
            asked[2]["in_force"] = Policy.objects.select_related("adopted_by").in_force()
        try:
            return super().changeform_view(request, *asked)
        except workflow.NotAllowed as error:
            return refuse(self.admin_site, request, str(error), 403)
        except workflow.Refused as error:
            return self.show_again(request, _sentence(error), status_of(error), *asked)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        adopted = policies.adopt(by=request.user, **form.cleaned_data)
        obj.pk, obj.number = adopted.pk, adopted.number


def _sentence(error: workflow.Refused) -> str:
    if isinstance(error, workflow.Stale):
        return (
            f"Meanwhile {error.current.adopted_by} adopted policy {error.current.number}: look at "
            "what it asks for, and adopt yours if it still should take its place."
        )
    return str(error)
