"""Pages for what went wrong: what it is, in a sentence, and the way on."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

UNREADABLE = (
    "We could not read this request. Check the address, or begin again from the start page."
)
NO_SUCH_PAGE = (
    "There is no page at this address. It may have been mistyped, or cut short where it was shared."
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400. Only a BadRequest's words were written for readers; others tell of our insides."""
    sentence = _sentence(exception, BadRequest) or UNREADABLE
    return render(request, "400.html", {"sentence": sentence}, status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    sentence = _sentence(exception, Http404) or NO_SUCH_PAGE
    return render(request, "404.html", {"sentence": sentence}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Asks the database nothing: that may be what failed."""
    return render(request, "500.html", status=500)


def _sentence(exception: Any, kind: type[Exception]) -> str:
    said = exception.args[0] if isinstance(exception, kind) and exception.args else ""
    return said if isinstance(said, str) else ""
