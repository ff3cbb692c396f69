"""The right of reply: whom we ask, the link by which they answer, and how it ended."""

import hashlib
import secrets
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as format_date

from claims.models import Claim, ClaimReview, Policy, Reply, ReplyRequest
from claims.models.rules import BLANKS
from claims.vocabulary import Channel, Event, NoticeKind, ReplyOutcome, Status
from claims.workflow import editing, log, notices
from claims.workflow.condition import Condition
from claims.workflow.errors import LinkOver, NoSuchLink, Refused
from claims.workflow.outsider import outsider
from claims.workflow.permission import require
from claims.workflow.reason import check_reason

ENDS = (ReplyOutcome.DECLINED, ReplyOutcome.NO_ANSWER, ReplyOutcome.CALLED_OFF)


def ask_for_reply(
    claim: Claim,
    *,
    by: Any,
    asked_of: str,
    channel: str,
    deadline: date,
    question: str,
    finding: str,
    asked: date | None = None,
    contact: str = "",
) -> ReplyRequest:
    """Keep that somebody was asked: whom, how, when and until when, and what we put to them.

    Raises:
        NotAllowed, ValidationError: nothing is written then.
        Refused: the claim is set aside, or the day on which we asked is yet to come.
    """
    with log.writing():
        current = Claim.objects.get(pk=claim.pk)
        if current.status == Status.NOT_CHECKABLE:
            raise Refused("This claim is set aside: reopen it before you ask for a reply.")
        asked = asked or timezone.localdate()
        if asked > timezone.localdate():
            raise Refused("The day on which we asked lies ahead: write it down once it is done.")
        request = ReplyRequest(
            claim=current,
            asked_of=asked_of,
            contact=contact,
            channel=channel,
            asked=asked,
            deadline=deadline,
            question=question,
            finding=finding,
        )
        return editing.add(request, by=by)


def make_reply_link(request: ReplyRequest, *, by: Any) -> str:
    """A new token for the request's reply page. The one before it, if any, no longer works.

    Only its hash is kept: whoever reads the database or its backup cannot answer for anybody.
    """
    require(by, "change_replyrequest", "make a link to reply")
    with log.writing():
        current = _waiting(request)
        if current.is_overdue:
            raise Refused("The deadline has passed, and the link with it: extend it first.")
        token = secrets.token_urlsafe(32)
        _set(current, token_sha256=_sha256(token))
        log.append(
            Event.CHANGED, current, by=by, after={"link": f"works through {current.deadline}"}
        )
    request.refresh_from_db()
    return token


def record_reply(
    request: ReplyRequest, *, by: Any, text: str, channel: str, received: date | None = None
) -> Reply:
    """Keep an answer that came to the newsroom, word for word, also after the deadline."""
    require(by, "change_replyrequest", "record a reply")
    with log.writing():
        current = ReplyRequest.objects.get(pk=request.pk)
        received = received or timezone.localdate()
        if not current.asked <= received <= timezone.localdate():
            raise Refused("An answer comes after it was asked for, and not after today.")
        return _keep(current, by, text, channel, received)


def link(token: str) -> ReplyRequest:
    """The request that `token` opens.

    Raises:
        NoSuchLink: nobody was given this token.
        LinkOver: it was used, the deadline has passed, or the request was closed.
    """
    found = ReplyRequest.objects.filter(token_sha256=_sha256(token)).first()
    if found is None:
        raise NoSuchLink(
            "This link leads nowhere. It may have been cut short or replaced by a newer one: use "
            "the whole link from our latest message."
        )
    if found.outcome == ReplyOutcome.ANSWERED:
        raise LinkOver("This link was used: we have your answer, and it works only once.")
    if found.outcome != ReplyOutcome.WAITING:
        raise LinkOver("This request is closed: please write to us if you still want to answer.")
    if found.is_overdue:
        raise LinkOver(
            f"This link worked until {_day(found.deadline.isoformat())}: please write to us if you "
            "still want to answer."
        )
    return found


def open_link(token: str) -> ReplyRequest:
    """As `link`, and the log says that somebody looked. A guess never waits for the log."""
    link(token)
    with log.writing():
        found = link(token)
        log.append(Event.OPENED, found, by=outsider())
    return found


def receive_reply(token: str, *, text: str) -> Reply:
    """Take the answer of whoever holds the link, once.

    Raises:
        NoSuchLink, LinkOver, Refused: nothing is written then.
    """
    with log.writing():
        return _keep(link(token), outsider(), text, Channel.LINK, timezone.localdate())


def close_reply_request(request: ReplyRequest, *, by: Any, outcome: str, reason: str = "") -> None:
    """Say how a request ended that no answer came to: readers are told, unless it is called off.

    Raises:
        Refused: the deadline is not over, so that “no answer” would be unfair, or a request is
            called off without a reason.
    """
    require(by, "change_replyrequest", "close a request for a reply")
    with log.writing():
        current = _waiting(request)
        if outcome not in ENDS:
            raise Refused(f"A request ends as one of: {', '.join(ENDS)}.")
        if outcome == ReplyOutcome.NO_ANSWER and not current.is_overdue:
            raise Refused(
                f"They have until {_day(current.deadline.isoformat())}: wait for the end of that "
                "day, or say that they declined."
            )
        if outcome == ReplyOutcome.CALLED_OFF:
            check_reason(reason)
        _close(current, by, outcome, reason)
    request.refresh_from_db()


def conditions(claim: Claim, policy: Policy) -> list[Condition]:
    """What the gate asks about the right of reply under `policy`."""
    if not policy.reply_required:
        return []
    review = ClaimReview.objects.filter(claim=claim).first()
    excused = review is not None and bool(review.no_reply_reason.strip(BLANKS))
    told = list(claim.reply_requests.told())
    waiting = [one for one in told if one.outcome == ReplyOutcome.WAITING and not one.is_overdue]
    last = max((one.deadline for one in waiting), default=None)
    return [
        Condition(
            "reply",
            "Asked for a reply, or the reason why nobody could be",
            excused or (bool(told) and not waiting),
            f"They have until {last} to answer: wait, or record the answer."
            if last
            else "Ask the claimant for a reply, or tell readers why nobody could be asked.",
        )
    ]


def told(asked: dict[str, Any], on: date) -> str:
    """What readers are told on the day `on` of a request, given as the approved content has it.

    A request that was waiting when the verdict was approved is told as it stood that day.
    """
    asked_on, deadline = (_day(asked[name]) for name in ("asked", "deadline"))
    said = f"We asked {asked['asked_of']} {Channel(asked['channel']).label} on {asked_on}"
    outcome = asked["outcome"]
    if outcome == ReplyOutcome.WAITING and date.fromisoformat(asked["deadline"]) < on:
        outcome = ReplyOutcome.NO_ANSWER
    if outcome == ReplyOutcome.ANSWERED:
        return f"{said}. They answered on {_day(asked['answered'])}."
    if outcome == ReplyOutcome.DECLINED:
        return f"{said}. They did not want to answer."
    if outcome == ReplyOutcome.NO_ANSWER:
        return f"{said}. No answer had come by {deadline}."
    return f"{said}. They had until {deadline} to answer, and had not when this was published."


def _day(iso: str) -> str:
    return format_date(date.fromisoformat(iso), "j F Y")


def _waiting(request: ReplyRequest) -> ReplyRequest:
    current = ReplyRequest.objects.get(pk=request.pk)
    if current.outcome != ReplyOutcome.WAITING:
        raise Refused(f"This request is closed already: {current.get_outcome_display()}.")
    return current


def _keep(request: ReplyRequest, by: Any, text: str, channel: str, received: date) -> Reply:
    if request.outcome == ReplyOutcome.CALLED_OFF:
        raise Refused("This request was called off: ask anew, and record the answer there.")
    reply = Reply(request=request, text=text, channel=channel, received=received, created_by=by)
    reply.full_clean()
    reply.save(force_insert=True)
    entry = log.append(Event.ADDED, reply, by=by, after=log.recorded(reply))
    concerned = (request.created_by_id, request.claim.assignee_id)
    notices.tell(entry, [(p, NoticeKind.REPLIED) for p in concerned], claim=request.claim)
    if request.outcome != ReplyOutcome.ANSWERED:
        _close(request, by, ReplyOutcome.ANSWERED, "")
    return reply


def _close(request: ReplyRequest, by: Any, outcome: str, reason: str) -> None:
    before = request.outcome
    _set(request, outcome=outcome, closed_at=timezone.now(), closed_by=by)
    log.append(
        Event.CLOSED,
        request,
        by=by,
        reason=reason,
        before={"outcome": str(before)},
        after={"outcome": str(outcome)},
    )


def _set(request: ReplyRequest, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(request, name, value)
    ReplyRequest.objects.filter(pk=request.pk).update(**changes, version=request.version + 1)
    request.version += 1


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
