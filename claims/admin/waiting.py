"""Who waits for whom: every open thread that somebody was asked to see to, by whose turn it is."""

from typing import Any, NamedTuple

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims.admin.my_desk import Item, folded_threads, thread_item, waiting_threads
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
        threads = Annotation.objects.waiting().count()
        proposals = Claim.objects.with_a_second_reader().count()
        context = {
            **self.admin_site.each_context(request),
            "title": "Who waits for whom",
            "opts": self.opts,
            "turns": turns(request.user),
            "more_threads": max(threads - MOST, 0),
            "more_proposals": max(proposals - MOST, 0),
        }
        return TemplateResponse(request, "admin/claims/annotation/waiting.html", context)


def turns(reader: Any) -> list[Turn]:
    """Threads by the person whose turn it is, and their proposals to read second: the oldest of
    each, `MOST` at most."""
    found: dict[Any, list[tuple[Any, Item]]] = {}
    waiting = waiting_threads(Annotation.objects.waiting().order_by("pk")[:MOST])
    folded = folded_threads(waiting, reader)
    for thread in waiting:
        item = thread_item(thread, folded=folded)
        found.setdefault(thread.turn, []).append((thread.waiting, item))
    proposed = Claim.objects.with_a_second_reader().select_related(
        "second_reader", "claim_review__proposed_by"
    )
    for claim in proposed.order_by("claim_review__proposed_at")[:MOST]:
        review = claim.claim_review
        where = reverse("admin:claims_claim_change", args=[claim.pk])
        item = Item("", str(claim), where, since=review.proposed_at)
        found.setdefault(claim.second_reader, []).append((review.proposed_by, item))
    people = sorted(found, key=str)
    return [Turn(person, found[person]) for person in people]
