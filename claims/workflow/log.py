"""The record: one chain of hashes, appended to in the transaction of the change itself.

Writers take one lock before they read what they are about to change, so the chain never
forks and a verb never acts on a row that moved under it. On SQLite the lock is the write
lock that BEGIN IMMEDIATE takes, waited for in turn; on PostgreSQL an advisory lock of the
transaction.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from itertools import islice
from json.encoder import encode_basestring as quoted
from typing import Any, NamedTuple, TypedDict

from django.db import connection, models, transaction
from django.utils import timezone

from claims.models import LogEntry, PersonalValue, bulk
from claims.models.canonical import canonical
from claims.vocabulary import Event
from claims.workflow.commitments import sealed
from claims.workflow.write_lock import busy_if_locked, limit, write_lock

GENESIS = "0" * 64
LOCK = 0x66616374  # "fact"
BATCH = 500

_request_id: ContextVar[str] = ContextVar("request_id", default="")


@contextmanager
def within_request(request_id: str) -> Iterator[None]:
    """Entries appended inside repeat `request_id`, so that one click can be told from two."""
    token = _request_id.set(request_id)
    try:
        yield
    finally:
        _request_id.reset(token)


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that holds the log's lock from its first statement on.

    Raises:
        Busy: others have been writing for as long as this one may wait.
    """
    with busy_if_locked(), write_lock(), transaction.atomic():
        if connection.vendor == "postgresql":
            _take_turn()
        yield


def _take_turn() -> None:
    seconds, asked = limit(), "pg_advisory_xact_lock(%s)"
    with connection.cursor() as cursor:
        if seconds is None:
            cursor.execute(f"SELECT {asked}", [LOCK])
        else:
            most = f"{int(seconds * 1_000)}ms"
            cursor.execute(f"SELECT set_config('lock_timeout', %s, true), {asked}", [most, LOCK])


def recorded(row: models.Model) -> dict[str, Any]:
    """What a log entry says of a row: public ids for other nouns, numbers for people."""
    state: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in row.UNRECORDED:  # type: ignore[attr-defined]
            continue
        value = getattr(row, field.attname)
        if field.is_relation and value is not None:
            value = getattr(getattr(row, field.name), "public_id", value)
        state[field.name] = value.isoformat() if isinstance(value, date) else value
    for many in row._meta.many_to_many:
        state[many.name] = sorted(other.public_id for other in getattr(row, many.name).all())
    return state


class Difference(TypedDict):
    """The fields that differ between two states of a row, with both values."""

    before: dict[str, Any]
    after: dict[str, Any]


def difference(before: dict[str, Any], after: dict[str, Any]) -> Difference:
    """What an entry says of two states of one row: `append(…, **difference(before, after))`."""
    names = [name for name in after if after[name] != before[name]]
    return {
        "before": {name: before[name] for name in names},
        "after": {name: after[name] for name in names},
    }


class Draft(NamedTuple):
    """An entry to be. Nouns are named by public id; `claim` is the one that `noun` hangs on."""

    event: Event
    noun: str
    public_id: str
    claim: str = ""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    reason: str = ""


def draft(event: Event, row: Any, **said: Any) -> Draft:
    """Of `row`, what an entry names it by; `said` are the other parts of a draft."""
    claim = row if row._meta.model_name == "claim" else getattr(row, "claim", None)
    named = str(row._meta.verbose_name), row.public_id
    return Draft(event, *named, claim.public_id if claim is not None else "", **said)


def append(
    event: Event,
    row: Any,
    *,
    by: Any,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> LogEntry:
    """Add the next link. Call inside `writing()`, beside the change that it records."""
    said = draft(event, row, before=before or {}, after=after or {}, reason=reason)
    kept: list[PersonalValue] = []
    entry = next(_links([said], by, kept))
    entry.save(force_insert=True)
    if kept:
        PersonalValue.objects.bulk_create(kept)
    return entry


def append_many(drafts: Iterable[Draft], *, by: Any) -> int:
    """Add a link for each draft, as so many calls of `append` would, with one look at the chain's
    head and few statements. Drafts are taken as they come and not kept.

    Returns:
        How many links were added.
    """
    kept: list[PersonalValue] = []
    position, previous = _head()
    at, request_id, count = timezone.now(), _request_id.get(), 0
    written = connection.ops.adapt_datetimefield_value(at)
    told = _told(at)
    drafts = iter(drafts)
    while some := list(islice(drafts, BATCH)):
        rows = []
        for said in some:
            position += 1
            before, after = _state(said, said.before, kept), _state(said, said.after, kept)
            new = _hash(
                actor=by.pk, after=after, at=told, before=before, claim=said.claim,
                event=said.event.value, noun=said.noun, position=position, previous_hash=previous,
                public_id=said.public_id, reason=said.reason, request_id=request_id,
            )  # fmt: skip
            rows.append(
                (position, said.event.value, said.noun, said.public_id, said.claim, by.pk, written,
                 said.reason, before, after, request_id, previous, new)
            )  # fmt: skip
            previous = new
        bulk.insert(LogEntry, COLUMNS, rows)
        PersonalValue.objects.bulk_create(kept)
        kept.clear()
        count += len(some)
    return count


def _state(said: Draft, state: dict[str, Any], kept: list[PersonalValue]) -> str:
    """As the entry holds it; of a new row nothing was before."""
    if not state:
        return "{}"
    return canonical(sealed(said.noun, said.public_id, state, kept)).decode()


def _links(drafts: Iterable[Draft], by: Any, kept: list[PersonalValue]) -> Iterator[LogEntry]:
    """Unsaved entries, each with the hash of the one before it; what stands behind their
    commitments is added to `kept`."""
    head, previous = _head()
    for position, said in enumerate(drafts, start=head + 1):
        entry = LogEntry(
            position=position,
            actor=by,
            at=timezone.now(),
            request_id=_request_id.get(),
            previous_hash=previous,
            **said._asdict(),
        )
        for side in ("before", "after"):
            state = sealed(said.noun, said.public_id, getattr(said, side), kept)
            setattr(entry, side, state)
        previous = entry.hash = digest(entry)
        yield entry


def _head() -> tuple[int, str]:
    """Position and hash of the newest entry."""
    last = LogEntry.objects.order_by("-position").values_list("position", "hash").first()
    return last or (0, GENESIS)


COLUMNS = (
    "position", "event", "noun", "public_id", "claim", "actor_id", "at", "reason", "before",
    "after", "request_id", "previous_hash", "hash",
)  # fmt: skip


def digest(entry: LogEntry) -> str:
    """SHA-256 of the entry's canonical JSON, the hash itself left out."""
    return _hash(
        actor=entry.actor_id,
        after=canonical(entry.after).decode(),
        at=_told(entry.at),
        before=canonical(entry.before).decode(),
        claim=entry.claim,
        event=str(entry.event),
        noun=entry.noun,
        position=entry.position,
        previous_hash=entry.previous_hash,
        public_id=entry.public_id,
        reason=entry.reason,
        request_id=entry.request_id,
    )


def _told(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _hash(
    *,
    actor: int,
    after: str,
    at: str,
    before: str,
    claim: str,
    event: str,
    noun: str,
    position: int,
    previous_hash: str,
    public_id: str,
    reason: str,
    request_id: str,
) -> str:
    """Of an entry's facts; `before` and `after` are canonical JSON already, so the rest of it is
    put around them: sorted keys and no white space, as `canonical` writes."""
    text = (
        f'{{"actor":{actor},"after":{after},"at":"{at}","before":{before},"claim":{quoted(claim)},'
        f'"event":{quoted(event)},"noun":{quoted(noun)},"position":{position},'
        f'"previous_hash":{quoted(previous_hash)},"public_id":{quoted(public_id)},'
        f'"reason":{quoted(reason)},"request_id":{quoted(request_id)}}}'
    )
    return hashlib.sha256(text.encode()).hexdigest()
