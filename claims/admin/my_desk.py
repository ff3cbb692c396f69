"""My desk: what waits for me, what I wait for, what is overdue, what came back and why.

Asked in a number of questions that does not grow with the work; each list is cut where nobody
reads on, and says so.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from claims.admin import badges
from claims.models import Annotation, Claim, ErrorReport, LogEntry
from claims.vocabulary import Event, Status
from claims.workflow.blinder import FOLDED, folded
from claims.workflow.threads import Thread, threads

SHOWN = 12
READ_BACK = 200
"""Threads looked through for the newest word in each."""

INTO_REVIEW = [Event.TOOK_UP, Event.SENT_BACK, Event.REOPENED]
PROPOSED = [Event.PROPOSED_VERDICT, Event.PROPOSED_CORRECTION]


class Item(NamedTuple):
    """One thing on the desk. `why` is a colleague's sentence, where there is one."""

    what: str
    title: str
    url: str
    why: str = ""
    since: datetime | None = None
    due: date | None = None
    is_overdue: bool = False
    badge: str = ""


class Desk:
    """Everything is asked for when the template shows it."""

    def __init__(self, person: Any) -> None:
        self.person, self.today = person, timezone.localdate()

    @property
    def is_shown(self) -> bool:
        return self.person.has_perm("claims.view_claim")

    @cached_property
    def mine(self) -> list[Item]:
        """My claims that are open: late ones first, then what was sent back, then by due date."""
        own = Claim.objects.open().mine(self.person).exclude(status=Status.AWAITING_APPROVAL)
        claims = self._soonest(own)
        back = self._sent_back(claims)
        items = [self._claim(one, back.get(one.public_id)) for one in claims]
        return sorted(items, key=lambda item: (not item.is_overdue, not item.why))

    @cached_property
    def to_approve(self) -> list[Item]:
        """Proposals that were given to me to read second."""
        given = Claim.objects.waiting_for_a_second_person(self.person)
        claims = self._soonest(given.filter(second_reader=self.person))
        return [
            self._item(one, f"Read second: {one.claim_review.proposed_by} proposed it",
                       since=one.claim_review.proposed_at)
            for one in claims
        ]  # fmt: skip

    @cached_property
    def proposed(self) -> list[Item]:
        """My proposals that nobody has approved yet."""
        own = Claim.objects.filter(claim_review__proposed_by=self.person)
        return [
            self._item(one, f"{one.second_reader or 'A second person'} is to approve it",
                       since=one.claim_review.proposed_at)
            for one in self._soonest(own)
        ]  # fmt: skip

    @cached_property
    def reported(self) -> list[Item]:
        """What readers report about verdicts that are mine: nobody has decided about it yet."""
        if not self.person.has_perm("claims.view_errorreport"):
            return []
        own = Q(claim__assignee=self.person) | Q(review_version__written_by=self.person)
        found = ErrorReport.objects.open().filter(own).select_related("claim").order_by("pk")
        return [
            Item(
                "A reader reports an error",
                str(one.claim),
                reverse("admin:claims_errorreport_change", args=[one.pk]),
                since=one.created_at,
            )
            for one in found[:SHOWN]
        ]

    @cached_property
    def to_answer(self) -> list[Item]:
        """Threads in which I have the next word."""
        mine = [one for one in self._threads if one.turn == self.person]
        return [thread_item(one, folded=self._folded) for one in mine][:SHOWN]

    @cached_property
    def to_be_answered(self) -> list[Item]:
        """Threads in which I wait for somebody else's."""
        mine = [one for one in self._threads if one.turn != self.person]
        return [thread_item(one, folded=self._folded, for_asker=True) for one in mine][:SHOWN]

    @property
    def waits_for_me(self) -> list[tuple[str, list[Item]]]:
        found = (
            ("To answer", self.to_answer),
            ("To approve", self.to_approve),
            ("To decide", self.reported),
            ("To check", self.mine),
        )
        return [(name, items) for name, items in found if items]

    @property
    def i_wait_for(self) -> list[Item]:
        return [*self.proposed, *self.to_be_answered]

    @property
    def overdue(self) -> int:
        return sum(item.is_overdue for item in (*self.mine, *self.to_approve, *self.proposed))

    @cached_property
    def _threads(self) -> list[Thread]:
        if not self.person.has_perm("claims.view_annotation"):
            return []
        return [
            one
            for one in waiting_threads(Annotation.objects.waiting().with_person(self.person))
            if one.turn == self.person or one.waiting == self.person
        ]

    @cached_property
    def _folded(self) -> set[int]:
        return folded_threads(self._threads, self.person)

    def _soonest(self, claims: QuerySet[Claim]) -> list[Claim]:
        by_day = claims.order_by(F("due").asc(nulls_last=True), "pk")
        return list(by_day.select_related("claim_review__proposed_by", "second_reader")[:SHOWN])

    def _sent_back(self, claims: list[Claim]) -> dict[str, LogEntry]:
        """By claim: the entry that sent it back, if that is how it came into review last."""
        ids = [one.public_id for one in claims if one.status == Status.IN_REVIEW]
        if not ids:
            return {}
        entries = LogEntry.objects.filter(claim__in=ids, event__in=INTO_REVIEW, noun="claim")
        last = {one.claim: one for one in entries.select_related("actor").order_by("position")}
        return {key: one for key, one in last.items() if one.event == Event.SENT_BACK}

    def _claim(self, claim: Claim, back: LogEntry | None) -> Item:
        if back is not None:
            return self._item(claim, f"Sent back by {back.actor}", why=back.reason, since=back.at)
        return self._item(claim, "")

    def _item(self, claim: Claim, what: str, **said: Any) -> Item:
        return Item(
            what,
            str(claim),
            reverse("admin:claims_claim_change", args=[claim.pk]),
            due=claim.due,
            is_overdue=claim.due is not None and claim.due < self.today,
            badge=badges.status(claim),
            **said,
        )


def waiting_threads(roots: QuerySet[Annotation]) -> list[Thread]:
    """The threads that `roots` began, whole, those that have waited longest first."""
    known = {one.pk: one for one in roots.order_by("pk")[:READ_BACK]}
    claims = {one.claim_id for one in known.values()}
    rows = Annotation.objects.filter(claim__in=claims).select_related(
        "created_by", "assignee", "claim"
    )
    found: Iterable[Thread] = threads(rows) if claims else []
    mine = [one for one in found if one.root.pk in known]
    return sorted(mine, key=lambda one: one.last.created_at)


def folded_threads(found: list[Thread], person: Any) -> set[int]:
    """Primary keys of the annotations in these threads that `person` is not to read yet."""
    return folded((one.root.claim_id for one in found), person=person)


def thread_item(thread: Thread, *, folded: set[int], for_asker: bool = False) -> Item:
    root, last = thread.root, thread.last
    words = last.body if len(last.body) <= 200 else f"{last.body[:199]}…"
    if root.pk in folded:
        words = FOLDED
    if for_asker:
        what = f"{thread.turn} is to answer"
    else:
        what = f"{last.created_by} {'asks' if last is root else 'answered'}"
    where = reverse("admin:claims_claim_annotations", args=[root.claim_id])
    return Item(
        what, str(root.claim), f"{where}#annotation-{root.public_id}", why=words,
        since=last.created_at,
    )  # fmt: skip
