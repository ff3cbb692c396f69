"""A file's rows into the newsroom's nouns."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from claims.importexport import RESOURCES, NounResource, Problem, Table, Unimportable, read
from claims.management.people import person
from claims.workflow import NotAllowed


class Command(BaseCommand):
    help = (
        "Imports claims, or another noun, from a CSV file: all of it or, where anything is "
        "wrong, nothing. A row whose id is known changes what differs; unchanged rows are left "
        "alone. No file can set a status, an author, an approver or a date of publication."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a CSV file, or - for standard input")
        parser.add_argument("--noun", choices=RESOURCES, default="claims")
        parser.add_argument(
            "--as", dest="username", default="", help="whose rights count, and whom the log names"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would happen, and write nothing"
        )

    def handle(
        self, *args: Any, file: str, noun: str, username: str, dry_run: bool, **options: Any
    ) -> None:
        resource = RESOURCES[noun]()
        by = person(username, f"claims.import_{resource.model._meta.model_name}")
        try:
            table = read(_bytes(file))
            with tqdm(total=len(table), unit="row", disable=None, leave=False) as bar:
                outcome = resource.import_data(
                    table,
                    dry_run=dry_run,
                    user=by,
                    file_name="" if file == "-" else Path(file).name,
                    progress=bar.update,
                )
        except Unimportable as error:
            raise CommandError(_list(error.problems, file)) from None
        except NotAllowed as error:
            raise CommandError(str(error)) from None
        if outcome.problems:
            raise CommandError(_list(outcome.problems, file) + _hint(table, resource))
        for note in outcome.notes:
            self.stdout.write(note)
        counts = ", ".join(f"{number} {what}" for what, number in outcome.counts.items())
        done = "Dry run, nothing is written" if dry_run else f"Imported for {by}"
        self.stdout.write(f"{done}: {counts}.")


def _bytes(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    path = Path(file)
    if path.is_dir():
        raise CommandError(f"{file} is a directory: name a CSV file.")
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no file can have this name"
        raise CommandError(f"{file} cannot be read: {reason}.") from None


def _list(problems: list[Problem], file: str) -> str:
    things = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    return "\n".join([f"Nothing is imported from {file}: {things}.", *map(str, problems)])


def _hint(table: Table, resource: NounResource) -> str:
    """Which noun's columns these are, where another's are meant."""
    for noun, other in RESOURCES.items():
        if not isinstance(resource, other) and set(other.columns()) <= set(table.headers):
            return f"\nThese are the columns of {noun}: add --noun {noun}."
    return ""
