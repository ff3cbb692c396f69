"""Readers tell us what is wrong, and see what became of it. No account, no cookie."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from claims import workflow
from claims.forms.error_report import ErrorReportForm
from claims.models import Claim, ErrorReport
from claims.views.published import find_claim, shown_version
from claims.views.senders import MOST_OF_ONE, senders

MOST_IN_ALL = 120  # reports an hour, of everybody together: more is a flood and no help
LARGEST = 100_000  # bytes; the form's longest text takes 60,000 where every sign is encoded
FORM = "application/x-www-form-urlencoded"


@csrf_exempt  # It asks for nobody's rights: see claims.forms.error_report.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def error_report(request: HttpRequest, slug: str) -> HttpResponse:
    claim = find_claim(slug)
    if not claim.stands:
        raise Http404("We have withdrawn our review of this claim, so there is nothing to report.")
    if request.method != "POST":
        return _page(request, claim, ErrorReportForm(version=shown_version(claim)))
    if sentence := _unreadable(request):
        return _page(request, claim, ErrorReportForm(version=shown_version(claim)), sentence, 413)
    return _received(request, claim, ErrorReportForm(request.POST, version=shown_version(claim)))


@never_cache
@require_safe
def error_report_detail(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """What became of a report, for whoever has its address; its words are shown to nobody."""
    claim = find_claim(slug)
    reports = ErrorReport.objects.filter(claim=claim, public_id=public_id)
    report = reports.select_related("correction").first()
    if report is None:
        raise Http404("We have received no report with this address.")
    return render(
        request,
        "claims/error_report_detail.html",
        {"claim": claim, "report": report} | _text(claim),
    )


def _received(request: HttpRequest, claim: Claim, form: ErrorReportForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, claim, form.shown_again(), status=422)
    if sentence := _too_many(request):
        return _page(request, claim, form.shown_again(), sentence, 429)
    typed = form.cleaned_data
    try:
        report = workflow.receive_report(
            form.read_version(), words=typed["words"], email=typed["email"]
        )
    except workflow.Refused as refusal:
        status = 503 if isinstance(refusal, workflow.Busy) else 409
        return _page(request, claim, form.shown_again(), str(refusal), status)
    answer = HttpResponseRedirect(report.get_absolute_url())
    answer.status_code = 303
    return answer


def _unreadable(request: HttpRequest) -> str:
    """A sentence where what was sent is no form of ours, before it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.content_type != FORM:
        return "This form takes text and no files: type your report here."
    if not length.isdecimal() or int(length) > LARGEST:
        return "What was sent is far longer than a report may be: shorten it to 5,000 characters."
    return ""


def _too_many(request: HttpRequest) -> str:
    lately = ErrorReport.objects.filter(created_at__gt=timezone.now() - timedelta(hours=1))
    if lately.count() >= MOST_IN_ALL:
        return (
            "We get more reports than we can read just now. Keep what you wrote, and send it again "
            "in an hour."
        )
    if not senders.take(request):
        return (
            f"{MOST_OF_ONE} reports came from your network within an hour, which is as many as we "
            "take. Keep what you wrote, and send it again in an hour."
        )
    return ""


def _page(
    request: HttpRequest,
    claim: Claim,
    form: ErrorReportForm,
    sentence: str = "",
    status: int = 200,
) -> HttpResponse:
    found = {"claim": claim, "form": form, "sentence": sentence} | _text(claim)
    return render(request, "claims/error_report.html", found, status=status)


def _text(claim: Claim) -> dict[str, Any]:
    """What the pages say of the claim: as published, and nothing of what had to be taken down."""
    version = shown_version(claim)
    return {"version": version, "text": "" if claim.is_taken_down else version.text}
