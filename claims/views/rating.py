"""The ratings' colours as a stylesheet: a strict policy allows no colour in the page itself."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from claims.models import Rating
from claims.models.rating import HEX


@require_safe
@cache_control(public=True, max_age=300)
@conditional_page
def rating_stylesheet(request: HttpRequest) -> HttpResponse:
    """Only what is a colour gets in: a cell of a table must not write our rules."""
    colours = Rating.objects.order_by("slug").values_list("slug", "colour")
    rules = [
        f".rating-{slug} {{ --rating: {colour}; }}"
        for slug, colour in colours
        if HEX.fullmatch(colour)
    ]
    return HttpResponse("\n".join([*rules, ""]), content_type="text/css; charset=utf-8")
