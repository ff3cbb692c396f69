"""The newsroom's rules for publishing change by adopting a new policy, never by editing one."""

from typing import Any

from claims.models import Policy
from claims.vocabulary import Event
from claims.workflow import log
from claims.workflow.permission import require


def adopt(*, by: Any, sources_required: int, primary_required: bool, note: str = "") -> Policy:
    """Put a new policy in force. Verdicts already published keep the one they had.

    Raises:
        NotAllowed, ValidationError: the old policy stays in force then.
    """
    require(by, "add_policy", "adopt a policy")
    with log.writing():
        policy = Policy(
            number=Policy.objects.in_force().number + 1,
            sources_required=sources_required,
            primary_required=primary_required,
            note=note,
            adopted_by=by,
        )
        policy.full_clean()
        policy.save(force_insert=True)
        said = {
            "sources_required": sources_required,
            "primary_required": primary_required,
            "note": note,
        }
        log.append(Event.ADDED, policy, by=by, after=said)
    return policy
