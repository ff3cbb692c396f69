"""The log of what we corrected and withdrew."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.forms.query import QueryForm
from claims.models import Correction
from claims.views.readers import for_readers


@for_readers
def correction_list(request: HttpRequest) -> HttpResponse:
    page = QueryForm.asked(request.GET).page_of(Correction.objects.public())
    return render(request, "claims/correction_list.html", {"page": page})
