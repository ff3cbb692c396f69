"""An import is put back."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims import workflow
from claims.management.people import person
from claims.models import ImportBatch

NAMED = 50


class Command(BaseCommand):
    help = (
        "Undoes an import: removes the rows that it added and puts back those that it changed. "
        "Rows that somebody wrote since stay as they are and are named."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", help="the import's id, as the admin and the log tell it")
        parser.add_argument(
            "--as", dest="username", default="", help="whose rights count, and whom the log names"
        )

    def handle(self, *args: Any, id: str, username: str, **options: Any) -> None:
        batch = ImportBatch.objects.filter(public_id=id).first()
        if batch is None:
            raise CommandError(f"There is no import “{id}”: the admin lists them all.")
        by = person(username, f"claims.import_{batch.noun.replace(' ', '')}")
        try:
            done = workflow.undo_import(batch, by=by)
        except workflow.Refused as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"Undone for {by}: {done.removed} removed, {done.put_back} put back, "
            f"{len(done.kept)} left as they are."
        )
        for kept in done.kept[:NAMED]:
            self.stdout.write(str(kept))
        if len(done.kept) > NAMED:
            self.stdout.write(f"… and {len(done.kept) - NAMED} more.")
