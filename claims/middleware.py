"""What every request passes."""

import codecs
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.shortcuts import render

from claims.workflow import log
from claims.workflow.errors import Busy
from claims.workflow.write_lock import is_locked, waiting_at_most

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


class UnreadableForm(BadRequest, MultiPartParserError):
    """A form in bytes that are no UTF-8. Django lets a parser of forms raise only the second."""


UNREADABLE_FORM = (
    "What was sent holds bytes that are no UTF-8, so some characters cannot be read. "
    "Nothing was saved: go back, type those characters again and send it once more."
)


def refuse_unreadable_form(get_response: Handler) -> Handler:
    """Answer 400 with a sentence where a form was sent in bytes that are no UTF-8.

    Django would put U+FFFD in their place, and the record would keep for good what nobody wrote.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and not _is_readable(request):
            raise UnreadableForm(UNREADABLE_FORM)
        if request.content_type == "multipart/form-data":
            request.parse_file_upload = partial(_parse, request)  # type: ignore[method-assign]
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


def _parse(request: HttpRequest, META: dict[str, Any], data: Any) -> tuple[QueryDict, Any]:  # noqa: N803
    """In place of `request.parse_file_upload`, when something first asks for the form: fields are
    UTF-8, what a file holds is its own matter."""
    try:
        posted, files = MultiPartParser(META, data, request.upload_handlers, STRICT).parse()
    except UnicodeDecodeError:
        raise UnreadableForm(UNREADABLE_FORM) from None
    posted.encoding = settings.DEFAULT_CHARSET
    return posted, files


# The parser asks every codec to replace what it cannot read; this one does not listen.
STRICT = "utf-8-strict"


def _find_strict(name: str) -> codecs.CodecInfo | None:
    if name.replace("_", "-") != STRICT:
        return None
    return codecs.CodecInfo(
        codecs.utf_8_encode, lambda data, errors="": codecs.utf_8_decode(data, "strict", True)
    )


codecs.register(_find_strict)


def take_turns(get_response: Handler) -> Handler:
    """Answer 503 with a sentence, and when to come back, where others write for longer than a
    page may wait. Doors with a form show it again with what was typed."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with waiting_at_most(settings.WRITE_TIMEOUT):
            response = get_response(request)
        if response.status_code == 503:
            response.headers.setdefault("Retry-After", "10")
        return response

    middleware.process_exception = _busy  # type: ignore[attr-defined]
    return middleware


def _busy(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    if not isinstance(exception, Busy) and not is_locked(exception):
        return None
    return render(request, "503.html", {"sentence": str(Busy())}, status=503)


def name_the_request(get_response: Handler) -> Handler:
    """Give the request an id that the log entries it causes repeat."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with log.within_request(secrets.token_hex(8)):
            return get_response(request)

    return middleware
