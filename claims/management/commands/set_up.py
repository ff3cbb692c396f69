"""What a newsroom begins with: a rating scale, pages to complete, and a key of its own."""

import csv
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.core.management.base import BaseCommand

from claims import workflow
from claims.models import Page, Rating, RatingScale
from claims.workflow import log, log_key

START = Path(settings.BASE_DIR) / "fixtures/start"
PAGES = ("methodology", "about")
NAME = "factcheck"
NEEDED = ("add_rating", "add_ratingscale", "add_page")


class Command(BaseCommand):
    help = (
        "Adds the default rating scale, the pages methodology and about and the key that signs "
        "the log's checkpoints, where they are missing. Changes nothing that is there: run it as "
        "often as you like."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not log_key.is_there():
            self.stdout.write(f"Made the key of the log, {log_key.make()}: keep a copy of it.")
        missing = [slug for slug in PAGES if not Page.objects.filter(slug=slug).exists()]
        if RatingScale.objects.exists() and not missing:
            return
        with log.writing():
            somebody = _somebody()
            if not RatingScale.objects.exists():
                self.stdout.write(f"Added {_add_scale(somebody)} ratings.")
            for slug in missing:
                self.stdout.write(f"Added the page “{_add_page(slug, somebody).title}”.")
            User.objects.filter(pk=somebody.pk).update(is_active=False)


def _somebody() -> User:
    """The log names who did it: an account that nobody can log in to, that may do these three
    things and nothing else, and that is put to sleep again afterwards."""
    user, made = User.objects.get_or_create(username=NAME, defaults={"first_name": "Factcheck"})
    if made:
        user.set_unusable_password()
    user.is_active = True
    user.save()
    rights = Permission.objects.filter(content_type__app_label="claims", codename__in=NEEDED)
    user.user_permissions.set(rights)
    return User.objects.get(pk=user.pk)


def _add_scale(by: User) -> int:
    scale = workflow.add(RatingScale(slug="default", name="Default"), by=by)
    with (START / "ratings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for position, row in enumerate(rows):
        rating = Rating(
            slug=row["id"],
            scale=scale,
            label=row["label"],
            value=int(row["value"]) if row["value"] else None,
            colour=row["colour"],
            definition=row["definition"],
            position=position,
        )
        workflow.add(rating, by=by)
    return len(rows)


def _add_page(slug: str, by: User) -> Page:
    title, _, body = (START / f"{slug}.md").read_text(encoding="utf-8").partition("\n")
    page = Page(slug=slug, title=title.removeprefix("# ").strip(), body=body.strip() + "\n")
    return workflow.add(page, by=by)
