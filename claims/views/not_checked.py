"""The log of claims that we set aside, each with its reason."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.forms.not_checked_list import NotCheckedListForm
from claims.views.document import with_first_document
from claims.views.readers import for_readers
from claims.vocabulary import NotCheckable


@for_readers
def not_checked_list(request: HttpRequest) -> HttpResponse:
    asked = NotCheckedListForm.asked(request.GET)
    page = asked.page_of(with_first_document(asked.claims()))
    found = {"asked": asked, "page": page, "reasons": NotCheckable}
    return render(request, "claims/not_checked_list.html", found)
