"""Whether the record still says what was written."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from claims.models import ClaimReviewVersion, LogEntry
from claims.vocabulary import Event
from claims.workflow.log import Break, first_break

CHUNK = 2_000
# Raised where a column holds what its type cannot be.
UNREADABLE = (AttributeError, OverflowError, TypeError, ValueError)


class Command(BaseCommand):
    help = (
        "Walks the log's chain of hashes from its first entry, and checks that what readers "
        "were shown is what was approved. Names the first entry that does not hold. Note down "
        "the last hash: with it an end cut off later is found as well."
    )

    verified = 0
    last: LogEntry | None = None

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            broken = first_break(self._entries(CHUNK))
        except UNREADABLE:
            broken = self._first_break_one_by_one()
        if broken:
            raise CommandError(broken.sentence)
        versions = _check_versions()
        if self.last:
            self.stdout.write(
                f"The log holds: {self.verified} entries, {versions} published versions. "
                f"The last hash is {self.last.hash}."
            )
        else:
            self.stdout.write("The log is empty.")

    def _first_break_one_by_one(self) -> Break | None:
        """A chunk with an unreadable entry fails as a whole, so which one it is shows only here."""
        try:
            return first_break(self._entries(1))
        except UNREADABLE:
            position = self.verified + 1
            return Break(position, f"Entry {position} cannot be read any more.")

    def _entries(self, chunk: int) -> Iterator[LogEntry]:
        self.verified, self.last = 0, None
        entries = LogEntry.objects.order_by("position")
        total = entries.count()
        rows = entries.iterator(chunk_size=chunk)
        for entry in tqdm(rows, total=total, unit="entry", disable=None, leave=False):
            yield entry
            self.verified, self.last = self.verified + 1, entry


def _check_versions() -> int:
    """Compare every published version with its hash, and with the log, which is verified.

    Raises:
        CommandError: names the first version that differs, or that is gone.
    """
    logged = _logged_hashes()
    versions = ClaimReviewVersion.objects.select_related("claim", "rating").order_by("pk")
    for version in versions.iterator(chunk_size=CHUNK):
        name = f"Published version {version.number} of claim {version.claim.public_id}"
        if hashlib.sha256(version.content.encode()).hexdigest() != version.sha256:
            raise CommandError(f"{name} was changed after it was approved.")
        if logged.pop((version.claim.public_id, version.number), "") != version.sha256:
            raise CommandError(f"{name} is not the one that the log says was approved.")
        if column := _first_column_that_differs(version):
            raise CommandError(f"{name} has another {column} in its column than was approved.")
    for claim, number in logged:
        raise CommandError(f"Published version {number} of claim {claim} is gone.")
    return versions.count()


def _first_column_that_differs(version: ClaimReviewVersion) -> str:
    """Pages are made of the columns too, which repeat what the hash covers: name one that lies."""
    facts = version.facts
    pairs = {
        "text": (version.text, facts["claim"]["text"]),
        "rating": (version.rating.slug, facts["rating"]["id"]),
        "summary": (version.summary, facts["summary"]),
        "explanation": (version.explanation, facts["explanation"]),
    }
    return next((name for name, (shown, approved) in pairs.items() if shown != approved), "")


def _logged_hashes() -> dict[tuple[str, int], str]:
    """SHA-256 by claim and version number, as the log has them."""
    entries = LogEntry.objects.filter(event__in=[Event.PUBLISHED, Event.CORRECTED])
    said = entries.order_by("position").values_list("claim", "after")
    return {(claim, after["version"]): after["sha256"] for claim, after in said}
