"""The table of arrows: which verb moves a claim from which status to which.

One table, read by the verbs in `workflow`, by the admin's buttons and by the trigger that
refuses every other move.
"""

from typing import NamedTuple

from claims.vocabulary import Event, Status


class Arrow(NamedTuple):
    """A step of the work: a verb of `workflow`, allowed by the permission `claims.<verb>_claim`."""

    verb: str
    sources: tuple[Status, ...]
    target: Status | None  # None: the status stays
    event: Event
    label: str

    @property
    def leads_on(self) -> bool:
        """Towards a verdict before readers, not back or aside: the button that stands out."""
        return self.verb not in {
            "set_aside", "send_back", "reopen", "decline_correction", "confirm_verdict"
        }  # fmt: skip


ARROWS = (
    Arrow("take_up", (Status.EXTRACTED,), Status.IN_REVIEW, Event.TOOK_UP, "Take up"),
    Arrow(
        "set_aside",
        (Status.EXTRACTED, Status.IN_REVIEW),
        Status.NOT_CHECKABLE,
        Event.SET_ASIDE,
        "Set aside as not checkable",
    ),
    Arrow(
        "propose_verdict",
        (Status.IN_REVIEW,),
        Status.AWAITING_APPROVAL,
        Event.PROPOSED_VERDICT,
        "Propose this verdict",
    ),
    Arrow(
        "publish",
        (Status.AWAITING_APPROVAL,),
        Status.PUBLISHED,
        Event.PUBLISHED,
        "Approve and publish",
    ),
    Arrow(
        "send_back",
        (Status.AWAITING_APPROVAL,),
        Status.IN_REVIEW,
        Event.SENT_BACK,
        "Send back",
    ),
    Arrow(
        "confirm_verdict",
        (Status.PUBLISHED,),
        None,
        Event.CONFIRMED,
        "Say that it still stands",
    ),
    Arrow(
        "propose_correction",
        (Status.PUBLISHED,),
        None,
        Event.PROPOSED_CORRECTION,
        "Propose a correction",
    ),
    Arrow("correct", (Status.PUBLISHED,), None, Event.CORRECTED, "Approve the correction"),
    Arrow(
        "decline_correction",
        (Status.PUBLISHED,),
        None,
        Event.DECLINED_CORRECTION,
        "Decline the correction",
    ),
    Arrow(
        "withdraw",
        (Status.PUBLISHED, Status.AWAITING_APPROVAL),
        Status.WITHDRAWN,
        Event.WITHDREW,
        "Approve the withdrawal",
    ),
    Arrow(
        "reopen",
        (Status.NOT_CHECKABLE, Status.PUBLISHED, Status.WITHDRAWN),
        Status.IN_REVIEW,
        Event.REOPENED,
        "Reopen",
    ),
)

ARROW = {arrow.verb: arrow for arrow in ARROWS}
MOVES = frozenset(
    (source, arrow.target) for arrow in ARROWS if arrow.target for source in arrow.sources
)
