"""What became of a log that does not hold: which of seven tampers, and where it begins.

Six of them need no more than the log and what it says of itself; a log that was cut off, written
anew or put back is consistent in itself, and only a checkpoint that somebody kept shows it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import TextChoices

from claims.merkle.checkpoint import Kept
from claims.record import rows
from claims.record.rows import Row


class Tamper(TextChoices):
    EDITED = "edited", "an entry was edited"
    DELETED = "deleted", "an entry was deleted"
    INSERTED = "inserted", "an entry was inserted"
    REORDERED = "reordered", "entries were reordered"
    CUT_OFF = "cut_off", "the end was cut off"
    REWRITTEN = "rewritten", "the log was written anew"
    PUT_BACK = "put_back", "an older database was put back"


class Finding(NamedTuple):
    """`position` is the first entry that is not what it was, as far as that can be known."""

    tamper: Tamper
    position: int
    sentence: str


# What a clock may be off between the machine that wrote an entry and the one that signed.
TOLERANCE = timedelta(minutes=5)


def of_the_chain(row: Row, place: int, previous: str) -> Finding:
    """Name what happened where the chain first breaks: `row` is the one that is found in `place`,
    and `previous` the hash of the one before it, up to which all holds."""
    follower = rows.first("previous_hash = %s AND position <> %s", previous, row.position)
    if follower is not None and not rows.is_as_written(follower, place):
        follower = None
    if row.position != place:
        return _gap(row, place, follower)
    if row.previous_hash == previous:
        if rows.is_as_written(row):
            raise ValueError(f"Entry {place} holds.")
        return Finding(
            Tamper.EDITED, place, f"Entry {place} was edited: it was changed after it was written."
        )
    return _stranger(row, place, follower)


def _gap(row: Row, place: int, follower: Row | None) -> Finding:
    if follower is not None:
        return _reordered(place, f"what was written as entry {place} is entry {follower.position}")
    sentence = f"Entry {place} was deleted: it is missing, and entry {row.position} follows."
    return Finding(Tamper.DELETED, place, sentence)


def _stranger(row: Row, place: int, follower: Row | None) -> Finding:
    """The row does not follow from the one before it."""
    if rows.is_as_written(row, place):
        sentence = (
            f"Entry {place - 1} was edited and its hash computed anew: entry {place} still follows "
            "from the hash that it had."
        )
        return Finding(Tamper.EDITED, place - 1, sentence)
    once = _place_when_written(row, place)
    if once and follower is not None:
        return _reordered(place, f"what stands there was written as entry {once}")
    if once == place + 1:
        sentence = f"Entry {place} was deleted, and those after it were numbered anew."
        return Finding(Tamper.DELETED, place, sentence)
    if once:
        return _reordered(place, f"what stands there was written as entry {once}")
    if follower is not None:
        sentence = (
            f"Entry {place} was inserted: what was written as entry {place} is entry "
            f"{follower.position} now."
        )
        return Finding(Tamper.INSERTED, place, sentence)
    return Finding(
        Tamper.EDITED, place, f"Entry {place} was edited: it was changed after it was written."
    )


def _reordered(place: int, how: str) -> Finding:
    return Finding(
        Tamper.REORDERED, place, f"Entries were reordered, entry {place} the first of them: {how}."
    )


def _place_when_written(row: Row, place: int) -> int:
    """The position that the row's hash is of, or 0 if none is: it was edited, or never written.

    Its predecessor by hash tells it, unless that was moved as well.
    """
    before = rows.first("hash = %s", row.previous_hash)
    likely = [place + 1, place - 1]
    if before is not None:
        likely += [before.position + 1, before.position, before.position + 2]
    return next((one for one in likely if one > 0 and rows.is_as_written(row, one)), 0)


def of_a_checkpoint(
    kept: Kept, entries: int, last: Row | None, holds_at: int, own_sizes: Iterable[int]
) -> Finding:
    """Name what happened to a log whose chain holds and which is not the one that was signed.

    Args:
        kept: the checkpoint that does not fit.
        entries: how many the log has now, `last` the last of them.
        holds_at: the largest size below kept's at which the log has the head that was signed.
        own_sizes: the sizes of the checkpoints that the database itself knows of.
    """
    size, day = kept.tree_head.size, _day(kept)
    if size > entries:
        return _shorter(kept, entries, last, known=max(own_sizes, default=0))
    if later := _first_later_than(kept.at + TOLERANCE, holds_at, size):
        return Finding(
            Tamper.PUT_BACK,
            later.position,
            f"An older database was put back and written on: entry {later.position} is of "
            f"{later.at[:16].replace('T', ' ')} UTC, and {size} entries had been signed on {day} "
            "already.",
        )
    return Finding(
        Tamper.REWRITTEN,
        holds_at + 1,
        f"The log was written anew, with hashes that fit each other: its first {size} entries are "
        f"not those that were signed on {day}. "
        + (
            f"Up to entry {holds_at} they are what was signed earlier; the first that differs is "
            f"one of {holds_at + 1} to {size}."
            if holds_at
            else "Which is the first that differs, no earlier checkpoint shows."
        ),
    )


def _day(kept: Kept) -> str:
    return f"{kept.at:%Y-%m-%d %H:%M} UTC"


def _shorter(kept: Kept, entries: int, last: Row | None, *, known: int) -> Finding:
    """The log has fewer entries than were signed; `known` is the largest size of which the
    database itself holds a checkpoint."""
    signed = f"{kept.tree_head.size} entries were signed on {_day(kept)}"
    ends = f"the log ends at entry {entries}" + (f" of {last.at[:10]}" if last else "")
    missing = f"Entry {entries + 1} is the first that is missing."
    if known > entries:
        return Finding(
            Tamper.CUT_OFF,
            entries + 1,
            f"The end was cut off: {signed}, and {ends}, though the database itself holds a "
            f"checkpoint of {known}. {missing}",
        )
    return Finding(
        Tamper.PUT_BACK,
        entries + 1,
        f"An older database was put back: {signed}, {ends}, and the database knows of no "
        f"checkpoint after that. {missing}",
    )


def _first_later_than(at: datetime, begin: int, end: int) -> Row | None:
    between = rows.stream("position > %s AND position <= %s", begin, end)
    stamp = at.isoformat(timespec="microseconds")
    return next((row for row in between if row.at > stamp), None)
