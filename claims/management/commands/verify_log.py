"""Whether the record still says what was written."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from claims.merkle.checkpoint import Kept, read
from claims.merkle.signed_note import NoteRefused, VerifierKey
from claims.models import Checkpoint, ClaimReviewVersion, LogEntry
from claims.record.disclosures import first_that_does_not_fit
from claims.record.verification import Verified, verify
from claims.vocabulary import Event
from claims.workflow import Refused, log_key

CHUNK = 2_000


class Command(BaseCommand):
    help = (
        "Walks the log from its first entry, holds it against each checkpoint, and checks that "
        "what readers were shown is what was approved, and that blind assessments are what their "
        "reviewers committed to. Says what was done to the log where it "
        "does not hold, and names the first entry that is not what it was. With a checkpoint that "
        "you keep somewhere else, it finds as well an end that was cut off, a log written anew "
        "and an older database put back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--checkpoint",
            action="append",
            default=[],
            metavar="FILE",
            help="one that was kept, as /log/checkpoint gave it; may be given several times",
        )
        parser.add_argument(
            "--key", default="", help="the public key that signed it, if not one known here"
        )

    def handle(self, *args: Any, checkpoint: list[str], key: str, **options: Any) -> None:
        try:
            keys = [VerifierKey.parse(key)] if key else _known_keys()
            kept = [_kept(Path(file), keys) for file in checkpoint]
            verified = self._verify(kept)
        except NoteRefused as error:
            raise CommandError(str(error)) from None
        if verified.finding:
            raise CommandError(verified.finding.sentence)
        versions = _check_versions()
        if said := first_that_does_not_fit():
            raise CommandError(said)
        if verified.last is None:
            self.stdout.write("The log is empty.")
            return
        self.stdout.write(
            f"The log holds: {verified.entries} entries, {versions} published versions, "
            f"{verified.checkpoints} checkpoints. The last hash is {verified.last.hash}."
        )
        for one in kept:
            self.stdout.write(
                f"It is the log of which {one.tree_head.size} entries were signed on "
                f"{one.at:%Y-%m-%d %H:%M} UTC."
            )

    def _verify(self, kept: list[Kept]) -> Verified:
        total = LogEntry.objects.count()
        with tqdm(total=total, unit="entry", disable=None, leave=False) as bar:
            return verify(kept, bar.update)


def _known_keys() -> list[VerifierKey]:
    """Of every checkpoint in the database, and the one that signs now."""
    texts = set(Checkpoint.objects.order_by("key").values_list("key", flat=True).distinct())
    keys = [VerifierKey.parse(text) for text in sorted(texts)]
    try:
        return [*keys, log_key.signer().verifier]
    except Refused:
        return keys


def _kept(file: Path, keys: list[VerifierKey]) -> Kept:
    """Raises CommandError for a file that holds no checkpoint signed by one of `keys`."""
    try:
        note = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"The checkpoint {file} cannot be read: {error}.") from None
    refusal = NoteRefused("No key is known: name the one that signed it with --key.")
    for key in keys:
        try:
            return read(note, key)
        except NoteRefused as error:
            refusal = error
    raise CommandError(f"The checkpoint {file} proves nothing here. {refusal}")


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
