"""The newsroom's rules for publishing change by adopting a new policy, never by editing one."""

from typing import Any

from claims.models import Policy
from claims.vocabulary import Event
from claims.workflow import log
from claims.workflow.errors import Refused, Stale
from claims.workflow.permission import require


def adopt(
    *,
    by: Any,
    sources_required: int,
    primary_required: bool,
    second_assessment_required: bool = False,
    reply_required: bool = False,
    open_questions_block: bool = False,
    review_by_months: int | None = None,
    note: str = "",
    seen: int | None = None,
) -> Policy:
    """Put a new policy in force. Verdicts already published keep the one they had.

    Args:
        review_by_months: how long any verdict may stand without a look; it holds at once for
            those published under older policies, since it is about work and not about them.
        seen: number of the policy in force that the person was shown, where they were.

    Raises:
        Stale: another policy was adopted since.
        Refused: it asks for what is asked for already.
        NotAllowed, ValidationError: the old policy stays in force then.
    """
    require(by, "add_policy", "adopt a policy")
    with log.writing():
        last = Policy.objects.in_force()
        policy = Policy(
            number=last.number + 1,
            sources_required=sources_required,
            primary_required=primary_required,
            second_assessment_required=second_assessment_required,
            reply_required=reply_required,
            open_questions_block=open_questions_block,
            review_by_months=review_by_months,
            note=note,
            adopted_by=by,
        )
        if seen is not None and seen != last.number:
            raise Stale(last, policy.settings())
        policy.full_clean()
        if policy.settings() == last.settings():
            raise Refused(f"This asks for what policy {last.number} asks for, which is in force.")
        policy.save(force_insert=True)
        log.append(Event.ADDED, policy, by=by, after=policy.settings() | {"note": note})
    return policy
