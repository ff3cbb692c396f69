"""What every request passes."""

import secrets
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
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


def refuse_unreadable_form(get_response: Handler) -> Handler:
    """Answer 400 with a sentence where a form was sent in bytes that are no UTF-8.

    Django would put U+FFFD in their place, and the record would keep for good what nobody wrote.
    Forms with a file are not looked at: what they hold besides is their own encoding's matter.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and not _is_readable(request):
            raise BadRequest(
                "What was sent holds bytes that are no UTF-8, so some characters cannot be read. "
                "Nothing was saved: go back, type those characters again and send it once more."
            )
        return get_response(request)

    return middleware


def _is_readable(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return True  # Django refuses such a form by itself.
    if request.content_type == "application/x-www-form-urlencoded":
        try:
            unquote_to_bytes(request.body).decode()
        except UnicodeDecodeError:
            return False
    return True


def name_the_request(get_response: Handler) -> Handler:
    """Give the request an id that the log entries it causes repeat."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with log.within_request(secrets.token_hex(8)):
            return get_response(request)

    return middleware
