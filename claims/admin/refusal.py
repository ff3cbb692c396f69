"""What was refused: one sentence, and the way back or what was typed."""

from typing import Any, cast

from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from claims import workflow

TITLES = {
    400: "This address cannot be read",
    403: "You may not do this",
    404: "There is no such page",
    409: "This cannot be done now",
    503: "Somebody else is writing",
    422: "This file cannot be made",
}
BUSY = 503


def status_of(error: Exception) -> int:
    """The answer's status where a verb of the workflow refused."""
    if isinstance(error, workflow.Busy):
        return BUSY
    return 403 if isinstance(error, workflow.NotAllowed) else 409


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


class RefusableAdmin(ModelAdmin):
    """A form that a verb refused comes back with the sentence and with everything typed. Its form
    has `refusal`, and is not valid where that says something."""

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", "")
        return form

    def show_again(self, request: Any, sentence: str, status: int, *asked: Any) -> HttpResponse:
        """`asked` are the other arguments of `changeform_view`. Where others write, Django's view
        is asked without the transaction around it, which would wait for them again."""
        request.refusal, request.refusal_status = sentence, status
        shown: Any = super()
        view = shown._changeform_view if status == BUSY else shown.changeform_view
        return cast("HttpResponse", view(request, *asked))
