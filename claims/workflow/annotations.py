"""Closing and reopening an annotation's thread."""

from typing import Any

from django.utils import timezone

from claims.models import Annotation
from claims.vocabulary import Event
from claims.workflow import log
from claims.workflow.errors import Refused, Stale
from claims.workflow.permission import require


def resolve(annotation: Annotation, *, by: Any) -> None:
    """Close the thread, by whom and when."""
    _set(annotation, by, resolved_at=timezone.now(), resolved_by=by)


def unresolve(annotation: Annotation, *, by: Any) -> None:
    """Open the thread again."""
    _set(annotation, by, resolved_at=None, resolved_by=None)


def _set(annotation: Annotation, by: Any, **changes: Any) -> None:
    require(by, "change_annotation", "resolve annotations")
    with log.writing():
        current = Annotation.objects.get(pk=annotation.pk)
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
        log.append(Event.CHANGED, current, by=by, **changed)
    annotation.refresh_from_db()
