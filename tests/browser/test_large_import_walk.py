"""A table too large for one page's answer, in a browser: a server and a worker of their own do the
work, as `make serve` runs them, on a database of their own.

The worker is held still for as long as somebody looks at a page, so that no test hurries: not
before it compares rows, since until then it may hold the database's lock.
"""

import csv
import io
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_import_walk import keeps_the_rules

ROOT = Path(__file__).resolve().parents[2]
PYTHON = Path(sys.executable)
HEADER = "id,text,kind,claimant,claimed,topics,document,section,quote,language"
ROWS = 9_000
BEGUN = re.compile("Reading the file|rows compared, of")
PERSON = """
from django.contrib.auth.models import Group, User
erin = User.objects.create_user("erin", password="erinerin", is_staff=True)
erin.groups.add(Group.objects.get(name="editor"))
"""


class Newsroom:
    def __init__(self, url: str, folder: Path, start: Callable[..., subprocess.Popen]) -> None:
        self.url, self.folder, self.start = url, folder, start
        self.worker: Any = None

    def begin_to_work(self) -> None:
        self.worker = self.start(PYTHON, "manage.py", "run_tasks", "--verbosity", "0")

    def count(self, table: str) -> int:
        with sqlite3.connect(f"file:{self.folder / 'db.sqlite3'}?mode=ro", uri=True) as database:
            return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def is_begun(self) -> bool:
        """As the file beside the upload has it, which the page repeats."""
        return any(file.read_text() for file in self.folder.rglob("*.progress"))

    def hold_when_it_has_begun(self) -> None:
        until(self.is_begun)
        self.worker.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.worker.send_signal(signal.SIGCONT)


def until(is_so: Callable[[], Any], *, most: float = 60) -> None:
    end = time.monotonic() + most
    while not is_so():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.005)


def answers(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    own = {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "SITE_URL": url,
    }
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"} | own

    def run(*command: str) -> None:
        subprocess.run([PYTHON, *command], cwd=ROOT, env=environment, check=True)

    run("manage.py", "migrate", "-v0")
    run("manage.py", "collectstatic", "--noinput", "-v0")
    run("manage.py", "shell", "-v0", "-c", PERSON)
    served = [PYTHON.parent / "granian", "--interface", "wsgi", "--port", str(port), "--no-ws"]
    served += ["--blocking-threads", "2", "--log-level", "error", "factcheck.wsgi:application"]

    def start(*command: str | Path) -> subprocess.Popen:
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment))
        return started[-1]

    started: list[subprocess.Popen] = []
    try:
        start(*served)
        until(lambda: answers(port))
        yield Newsroom(url, tmp_path, start)
    finally:
        for process in started:
            process.send_signal(signal.SIGCONT)
            process.terminate()
        for process in started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture
def page(browser: Browser, room: Newsroom) -> Iterator[Page]:
    context = browser.new_context(base_url=room.url)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto("/admin/login/")
    page.get_by_label("Username").fill("erin")
    page.get_by_label("Password").fill("erinerin")
    page.get_by_role("button", name="Log in").click()
    yield page
    context.close()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Sample rows, three of which are refused."""
    path = tmp_path / "sample-claims.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER.split(","))
        for number in range(ROWS):
            kind = "superpublished" if number in (7, 4_000, ROWS - 1) else "statistic"
            text = f"Sample {number}: the bridge cost {number * 37 % 10_007} crowns."
            rows.writerow([f"S-{number}", text, kind, "", "2025", "bridges", "", "", "", "en"])
    return path


def shows(page: Page, name: str) -> None:
    """For whoever wants to look at it: SHOTS names a folder."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/large-{name}.png", full_page=True)
    keeps_the_rules(page)


def bring(page: Page, table: Path) -> None:
    page.goto("/admin/claims/claim/import/")
    page.get_by_label("File").set_input_files(table)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Show what it would do").click()


def test_a_large_table_is_stopped_brought_again_and_imported(
    page: Page, room: Newsroom, table: Path
) -> None:
    bring(page, table)
    expect(page.get_by_role("status")).to_contain_text("It waits for its turn.")
    shows(page, "1-waiting")
    room.begin_to_work()
    room.hold_when_it_has_begun()
    expect(page.get_by_role("status")).to_contain_text(BEGUN, timeout=30_000)
    shows(page, "2-comparing")
    page.get_by_role("button", name="Stop it").click()
    expect(page.get_by_role("status")).to_contain_text("It stops at its next row.")
    shows(page, "3-stopping")
    room.go_on()
    expect(page.get_by_text("You stopped it. Nothing was written.")).to_be_visible(timeout=60_000)
    shows(page, "4-stopped")

    page.get_by_role("button", name="Show what it would do").click()
    counts = page.locator(".counts")
    expect(counts).to_contain_text(f"{ROWS - 3:,} new", timeout=120_000)
    expect(page.locator(".problems")).to_contain_text("superpublished")
    expect(page.locator(".problems")).to_contain_text(f"9, 4002, {ROWS + 1}")
    shows(page, "5-plan")
    page.get_by_role("button", name="good rows alone").click()
    expect(page.get_by_role("status")).to_contain_text("rows written", timeout=120_000)
    expect(page.get_by_role("status")).to_contain_text("sample-claims.csv is imported")
    shows(page, "6-result")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the refused rows, with why").click()
    refused = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text())))
    assert [row["id"] for row in refused] == ["S-7", "S-4000", f"S-{ROWS - 1}"]
    assert all("Write one of: statistic" in row["error"] for row in refused)
    assert room.count("claims_claim") == ROWS - 3
    assert room.count("claims_importbatch") == 1
