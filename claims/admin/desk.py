"""The claim list's filters: whose turn it is, and what a claim is about."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from claims.admin.filters import StrictFilter, filter_by
from claims.models import AssessmentRound, Document, Rating, Topic
from claims.vocabulary import Status


class DeskFilter(StrictFilter):
    """The piles on a checker's desk."""

    title, parameter_name = "desk", "desk"

    offered = (
        ("mine", "mine"),
        ("unassigned", "unassigned"),
        ("second", "waiting for a second person"),
        ("overdue", "overdue"),
        ("due", "due for another look"),
        ("assess", "assessed blind by others"),
        ("check", "mine to check"),
        ("approve", "mine to read second"),
        ("proposed", "proposed by me"),
        ("reader", "with a second reader"),
    )

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if self.value() == "mine":
            return queryset.mine(request.user)
        if self.value() == "unassigned":
            return queryset.unassigned()
        if self.value() == "second":
            return queryset.waiting_for_a_second_person(request.user)
        if self.value() == "overdue":
            return queryset.overdue(timezone.localdate())
        if self.value() == "due":
            return queryset.due_for_another_look()
        if self.value() == "assess":
            return queryset.to_assess(request.user)
        if self.value() == "check":
            return queryset.to_check(request.user)
        if self.value() == "approve":
            return queryset.to_approve(request.user)
        if self.value() == "proposed":
            return queryset.proposed_by(request.user)
        if self.value() == "reader":
            return queryset.with_a_second_reader()
        return queryset


class RatingFilter(StrictFilter):
    """The rating that readers see or that the draft proposes, unless colleagues are still to rate
    the claim blind."""

    title, parameter_name = "rating", "rating"

    @staticmethod
    def offered() -> list[tuple[str, str]]:
        return list(Rating.objects.values_list("slug", "label"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        is_blind = Exists(AssessmentRound.objects.open().filter(claim=OuterRef("pk")))
        return queryset.filter(
            Q(published_version__rating__slug=self.value())
            | Q(claim_review__rating__slug=self.value()) & ~is_blind
        )


def _documents() -> list[tuple[str, str]]:
    return list(Document.objects.values_list("slug", "title"))


def _topics() -> list[tuple[str, str]]:
    return list(Topic.objects.values_list("slug", "name"))


StatusFilter = filter_by("status", Status.choices)
DocumentFilter = filter_by("document", _documents, path="appearances__document__slug")
TopicFilter = filter_by("topic", _topics, path="topics__slug")
