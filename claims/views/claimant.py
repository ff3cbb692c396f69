"""Who made the claims that we checked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.forms.query import QueryForm
from claims.models import Claim, Claimant
from claims.views.published import find, tally
from claims.views.readers import for_readers


@for_readers
def claimant_detail(request: HttpRequest, slug: str) -> HttpResponse:
    asked = QueryForm.asked(request.GET)
    sentence = "We have published no review of a claim by a claimant at this address."
    claimant = find(Claimant.objects.public(), slug, sentence)
    claims = Claim.objects.standing().filter(published_version__claimant=claimant)
    found = {"claimant": claimant, "page": asked.page_of(claims.as_readers_see())}
    return render(request, "claims/claimant_detail.html", found | {"tally": tally(claims)})
