"""The newsroom's nouns as a file that can be edited and imported again."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from claims.importexport import RESOURCES, write
from claims.models import Document


class Command(BaseCommand):
    help = (
        "Exports claims, or another noun, as CSV in UTF-8. Columns that no file can set, such "
        "as a claim's status, are there to be read; an import leaves them alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="where to write, or - for standard output")
        parser.add_argument("--noun", choices=RESOURCES, default="claims")
        parser.add_argument(
            "--document", default="", help="only what belongs to the document with this id"
        )

    def handle(self, *args: Any, file: str, noun: str, document: str, **options: Any) -> None:
        resource = RESOURCES[noun]()
        rows = resource.get_queryset()
        if document:
            if not Document.objects.filter(slug=document).exists():
                raise CommandError(f"There is no document with the id “{document}”.")
            rows = resource.of_document(rows, document)
        with tqdm(total=rows.count(), unit="row", disable=None, leave=False) as bar:
            dataset = resource.export(rows, progress=bar.update)
        text = "".join(write(dataset.headers, dataset))
        if file == "-":
            self.stdout.write(text, ending="")
            return
        try:
            Path(file).write_text(text, encoding="utf-8", newline="")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "no file can have this name"
            raise CommandError(f"{file} cannot be written: {reason}.") from None
        self.stdout.write(f"Exported {len(dataset)} {noun} to {file}.")
