"""What the newsroom says about itself, and the start page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.models import Claim, Correction, Page, Policy, Rating
from claims.views.document import listed_documents
from claims.views.readers import for_readers
from claims.vocabulary import Status

ON_THE_START_PAGE = 7


@for_readers
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "claims/home.html", start_page())


@for_readers
def methodology(request: HttpRequest) -> HttpResponse:
    found = {
        "page": _page("methodology"),
        "policy": Policy.objects.in_force(),
        "ratings": Rating.objects.select_related("scale"),
    }
    return render(request, "claims/methodology.html", found)


@for_readers
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "claims/about.html", {"page": _page("about")})


@for_readers
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


def start_page() -> dict[str, Any]:
    return {
        "claims": Claim.objects.standing().as_readers_see()[:ON_THE_START_PAGE],
        "documents": listed_documents()[:4],
        "corrections": Correction.objects.public()[:3],
        "counts": counts(),
    }


def counts() -> dict[str, int]:
    """Numbers of what is done and of what is still open; of open claims nothing else is public."""
    unpublished = Claim.objects.filter(published_version__isnull=True)
    return {
        "published": Claim.objects.standing().count(),
        "not_checked": Claim.objects.not_checked().count(),
        "waiting": unpublished.filter(status=Status.EXTRACTED).count(),
        "in_review": unpublished.open().exclude(status=Status.EXTRACTED).count(),
    }


def _page(slug: str) -> Page | None:
    """None until the newsroom has written it; the page then says so."""
    return Page.objects.filter(slug=slug).first()
