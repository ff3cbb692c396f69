"""The log as a file that the stand-alone verifier reads: JSON, one entry a line.

The entries come first, each with its hash, then the checkpoints, the newest last. Personal data
are not in it: entries hold commitments.
"""

import json
from collections.abc import Iterator

from claims.models import Checkpoint
from claims.models.canonical import canonical
from claims.record import rows
from claims.record.rows import Row
from claims.workflow.errors import Refused


def log_lines() -> Iterator[str]:
    """The whole log.

    Raises:
        Refused: no checkpoint was ever signed, or an entry cannot be read.
    """
    if not Checkpoint.objects.exists():
        raise Refused("No checkpoint of the log was signed yet: `manage.py checkpoint` does so.")
    for row in rows.stream():
        yield entry_line(row)
    signed = Checkpoint.objects.order_by("size").values_list("note", "key")
    for note, key in signed:
        yield json.dumps({"checkpoint": note, "key": key})


def entry_line(row: Row, **more: object) -> str:
    """Raises Refused for an entry that is damaged beyond reading."""
    try:
        facts = json.loads(rows.text(row))
    except (TypeError, ValueError, AttributeError):
        raise Refused(
            f"Entry {row.position} cannot be read any more: `manage.py verify_log` says more."
        ) from None
    return canonical({**facts, "hash": row.hash, **more}).decode()
