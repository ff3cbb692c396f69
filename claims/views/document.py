"""The documents that claims come from, and each with its claims in the order of its text."""

from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims.forms.query import QueryForm
from claims.models import Appearance, Claim, Document, DocumentVersion
from claims.views.passages import blocks, in_order_of_the_text, where_quoted
from claims.views.published import find, tally
from claims.views.readers import for_readers
from claims.vocabulary import NotCheckable

STANDING = Q(
    review_versions__shown_by__isnull=False, review_versions__shown_by__withdrawn_at__isnull=True
)


@for_readers
def document_list(request: HttpRequest) -> HttpResponse:
    page = QueryForm.asked(request.GET).page_of(listed_documents())
    return render(request, "claims/document_list.html", {"page": page})


@for_readers
def document_detail(request: HttpRequest, slug: str) -> HttpResponse:
    sentence = "We have published nothing on a document at this address."
    document = find(Document.objects.public().select_related("claimant"), slug, sentence)
    return render(request, "claims/document_detail.html", document_page(document))


@for_readers
def document_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """An older text, with the passages as they stood in it."""
    sentence = "We show no such version of a document at this address."
    shown = Document.objects.public().filter(shows_text=True).select_related("claimant")
    document = find(shown, slug, sentence)
    newest = newest_version(document)
    if newest is None or not 1 <= number <= newest.number:
        raise Http404(sentence)
    if number == newest.number:
        return redirect(document)
    older = document.versions.get(number=number)
    return render(request, "claims/document_version.html", version_page(document, older, newest))


def listed_documents() -> Any:
    """Newest first, each with `checked`, how many of its claims have a verdict that stands."""
    checked = Count("review_versions__shown_by", filter=STANDING, distinct=True)
    public = Document.objects.filter(pk__in=Document.objects.public().values("pk"))
    return public.select_related("claimant").annotate(checked=checked).order_by("-published", "pk")


def document_page(document: Document) -> dict[str, Any]:
    newest = newest_version(document)
    checked = in_order_of_the_text(list(claims_in(document)), newest)
    standing = Claim.objects.standing().filter(published_version__document=document)
    left = work_left(document)
    return left | {
        "found": len(checked) + left["open"] + left["not_checked"],
        "document": document,
        "newest": newest,
        "checked": checked,
        "tally": tally(standing),
        "blocks": blocks(newest, checked) if newest and document.shows_text else None,
        "older": older_versions(document, newest),
    }


def version_page(
    document: Document, older: DocumentVersion, newest: DocumentVersion
) -> dict[str, Any]:
    checked = where_quoted(list(claims_in(document)), older)
    return {
        "document": document,
        "version": older,
        "newest": newest,
        "checked": checked,
        "blocks": blocks(older, checked),
    }


def older_versions(document: Document, newest: DocumentVersion | None) -> Any:
    """The texts before the newest that readers may see, the latest first."""
    if newest is None or newest.number == 1 or not document.shows_text:
        return []
    return document.versions.filter(number__lt=newest.number).defer("text", "blocks").reverse()


def newest_version(document: Document) -> DocumentVersion | None:
    """Without its text where readers may not see that: it can be ten million characters long."""
    versions = document.versions.order_by("-number")
    return (versions if document.shows_text else versions.defer("text", "blocks")).first()


def claims_in(document: Document) -> Any:
    first = Appearance.objects.filter(is_first=True)
    return (
        Claim.objects.published()
        .filter(published_version__document=document, is_taken_down=False)
        .select_related("published_version__rating__scale", "published_version__claimant")
        .defer("published_version__explanation")
        .prefetch_related(Prefetch("appearances", first))
    )


def work_left(document: Document) -> dict[str, Any]:
    """How many of the document's claims nobody has answered yet, and how many nobody will, by
    reason: the commonest first."""
    here = Q(appearances__document=document, appearances__is_first=True)
    unpublished = Claim.objects.filter(here, published_version__isnull=True)
    aside = unpublished.not_checked().order_by().values_list("not_checkable_reason")
    reasons = aside.annotate(number=Count("pk")).order_by("-number", "not_checkable_reason")
    counted = [(NotCheckable(reason).label, number) for reason, number in reasons]
    return {
        "open": unpublished.open().count(),
        "not_checked": sum(number for _, number in counted),
        "reasons": counted,
    }


def with_first_document(claims: Any) -> Any:
    """Claims that were set aside, with what the log shows of them."""
    first = Appearance.objects.filter(is_first=True).select_related("document")
    related = ("claimant", "duplicate_of__published_version")
    return claims.select_related(*related).prefetch_related(Prefetch("appearances", first))
