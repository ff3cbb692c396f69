"""Claims given out from the list: several at once, all of them or none."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from claims import workflow
from claims.admin.choice import is_key
from claims.admin.recorded import sentence_of, staff
from claims.admin.refusal import status_of
from claims.forms.assignment import AssignmentForm
from claims.models import Claim
from claims.workflow import log
from claims.workflow.turns import ASSIGNMENT


class AssignmentAdmin(admin.ModelAdmin):
    """Actions of the list of claims, and the fields of the claim's page that go with them."""

    actions = ["assign_to_me", "assign_claims"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = [*super().get_readonly_fields(request, obj)]
        return fixed if self.has_assign_permission(request) else [*fixed, *ASSIGNMENT]

    def has_assign_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("claims.assign_claim")

    @admin.action(description="Assign to me", permissions=["assign"])
    def assign_to_me(self, request: Any, queryset: QuerySet[Claim]) -> None:
        with log.writing():
            taken = sum(
                workflow.assign(claim, by=request.user, assignee=request.user)
                for claim in queryset.select_related("assignee", "second_reader")
            )
        said = f"{taken} claim{'s are' if taken != 1 else ' is'} now yours."
        self.message_user(request, said, messages.SUCCESS)

    @admin.action(description="Assign to…", permissions=["assign"])
    def assign_claims(self, request: Any, queryset: QuerySet[Claim]) -> HttpResponse | None:
        claims = list(queryset.select_related("assignee", "second_reader"))
        if "assign" not in request.POST:
            return self._ask_for_whom(request, claims, AssignmentForm(staff()))
        form = AssignmentForm(staff(), request.POST)
        if not form.is_valid():
            return self._ask_for_whom(request, claims, form, status=422)
        try:
            changed = self._assign(request, claims, form)
        except (workflow.Refused, ValidationError) as error:
            form.add_error(None, sentence_of(error))
            status = status_of(error)
            return self._ask_for_whom(request, claims, form, status=status)
        said = f"{changed} claim{'s are' if changed != 1 else ' is'} assigned."
        self.message_user(request, said, messages.SUCCESS)
        return None

    def _assign(self, request: Any, claims: list[Claim], form: AssignmentForm) -> int:
        """Each claim as the person saw it in the list; a single refusal undoes all of them."""
        changed = 0
        with log.writing():
            for claim in claims:
                seen = request.POST.get(f"seen-{claim.pk}", "")
                claim.version = int(seen) if is_key(seen) else 0
                try:
                    changed += workflow.assign(claim, by=request.user, **form.arguments())
                except (workflow.Refused, ValidationError) as error:
                    said = f"“{claim}”: {sentence_of(error)} Nothing was assigned."
                    kind = workflow.NotAllowed if isinstance(error, workflow.NotAllowed) else None
                    raise (kind or workflow.Refused)(said) from error
        return changed

    def _ask_for_whom(
        self, request: HttpRequest, claims: list[Claim], form: AssignmentForm, status: int = 200
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Assign claims",
            "opts": self.opts,
            "claims": claims,
            "form": form,
            "checkbox": ACTION_CHECKBOX_NAME,
            "chosen_all": request.POST.get("select_across", "0"),
        }
        template = "admin/claims/claim/assign.html"
        return TemplateResponse(request, template, context, status=status)
