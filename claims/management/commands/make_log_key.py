"""The key under the log's checkpoints."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.workflow import Refused, log_key


class Command(BaseCommand):
    help = (
        "Makes the key that signs the log's checkpoints, in DATA_DIR, and prints its public half "
        "for your readers. Keep a copy of the file apart from the database's: who holds both can "
        "rewrite the log and sign it. Never replaces a key."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path = log_key.make()
            public = log_key.signer().verifier.text
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Wrote {path}.\nIts public half, also at /log/key: {public}")
