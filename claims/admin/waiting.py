"""Who waits for whom: every open thread that somebody was asked to see to, by whose turn it is."""

from typing import Any, NamedTuple

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims.admin.changelist import PAGE
from claims.admin.my_desk import Item, folded_threads, thread_item, waiting_threads
from claims.admin.refusal import refuse
from claims.models import Annotation, Claim

MOST = 200


class Turn(NamedTuple):
    """One person's: what others wait for from them, longest first."""

    person: Any
    rows: list[tuple[Any, Item]]


class WaitingAdmin(admin.ModelAdmin):
    """Adds /waiting/ to the annotations' addresses."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.waiting_view)
        return [path("waiting/", view, name="claims_annotation_waiting"), *super().get_urls()]

    def waiting_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request) or not request.user.has_perm("claims.view_claim"):
            raise PermissionDenied
        most = max(Annotation.objects.waiting().count(), proposals().count())
        number, pages = request.GET.get("p", "1"), max(-(-most // MOST), 1)
        if not PAGE.fullmatch(number) or int(number) > pages:
            said = f"There is no page {number[:40]} of who waits for whom."
            return refuse(self.admin_site, request, said, 400)
        context = {
            **self.admin_site.each_context(request),
            "title": "Who waits for whom",
            "opts": self.opts,
            "turns": turns(request.user, int(number)),
            "page": int(number),
            "pages": pages,
        }
        return TemplateResponse(request, "admin/claims/annotation/waiting.html", context)


def proposals() -> Any:
    """Those that somebody was asked to read second, the oldest first."""
    rows = Claim.objects.with_a_second_reader().order_by("claim_review__proposed_at", "pk")
    return rows.select_related("second_reader", "claim_review__proposed_by")


def turns(reader: Any, page: int = 1) -> list[Turn]:
    """Threads by the person whose turn it is, and their proposals to read second: `MOST` of each
    on a page, the oldest on the first."""
    found: dict[Any, list[tuple[Any, Item]]] = {}
    some = slice((page - 1) * MOST, page * MOST)
    waiting = waiting_threads(Annotation.objects.waiting().order_by("pk")[some])
    folded = folded_threads(waiting, reader)
    for thread in waiting:
        item = thread_item(thread, folded=folded)
        found.setdefault(thread.turn, []).append((thread.waiting, item))
    for claim in proposals()[some]:
        review = claim.claim_review
        where = reverse("admin:claims_claim_change", args=[claim.pk])
        item = Item("", str(claim), where, since=review.proposed_at)
        found.setdefault(claim.second_reader, []).append((review.proposed_by, item))
    people = sorted(found, key=str)
    return [Turn(person, found[person]) for person in people]
