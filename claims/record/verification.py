"""The walk through the log: the chain of hashes, and the head at the size of each checkpoint."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db import DatabaseError

from claims.merkle.checkpoint import Kept, read
from claims.merkle.signed_note import NoteRefused, VerifierKey
from claims.merkle.tree import Peaks, leaf_hash
from claims.models import Checkpoint
from claims.record import finding, rows
from claims.record.finding import Finding, Tamper
from claims.record.rows import Row
from claims.workflow.log import GENESIS

FORGED = "The database's own checkpoint of {} entries is not signed by the key that it names."


class Verified(NamedTuple):
    """`finding` is None where the log holds; `last` is its last entry."""

    entries: int
    last: Row | None
    head: bytes
    checkpoints: int
    finding: Finding | None


def verify(
    kept: Sequence[Kept] = (), progress: Callable[[int], object] = lambda count: None
) -> Verified:
    """Walk the log from its first entry and hold it against every checkpoint: those of the
    database, and those that somebody kept elsewhere.

    Args:
        progress: told how many more entries were read.

    Raises:
        NoteRefused: a checkpoint in the database is not what was signed.
    """
    own = own_checkpoints()
    every = [*kept, *own]
    walk = _walk({one.tree_head.size for one in every}, progress)
    found = walk.finding
    bad = None if found else _first_unfit(every, walk.heads)
    if bad is not None:
        signed = {one.tree_head.size: one for one in own}
        trusted = every if _knows(signed, kept) else kept
        found = finding.of_a_checkpoint(
            bad, walk.tree.size, walk.last, _holds_at(trusted, walk.heads, bad), signed
        )
    return Verified(walk.tree.size, walk.last, walk.tree.head(), len(own), found)


class Walk(NamedTuple):
    """As far as the chain holds; `heads` by size, at the sizes that were asked for."""

    tree: Peaks
    last: Row | None
    heads: dict[int, bytes]
    finding: Finding | None


def _walk(sizes: set[int], progress: Callable[[int], object]) -> Walk:
    heads: dict[int, bytes] = {}
    tree, previous, last = Peaks(), GENESIS, None
    for place, row in enumerate(_readable(), start=1):
        if row is None:
            said = f"Entry {place} was edited: it cannot be read any more."
            return Walk(tree, last, heads, Finding(Tamper.EDITED, place, said))
        if row.position != place or row.previous_hash != previous or not rows.is_as_written(row):
            return Walk(tree, last, heads, finding.of_the_chain(row, place, previous))
        tree.append(leaf_hash(bytes.fromhex(row.hash)))
        previous, last = row.hash, row
        if place in sizes:
            heads[place] = tree.head()
        if place % rows.CHUNK == 0:
            progress(rows.CHUNK)
    return Walk(tree, last, heads, None)


def own_checkpoints() -> list[Kept]:
    """Those of the database, each with the key that it names.

    Raises:
        NoteRefused: one is not what was signed.
    """
    found = []
    for size, note, key in Checkpoint.objects.order_by("size").values_list("size", "note", "key"):
        try:
            one = read(note, VerifierKey.parse(key))
        except NoteRefused:
            raise NoteRefused(FORGED.format(size)) from None
        if one.tree_head.size != size:
            raise NoteRefused(FORGED.format(size))
        found.append(one)
    return found


def _readable() -> Iterator[Row | None]:
    """The rows; None for one whose bytes the database itself cannot tell, where the walk ends."""
    read_so_far = 0
    try:
        for row in rows.stream():
            yield row
            read_so_far = row.position
    except DatabaseError:
        # A chunk with such a row fails as a whole, so which one it is shows only one by one.
        while True:
            read_so_far += 1
            try:
                found = rows.first("position = %s", read_so_far)
            except DatabaseError:
                yield None
                return
            if found is not None:
                yield found


def _knows(signed: dict[int, Kept], kept: Sequence[Kept]) -> bool:
    """Whether the database's own checkpoints are those that were kept elsewhere: else they may be
    as forged as the log, and say nothing of where it holds."""
    return all(
        one.tree_head.size in signed and signed[one.tree_head.size].tree_head == one.tree_head
        for one in kept
    )


def _first_unfit(checkpoints: Iterable[Kept], heads: dict[int, bytes]) -> Kept | None:
    """The smallest that the log does not fit; of two of one size, the one that was kept."""
    unfit = [one for one in checkpoints if not _fits(one, heads)]
    return min(unfit, key=lambda one: one.tree_head.size, default=None)


def _holds_at(checkpoints: Iterable[Kept], heads: dict[int, bytes], bad: Kept) -> int:
    """The largest size below that of `bad` at which the log has the head that was signed."""
    fit = (
        one.tree_head for one in checkpoints if heads.get(one.tree_head.size) == one.tree_head.head
    )
    return max((head.size for head in fit if head.size < bad.tree_head.size), default=0)


def _fits(checkpoint: Kept, heads: dict[int, bytes]) -> bool:
    return heads.get(checkpoint.tree_head.size) == checkpoint.tree_head.head
