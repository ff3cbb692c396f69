"""My desk: what waits for me, what I wait for, what is overdue, what came back and why.

Asked in a number of questions that does not grow with the work; each list is cut where nobody
reads on, and says how many more there are and where.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property, reduce
from operator import or_
from typing import Any, NamedTuple, Self

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from claims.admin import badges
from claims.models import Annotation, Claim, ErrorReport, LogEntry
from claims.vocabulary import Event, Status
from claims.workflow.blinder import FOLDED, folded
from claims.workflow.threads import Thread, threads

SHOWN = 12
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


class Part(list[Item]):
    """The first items of a list, with `more` that are not shown; `whole` is where all of it is."""

    def __init__(self, items: Iterable[Item], *, more: int, whole: str) -> None:
        super().__init__(items)
        self.more, self.whole = more, whole

    @classmethod
    def cut(cls, items: list[Item], whole: str) -> Self:
        return cls(items[:SHOWN], more=max(len(items) - SHOWN, 0), whole=whole)


class Desk:
    """Everything is asked for when the template shows it."""

    def __init__(self, person: Any) -> None:
        self.person, self.today = person, timezone.localdate()

    @property
    def is_shown(self) -> bool:
        return self.person.has_perm("claims.view_claim")

    @property
    def is_empty_room(self) -> bool:
        """The first day: what is to be done is to bring something in."""
        return not Claim.objects.exists()

    @cached_property
    def mine(self) -> Part:
        """My claims that are open: late ones first, then what was sent back, then by due date."""
        rows = Claim.objects.to_check(self.person)
        claims = self._soonest(rows)
        back = self._sent_back(claims)
        items = [self._claim(one, back.get(one.public_id)) for one in claims]
        items.sort(key=lambda item: (not item.is_overdue, not item.why))
        return self._part(items, rows, "check")

    @cached_property
    def to_approve(self) -> Part:
        """Proposals that were given to me to read second."""
        rows = Claim.objects.to_approve(self.person)
        items = [
            self._item(one, f"Read second: {one.claim_review.proposed_by} proposed it",
                       since=one.claim_review.proposed_at)
            for one in self._soonest(rows)
        ]  # fmt: skip
        return self._part(items, rows, "approve")

    @cached_property
    def proposed(self) -> Part:
        """My proposals that nobody has approved yet."""
        rows = Claim.objects.proposed_by(self.person)
        items = [
            self._item(one, f"{one.second_reader or 'A second person'} is to approve it",
                       since=one.claim_review.proposed_at)
            for one in self._soonest(rows)
        ]  # fmt: skip
        return self._part(items, rows, "proposed")

    @cached_property
    def reported(self) -> Part:
        """What readers report about verdicts that are mine: nobody has decided about it yet."""
        whole = reverse("admin:claims_errorreport_changelist") + "?outcome=open"
        if not self.person.has_perm("claims.view_errorreport"):
            return Part([], more=0, whole=whole)
        own = Q(claim__assignee=self.person) | Q(review_version__written_by=self.person)
        found = ErrorReport.objects.open().filter(own).select_related("claim").order_by("pk")
        items = [
            Item(
                "A reader reports an error",
                str(one.claim),
                reverse("admin:claims_errorreport_change", args=[one.pk]),
                since=one.created_at,
            )
            for one in found[:SHOWN]
        ]
        return Part(items, more=_beyond(items, found), whole=whole)

    @cached_property
    def to_answer(self) -> Part:
        """Threads in which I have the next word."""
        mine = [one for one in self._threads if one.turn == self.person]
        items = [thread_item(one, folded=self._folded) for one in mine]
        return Part.cut(items, reverse("admin:claims_annotation_waiting"))

    @cached_property
    def to_be_answered(self) -> Part:
        """Threads in which I wait for somebody else's."""
        mine = [one for one in self._threads if one.turn != self.person]
        items = [thread_item(one, folded=self._folded, for_asker=True) for one in mine]
        return Part.cut(items, reverse("admin:claims_annotation_waiting"))

    @property
    def waits_for_me(self) -> list[tuple[str, Part]]:
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

    @cached_property
    def overdue(self) -> int:
        """Of all that the lists are of, shown or not."""
        claims, person = Claim.objects, self.person
        lists = claims.to_check(person), claims.to_approve(person), claims.proposed_by(person)
        late = Claim.objects.filter(due__lt=self.today)
        return late.filter(reduce(or_, (Q(pk__in=one.values("pk")) for one in lists))).count()

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

    def _part(self, items: list[Item], rows: QuerySet[Claim], desk: str) -> Part:
        """`desk` is the claim list's filter that shows all `rows`."""
        whole = f"{reverse('admin:claims_claim_changelist')}?desk={desk}"
        return Part(items, more=_beyond(items, rows), whole=whole)

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


def _beyond(items: list[Item], rows: QuerySet) -> int:
    """How many of `rows` are not among the `items`; asked only where a list is full."""
    return rows.count() - len(items) if len(items) == SHOWN else 0


def waiting_threads(roots: QuerySet[Annotation]) -> list[Thread]:
    """The threads that `roots` began, whole, those that have waited longest first."""
    keys = set(roots.values_list("pk", flat=True))
    if not keys:
        return []
    of_the_claims = Annotation.objects.filter(claim__in=roots.values("claim"))
    found = threads(of_the_claims.select_related("created_by", "assignee", "claim"))
    mine = [one for one in found if one.root.pk in keys]
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
