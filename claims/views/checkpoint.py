"""The log's signed heads: for readers to keep, and for their tools to fetch."""

from base64 import b64encode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from claims.forms.query import QueryForm
from claims.models import Checkpoint
from claims.views.readers import for_readers

NONE = "This newsroom has signed no checkpoint of its log yet."


@for_readers
def checkpoint_list(request: HttpRequest) -> HttpResponse:
    listed = Checkpoint.objects.defer("peaks", "proof", "note")
    page = QueryForm.asked(request.GET).page_of(listed)
    return render(request, "claims/checkpoint_list.html", {"page": page})


@for_readers
def checkpoint_newest(request: HttpRequest) -> HttpResponse:
    """At the address that tools of c2sp.org/tlog-tiles ask for a log's head."""
    return _text(_newest().note)


@for_readers
def checkpoint_detail(request: HttpRequest, size: int) -> HttpResponse:
    return _text(_of_size(size).note)


@for_readers
def checkpoint_proof(request: HttpRequest, size: int) -> HttpResponse:
    """The sizes of the checkpoint before and of this one, then RFC 6962's consistency proof
    between them, a hash a line in base64."""
    one = _of_size(size)
    hashes = [b64encode(bytes.fromhex(node)).decode() for node in one.proof]
    return _text("\n".join([f"{one.previous_size} {one.size}", *hashes, ""]))


@for_readers
def log_key(request: HttpRequest) -> HttpResponse:
    """The public key of the newest checkpoint, as tools of c2sp.org/signed-note take it."""
    return _text(f"{_newest().key}\n")


def _newest() -> Checkpoint:
    newest = Checkpoint.objects.first()
    if newest is None:
        raise Http404(NONE)
    return newest


def _of_size(size: int) -> Checkpoint:
    found = Checkpoint.objects.filter(size=size).first() if size < 2**63 else None
    if found is None:
        raise Http404(f"We signed no checkpoint of the log at {str(size)[:20]} entries.")
    return found


def _text(said: str) -> HttpResponse:
    return HttpResponse(said, content_type="text/plain; charset=utf-8")
