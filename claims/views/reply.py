"""Whoever we check answers here, by the link that we sent them: no account, no cookie.

The address holds the secret, so no cache keeps the page, no search engine lists it and no other
site is told of it. It shows the passage, what we found and what we ask, and nothing else of the
draft.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from claims import workflow
from claims.forms.reply import LONGEST, AnswerForm
from claims.models import ReplyRequest
from claims.workflow import replies
from claims.workflow.errors import LinkOver, NoSuchLink

LARGEST = 1_000_000  # bytes; longer answers are read no further, and so cannot be shown again
FORM = "application/x-www-form-urlencoded"

View = Callable[..., HttpResponse]


def for_its_holder(view: View) -> View:
    """What keeps the link's secret; a link that leads nowhere gets its sentence."""

    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        try:
            response = view(request, token)
        except NoSuchLink as error:
            response = _over(request, str(error), 404)
        except LinkOver as error:
            response = _over(request, str(error), 410)
        except workflow.Busy as error:
            response = _over(request, str(error), 503)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return never_cache(answer)


@csrf_exempt  # The token in the address is all the right there is: no other page could borrow it.
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_holder
def reply(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        return _receive(request, token)
    # A machine that looks whether the link works (HEAD) is nobody who looked.
    asked = replies.link(token) if request.method == "HEAD" else replies.open_link(token)
    return _page(request, asked, AnswerForm(auto_id="%s"))


def _receive(request: HttpRequest, token: str) -> HttpResponse:
    asked = replies.link(token)
    if sentence := _unreadable(request):
        return _page(request, asked, AnswerForm(auto_id="%s"), sentence, 413)
    form = AnswerForm(request.POST, auto_id="%s")
    if not form.is_valid():
        form.data = {"text": request.POST.get("text", "").replace("\0", "")}
        return _page(request, asked, form, status=422)
    try:
        received = workflow.receive_reply(token, text=form.cleaned_data["text"])
    except workflow.Busy as busy:
        return _page(request, asked, form, str(busy), 503)
    found = {"asked": asked, "reply": received}
    return render(request, "claims/reply_received.html", found)


def _unreadable(request: HttpRequest) -> str:
    """A sentence where what was sent is no form of ours, before it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.content_type != FORM:
        return "This form takes text and no files: type your answer here."
    if not length.isdecimal() or int(length) > LARGEST:
        return (
            f"What was sent is far longer than an answer may be. Go back in your browser, where it "
            f"still stands, and shorten it to {LONGEST:,} characters."
        )
    return ""


def _page(
    request: HttpRequest,
    asked: ReplyRequest,
    form: AnswerForm,
    sentence: str = "",
    status: int = 200,
) -> HttpResponse:
    seen = asked.claim.first_appearance
    found = {
        "asked": asked,
        "claim": asked.claim,
        "quote": seen.quote if seen else "",
        "document": seen.document if seen else None,
        "form": form,
        "sentence": sentence,
        "longest": LONGEST,
    }
    return render(request, "claims/reply.html", found, status=status)


def _over(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return render(
        request, "claims/reply_over.html", {"sentence": sentence, "code": status}, status=status
    )
