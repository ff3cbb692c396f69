"""What people have not read in the admin, by e-mail."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string
from django.urls import reverse
from tqdm import tqdm

from claims.models import Notice
from claims.workflow.blinder import fold
from claims.workflow.notices import begin_digest, clear_away, end_digest

SHOWN = 50


class Command(BaseCommand):
    help = (
        "Mails each person the notices that they have not read, each notice once. Whoever has "
        "switched the digest off or has no address gets none. What the mail server does not take "
        "waits for the next run. Notices that were read more than 90 days ago are deleted."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        sent = 0
        failed: list[tuple[User, Exception]] = []
        keys = Notice.objects.to_be_mailed().order_by().values("person").distinct()
        people = User.objects.filter(pk__in=keys).order_by("pk")
        for person in tqdm(list(people), unit="person", disable=None, leave=False):
            if not person.has_perm("claims.view_claim"):
                continue
            try:
                sent += _send(person)
            except (OSError, ValueError) as error:  # the server's refusals, an address that is none
                failed.append((person, error))
        cleared = clear_away()
        self.stdout.write(f"Sent {sent} digest{'s' * (sent != 1)}.")
        if cleared:
            self.stdout.write(f"Deleted {cleared} notice{'s' * (cleared != 1)} read long ago.")
        if failed:
            somebody, why = failed[0]
            others = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
            raise CommandError(
                f"No digest could be sent to {somebody}{others}: {why} "
                "Nothing is lost: the next run sends what this one could not."
            )


def _send(person: User) -> bool:
    """One e-mail with all that waits for `person`; whether there was anything.

    Raises:
        OSError, ValueError: it was not sent, and the notices wait as before.
    """
    notices = begin_digest(person)
    if not notices:
        return False
    sent = False
    try:
        fold(notices, person=person)
        sent = bool(_digest(person, notices).send())
        if not sent:
            raise OSError("The mail server took nothing.")
    finally:
        end_digest(notices, sent=sent)
    return True


def _digest(person: User, notices: list[Notice]) -> EmailMessage:
    number = len(notices)
    context = {
        "person": person.first_name or person.get_username(),
        "newsroom": settings.NEWSROOM_NAME,
        "notices": [(one, _address("notice", one.pk)) for one in notices[:SHOWN]],
        "more": max(number - SHOWN, 0),
        "desk": _address("index"),
        "all_notices": _address("notices"),
    }
    subject = f"{settings.NEWSROOM_NAME}: {number} notice{'s' * (number != 1)} for you"
    return EmailMessage(subject, render_to_string("digest.txt", context), to=[person.email])


def _address(name: str, *args: Any) -> str:
    return f"{settings.SITE_URL}{reverse(f'admin:{name}', args=args)}"
