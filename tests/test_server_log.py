"""The lines that a server writes about requests, read from a server that runs."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOKEN = "t0ken-of-the-council_aBcDeFgHiJkLmNoPqRsTuVwXyZ"
SERVERS = {
    "granian": [
        "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", "{port}",
        "--no-ws", "--access-log", "factcheck.wsgi:application",
    ],
    "runserver": ["manage.py", "runserver", "--noreload", "--nothreading", "127.0.0.1:{port}"],
}  # fmt: skip


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def ask(url: str, until: float) -> int:
    """The status, as soon as somebody answers."""
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@pytest.mark.parametrize("server", sorted(SERVERS))
def test_no_line_holds_a_token_with_which_somebody_could_answer(server, tmp_path):
    """The database has no tables, so that there is a line about the failure as well."""
    port, log = free_port(), tmp_path / "log"
    environment = os.environ | {
        "SECRET_KEY": "signs-nothing-but-this-test-" + "x" * 30,
        "DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}",
        "SITE_URL": f"http://127.0.0.1:{port}", "PYTHONUNBUFFERED": "1", "DEBUG": "true",
    }  # fmt: skip
    command = [sys.executable, *(one.format(port=port) for one in SERVERS[server])]
    with log.open("wb") as out:
        running = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            url = f"http://127.0.0.1:{port}/reply/{TOKEN}/"
            statuses = {ask(one, time.monotonic() + 60) for one in (url, f"{url}?from=mail")}
        finally:
            running.terminate()
            running.wait(30)
    said = log.read_text()
    assert statuses == {500}, said
    assert TOKEN not in said
    lines = [line for line in said.splitlines() if "/reply/(hidden)/" in line]
    assert any("GET" in line for line in lines), said
    assert any("Internal Server Error" in line for line in lines), said
