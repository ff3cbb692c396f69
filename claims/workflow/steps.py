"""How a claim moves: the check before a step, the conditional update, its log entry."""

from typing import Any

from claims.models import Claim
from claims.models.arrows import ARROW, ARROWS, Arrow
from claims.vocabulary import CorrectionKind
from claims.workflow import gate, log
from claims.workflow.errors import GateClosed, NotAllowed, Refused, Stale
from claims.workflow.notices import tell_of_step
from claims.workflow.permission import require


def arrive(verb: str, seen: Claim, by: Any) -> Claim:
    """The claim as it is now, if `by` may take this step from where it stands.

    Raises:
        NotAllowed, Stale, Refused: in this order of precedence.
    """
    arrow = ARROW[verb]
    require(by, f"{verb}_claim", f"{verb.replace('_', ' ')} claims")
    current = Claim.objects.get(pk=seen.pk)
    if current.version != seen.version:
        raise Stale(current)
    if current.status not in arrow.sources:
        raise Refused(
            f"A claim that is {current.get_status_display()} cannot take the step “{arrow.label}”."
        )
    return current


def move(
    verb: str,
    claim: Claim,
    *,
    by: Any,
    reason: str = "",
    said: dict[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Walk the arrow: one conditional update, its log entry, and those who waited for it told.
    Call inside `log.writing()`."""
    arrow = ARROW[verb]
    if arrow.target is not None:
        changes["status"] = arrow.target
    before, assignee = log.recorded(claim), claim.assignee_id
    moved = Claim.objects.filter(
        pk=claim.pk, version=claim.version, status__in=arrow.sources
    ).update(**changes, version=claim.version + 1)
    if not moved:
        raise Stale(claim)
    claim.refresh_from_db()
    changed = log.difference(before, log.recorded(claim))
    changed["after"] |= said or {}
    entry = log.append(arrow.event, claim, by=by, reason=reason, **changed)
    tell_of_step(entry, claim, assignee_before=assignee)


def possible_steps(claim: Claim, *, by: Any) -> list[Arrow]:
    """The arrows that `by` could walk with this claim now; the admin's buttons are these."""
    return [arrow for arrow in ARROWS if _is_possible(arrow, claim, by)]


def _is_possible(arrow: Arrow, claim: Claim, by: Any) -> bool:
    try:
        require(by, f"{arrow.verb}_claim", arrow.label)
    except NotAllowed:
        return False
    if claim.status not in arrow.sources:
        return False
    refusal = REFUSALS.get(arrow.verb)
    return refusal is None or not refusal(claim, by)


def _content_lacks(claim: Claim, by: Any) -> bool:
    try:
        gate.check_content(claim)
    except GateClosed:
        return claim.published_version_id is None  # a withdrawal may still be proposed
    return False


def _gate_is_closed(claim: Claim, by: Any) -> bool:
    try:
        gate.check(claim, by=by)
    except GateClosed:
        return True
    return False


def _no_withdrawal_of_others(claim: Claim, by: Any) -> bool:
    if not claim.has_proposal:
        return True
    review = claim.claim_review
    return review.correction_kind != CorrectionKind.WITHDRAWAL or review.proposed_by_id == by.pk


# Beside right and status: what else keeps a person from a step.
REFUSALS = {
    "set_aside": lambda claim, by: claim.stands,
    "propose_verdict": _content_lacks,
    "publish": _gate_is_closed,
    "confirm_verdict": lambda claim, by: claim.has_proposal,
    "propose_correction": lambda claim, by: claim.has_proposal,
    "correct": _gate_is_closed,
    "decline_correction": lambda claim, by: not claim.has_proposal,
    "withdraw": _no_withdrawal_of_others,
    "reopen": lambda claim, by: claim.has_proposal,
}
