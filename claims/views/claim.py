"""The list of checked claims, and the page of each."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from claims.forms.claim_list import ClaimListForm
from claims.models import Claim, ClaimReviewVersion
from claims.views.changed import change_of
from claims.views.published import find_claim, review_data, review_page, shown_version
from claims.views.readers import for_readers
from claims.vocabulary import CorrectionKind


@for_readers
def claim_list(request: HttpRequest) -> HttpResponse:
    asked = ClaimListForm.asked(request.GET)
    page = asked.page_of(asked.claims())
    return render(request, "claims/claim_list.html", {"asked": asked, "page": page})


@for_readers
def claim_detail(request: HttpRequest, slug: str) -> HttpResponse:
    claim = find_claim(slug)
    if claim.is_taken_down:
        return _taken_down(request, claim)
    template = "claim_withdrawn" if claim.withdrawn_at else "claim_detail"
    return render(request, f"claims/{template}.html", _shown(claim, shown_version(claim)))


@for_readers
def claim_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    claim = find_claim(slug)
    if claim.is_taken_down:
        return _taken_down(request, claim)
    version = claim.versions.select_related("claimant", "document").filter(number=number).first()
    if version is None:
        raise Http404("We have published no such version of this claim at this address.")
    if version == claim.published_version and claim.stands:
        return redirect(claim)
    return render(request, "claims/claim_version.html", _shown(claim, version))


@for_readers
def claim_json(request: HttpRequest, slug: str) -> HttpResponse:
    claim = find_claim(slug)
    if claim.is_taken_down:
        return _taken_down(request, claim)
    data = review_data(claim, claim.versions.earliest("number"), list(claim.corrections.all()))
    # Public data, for other sites' pages too; it is the same for everybody.
    headers = {"Access-Control-Allow-Origin": "*"}
    return JsonResponse(data, content_type="application/ld+json", headers=headers)


def _shown(claim: Claim, version: ClaimReviewVersion) -> dict[str, Any]:
    prefetch_related_objects([claim], "appearances")
    return review_page(claim, version) | {"changed": change_of(claim, version)}


def _taken_down(request: HttpRequest, claim: Claim) -> HttpResponse:
    """The notice and none of the text, which the law forbids us to show."""
    notice = claim.corrections.filter(kind=CorrectionKind.WITHDRAWAL).first()
    return render(request, "410.html", {"notice": notice}, status=410)
