"""A person asks to be forgotten."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims import workflow
from claims.management.people import person

ACCOUNT = "user"


class Command(BaseCommand):
    help = (
        "Erases what is kept of a person: a colleague by user name, or with --noun claimant (or "
        "another noun with personal data) by its id, also where the row is gone already. The log "
        "holds commitments in place of such data, so verify_log still finds it whole. What "
        "readers have been shown stays. Copies that you keep, such as backups, are yours to erase."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("who", help="the user name, or the id of the noun")
        parser.add_argument("--noun", default=ACCOUNT, help="such as claimant or annotation")
        parser.add_argument("--reason", required=True, help="for the log; name nobody in it")
        parser.add_argument(
            "--as", dest="username", default="", help="whose rights count, and whom the log names"
        )

    def handle(
        self, *args: Any, who: str, noun: str, reason: str, username: str, **options: Any
    ) -> None:
        by = person(username, "claims.erase_person")
        try:
            if noun == ACCOUNT:
                self._erase_account(who, by, reason)
            else:
                erased = workflow.erase(noun, who, by=by, reason=reason)
                self.stdout.write(
                    f"Erased: {erased} value{'s' * (erased != 1)} beside the log, and what the "
                    f"{noun} itself held. The id “{who}” stays, in the log and in addresses."
                )
        except workflow.Refused as error:
            raise CommandError(str(error)) from None

    def _erase_account(self, who: str, by: User, reason: str) -> None:
        account = User.objects.filter(username=who).first()
        if account is None:
            raise CommandError(f"There is no user “{who}”: check the name, or give --noun.")
        workflow.erase_account(account, by=by, reason=reason)
        self.stdout.write(
            f"Erased: the account is closed, and the record names it {account.get_username()}."
        )
