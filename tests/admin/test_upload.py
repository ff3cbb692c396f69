"""An import, step by step: what is shown, who may, that it is done once and as it was shown."""

import csv
import io
import os
import re
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from claims import workflow
from claims.importexport import steps, tasks, uploads
from claims.models import Claim, Claimant, ImportBatch, ImportMapping, LogEntry, Upload

NOUNS = ["claim", "claimant", "document", "appearance", "evidence", "annotation"]
SAMPLES = Path(__file__).resolve().parents[2] / "fixtures/samples"
HEADER = "id,text,kind,claimant,claimed,topics,document,section,quote,language\n"
ROW = "C-1,Bread costs two.,,,,,,,,\n"


class Import:
    """One person's import, page by page, as their browser would go through it."""

    def __init__(self, client, start):
        self.client, self.start, self.address = client, start, ""

    def bring(self, data, name="file.csv"):
        data = data.encode() if isinstance(data, str) else data
        file = SimpleUploadedFile(name, data, "text/csv")
        return self._follow(self.client.post(self.start, {"import_file": file}))

    def paste(self, text):
        return self._follow(self.client.post(self.start, {"pasted": text}))

    def _follow(self, page):
        if page.status_code == 302:
            self.address = page["Location"]
            return self.client.get(self.address)
        if (page.context or {}).get("upload"):
            self.address = page.context["address"]
        return page

    def look(self, step=""):
        return self.client.get(f"{self.address}{'?step=' if step else ''}{step}")

    def do(self, what, **fields):
        """Post, and see the page that this leads to."""
        page = self.client.post(self.address, {"do": what, **fields})
        return self.client.get(page["Location"]) if page.status_code == 302 else page

    def plan(self, **chosen):
        form = self.look("read").context["columns"]
        shown = {name: field.initial for name, field in form.fields.items()}
        return self.do("plan", **(shown | chosen))

    def apply(self, what="apply"):
        return self.do(what, plan=self.upload.plan.get("digest", ""))

    @property
    def upload(self):
        return Upload.objects.get(token=self.address.rstrip("/").rpartition("/")[2])


@pytest.fixture
def begin(enter, address):
    def begin(by, noun="claim"):
        return Import(enter(by), address(f"{noun}_import"))

    return begin


def planned(begin, by, data, **options):
    found = begin(by, **options)
    found.bring(data)
    found.plan()
    return found


def said(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


# Step by step ------------------------------------------------------------------------------


def test_a_file_is_understood_then_planned_then_imported(begin, erin):
    walk = begin(erin)
    assert "What we understood" in said(walk.bring(HEADER + ROW))
    page = walk.plan()
    assert "<b>1</b> new" in said(page)
    assert not Claim.objects.exists()
    page = walk.apply()
    assert "file.csv is imported: 1 row written" in said(page).replace("File.csv", "file.csv")
    assert Claim.objects.get().public_id == "C-1"
    entry = LogEntry.objects.get(noun="claim")
    assert (entry.actor, entry.reason) == (erin, "Imported from file.csv, line 2.")
    batch = ImportBatch.objects.get()
    assert (batch.file_name, batch.created_by, batch.sha256) == (
        "file.csv",
        erin,
        walk.upload.sha256,
    )
    assert f"import {batch.public_id}" in said(page)


def test_rows_can_be_pasted(begin, erin):
    walk = begin(erin)
    walk.paste("text\tid\nBread costs two.\tC-1\n")
    walk.plan(**dict.fromkeys(missing("text", "id"), "-"))
    walk.apply()
    assert Claim.objects.get().text == "Bread costs two."


def missing(*there):
    return [name for name in HEADER.strip().split(",") if name not in there]


def test_columns_are_recognised_in_any_order_case_and_spacing(begin, erin):
    walk = begin(erin)
    names = ["TEXT", " Id ", "Quote", "section", "LANGUAGE", "kind", "Claimed", "topics"]
    page = walk.bring(
        ",".join([*names, "document", "claimant"]) + "\nBread costs two.,C-1,,,,,,,,\n"
    )
    assert "a guess" not in said(page)
    walk.plan()
    walk.apply()
    assert Claim.objects.get().text == "Bread costs two."


def test_a_column_of_nearly_our_name_is_suggested_and_marked_as_a_guess(begin, erin):
    walk = begin(erin)
    page = walk.bring(HEADER.replace("claimant", "claimnt").replace("text", "Statement") + ROW)
    assert said(page).count("a guess by its name") == 2
    form = page.context["columns"]
    assert form.fields["claimant"].initial == "{claimnt}"
    assert form.fields["text"].initial == "{Statement}"


def test_columns_of_theirs_are_named_and_left_out_or_chosen(begin, erin):
    walk = begin(erin)
    page = walk.bring(HEADER.strip() + ",status,Our own note\n" + ROW.strip() + ",published,Hm.\n")
    assert "Left out, because no column of ours takes it: <code>Our own note</code>" in said(page)
    assert "Left alone, because no file can set it: <code>status</code>" in said(page)
    walk.plan(section="-", text="{Our own note}")
    walk.apply()
    claim = Claim.objects.get()
    assert (claim.text, claim.status) == ("Hm.", "extracted")


def test_a_column_that_is_missing_is_asked_for(begin, erin):
    walk = begin(erin)
    walk.bring("id,text\nC-1,Bread costs two.\n")
    page = walk.plan()
    assert page.status_code == 422
    assert "Say where these columns come from: kind, claimant" in said(page)
    assert walk.plan(**dict.fromkeys(missing("id", "text"), "-")).status_code == 200
    walk.apply()
    assert Claim.objects.get().kind == "other"


def test_a_column_that_is_there_twice_is_refused_where_it_is_used(begin, erin):
    walk = begin(erin)
    walk.bring(HEADER.replace("section", "Text") + ROW)
    page = walk.plan()
    assert page.status_code == 422
    assert "It is there 2 times: rename all but one of them in the file, or take none." in said(
        page
    )


def test_columns_for_which_nothing_is_chosen_are_empty_if_the_person_says_so(begin, erin):
    walk = begin(erin)
    walk.bring("Nr,CLAIM,Thema\nC-1,Bread.,food\n")
    open_ones = dict.fromkeys(missing("id", "text"), "?")
    assert walk.plan(**open_ones).status_code == 422
    page = walk.plan(**open_ones, rest="empty")
    assert page.status_code == 200
    walk.apply()
    claim = Claim.objects.get()
    assert (claim.public_id, claim.text, claim.topics.count()) == ("C-1", "Bread.", 0)


def test_topics_of_a_table_that_is_not_of_our_making_are_split(begin, erin):
    walk = begin(erin)
    walk.bring('Nr;CLAIM;Topics\nC-1;Bread.;"food, prices"\n')
    walk.plan(rest="empty")
    walk.apply()
    assert {topic.name for topic in Claim.objects.get().topics.all()} == {"food", "prices"}
    walk = begin(erin)
    walk.bring(HEADER + 'C-2,Milk.,,,,"food, prices",,,,\n')
    walk.plan()
    walk.apply()
    assert Claim.objects.get(public_id="C-2").topics.get().name == "food, prices"


def test_the_line_that_names_the_columns_can_be_said(begin, erin):
    walk = begin(erin)
    walk.bring("desk,2025,now\n" + HEADER + ROW)
    assert "named on line 2" not in said(walk.look("read"))
    walk.do("read", header_line="2")
    assert "named on line 2" in said(walk.look("read"))
    walk.plan()
    walk.apply()
    assert Claim.objects.get().public_id == "C-1"
    assert walk.do("read", header_line="0").status_code in (302, 200)


def test_the_same_problem_of_many_rows_is_told_once(begin, erin):
    walk = begin(erin)
    rows = "".join(f"C-{n},Bread {n}.,rumour,,,,,,,\n" for n in range(12))
    walk.bring(HEADER + rows)
    page = said(walk.plan())
    assert page.count("Write one of: statistic") == 1
    assert "2, 3, 4, 5, 6, 7, 8, 9 and 4 more" in page


def test_one_word_can_stand_in_every_row(begin, erin):
    walk = begin(erin)
    walk.bring(HEADER + ROW)
    walk.plan(kind="statistic")
    walk.apply()
    assert Claim.objects.get().kind == "statistic"


def test_a_claimant_may_be_given_by_name(begin, erin, make_claim):
    claimant = workflow.add(Claimant(slug="fin", name="Ministry of Finance"), by=erin)
    planned(begin, erin, HEADER + "C-1,Bread costs two.,,ministry of  finance ,,,,,,\n").apply()
    walk = planned(begin, erin, HEADER + "C-2,Bread costs three.,,Ministry of finance,,,,,,\n")
    walk.apply()
    assert Claim.objects.get(public_id="C-2").claimant == claimant


def test_an_encoding_that_was_guessed_is_shown_with_a_sample_and_can_be_changed(begin, erin):
    walk = begin(erin)
    data = (HEADER + "C-1,Der Preis fürs Brötchen.,,,,,,,,\n").encode("cp1252")
    page = walk.bring(data)
    assert '<b class="mark-guess">a guess</b>' in said(page)
    assert "fürs Brötchen" in said(page)
    page = walk.do("read", encoding="cp1251")
    assert "fьrs Brцtchen" in said(page)
    walk.do("read", encoding="cp1252")
    walk.plan()
    walk.apply()
    assert Claim.objects.get().text == "Der Preis fürs Brötchen."


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_any_delimiter_is_recognised(begin, erin, mark):
    planned(begin, erin, (HEADER + ROW).replace(",", mark)).apply()
    assert Claim.objects.get().text == "Bread costs two."


def test_changed_cells_are_compared_word_by_word_and_choices_whole(begin, erin, make_claim):
    make_claim("Bread costs one crown.", public_id="C-1", kind="event")
    walk = planned(begin, erin, HEADER + "C-1,Bread costs two crowns.,ranking,,,,,,,\n")
    page = said(walk.look())
    assert "Bread costs <del>one crown</del><ins>two crowns</ins>." in page
    assert "<del>event</del><ins>ranking</ins>" in page


def test_every_mistake_is_listed_with_its_line_column_value_and_what_is_allowed(begin, erin):
    walk = planned(begin, erin, (SAMPLES / "claims-with-errors.csv").read_bytes())
    page = walk.look()
    assert "statistic, event, ranking" in said(page)
    assert 'value="apply"' not in said(page)
    first = walk.upload.plan["problems"][0]
    assert all(str(part)[:20] in page.content.decode() for part in first[:2])


def test_the_good_rows_are_imported_alone_only_by_choice(begin, erin):
    walk = planned(begin, erin, HEADER + ROW + "C-2,Milk costs one.,superpublished,,,,,,,\n")
    assert "Import the 1 good row alone" in said(walk.look())
    walk.apply("apply")
    assert not Claim.objects.exists()
    page = walk.apply("good")
    assert [claim.public_id for claim in Claim.objects.all()] == ["C-1"]
    assert "1 row stayed behind" in said(page)


def test_refused_rows_are_downloaded_with_what_is_wrong_and_come_back_mended(begin, erin):
    walk = planned(begin, erin, HEADER + ROW + "C-2,Milk costs one.,superpublished,,,,,,,\n")
    page = walk.client.get(f"{walk.address}refused/")
    assert page["Content-Disposition"] == 'attachment; filename="file-refused.csv"'
    text = b"".join(page.streaming_content).decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["id"], row["error"].startswith("kind: Write one of")) == ("C-2", True)
    walk.apply("good")
    planned(begin, erin, text.replace("superpublished", "event")).apply()
    assert Claim.objects.get(public_id="C-2").kind == "event"


def test_refused_rows_keep_the_columns_that_the_file_has(begin, erin):
    walk = begin(erin)
    walk.bring("Nr;Aussage;Art;Notiz\n7;Bread.;rumour;Ask Carl.\n")
    rest = dict.fromkeys(missing("id", "text", "kind"), "-")
    walk.plan(id="{Nr}", text="{Aussage}", kind="{Art}", **rest)
    page = walk.client.get(f"{walk.address}refused/")
    header, row = csv.reader(io.StringIO(b"".join(page.streaming_content).decode()))
    assert (header[:4], row[:4]) == (
        ["Nr", "Aussage", "Art", "Notiz"],
        ["7", "Bread.", "rumour", "Ask Carl."],
    )
    assert row[4].startswith("kind: Write one of")


def test_a_new_row_that_nearly_repeats_a_claim_can_become_a_change_of_it(begin, erin, make_claim):
    make_claim("The bridge cost ten million crowns.", public_id="OLD")
    walk = planned(begin, erin, HEADER + "NEW,The bridge cost eleven million crowns.,,,,,,,,\n")
    page = said(walk.look())
    assert "Are these there already?" in page
    page = said(walk.do("same", **{"same-2": "OLD"}))
    assert "<b>1</b> changed" in page
    assert "<del>ten</del><ins>eleven</ins>" in page
    walk.apply()
    assert Claim.objects.get().text == "The bridge cost eleven million crowns."


def test_ids_that_are_the_row_numbers_of_another_table_are_noticed(begin, erin, make_claim):
    make_claim("The bridge cost ten million crowns.", public_id="1")
    make_claim("Bread costs one crown.", public_id="2")
    walk = planned(
        begin, erin, HEADER + "1,Mars has two moons.,,,,,,,,\n2,Bread costs two crowns.,,,,,,,,\n"
    )
    assert "1 row puts quite another claim in the place" in said(walk.look())


def test_a_file_that_changes_nothing_says_so(begin, erin):
    planned(begin, erin, HEADER + ROW).apply()
    entries = LogEntry.objects.count()
    walk = planned(begin, erin, HEADER + ROW)
    assert "there is nothing to import" in said(walk.look())
    walk.apply()
    assert LogEntry.objects.count() == entries


# Once, and as it was shown -----------------------------------------------------------------


def test_a_second_click_and_the_back_button_do_nothing_more(begin, erin):
    walk = planned(begin, erin, HEADER + ROW.replace("C-1", ""))
    digest = walk.upload.plan["digest"]
    for _ in range(3):
        assert "is imported" in said(walk.do("apply", plan=digest))
    for what in ("read", "plan", "same", "good"):
        walk.do(what)
    assert Claim.objects.count() == ImportBatch.objects.count() == 1


CLICKS = """
import threading
from django.db import connection
from django.urls import reverse
from django.test import Client
from claims.models import Claim, ImportBatch
answers = []
def click():
    client = Client(HTTP_HOST="127.0.0.1")
    client.cookies["sessionid"] = {session!r}
    page = client.post({address!r}, {{"do": "apply", "plan": {digest!r}}})
    answers.append(page.status_code)
    connection.close()
clicks = [threading.Thread(target=click) for _ in range(20)]
for thread in clicks: thread.start()
for thread in clicks: thread.join()
print(sorted(set(answers)), Claim.objects.count(), ImportBatch.objects.count())
"""


@pytest.mark.django_db(transaction=True)
def test_twenty_confirmations_at_once_import_once(begin, erin, tmp_path):
    """In a process of its own: SQLite's database of the tests lies in memory, where nobody waits
    for a lock."""
    walk = planned(begin, erin, HEADER + ROW.replace("C-1", ""))
    code = CLICKS.format(
        session=walk.client.session.session_key,
        address=walk.address,
        digest=walk.upload.plan["digest"],
    )
    environment = os.environ | {"DATA_DIR": str(tmp_path), "CONN_MAX_AGE": "0"}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM INTO '{tmp_path / 'copy.sqlite3'}'")
        environment["DATABASE_URL"] = f"sqlite:///{tmp_path / 'copy.sqlite3'}"
    else:
        server = os.environ["DATABASE_URL"].rpartition("/")[0]
        environment["DATABASE_URL"] = f"{server}/{connection.settings_dict['NAME']}"
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code]
    done = subprocess.run(
        command, env=environment, cwd=SAMPLES.parents[1], capture_output=True, text=True
    )
    assert done.stdout.strip() == "[302] 1 1", done.stderr[-2_000:]


def test_a_confirmation_is_of_the_plan_that_was_shown(begin, erin):
    walk = planned(begin, erin, HEADER + ROW)
    seen = walk.upload.plan["digest"]
    walk.plan(kind="event")
    page = walk.do("apply", plan=seen)
    assert (page.status_code, "not the plan that you were shown" in said(page)) == (409, True)
    assert not Claim.objects.exists()


def test_an_upload_is_one_persons_in_one_session_and_for_one_noun(begin, enter, address, cast):
    walk = planned(begin, cast.erin, HEADER + ROW)
    digest = walk.upload.plan["digest"]
    token = walk.upload.token
    elsewhere = enter(cast.erin)
    for client, noun in (
        (enter(cast.edgar), "claim"), (elsewhere, "claim"), (walk.client, "evidence")
    ):  # fmt: skip
        there = address(f"{noun}_upload", token)
        assert client.get(there).status_code == 404
        assert client.post(there, {"do": "apply", "plan": digest}).status_code == 404
    assert not Claim.objects.exists()
    assert "is imported" in said(walk.apply())


@pytest.mark.parametrize("token", ["made-up", "a:b:c", "x" * 500])
def test_a_token_that_was_not_given_is_not_found(enter, address, erin, token):
    page = enter(erin).get(f"{address('claim_import')}{token}/")
    assert page.status_code == 404


def test_a_file_that_was_swapped_is_refused(begin, erin):
    walk = planned(begin, erin, HEADER + ROW)
    uploads.path(walk.upload).write_text(HEADER + ROW + ROW)
    digest = walk.upload.plan["digest"]
    page = walk.client.post(walk.address, {"do": "apply", "plan": digest})
    assert (page.status_code, "not the file that you were shown" in said(page)) == (409, True)
    assert not Claim.objects.exists()


def test_a_row_that_changed_meanwhile_stops_all_of_it(begin, erin, make_claim):
    make_claim("Bread costs one.", public_id="C-1")
    walk = planned(begin, erin, HEADER + ROW + "C-2,Milk costs one.,,,,,,,,\n")
    claim = Claim.objects.get()
    workflow.edit(claim, by=erin, seen=claim.version, changes={"text": "Bread costs three."})
    page = walk.apply()
    assert "Somebody changed C-1 (erin) since you saw the plan. Nothing was written" in said(page)
    assert [claim.text for claim in Claim.objects.all()] == ["Bread costs three."]
    assert "<del>three</del><ins>two</ins>" in said(walk.do("again"))
    assert "is imported" in said(walk.apply())


def test_an_upload_is_gone_after_an_hour(begin, erin):
    walk = planned(begin, erin, HEADER + ROW)
    digest = walk.upload.plan["digest"]
    Upload.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    assert walk.look().status_code == 404
    page = walk.client.post(walk.address, {"do": "apply", "plan": digest})
    assert (page.status_code, "older than an hour" in said(page)) == (404, True)
    assert not Claim.objects.exists()


def kept() -> list[str]:
    return default_storage.listdir(uploads.FOLDER)[1]


@pytest.mark.django_db(transaction=True)
def test_the_file_goes_within_an_hour_without_another_upload(begin, erin):
    walk = planned(begin, erin, HEADER + ROW)
    assert kept()
    Upload.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    due = DBTaskResult.objects.get(task_path=tasks.sweep.module_path)
    assert due.run_after <= timezone.now() + timedelta(minutes=61)
    DBTaskResult.objects.update(run_after=timezone.now())
    call_command("run_tasks", batch=True, verbosity=0)
    assert kept() == []
    assert not Upload.objects.exists()
    assert walk.look().status_code == 404


def test_the_file_goes_when_it_is_imported(begin, erin):
    walk = planned(begin, erin, HEADER + ROW)
    walk.apply()
    assert not uploads.path(walk.upload).exists()


def test_a_file_without_its_upload_is_swept_too(begin, erin):
    stray = Path(default_storage.path(uploads.FOLDER)) / "stray"
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.touch()
    old = time.time() - 3_700
    os.utime(stray, (old, old))
    begin(erin).bring(HEADER + ROW)
    assert not stray.exists()


def test_the_file_lies_where_no_page_serves_it_and_nobody_else_reads_it(begin, erin, settings):
    walk = begin(erin)
    walk.bring(HEADER + ROW)
    path = uploads.path(walk.upload)
    assert path.stat().st_mode & 0o077 == 0
    assert not path.is_relative_to(settings.BASE_DIR / "static")


# Who may -----------------------------------------------------------------------------------


@pytest.mark.parametrize("noun", NOUNS)
def test_import_is_denied_unless_granted(noun, cast, enter, address):
    answers = {"erin": 200, "ada": 200, "alice": 403, "carl": 403, "ravi": 403}
    for name, status in answers.items():
        client = enter(getattr(cast, name))
        assert client.get(address(f"{noun}_import")).status_code == status
        assert client.get(address(f"{noun}_upload", "x")).status_code in (status, 404)
    for name in ("alice", "carl", "ravi"):
        for door in (address(f"{noun}_import"), address(f"{noun}_upload", "x")):
            assert enter(getattr(cast, name)).post(door, {"pasted": "id"}).status_code == 403


def test_a_person_who_may_import_but_not_add_is_told_so(begin, erin):
    erin.groups.clear()
    erin.user_permissions.add(Permission.objects.get(codename="import_claim"))
    walk = begin(erin)
    walk.bring(HEADER + ROW)
    page = walk.plan()
    assert page.status_code == 403
    assert "erin may not add a claim" in said(page)


def test_a_right_that_was_taken_back_meanwhile_counts(begin, erin):
    walk = planned(begin, erin, HEADER + ROW)
    erin.groups.clear()
    assert walk.client.post(walk.address, {"do": "apply"}).status_code == 403
    assert not Claim.objects.exists()


# Bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" + bytes(100),
        bytes(range(256)) * 4,
        b"%PDF-1.7\n",
        b"\n\n\n",
    ],
)
def test_what_is_no_table_is_a_422_with_a_sentence(begin, erin, data):
    page = begin(erin).bring(data)
    assert page.status_code == 422
    assert re.search(r'class="errornote"[^>]*>[^<]{10,}', page.content.decode())


@pytest.mark.parametrize(
    "data",
    [
        f'{HEADER}C-1,"Bread',
        f"{HEADER}C-1\n",
        f"{HEADER}C-1,{'x' * 200_000},,,,,,,,\n",
        f"{HEADER}C-1,a\0b,,,,,,,,\n",
        f"{HEADER}C-1, ,,,,,,,,\n",
        f"{HEADER}C-1,Bread.,superpublished,,,,,,,\n",
        f"{HEADER}C-1,Bread.,,nobody,,,,,,\n",
        HEADER + ROW + ROW,
    ],
)
def test_a_table_of_which_nothing_is_good_cannot_be_imported(begin, erin, data):
    walk = begin(erin)
    page = walk.bring(data)
    if page.status_code == 200:
        page = walk.plan()
    assert re.search(r'class="errornote"[^>]*>[^<]{10,}', page.content.decode())
    walk.client.post(walk.address, {"do": "apply", "plan": walk.upload.plan.get("digest", "")})
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({}, "Choose a file first"),
        ({"pasted": "  "}, "Choose a file first"),
        ({"import_file": SimpleUploadedFile("a.csv", b"")}, "The file is empty"),
        ({"import_file": SimpleUploadedFile("a.csv", b"id"), "pasted": "id"}, "one of the two"),
    ],
)
def test_no_file_or_two_is_a_422(enter, address, erin, posted, sentence):
    page = enter(erin).post(address("claim_import"), posted)
    assert (page.status_code, sentence in said(page)) == (422, True)


def test_a_file_that_is_too_large_is_refused_before_it_is_kept(begin, erin, monkeypatch):
    monkeypatch.setattr("claims.importexport.rows.MAX_BYTES", 10)
    page = begin(erin).bring(HEADER + ROW)
    assert (page.status_code, "split it" in said(page)) == (413, True)
    assert kept() == []


def test_the_form_of_columns_refuses_what_it_did_not_offer(begin, erin):
    walk = begin(erin)
    walk.bring(HEADER + ROW)
    assert walk.plan(text="{nothing of the kind}").status_code == 422
    assert walk.do("read", encoding="klingon").status_code == 422
    assert walk.do("dance").status_code == 400


TABLE = (
    HEADER + 'C-1,"Bread, said one, costs “two”.",statistic,,2025-01-02,food|money,,,,en\n'
    'C-2,Milk costs one.,,,,,,p. 2,"The ""milk"".",de\n'
).encode()
PIECES = [
    b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b'"', b",", b";", b"\t", b"|", b"\r", b"\n",
    b"=1+1", b"\xed\xa0\x80", "\u202e".encode(), b"{id}", b"{#text}", b"<script>", b"id,",
    "é".encode("utf-16"), b"PK\x03\x04", b"[", b"{}", b'{"text": 1}', b"9" * 50,
]  # fmt: skip
NO_WORDS_FOR_PEOPLE = re.compile(
    r"Traceback|\b\w+(Error|Exception)\b|&lt;class|object at 0x|NoneType|QuerySet|django\."
)


@st.composite
def mutated(draw):
    """The table with pieces put in, cut out and doubled."""
    data = TABLE
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 30))
        piece = draw(
            st.sampled_from([*PIECES, data[place : place + length]]) | st.binary(max_size=4)
        )
        data = data[:place] + piece + data[place + draw(st.sampled_from([0, length])) :]
    return data


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=mutated())
@example(data=b"{" + TABLE)
@example(data=TABLE.replace(b"id,", b"{id},"))
@example(data=TABLE.decode().encode("utf-16"))
def test_no_file_brings_a_page_down_or_a_word_that_is_not_for_people(begin, erin, data):
    walk = begin(erin)
    pages = [walk.bring(data)]
    if walk.address and pages[0].status_code == 200:
        form = walk.look("read").context["columns"]
        chosen = {n: "-" for n, field in form.fields.items() if field.initial == "?"}
        pages += [walk.plan(**chosen), walk.apply("good"), walk.look()]
    for page in pages:
        assert page.status_code in (200, 409, 413, 422)
        main = page.content.decode().split('id="content-main"')[-1]
        assert not NO_WORDS_FOR_PEOPLE.search(re.sub(r"<td.*?</td>", "", main, flags=re.DOTALL))


def test_markup_in_a_file_stays_text(begin, erin):
    walk = begin(erin)
    pages = [walk.bring(HEADER.strip() + ",<script>alert(1)</script>\n" + ROW.strip() + ",\n")]
    walk = planned(begin, erin, HEADER + ROW.replace("Bread", "<script>alert(1)</script>"))
    pages.append(walk.look())
    assert all("<script>alert(1)" not in page.content.decode() for page in pages)


# Mappings ----------------------------------------------------------------------------------


def test_a_choice_of_columns_is_kept_under_a_name_and_chosen_for_the_next_file(begin, erin):
    walk = begin(erin)
    table = "Nr;Aussage\n7;Bread costs two.\n"
    walk.bring(table)
    rest = dict.fromkeys(missing("id", "text"), "-")
    walk.plan(id="{Nr}", text="{Aussage}", save_as="Our sheet", **rest)
    mapping = ImportMapping.objects.get()
    assert (mapping.name, mapping.noun) == ("Our sheet", "claims")
    assert "text = {Aussage}" in mapping.columns
    assert LogEntry.objects.filter(noun=ImportMapping._meta.verbose_name).count() == 1
    walk = begin(erin)
    assert "Our sheet" in said(walk.bring(table.replace("two", "three")))
    assert walk.plan().status_code == 200
    walk.apply()
    assert Claim.objects.get(public_id="7").text == "Bread costs three."


def test_words_of_theirs_become_ours(begin, erin):
    fields = {
        "columns": "id = {Nr}\ntext = {Aussage}\nkind = {Art}",
        "words": "kind: Zahl = statistic",
    }
    rest = "".join(f"\n{name} =" for name in missing("id", "text", "kind"))
    fields["columns"] += rest
    workflow.add(ImportMapping(name="Ours", noun="claims", **fields), by=erin)
    planned(begin, erin, "Nr,Aussage,Art\n7,Bread costs two.,ZAHL\n").apply()
    assert Claim.objects.get().kind == "statistic"


LIAR = (
    "7.json\tfalse\tThe city sold its river.\ttrees,money\tthe-mayor\tMayor\t\tnone"
    "\t0\t0\t0\t1\t0\ta post\n"
)


def test_one_file_of_theirs_makes_claimants_claims_and_annotations(begin, erin):
    walk = begin(erin)
    walk.bring(LIAR, name="train.tsv")
    walk.do("read", mapping="LIAR")
    page = walk.plan()
    assert "There is no claimant with this id" in said(page)
    for noun in ("claimants", "claims", "annotations"):
        walk.address = walk.client.post(walk.address, {"do": "noun", "noun": noun})["Location"]
        assert f"/{noun[:-1]}/import/" in walk.address
        walk.plan()
        assert "is imported: 1 row written" in said(walk.apply())
    claim = Claim.objects.get()
    assert (claim.claimant.name, claim.status, claim.published_version) == (
        "the-mayor",
        "extracted",
        None,
    )
    assert "PolitiFact rated it “false”" in claim.annotations.get().body


FEED = """{"@type": "DataFeed", "dataFeedElement": [{"item": [{"@type": "ClaimReview",
"url": "https://checkers.example.org/river", "datePublished": "2025-03-04",
"author": {"name": "Sample Checkers"}, "claimReviewed": "The city sold its river.",
"reviewRating": {"alternateName": "Pants on fire"}}]}]}"""


def test_a_feed_of_claim_reviews_makes_claims_and_then_evidence(begin, erin):
    walk = begin(erin)
    page = walk.bring(FEED, name="feed.json")
    assert "ClaimReview data" in said(page)
    walk.plan()
    page = walk.apply()
    assert "Go on with its evidence" in said(page)
    page = walk.client.post(walk.address, {"do": "noun", "noun": "evidence"})
    walk.address = page["Location"]
    walk.plan()
    walk.apply()
    evidence = Claim.objects.get().evidence.get()
    assert evidence.publisher == "Sample Checkers"
    assert "Pants on fire" in evidence.note
    assert Claim.objects.get().published_version is None


def test_the_sheet_of_a_workbook_that_is_named_after_the_noun_is_read(begin, erin, tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.title = "Notes"
    workbook.active.append(["nothing", "here"])
    sheet = workbook.create_sheet("Claims")
    sheet.append(HEADER.strip().split(","))
    sheet.append(["C-1", "Bread costs two.", *[""] * 8])
    workbook.save(tmp_path / "book.xlsx")
    walk = begin(erin)
    page = walk.bring((tmp_path / "book.xlsx").read_bytes(), name="book.xlsx")
    assert 'Claims <span class="quiet">of 2</span>' in said(page)
    walk.plan()
    walk.apply()
    assert Claim.objects.get().text == "Bread costs two."


def test_an_import_is_put_back_and_names_what_somebody_wrote_since(begin, erin, make_claim):
    make_claim("Bread costs one.", public_id="C-1")
    walk = planned(begin, erin, HEADER + ROW + "C-2,Milk costs one.,,,,,,,,\nC-3,Tea.,,,,,,,,\n")
    page = walk.apply()
    batch = ImportBatch.objects.get()
    undo = reverse("admin:claims_importbatch_undo", args=[batch.pk])
    assert undo in said(page)
    claim = Claim.objects.get(public_id="C-3")
    workflow.edit(claim, by=erin, seen=claim.version, changes={"text": "Green tea."})
    assert "2 new rows of this import would be removed" in said(walk.client.get(undo))
    page = walk.client.get(walk.client.post(undo)["Location"])
    assert "claim C-3: somebody wrote since" in said(page)
    texts = dict(Claim.objects.values_list("public_id", "text"))
    assert texts == {"C-1": "Bread costs one.", "C-3": "Green tea."}
    again = walk.client.post(undo)
    assert (again.status_code, "undone already" in said(again)) == (409, True)
    assert "was put back by erin" in said(walk.look())


# The queue ---------------------------------------------------------------------------------


def many(rows, **options):
    return HEADER + "".join(f"C-{n},Claim number {n}.,,,,,,,,\n" for n in range(rows))


@pytest.fixture
def large(monkeypatch):
    """What counts as large, so that the tests need not be."""
    monkeypatch.setattr(steps, "MOST_ROWS", 5)


def work():
    call_command("run_tasks", batch=True, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_a_large_file_goes_to_the_queue_and_its_page_shows_how_far_it_is(begin, erin, large):
    walk = planned(begin, erin, many(20))
    page = walk.look()
    assert "It waits for its turn." in said(page)
    work()
    assert "<b>20</b> new" in said(walk.look())
    walk.apply()
    assert not Claim.objects.exists()
    work()
    assert "is imported: 20 rows written" in said(walk.look())
    assert Claim.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_what_waits_can_be_stopped_and_begun_again(begin, erin, large):
    walk = planned(begin, erin, many(20))
    assert "You stopped it." in said(walk.do("stop"))
    walk.plan()
    work()
    walk.apply()
    assert "You stopped it." in said(walk.do("stop"))
    work()
    assert not Claim.objects.exists()
    walk.apply()
    work()
    assert Claim.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_what_is_being_imported_can_be_stopped_and_leaves_nothing(begin, erin, large, monkeypatch):
    walk = planned(begin, erin, many(20))
    work()
    walk.apply()
    monkeypatch.setattr(uploads, "PAUSE", 0)
    monkeypatch.setattr(uploads.Ticker, "tell", stop_after(uploads.Ticker.tell, walk.upload, 5))
    work()
    assert "You stopped it. Nothing was written." in said(walk.look())
    assert not Claim.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_page_says_when_rows_are_written_and_that_nothing_stops_it_then(begin, erin, large):
    walk = planned(begin, erin, many(20))
    work()
    walk.apply()
    assert "It waits for its turn." in said(walk.look())
    ticker = uploads.Ticker(walk.upload)
    ticker.total = 22
    ticker(20)
    ticker.tell()
    page = said(walk.look())
    assert "Importing: comparing once more" in page
    assert "20 rows compared, of 22 at most." in page
    assert 'value="stop"' in page
    ticker.begin_writing(20)
    page = said(walk.look())
    assert "<h2>Writing</h2>" in page
    assert "0 of 20 rows written." in page
    assert "It cannot be stopped any more" in page
    assert 'value="stop"' not in page
    page = said(walk.do("stop"))
    assert "It was being written already when you asked to stop it" in page
    ticker(20)
    ticker.tell()
    assert "20 of 20 rows written." in said(walk.look())


@pytest.mark.django_db(transaction=True)
def test_what_is_being_written_goes_on_to_its_end(begin, erin, large, monkeypatch):
    walk = planned(begin, erin, many(20))
    work()
    walk.apply()
    monkeypatch.setattr(uploads, "PAUSE", 0)
    count = uploads.Ticker.__call__

    def stop_when_writing(self, rows=1):
        if self.is_writing:
            uploads.ask_to_stop(walk.upload)
        count(self, rows)

    monkeypatch.setattr(uploads.Ticker, "__call__", stop_when_writing)
    work()
    result = said(walk.look())
    assert "20 rows written, all in one step" in result
    assert "so it went on to its end. Put it back below" in result


def stop_after(tell, upload, rows):
    def tell_and_stop(self):
        if self.done >= rows:
            uploads.ask_to_stop(upload)
        tell(self)

    return tell_and_stop


@pytest.mark.django_db(transaction=True)
def test_an_import_whose_worker_died_is_taken_up_again(begin, erin, large, monkeypatch):
    walk = planned(begin, erin, many(20))
    work()
    walk.apply()

    class Killed(BaseException):
        pass

    def die(*args, **kwargs):
        raise Killed

    # As if the process had gone: nothing is told to anybody, and the task stays as it was.
    with monkeypatch.context() as patch:
        patch.setattr(uploads.Ticker, "__call__", die)
        with pytest.raises(Killed):
            tasks.apply.func(walk.upload.token)
    assert walk.upload.stage == "applying"
    assert not Claim.objects.exists()
    work()
    assert Claim.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_the_page_says_when_nobody_works_and_when_somebody_stopped_working(begin, erin, large):
    walk = planned(begin, erin, many(20))
    assert "Nobody seems to work" not in said(walk.look())
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=1))
    assert "Nobody seems to work on the queue" in said(walk.look())
    DBTaskResult.objects.all().delete()
    long_ago = time.time() - 120
    os.utime(uploads.path(walk.upload).with_name(f"{walk.upload.token}.progress"), (long_ago,) * 2)
    assert "Take it up again" in said(walk.look())
    walk.do("resume")
    work()
    assert "<b>20</b> new" in said(walk.look())


@pytest.mark.django_db(transaction=True)
def test_a_fault_of_ours_is_a_sentence_and_not_a_page_that_waits_for_ever(
    begin, erin, large, monkeypatch
):
    walk = planned(begin, erin, many(20))
    monkeypatch.setattr(steps, "told", lambda *args: 1 / 0)
    work()
    assert "Something went wrong" in said(walk.look())
