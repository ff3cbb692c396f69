"""Everything of a document, or of the whole newsroom, as one zip."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.importexport.bundle import STAYS_BEHIND, write_bundle
from claims.models import Document


class Command(BaseCommand):
    help = (
        "Writes all nouns, the documents' texts and originals, and a manifest with the SHA-256 of "
        "each into one zip, which import_bundle brings into another newsroom."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the zip to write")
        parser.add_argument(
            "--document", default="", help="only what belongs to the document with this id"
        )
        parser.add_argument(
            "--licence", default="", help="under which others may use it, such as CC BY 4.0"
        )

    def handle(self, *args: Any, file: str, document: str, licence: str, **options: Any) -> None:
        if document and not Document.objects.filter(slug=document).exists():
            raise CommandError(f"There is no document with the id “{document}”.")
        try:
            with Path(file).open("wb") as out:
                counts = write_bundle(out, document=document, licence=licence)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "no file can have this name"
            raise CommandError(f"{file} cannot be written: {reason}.") from None
        for name, rows in counts.items():
            if name.endswith(".csv"):
                self.stdout.write(f"{rows:>8,}  {name.removesuffix('.csv')}")
        others = sum(not name.endswith(".csv") for name in counts)
        self.stdout.write(f"{others:>8,}  other files")
        self.stdout.write("\n".join(["", "What stays behind:", *STAYS_BEHIND]))
