"""Import and export on a noun's list: who may, what is shown, and that it is done once."""

import csv
import io
import os
import re
import time
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from claims import workflow
from claims.admin import uploads
from claims.importexport import ClaimResource
from claims.models import Claim, LogEntry

NOUNS = ["claim", "claimant", "document", "evidence", "annotation"]
SAMPLES = Path(__file__).resolve().parents[2] / "fixtures/samples"
HEADER = "id,text,kind,claimant,claimed,topics,document,section,quote,language\n"
ROW = "C-1,Bread costs two.,,,,,,,,\n"


@pytest.fixture(autouse=True)
def _own_storage(tmp_path, settings):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }


@pytest.fixture
def upload(enter, address):
    """Posts a file as `by`, and returns the page that answers."""

    def post(by, data: bytes | str, noun: str = "claim", name: str = "file.csv"):
        data = data.encode() if isinstance(data, str) else data
        file = SimpleUploadedFile(name, data, "text/csv")
        return enter(by).post(address(f"{noun}_import"), {"import_file": file})

    return post


@pytest.fixture
def confirm(enter, address):
    """Presses the preview's button as `by`."""

    def post(by, page, noun: str = "claim"):
        return enter(by).post(address(f"{noun}_process_import"), {"token": token_of(page)})

    return post


def token_of(page) -> str:
    return re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]


def test_a_file_is_previewed_and_only_its_confirmation_writes_it(upload, confirm, erin):
    page = upload(erin, HEADER + ROW)
    assert page.status_code == 200
    assert "Bread costs two." in page.content.decode()
    assert not Claim.objects.exists()
    assert confirm(erin, page).status_code == 302
    assert Claim.objects.get().public_id == "C-1"
    entry = LogEntry.objects.get(noun="claim")
    assert (entry.actor, entry.reason) == (erin, "Imported from file.csv, line 2.")


def test_a_confirmation_counts_once(upload, confirm, erin):
    page = upload(erin, HEADER + ROW.replace("C-1", ""))
    assert confirm(erin, page).status_code == 302
    second = confirm(erin, page)
    assert second.status_code == 409
    assert "imported already" in second.content.decode()
    assert Claim.objects.count() == 1


def test_a_confirmation_is_its_own_persons_and_nouns(upload, confirm, erin, edgar):
    page = upload(erin, HEADER + ROW)
    assert confirm(edgar, page).status_code == 409
    assert confirm(erin, page, noun="evidence").status_code == 409
    assert not Claim.objects.exists()
    assert confirm(erin, page).status_code == 302


@pytest.mark.parametrize("token", ["", "made up", "a:b:c"])
def test_a_token_that_was_not_given_is_refused(enter, address, erin, token):
    page = enter(erin).post(address("claim_process_import"), {"token": token})
    assert page.status_code == 409


def test_a_file_that_was_swapped_is_refused(upload, confirm, erin):
    page = upload(erin, HEADER + ROW)
    (name,) = default_storage.listdir(uploads.FOLDER)[1]
    Path(default_storage.path(f"{uploads.FOLDER}/{name}")).write_text(HEADER + ROW + ROW)
    assert confirm(erin, page).status_code == 409
    assert not Claim.objects.exists()


def test_a_confirmation_that_comes_too_late_is_refused(upload, confirm, erin, monkeypatch):
    page = upload(erin, HEADER + ROW)
    later = time.time() + 3_700
    monkeypatch.setattr(time, "time", lambda: later)
    assert confirm(erin, page).status_code == 409
    assert not Claim.objects.exists()


def test_what_nobody_confirmed_is_deleted_after_an_hour(upload, erin):
    upload(erin, HEADER + ROW)
    (name,) = default_storage.listdir(uploads.FOLDER)[1]
    old = time.time() - 3_700
    os.utime(default_storage.path(f"{uploads.FOLDER}/{name}"), (old, old))
    upload(erin, HEADER + ROW)
    assert name not in default_storage.listdir(uploads.FOLDER)[1]
    assert len(default_storage.listdir(uploads.FOLDER)[1]) == 1


def test_a_row_that_somebody_changed_since_the_preview_is_not_overwritten(
    upload, confirm, make_claim, erin, edgar
):
    claim = make_claim("Bread costs one.", public_id="C-1")
    page = upload(erin, HEADER + ROW)
    workflow.edit(claim, by=edgar, seen=1, changes={"text": "Bread costs three."})
    answer = confirm(erin, page)
    assert answer.status_code == 409
    assert "since you saw the preview" in answer.content.decode()
    assert Claim.objects.get().text == "Bread costs three."


def test_an_id_that_somebody_took_since_the_preview_is_not_overwritten(
    upload, confirm, make_claim, erin
):
    page = upload(erin, HEADER + ROW)
    make_claim("Bread costs three.", public_id="C-1")
    assert confirm(erin, page).status_code == 409
    assert Claim.objects.get().text == "Bread costs three."


def test_a_preview_shows_each_changed_cell_as_it_is_and_as_the_file_has_it(
    upload, make_claim, erin
):
    make_claim("Bread costs one.", public_id="C-1")
    page = upload(erin, HEADER + ROW).content.decode()
    assert "<del>Bread costs one.</del>" in page
    assert "<ins>Bread costs two.</ins>" in page


def test_markup_in_a_file_stays_text(upload, erin):
    page = upload(erin, HEADER + ROW.replace("Bread", "<script>alert(1)</script>"))
    assert "<script>alert(1)" not in page.content.decode()


def test_every_mistake_is_listed_and_nothing_can_be_confirmed(upload, erin):
    page = upload(erin, (SAMPLES / "claims-with-errors.csv").read_bytes())
    said = page.content.decode()
    assert page.status_code == 400
    assert "statistic, event, ranking" in said
    assert 'name="token"' not in said
    assert not default_storage.exists(uploads.FOLDER)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"C-1,Bread\n",
        HEADER.replace("quote", "text").encode(),
        HEADER.replace("quote,", "").encode(),
        f'{HEADER}C-1,"Bread'.encode(),
        f"{HEADER}C-1\n".encode(),
        f"{HEADER}C-1,{'x' * 200_000},,,,,,,,\n".encode(),
        f"{HEADER}C-1,a\0b,,,,,,,,\n".encode(),
        f"{HEADER}C-1, ,,,,,,,,\n".encode(),
        b"PK\x03\x04" + bytes(100),
        bytes(range(256)) * 4,
        HEADER.encode("utf-16")[:-1],
    ],
)
def test_a_bad_file_is_a_400_with_a_sentence(upload, erin, data):
    page = upload(erin, data)
    assert page.status_code == 400
    assert re.search(r'class="errornote"|class="errorlist"', page.content.decode())
    assert not Claim.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(upload, erin, monkeypatch):
    monkeypatch.setattr("claims.importexport.tables.MAX_BYTES", 10)
    page = upload(erin, HEADER + ROW)
    assert (page.status_code, "split it" in page.content.decode()) == (400, True)


def test_no_file_at_all_is_a_400(enter, address, erin):
    page = enter(erin).post(address("claim_import"))
    assert (page.status_code, "Choose a file first." in page.content.decode()) == (400, True)


@pytest.mark.parametrize("noun", NOUNS)
def test_import_and_export_are_denied_unless_granted(noun, cast, enter, address):
    doors = {
        "import": {"erin": 200, "ada": 200, "alice": 403, "carl": 403, "ravi": 403},
        "export": {"erin": 200, "ada": 200, "alice": 200, "carl": 403, "ravi": 403},
    }
    for door, answers in doors.items():
        for name, status in answers.items():
            page = enter(getattr(cast, name)).get(address(f"{noun}_{door}"))
            assert (name, door, page.status_code) == (name, door, status)
    for name in ("alice", "carl", "ravi"):
        page = enter(getattr(cast, name)).post(address(f"{noun}_process_import"), {"token": "a"})
        assert page.status_code == 403


@pytest.mark.parametrize("noun", NOUNS)
def test_the_list_links_only_to_what_its_reader_may_do(noun, cast, enter, address):
    for name, links in (("erin", (True, True)), ("alice", (False, True)), ("carl", (False, False))):
        page = enter(getattr(cast, name)).get(address(f"{noun}_changelist")).content.decode()
        doors = [address(f"{noun}_{door}") for door in ("import", "export")]
        found = tuple(f'href="{door}' in page for door in doors)
        assert (name, found) == (name, links)


def test_a_confirmation_is_a_post(enter, address, erin):
    assert enter(erin).get(address("claim_process_import")).status_code == 405


def test_an_export_holds_the_list_as_filtered(enter, address, make_claim, publish_claim, alice):
    publish_claim(make_claim("Published."))
    make_claim("Not yet.")
    page = enter(alice).get(address("claim_export"), {"status": "published"})
    assert page["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="claims-\d{4}-\d\d-\d\d\.csv"', page["Content-Disposition"]
    )
    rows = list(csv.DictReader(io.StringIO(page.content.decode())))
    assert [row["text"] for row in rows] == ["Published."]
    assert list(rows[0]) == ClaimResource.columns() + ClaimResource.export_only()


@pytest.mark.parametrize("query", ["status=superpublished", "nothing=1", "o=x", "p=0"])
def test_an_export_of_a_list_that_cannot_be_read_is_a_400(enter, address, alice, query):
    page = enter(alice).get(f"{address('claim_export')}?{query}")
    assert page.status_code == 400


def test_the_pages_hold_no_script_and_no_style_of_their_own(upload, make_claim, erin):
    make_claim("Bread costs one.", public_id="C-1")
    for data in (HEADER + ROW + "C-2,New.,,,,,,,,\n", "nonsense"):
        main = upload(erin, data).content.decode().split('id="content"')[1]
        main = main.split("<footer")[0]
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", main)


def test_a_person_who_may_import_but_not_add_is_told_so(upload, erin):
    erin.groups.clear()
    erin.user_permissions.add(Permission.objects.get(codename="import_claim"))
    page = upload(erin, HEADER + ROW)
    assert page.status_code == 403
    assert "erin may not add a claim" in page.content.decode()
