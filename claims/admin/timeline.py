"""How a history is told: what one person did at once stands together, steps of the workflow stand
out, and a reader asks for one person or one kind of thing."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import QueryDict

from claims.models import LogEntry
from claims.models.arrows import ARROWS
from claims.vocabulary import Status

STEPS = "steps"
STEP_EVENTS = {str(arrow.event) for arrow in ARROWS}
KEY = re.compile(r"[1-9][0-9]{0,17}")


class Move(NamedTuple):
    """A claim's status before and after, as the words of `vocabulary`."""

    before: str
    after: str
    before_label: str
    after_label: str


class Moment(NamedTuple):
    """The lines that one request of one person left, newest first."""

    lines: list[Any]

    @property
    def entry(self) -> LogEntry:
        return self.lines[0].entry

    @property
    def move(self) -> Move | None:
        """Where the claim went, if this was a step of the workflow."""
        for line in self.lines:
            before, after = (side.get("status") for side in (line.entry.before, line.entry.after))
            if line.is_about_the_claim and before in Status.values and after in Status.values:
                return Move(before, after, Status(before).label, Status(after).label)
        return None

    @property
    def is_step(self) -> bool:
        return any(line.entry.event in STEP_EVENTS for line in self.lines)


def moments(lines: Iterable[Any]) -> list[Moment]:
    """Neighbours of one request are one moment; an entry without a request stands alone."""
    found: list[Moment] = []
    for line in lines:
        entry = line.entry
        last = found[-1].entry if found else None
        if last and entry.request_id and _belongs(entry, last):
            found[-1].lines.append(line)
        else:
            found.append(Moment([line]))
    return found


def _belongs(entry: LogEntry, last: LogEntry) -> bool:
    return (entry.request_id, entry.actor_id) == (last.request_id, last.actor_id)


class Asked(NamedTuple):
    """What of a history is shown: all, or what one person did, or one kind of it."""

    by: str
    what: str
    people: list[tuple[str, str]]
    kinds: list[tuple[str, str]]

    @property
    def query(self) -> str:
        """For the addresses of other pages of the same choice."""
        chosen = QueryDict(mutable=True)
        for name, value in (("by", self.by), ("what", self.what)):
            if value:
                chosen[name] = value
        return chosen.urlencode()

    def of(self, entries: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        if self.by:
            entries = entries.filter(actor=int(self.by))
        if self.what == STEPS:
            return entries.filter(event__in=STEP_EVENTS)
        return entries.filter(noun=self.what) if self.what else entries


def asked(data: QueryDict, entries: QuerySet[LogEntry]) -> Asked:
    """Reads the address.

    Raises:
        BadRequest: it asks for somebody or something that this history does not have.
    """
    names = entries.order_by("actor__username").values_list("actor", "actor__username").distinct()
    people = [(str(key), name) for key, name in names]
    nouns = entries.order_by("noun").values_list("noun", flat=True).distinct()
    kinds = [(STEPS, "steps of the workflow"), *((noun, noun) for noun in nouns)]
    by, what = data.get("by", ""), data.get("what", "")
    if by and (not KEY.fullmatch(by) or by not in dict(people)):
        raise BadRequest(f"Nobody of the number {by[:40]} did anything in this history.")
    if what and what not in dict(kinds):
        raise BadRequest(f"This history has nothing of the kind “{what[:40]}”.")
    return Asked(by, what, people, kinds)
