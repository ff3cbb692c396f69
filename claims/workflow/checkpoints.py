"""The log's head is signed, so that who keeps it can prove that the log was rewritten later."""

import logging
from collections.abc import Iterator

from django.utils import timezone

from claims.merkle.checkpoint import TreeHead
from claims.merkle.signed_note import SignerKey
from claims.merkle.tree import Tree, leaf_hash
from claims.models import Checkpoint, LogEntry
from claims.workflow import log, log_key
from claims.workflow.errors import Refused

CHUNK = 10_000
logger = logging.getLogger(__name__)


def checkpoint(*, new_key: bool = False) -> Checkpoint | None:
    """Sign the log as it stands; None where nothing was written since the last time.

    Args:
        new_key: the key was replaced on purpose. Readers see which checkpoint has which.

    Raises:
        Refused: there is no key, another key than last time, or a log that does not go on from
            the last checkpoint. Nothing is signed then.
    """
    key = log_key.signer()
    with log.writing():
        last = Checkpoint.objects.order_by("-size").first()
        _refuse_other_key(last, key, new_key)
        tree = Tree(last.size, [bytes.fromhex(peak) for peak in last.peaks]) if last else Tree()
        before = tree.size
        for number, (position, hash_) in enumerate(_entries_after(before), start=before + 1):
            if position != number:
                raise Refused(
                    f"Entry {number} of the log is missing, so its head is not signed: "
                    "`manage.py verify_log` says more."
                )
            tree.append(leaf_hash(bytes.fromhex(hash_)))
        if last and not LogEntry.objects.filter(position=before).exists():
            raise Refused(
                f"The log ends before the {before} entries that were signed last, so its head is "
                "not signed: `manage.py verify_log` says more."
            )
        return _kept(tree, key, before) if tree.size > before else None


def checkpoint_if_possible() -> None:
    """At a publication. A key that is missing or wrong keeps nobody from publishing, and nobody
    waits for the first checkpoint of a long log: that one is made on a clock."""
    if not log_key.is_there() or _is_a_long_way():
        return
    try:
        checkpoint()
    except Refused as refusal:
        logger.warning("No checkpoint of the log was signed. %s", refusal)


def _is_a_long_way() -> bool:
    last = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    return LogEntry.objects.filter(position=last + CHUNK).exists()


def _entries_after(size: int) -> Iterator[tuple[int, str]]:
    entries = LogEntry.objects.filter(position__gt=size).order_by("position")
    return entries.values_list("position", "hash").iterator(chunk_size=CHUNK)


def _refuse_other_key(last: Checkpoint | None, key: SignerKey, new_key: bool) -> None:
    if last is not None and last.key != key.verifier.text and not new_key:
        raise Refused(
            "The key is not the one that signed the last checkpoint, which readers know as "
            f"{last.key}: put that one back, or say --new-key if it was replaced on purpose."
        )


def _kept(tree: Tree, key: SignerKey, before: int) -> Checkpoint:
    now = timezone.now().replace(microsecond=0)
    head = tree.head()
    return Checkpoint.objects.create(
        size=tree.size,
        head=head.hex(),
        note=TreeHead(key.name, tree.size, head).signed(key, at=now),
        key=key.verifier.text,
        at=now,
        peaks=[peak.hex() for peak in tree.peaks()],
        proof=[node.hex() for node in tree.consistency(before)] if before else [],
        previous_size=before,
    )
