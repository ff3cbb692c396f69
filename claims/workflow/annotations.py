"""A thread of annotations: who is asked to see to it, and whether it is resolved."""

from typing import Any

from django.utils import timezone

from claims.models import Annotation
from claims.vocabulary import Event, NoticeKind
from claims.workflow import log
from claims.workflow.editing import edit
from claims.workflow.errors import Refused, Stale
from claims.workflow.notices import tell
from claims.workflow.permission import require
from claims.workflow.threads import thread_of


def ask(annotation: Annotation, *, by: Any, of: Any) -> bool:
    """Give the thread to a colleague, who is told; `of=None` asks nobody any more.

    Raises:
        Refused: it is a reply, or resolved.
        Stale, NotAllowed, ValidationError: nothing is written then.
    """
    if annotation.reply_to_id is not None:
        raise Refused("A reply is not assigned by itself: assign the thread that it belongs to.")
    if annotation.resolved_at is not None:
        raise Refused("This thread is resolved: reopen it before you ask somebody.")
    return edit(annotation, by=by, seen=annotation.version, changes={"assignee": of})


def resolve(annotation: Annotation, *, by: Any) -> None:
    """Close the thread, by whom and when."""
    _set(annotation, by, NoticeKind.RESOLVED, resolved_at=timezone.now(), resolved_by=by)


def unresolve(annotation: Annotation, *, by: Any) -> None:
    """Open the thread again, by whom and when."""
    opened = {"resolved_at": None, "resolved_by": None}
    _set(annotation, by, NoticeKind.REOPENED, reopened_at=timezone.now(), reopened_by=by, **opened)


def _set(annotation: Annotation, by: Any, kind: NoticeKind, **changes: Any) -> None:
    require(by, "change_annotation", "resolve annotations")
    with log.writing():
        current = Annotation.objects.filter(pk=annotation.pk).first()
        if current is None:
            raise Refused("That annotation is gone: somebody removed it.")
        if current.reply_to_id is not None:
            raise Refused("A reply is resolved with its thread: resolve that.")
        if (current.resolved_at is None) == (changes["resolved_at"] is None):
            raise Refused("Somebody did so before you.")
        before = log.recorded(current)
        moved = Annotation.objects.filter(pk=current.pk, version=annotation.version).update(
            **changes, version=annotation.version + 1
        )
        if not moved:
            raise Stale(current, changes)
        current.refresh_from_db()
        changed = log.difference(before, log.recorded(current))
        entry = log.append(Event.CHANGED, current, by=by, **changed)
        people = thread_of(current).people
        tell(entry, [(one, kind) for one in people], claim=current.claim, annotation=current)
    annotation.refresh_from_db()
