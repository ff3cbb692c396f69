"""Whether blind assessments were disclosed as they were given: against their commitments."""

from typing import Any

from claims.models import Assessment, LogEntry
from claims.vocabulary import Event
from claims.workflow.assessments import commitment

CHUNK = 2_000


def first_that_does_not_fit() -> str:
    """A sentence about the first disclosure in the log that is not what was committed to, or else
    the first assessment whose row is not; empty where all fit. The chain is verified before."""
    committed, said = _entries()
    return said or _first_row(committed)


def _entries() -> tuple[dict[str, str], str]:
    """Commitment by assessment, as far as the log was read, and what does not fit."""
    committed: dict[str, str] = {}
    entries = LogEntry.objects.filter(
        noun=str(Assessment._meta.verbose_name), event__in=[Event.ADDED, Event.DISCLOSED]
    )
    rows = entries.order_by("position").values_list("position", "event", "public_id", "after")
    for position, event, public_id, after in rows.iterator(chunk_size=CHUNK):
        if event == Event.ADDED:
            committed[public_id] = after.get("commitment", "")
        elif _sealed(after) != committed.get(public_id):
            return committed, (
                f"Entry {position} discloses assessment {public_id} as something else than its "
                "reviewer committed to while it was blind."
            )
    return committed, ""


def _sealed(after: dict[str, Any]) -> str:
    return commitment(*(str(after.get(name, "")) for name in ("rating", "reason", "nonce")))


def _first_row(committed: dict[str, str]) -> str:
    """Pages and figures are made of the rows: those that lie, that nobody gave, that are gone."""
    rows = Assessment.objects.order_by("pk").values_list(
        "public_id", "rating__slug", "reason", "nonce"
    )
    for public_id, *given in rows.iterator(chunk_size=CHUNK):
        if public_id not in committed:
            return f"Assessment {public_id} is not in the log: nobody gave it here."
        if commitment(*given) != committed.pop(public_id):
            return (
                f"Assessment {public_id} was changed after it was given: its reviewer committed "
                "to something else."
            )
    return next((f"Assessment {one} is gone." for one in committed), "")
