"""Readers' error reports: the list of what to look at, and the page on which one is decided."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from claims import workflow
from claims.admin.changelist import StrictAdmin
from claims.admin.filters import YES_OR_NO, StrictFilter, filter_by
from claims.admin.history import HistoryAdmin
from claims.admin.refusal import status_of
from claims.forms.triage import TriageForm
from claims.models import ErrorReport
from claims.vocabulary import ReportOutcome
from claims.workflow.error_reports import own_verdict


class UncorrectedFilter(StrictFilter):
    title, parameter_name = "waits for its correction", "uncorrected"
    offered = YES_OR_NO[:1]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        return queryset if self.value() is None else queryset.awaiting_a_correction()


@admin.register(ErrorReport)
class ErrorReportAdmin(HistoryAdmin, StrictAdmin):
    list_display = ["beginning", "claim", "outcome", "received", "triaged_by"]
    list_select_related = ["claim", "triaged_by"]
    list_filter = [filter_by("outcome", ReportOutcome.choices), UncorrectedFilter]
    search_fields = ["public_id", "words", "claim__text"]
    search_help_text = "Words of the report or its claim, or the report's id."
    ordering = ["-created_at"]

    @admin.display(description="what is wrong")
    def beginning(self, report: ErrorReport) -> str:
        return Truncator(report.words).chars(120) or "(erased)"

    @admin.display(description="received", ordering="created_at")
    def received(self, report: ErrorReport) -> str:
        return f"{timezone.localtime(report.created_at):%Y-%m-%d %H:%M}"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(
        self,
        request: Any,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """The page of one report. Nobody adds one here."""
        report = self.get_object(request, unquote(object_id)) if object_id else None
        if report is None or not self.has_view_or_change_permission(request, report):
            raise PermissionDenied
        if request.method != "POST":
            return self._show(request, report, _form(report))
        if "_erase" in request.POST:
            return self._erase(request, report)
        return self._triage(request, report)

    def _triage(self, request: Any, report: ErrorReport) -> HttpResponse:
        form = TriageForm(request.POST)
        if not form.is_valid():
            return self._show(request, report, form, status=422)
        decided = dict(form.cleaned_data)
        try:
            workflow.triage(report, by=request.user, seen=decided.pop("version"), **decided)
        except workflow.Refused as refusal:
            return self._refused(request, report, form, refusal)
        if report.outcome == ReportOutcome.CORRECTION:
            said = "Now mend the review below and propose the correction: it answers the report."
            where = reverse("admin:claims_claim_change", args=[report.claim_id])
        else:
            said = f"{report}: {report.get_outcome_display()}."
            where = reverse("admin:claims_errorreport_changelist") + "?outcome=open"
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(where)

    def _erase(self, request: Any, report: ErrorReport) -> HttpResponse:
        noun, reason = str(self.opts.verbose_name), request.POST.get("reason", "")
        try:
            workflow.erase(noun, report.public_id, by=request.user, reason=reason)
        except workflow.Refused as refusal:
            return self._refused(request, report, _form(report), refusal)
        self.message_user(request, "What the reader wrote is erased.", messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def _refused(
        self, request: Any, report: ErrorReport, form: TriageForm, refusal: workflow.Refused
    ) -> HttpResponse:
        """The page as it is now, with what was typed: pressing again means what is shown now."""
        fresh = ErrorReport.objects.get(pk=report.pk)
        form.data = {**form.data, "version": str(fresh.version)}
        status = status_of(refusal)
        return self._show(request, fresh, form, sentence=str(refusal), status=status)

    def _show(
        self,
        request: Any,
        report: ErrorReport,
        form: TriageForm,
        *,
        sentence: str = "",
        status: int = 200,
    ) -> HttpResponse:
        is_settled = report.correction_id is not None
        context = {
            **self.admin_site.each_context(request),
            "title": str(report),
            "opts": self.opts,
            "report": report,
            "version": report.review_version,
            "form": form,
            "may_decide": self.has_change_permission(request, report) and not is_settled,
            "may_erase": request.user.has_perm("claims.erase_person") and not report.is_erased,
            "sentence": sentence,
            "own_verdict": "" if sentence else own_verdict(report, request.user),
        }
        return TemplateResponse(
            request, "admin/claims/errorreport/change_form.html", context, status=status
        )


def _form(report: ErrorReport) -> TriageForm:
    decided = {} if report.outcome == ReportOutcome.OPEN else {"outcome": report.outcome}
    return TriageForm(initial={"version": report.version, "answer": report.answer, **decided})
