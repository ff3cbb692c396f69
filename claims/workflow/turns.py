"""Whose turn it is after somebody wrote: checked before the write, told after it."""

from typing import Any

from django.core.exceptions import ValidationError

from claims.models import Annotation, Claim, LogEntry
from claims.models.noun import Noun
from claims.vocabulary import NoticeKind
from claims.workflow.mentions import mentioned
from claims.workflow.notices import tell
from claims.workflow.permission import require
from claims.workflow.threads import thread_of

ASSIGNMENT = ("assignee", "second_reader", "due")
COLLEAGUES = {"assignee": "assignee", "second_reader": "second reader"}


def check_turns(row: Noun, names: set[str], *, by: Any) -> None:
    """Refuse work for somebody who cannot see it, and an assignment by who may not assign.

    Raises:
        NotAllowed, ValidationError: `names` are the fields that are about to be written.
    """
    if isinstance(row, Claim) and names & set(ASSIGNMENT):
        require(by, "assign_claim", "assign claims")
    if isinstance(row, Claim | Annotation):
        for name in COLLEAGUES.keys() & names:
            _check_colleague(row, name)


def _check_colleague(row: Any, name: str) -> None:
    person, noun = getattr(row, name), row._meta.model_name
    if person is None:
        return
    if not person.is_active or not person.has_perm(f"claims.view_{noun}"):
        raise ValidationError(
            {name: f"{person} cannot be {COLLEAGUES[name]}: they may not see {noun}s."}
        )


def tell_of_turns(
    row: Noun, entry: LogEntry, *, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Tell those whose turn it is now, from what the entry says of the row before and after."""
    if isinstance(row, Claim):
        _tell_of_assignment(row, entry, before, after)
    elif isinstance(row, Annotation):
        _tell_of_annotation(row, entry, before, after)


def _tell_of_assignment(
    claim: Claim, entry: LogEntry, before: dict[str, Any], after: dict[str, Any]
) -> None:
    turns = [
        (after.get("assignee"), NoticeKind.ASSIGNED),
        (after.get("second_reader"), NoticeKind.SECOND_READER),
        (before.get("assignee"), NoticeKind.UNASSIGNED),
        (claim.assignee_id if after.get("due") else None, NoticeKind.DUE),
    ]
    tell(entry, turns, claim=claim)


def _tell_of_annotation(
    annotation: Annotation, entry: LogEntry, before: dict[str, Any], after: dict[str, Any]
) -> None:
    turns = [(after.get("assignee"), NoticeKind.ASKED)]
    if "body" in after:
        people = mentioned(after["body"], before=before.get("body", ""))
        turns += [(person.pk, NoticeKind.MENTIONED) for person in people]
    if annotation.reply_to_id is not None and not before:
        thread = thread_of(annotation)
        turns += [(person, NoticeKind.ANSWERED) for person in thread.people]
    tell(entry, turns, claim=annotation.claim, annotation=annotation)
