"""A writer is killed at random moments: `python killed.py KILLS`, in a database that
`writer.py make` filled. Prints as JSON what was killed, and what then does not fit.

Each writer is a process of its own, forked before it opens the database and killed by SIGKILL
between 0 and 120 ms after its first change began. It says through a pipe what it was told is
done, so what was lost after that would show too.
"""

import json
import os
import random
import signal
import sys
import time

import writer  # sets Django up
from django.db import connections

from claims.models import Annotation, Claim, ClaimReview, ClaimReviewVersion, Evidence, LogEntry
from claims.record.verification import verify
from claims.workflow.commitments import commitment_in, kept_values

FIELDS = {"claim": "text", "evidence": "note", "claim review": "explanation"}


def kill_one(number: int, chance: random.Random) -> int:
    """Returns how many changes the writer was told are done."""
    connections.close_all()
    read, write = os.pipe()
    child = os.fork()
    if not child:
        one = writer.Writer(number % 8)
        one.turn = number * 1_000
        os.write(write, b"+")
        while True:
            if one.try_one():
                os.write(write, b".")
            one.turn += 1
    os.close(write)
    os.read(read, 1)
    time.sleep(chance.random() * 0.12)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    told = 0
    while data := os.read(read, 4096):
        told += len(data)
    os.close(read)
    return told


def misfits() -> list[str]:
    """Where the rows and the log do not say the same: a change without its entry, or the other
    way round. What the log says last of each field is what the row holds."""
    found = []
    last: dict[tuple[str, str, str], object] = {}
    status: dict[str, str] = {}
    bodies: dict[str, object] = {}
    approvals = 0
    for entry in LogEntry.objects.order_by("position"):
        approvals += entry.event in ("published", "corrected")
        field = FIELDS.get(entry.noun, "")
        if field in entry.after:
            last[entry.noun, entry.public_id, field] = entry.after[field]
        if entry.noun == "claim" and "status" in entry.after:
            status[entry.public_id] = entry.after["status"]
        if entry.noun == "annotation":
            bodies[entry.public_id] = entry.after["body"]
    rows = [
        *(("claim", one.public_id, "text", one.text) for one in Claim.objects.all()),
        *(("evidence", one.public_id, "note", one.note) for one in Evidence.objects.all()),
        *(
            ("claim review", one.claim.public_id, "explanation", one.explanation)
            for one in ClaimReview.objects.select_related("claim")
        ),
    ]
    for noun, public_id, field, value in rows:
        if last.get((noun, public_id, field), "") != value:
            found.append(f"{noun} {public_id}: {field}")
    for one in Claim.objects.all():
        if status.get(one.public_id, "extracted") != one.status:
            found.append(f"claim {one.public_id}: status {one.status}")
    kept = kept_values([bodies])
    said = {key: json.loads(kept[commitment_in(value)].value) for key, value in bodies.items()}
    if said != dict(Annotation.objects.values_list("public_id", "body")):
        found.append("annotations")
    if approvals != ClaimReviewVersion.objects.count():
        found.append("published versions")
    return found


def main(kills: int) -> None:
    chance, told = random.Random(kills), 0
    entries = LogEntry.objects.count()
    for number in range(kills):
        told += kill_one(number, chance)
    written = LogEntry.objects.count() - entries
    # A writer may be killed after its change is there and before it could say so.
    lost = max(told - written, 0)
    finding = verify().finding
    print(
        json.dumps(
            {
                "kills": kills,
                "told": told,
                "written": written,
                "lost": lost,
                "misfits": misfits(),
                "finding": finding and finding.sentence,
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
