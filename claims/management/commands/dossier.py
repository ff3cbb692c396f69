"""A claim's dossier, for somebody who trusts nobody."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from claims import workflow
from claims.models import Claim
from claims.record.dossier import write_dossier
from claims.workflow import log_key


class Command(BaseCommand):
    help = (
        "Writes a claim's dossier, a zip: its published versions, evidence, corrections, what the "
        "log says of it with proofs, and a verifier that needs nothing of ours. Signs the log "
        "first, so that all of it is covered. Drafts are in it, personal data are not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("claim", help="its slug, or its id")
        parser.add_argument("--to", default="", help="the file; dossier-SLUG.zip without it")

    def handle(self, *args: Any, claim: str, to: str, **options: Any) -> None:
        found = Claim.objects.filter(Q(slug=claim) | Q(public_id=claim)).first()
        if found is None:
            raise CommandError(f"There is no claim “{claim}”: give its slug or its id.")
        path = Path(to or f"dossier-{found.slug}.zip")
        try:
            if log_key.is_there():
                workflow.checkpoint()
            with path.open("wb") as out:
                write_dossier(found, out)
        except workflow.Refused as error:
            path.unlink(missing_ok=True)
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"The dossier cannot be written: {error}.") from None
        self.stdout.write(f"Wrote {path}.")
