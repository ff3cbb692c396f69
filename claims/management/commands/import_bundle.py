"""Another newsroom's bundle into this one."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.importexport import Unimportable
from claims.importexport.bundle_import import import_bundle
from claims.management.people import person
from claims.workflow import Refused


class Command(BaseCommand):
    help = (
        "Imports a zip of export_bundle: every noun with its documents' texts. Rows that are here "
        "already change where they differ. Verdicts stay behind: they take two people."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the zip that export_bundle wrote")
        parser.add_argument(
            "--as", dest="username", default="", help="whose rights count, and whom the log names"
        )

    def handle(self, *args: Any, file: str, username: str, **options: Any) -> None:
        by = person(username, "claims.import_claim")
        try:
            brought = import_bundle(Path(file), by=by)
        except Unimportable as error:
            raise CommandError("\n".join([f"{file} is refused.", str(error)])) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except Refused as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        for noun, counts in brought.counts.items():
            told = ", ".join(f"{number:,} {what}" for what, number in counts.items())
            self.stdout.write(f"{noun}: {told}")
        self.stdout.write("\n".join(["", *brought.notes]))
