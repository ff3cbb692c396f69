"""Who works on a claim, who reads it second, and by when."""

from datetime import date
from typing import Any

from django.utils import timezone

from claims.models import Claim
from claims.workflow import log
from claims.workflow.editing import edit
from claims.workflow.errors import Refused

UNCHANGED: Any = object()


def assign(
    claim: Claim,
    *,
    by: Any,
    assignee: Any = UNCHANGED,
    second_reader: Any = UNCHANGED,
    due: date | None = UNCHANGED,
    reason: str = "",
) -> bool:
    """Say who checks `claim`, who approves it and by which day; None takes it back.

    Whoever gets or loses the claim is told. A second reader who becomes the assignee makes room.

    Returns:
        Whether anything differed.

    Raises:
        Refused: a day that is past.
        NotAllowed, Stale, ValidationError: nothing is written then.
    """
    wanted = {"assignee": assignee, "second_reader": second_reader, "due": due}
    changes = {name: value for name, value in wanted.items() if value is not UNCHANGED}
    if changes.get("due") and changes["due"] != claim.due and changes["due"] < timezone.localdate():
        raise Refused("The day by which it is due is past: choose today or a later one.")
    with log.writing():
        reads_second = assignee is not UNCHANGED and claim.second_reader_id is not None
        if reads_second and assignee == claim.second_reader and second_reader is UNCHANGED:
            changes["second_reader"] = None
        return edit(claim, by=by, seen=claim.version, changes=changes, reason=reason)
