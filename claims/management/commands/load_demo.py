"""The demo: two documents with their claims, checked by people who do not exist."""

import csv
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from tqdm import tqdm

from claims import workflow
from claims.importexport import RESOURCES, open_sheet
from claims.management.walk import Step, Walk
from claims.models import Document, Notice
from claims.reading.plain_text import read_text
from claims.vocabulary import Role
from claims.workflow import log

DEMO = Path(settings.BASE_DIR) / "fixtures/demo"
FOLDERS = ("white-paper", "sample-city")
PEOPLE = {
    "carl": Role.CONTRIBUTOR,
    "alice": Role.REVIEWER,
    "erin": Role.EDITOR,
    "edgar": Role.EDITOR,
    "ada": Role.ADMIN,
}
IMPORTS = "ada"
UNREAD = 3
THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}


class Command(BaseCommand):
    help = (
        "Loads two documents with their claims, evidence and verdicts, and sample people to log "
        "in as. What is there already is left as it is: run it as often as you like."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--password",
            default="",
            help="one password for the sample people; needed where others can reach the site",
        )

    def handle(self, *args: Any, password: str, **options: Any) -> None:
        if not password and urlsplit(settings.SITE_URL).hostname not in THIS_MACHINE:
            raise CommandError(
                "The sample people's passwords are known to everybody, and others can reach "
                f"{settings.SITE_URL}: choose one with load_demo --password."
            )
        call_command("set_up", stdout=self.stdout)
        people = {name: _person(name, role, password) for name, role in PEOPLE.items()}
        folders = tqdm(FOLDERS, desc="demo", unit="document", disable=None, leave=False)
        for folder in folders:
            _load(DEMO / folder, people)
        self._print_doors(people, password)

    def _print_doors(self, people: dict[str, User], password: str) -> None:
        site, admin = settings.SITE_URL.rstrip("/"), reverse("admin:index")
        lines = [
            f"Readers:   {site}/",
            f"Newsroom:  {site}{admin}",
            "",
            "Log in to the newsroom as",
        ]
        for name, role in PEOPLE.items():
            given = people[name].check_password(password or _password(name))
            said = (password or _password(name)) if given else "(as you changed it)"
            lines.append(f"  {name:<6}  {said:<14}  {role.label}")
        self.stdout.write("\n".join(lines))


def _password(name: str) -> str:
    return f"sample-{name}"


def _person(name: str, role: Role, password: str) -> User:
    """Somebody of this name and role; whoever is there already stays as they are."""
    user = User.objects.filter(username=name).first()
    if user is None:
        user = User.objects.create_user(
            name, f"{name}@example.org", password or _password(name),
            first_name=name.capitalize(), is_staff=True,
        )  # fmt: skip
        user.groups.add(Group.objects.get(name=role.value))
    return user


def _load(folder: Path, people: dict[str, User]) -> None:
    """The folder's tables, its document's text and its walk: all of it, once, or nothing."""
    slug = _rows(folder / "documents.csv")[0]["id"]
    if Document.objects.filter(slug=slug).exists():
        return
    with log.writing():
        for noun, resource in RESOURCES.items():
            path = folder / f"{noun}.csv"
            if path.exists():
                sheet, by = open_sheet(path, file_name=path.name), people[IMPORTS]
                resource().apply(sheet, user=by, basis=None, file_name=path.name)
        text = folder / "report.txt"
        if text.exists():
            _add_text(Document.objects.get(slug=slug), text, people["erin"])
        drafts = {row["claim"]: row for row in _rows(folder / "reviews.csv")}
        Walk(people, drafts).take(_rows(folder / "walk.csv"))
        for person in people.values():
            _leave_unread(person)


def _leave_unread(person: User) -> None:
    """A few notices to try; whoever did all this has read the older ones."""
    older = Notice.objects.of(person).order_by("-pk").values_list("pk", flat=True)[UNREAD:]
    if older:
        workflow.read_notices(by=person, upto=older[0])


def _add_text(document: Document, path: Path, by: User) -> None:
    """A sample's text is ours to show."""
    reading = read_text(path.read_text(encoding="utf-8"))
    workflow.add_version(document, reading, by=by, media_type="text/plain")
    workflow.edit(document, by=by, seen=document.version, changes={"shows_text": True})


def _rows(path: Path) -> list[Step]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
