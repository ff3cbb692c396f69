"""The log as a file, for somebody who verifies it without us."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from claims.models import LogEntry
from claims.record.export import log_lines
from claims.workflow import Refused


class Command(BaseCommand):
    help = (
        "Writes the whole log with its checkpoints to a file that the verifier at "
        "/static/claims/verify.py reads without Factcheck. It holds drafts and everything else "
        "that was ever written, personal data excepted: give it to whom you trust."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="where to, such as log.jsonl")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        path, total = Path(file), LogEntry.objects.count()
        try:
            with path.open("w", encoding="utf-8") as out:
                for line in tqdm(log_lines(), total=total, unit="entry", disable=None, leave=False):
                    out.write(f"{line}\n")
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Wrote {total} entries to {path}.")
