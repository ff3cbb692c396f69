"""What every request passes."""

import secrets
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from claims.workflow import log

Handler = Callable[[HttpRequest], HttpResponse]


def refuse_unreadable_address(get_response: Handler) -> Handler:
    """Answer 400 with a sentence where an address holds a NUL byte or is no UTF-8.

    SQLite would search for such text and PostgreSQL would fail on it; here both refuse alike.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        raw = unquote_to_bytes(request.META.get("QUERY_STRING", "").replace("+", " "))
        raw += request.path.encode("utf-8", "surrogateescape")
        try:
            readable = "\0" not in raw.decode()
        except UnicodeDecodeError:
            readable = False
        if not readable:
            raise BadRequest(
                "This address holds characters that cannot be read (a NUL byte, or bytes that "
                "are no UTF-8). Check how it was copied, or search again from the start page."
            )
        return get_response(request)

    return middleware


def name_the_request(get_response: Handler) -> Handler:
    """Give the request an id that the log entries it causes repeat."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with log.within_request(secrets.token_hex(8)):
            return get_response(request)

    return middleware
