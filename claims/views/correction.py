"""The log of what we corrected and withdrew."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.forms.correction_list import CorrectionListForm
from claims.models import Correction
from claims.views.readers import for_readers
from claims.vocabulary import CorrectionKind


@for_readers
def correction_list(request: HttpRequest) -> HttpResponse:
    asked = CorrectionListForm.asked(request.GET)
    found = {
        "asked": asked.cleaned_data,
        "page": asked.page_of(asked.corrections()),
        "kinds": CorrectionKind,
        "years": Correction.objects.years(),
    }
    return render(request, "claims/correction_list.html", found)
