"""A newsroom's first minute."""

import csv

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command

from claims.models import LogEntry, Page, Rating

START = settings.BASE_DIR / "fixtures/start"


def test_the_default_scale_is_there_in_its_order(db):
    call_command("set_up")
    with (START / "ratings.csv").open(encoding="utf-8") as file:
        wanted = [(row["id"], row["label"], row["colour"]) for row in csv.DictReader(file)]
    assert list(Rating.objects.values_list("slug", "label", "colour")) == wanted
    assert Rating.objects.get(slug="unproven").value is None


def test_the_pages_have_the_first_line_of_their_files_as_title(db):
    call_command("set_up")
    for slug in ("methodology", "about"):
        title, body = (START / f"{slug}.md").read_text(encoding="utf-8").split("\n", 1)
        page = Page.objects.get(slug=slug)
        assert f"# {page.title}" == title
        assert page.body.strip() == body.strip()


def test_what_is_there_is_left_alone(db):
    call_command("set_up")
    Page.objects.filter(slug="about").update(body="We are three people.")
    Rating.objects.filter(slug="mixed").update(label="Half true")
    entries = LogEntry.objects.count()
    call_command("set_up")
    assert Page.objects.get(slug="about").body == "We are three people."
    assert Rating.objects.get(slug="mixed").label == "Half true"
    assert LogEntry.objects.count() == entries


def test_a_page_that_was_removed_comes_back_alone(db):
    call_command("set_up")
    Page.objects.filter(slug="about").delete()
    entries = LogEntry.objects.count()
    call_command("set_up")
    assert Page.objects.filter(slug="about").exists()
    assert LogEntry.objects.count() == entries + 1


def test_nobody_can_log_in_as_the_one_who_set_up(db, client):
    call_command("set_up")
    somebody = User.objects.get()
    assert not somebody.is_active
    assert not somebody.is_staff
    assert not somebody.has_usable_password()
    assert set(LogEntry.objects.values_list("actor", flat=True)) == {somebody.pk}
