"""A page for what was refused: one sentence, and the way back."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse

TITLES = {
    400: "This address cannot be read",
    403: "You may not do this",
    404: "There is no such page",
    409: "This cannot be done now",
}


def refuse(
    site: AdminSite, request: HttpRequest, sentence: str, status: int, back: str = ""
) -> TemplateResponse:
    """Answer `status` with `sentence`; `back` is the address of the page to return to."""
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": TITLES[status],
        "sentence": sentence,
        "back": back or request.path,
    }
    return TemplateResponse(request, "admin/refused.html", context, status=status)
