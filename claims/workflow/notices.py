"""Who is told of what: written in the transaction of the change, read and mailed afterwards.

A notice is a pointer to an entry of the log and leaves none of its own: that somebody read it,
or had it mailed, is no part of the record.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.models import Annotation, Claim, DigestChoice, LogEntry, Notice
from claims.vocabulary import Event, NoticeKind

GIVEN_UP = timedelta(hours=1)
"""After so long, an e-mail that was begun is taken for one that a power cut ended."""

KEPT = timedelta(days=90)
"""How long a notice stays after it was read. What nobody has read stays for good."""

PROPOSALS = [Event.PROPOSED_VERDICT, Event.PROPOSED_CORRECTION]
OF_A_STEP = {
    Event.SET_ASIDE: NoticeKind.SET_ASIDE,
    Event.REOPENED: NoticeKind.REOPENED,
    Event.SENT_BACK: NoticeKind.SENT_BACK,
    Event.DECLINED_CORRECTION: NoticeKind.DECLINED,
    Event.PUBLISHED: NoticeKind.APPROVED,
    Event.CORRECTED: NoticeKind.APPROVED,
    Event.WITHDREW: NoticeKind.APPROVED,
}
ANSWERS_A_PROPOSAL = {
    Event.SENT_BACK, Event.DECLINED_CORRECTION, Event.PUBLISHED, Event.CORRECTED, Event.WITHDREW,
}  # fmt: skip


def tell(
    entry: LogEntry,
    turns: Iterable[tuple[int | None, NoticeKind]],
    *,
    claim: Claim,
    annotation: Annotation | None = None,
) -> None:
    """Tell each person of `turns` (primary keys) of `entry`, the first kind if there are several.

    Never who did it, and nobody who has left. Call inside `log.writing()`.
    """
    kinds: dict[int, NoticeKind] = {}
    for person, kind in turns:
        if person is not None and person != entry.actor_id:
            kinds.setdefault(person, kind)
    if not kinds:
        return
    here = get_user_model()._default_manager.filter(pk__in=kinds, is_active=True)
    Notice.objects.bulk_create(
        Notice(person_id=key, kind=kinds[key], entry=entry, claim=claim, annotation=annotation)
        for key in here.order_by("pk").values_list("pk", flat=True)
    )


def tell_of_step(entry: LogEntry, claim: Claim, *, assignee_before: int | None) -> None:
    """Of an arrow that `claim` has just walked: those who waited for it, or whose it was."""
    event = Event(entry.event)
    if event == Event.TOOK_UP:
        tell(entry, [(assignee_before, NoticeKind.UNASSIGNED)], claim=claim)
    elif event in PROPOSALS:
        tell(entry, [(claim.second_reader_id, NoticeKind.PROPOSED)], claim=claim)
    elif event in OF_A_STEP:
        people = [claim.assignee_id]
        if event in ANSWERS_A_PROPOSAL:
            people.insert(0, _proposer(claim))
        tell(entry, [(person, OF_A_STEP[event]) for person in people], claim=claim)


def _proposer(claim: Claim) -> int | None:
    """Who made the proposal that was just answered; the review has forgotten it by now."""
    entries = LogEntry.objects.about(claim.public_id).filter(event__in=PROPOSALS)
    return entries.order_by("-position").values_list("actor", flat=True).first()


def read_notices(*, by: Any, upto: int | None = None, only: int | None = None) -> int:
    """Mark as read what `by` was shown: all up to the notice `upto`, or the one `only`.

    Returns:
        How many were unread until now.
    """
    mine = Notice.objects.of(by).unread()
    if only is not None:
        mine = mine.filter(pk=only)
    elif upto is not None:
        mine = mine.filter(pk__lte=upto)
    return mine.update(read=timezone.now())


def choose_digest(*, by: Any, wants: bool) -> None:
    """Whether `by` gets an e-mail of what they have not read."""
    DigestChoice.objects.update_or_create(person=by, defaults={"wants_digest": wants})


def wants_digest(person: Any) -> bool:
    return not DigestChoice.objects.filter(person=person, wants_digest=False).exists()


def begin_digest(person: Any) -> list[Notice]:
    """What an e-mail to `person` is to say, kept from any other e-mail until it is ended.

    A program that dies between here and `end_digest` loses nothing: an hour later the same
    notices are begun again.
    """
    now = timezone.now()
    with transaction.atomic():
        waiting = Notice.objects.of(person).unread().unmailed()
        waiting = waiting.filter(Q(mail_begun__isnull=True) | Q(mail_begun__lt=now - GIVEN_UP))
        waiting.update(mail_begun=now)
        begun = Notice.objects.of(person).unmailed().filter(mail_begun=now)
        return list(begun.with_what_happened())


def end_digest(notices: Iterable[Notice], *, sent: bool) -> None:
    """Either they are mailed, or the next digest takes them."""
    rows = Notice.objects.filter(pk__in=[notice.pk for notice in notices])
    rows.update(mail_begun=None, mailed=timezone.now() if sent else None)


def clear_away() -> int:
    """Delete the notices that were read long ago: what they told of, the log keeps.

    Returns:
        How many.
    """
    long_ago = timezone.now() - KEPT
    return Notice.objects.filter(read__lt=long_ago).delete()[0]
