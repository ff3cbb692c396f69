"""What all pages for readers have in common: the same for everybody, and cheap to ask again."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

View = Callable[..., HttpResponse]


def for_readers(view: View) -> View:
    """GET and HEAD; a shared cache may keep the page a minute, a browser asks by its ETag.

    A correction has to be seen at once by whoever looks again, so browsers keep nothing unasked.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    cached = cache_control(public=True, max_age=0, s_maxage=60, must_revalidate=True)
    return require_safe(cached(conditional_page(answer)))
