"""Whether rows are still as the record left them at a position of it."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from claims.models import Annotation, Appearance, Claim, LogEntry
from claims.vocabulary import Event
from claims.workflow.commitments import opened

CLAIM = str(Claim._meta.verbose_name)
ANNOTATION = str(Annotation._meta.verbose_name)
APPEARANCE = str(Appearance._meta.verbose_name)


def changed_since(entries: Sequence[LogEntry], position: int) -> set[str]:
    """Public ids of the rows that `entries` tell of, all of one noun, that are not as they were
    at `position`.

    What was changed and then changed back, or added and then removed, is as it was: a later import
    that was undone leaves nothing behind. Any other act, such as a change of status, counts, but
    not that a passage was found in its document's new text. What was added to a claim counts for
    that claim.
    """
    own, noun = {entry.public_id for entry in entries}, entries[0].noun
    acts: dict[tuple[str, str, str], list[LogEntry]] = {}
    for entry in _later(entries, position).order_by("position").iterator(chunk_size=500):
        if _is_found_again(entry):
            continue
        row = entry.public_id if entry.noun == noun and entry.public_id in own else entry.claim
        acts.setdefault((row, entry.noun, entry.public_id), []).append(entry)
    return {row for (row, _, _), some in acts.items() if not _is_as_before(some)}


def _is_found_again(entry: LogEntry) -> bool:
    return entry.noun == ANNOTATION and set(entry.after) <= Annotation.ANCHOR and bool(entry.after)


def _later(entries: Sequence[LogEntry], position: int) -> QuerySet[LogEntry]:
    names, noun = [entry.public_id for entry in entries], entries[0].noun
    about = Q(noun=noun, public_id__in=names)
    if noun == CLAIM:
        added = [entry.public_id for entry in entries if entry.event == Event.ADDED]
        about |= Q(claim__in=added) | Q(claim__in=names, noun=APPEARANCE)
    return LogEntry.objects.filter(about, position__gt=position)


def _is_as_before(acts: Sequence[LogEntry]) -> bool:
    """Whether what was done to one row, in this order, comes to nothing."""
    events = [entry.event for entry in acts]
    if events[0] == Event.ADDED:
        return events[-1] == Event.REMOVED
    if set(events) != {Event.CHANGED}:
        return False
    befores = opened(entry.before for entry in acts)
    afters = opened(entry.after for entry in acts)
    first, last = _joined(reversed(befores)), _joined(afters)
    return first is not None and first == last


def _joined(states: Iterable[dict | None]) -> dict | None:
    """Each field as the last of the states that names it has it; None where one was erased."""
    whole: dict = {}
    for state in states:
        if state is None:
            return None
        whole |= state
    return whole
