"""The log's head, signed now: on a clock."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims import workflow


class Command(BaseCommand):
    help = (
        "Signs the head of the log as it stands and publishes it at /log/checkpoint. Each "
        "publication does so too; run it on a clock for what happens between. Does nothing where "
        "nothing was written since the last one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--new-key",
            action="store_true",
            help="the key was replaced on purpose; tell your readers, with both public keys",
        )

    def handle(self, *args: Any, new_key: bool, **options: Any) -> None:
        try:
            made = workflow.checkpoint(new_key=new_key)
        except workflow.Refused as error:
            raise CommandError(str(error)) from None
        if made is None:
            self.stdout.write("Nothing was written since the last checkpoint.")
        else:
            self.stdout.write(f"Signed the log at {made.size} entries.\n\n{made.note}")
