"""A setting that cannot be read is refused with the sentence that says how to mend it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from factcheck import environment

ROOT = Path(__file__).parent.parent
ADDRESS = "an address without a path, such as https://facts.example.org"
LOGO = "an address such as https://example.org/logo.png"
ZONE = "a name such as Europe/Berlin"
LEVEL = "one of DEBUG, INFO, WARNING, ERROR, CRITICAL"
DATABASE = "sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME"

REFUSED: list[tuple[Callable[[str], Any], str, str]] = [
    # Only words for yes and no: a mistyped "ture" must not switch DEBUG on, nor silently off.
    (lambda name: environment.boolean(name, False), "ture", "true or false"),
    (lambda name: environment.boolean(name, False), "2", "true or false"),
    # Seconds and sizes are counted.
    (lambda name: environment.whole_number(name, 0), "one hour", "a whole number"),
    (lambda name: environment.whole_number(name, 0), "1.5", "a whole number"),
    (lambda name: environment.whole_number(name, 0), "-1", "a whole number, 0 or more"),
    # Links, feeds and the check of origins are built on the site's address.
    (lambda name: environment.site_address(name, ""), "facts.example.org", ADDRESS),
    (lambda name: environment.site_address(name, ""), "ftp://facts.example.org", ADDRESS),
    (lambda name: environment.site_address(name, ""), "https://example.org/facts", ADDRESS),
    (lambda name: environment.site_address(name, ""), "https://example.org:99999", ADDRESS),
    (lambda name: environment.site_address(name, ""), "https://[broken", ADDRESS),
    (environment.web_address, "javascript:alert(1)", LOGO),
    (lambda name: environment.time_zone(name, "UTC"), "Mars/Phobos", ZONE),
    (lambda name: environment.time_zone(name, "UTC"), "../UTC", ZONE),
    (lambda name: environment.language(name, "en"), "xx-yy", "a code such as en or pt-br"),
    (lambda name: environment.log_level(name, "INFO"), "loud", LEVEL),
    (lambda name: environment.database(name, ""), "factcheck.sqlite3", DATABASE),
    (lambda name: environment.database(name, ""), "mysql://localhost/factcheck", DATABASE),
    (lambda name: environment.database(name, ""), "postgres://localhost:port/factcheck", DATABASE),
    # A database in memory is gone with the process, and with it the record.
    (lambda name: environment.database(name, ""), "sqlite://:memory:", DATABASE),
]  # fmt: skip


@pytest.mark.parametrize(("read", "value", "allowed"), REFUSED, ids=[row[1] for row in REFUSED])
def test_what_cannot_be_read_is_refused_with_what_may_be_given(
    monkeypatch: pytest.MonkeyPatch, read: Callable[[str], Any], value: str, allowed: str
) -> None:
    monkeypatch.setenv("SOME_SETTING", value)
    with pytest.raises(environment.Refused) as refusal:
        read("SOME_SETTING")
    assert str(refusal.value) == (
        f"The setting SOME_SETTING holds {value!r}, which cannot be read: give {allowed}."
    )


def test_a_refused_database_address_does_not_show_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://erin:open-sesame@localhost/factcheck")
    with pytest.raises(environment.Refused) as refusal:
        environment.database("DATABASE_URL", "")
    assert "open-sesame" not in str(refusal.value)
    assert DATABASE in str(refusal.value)


@pytest.mark.parametrize("value", ["", "too-short-a-key"])
def test_a_missing_or_short_secret_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SECRET_KEY", value)
    with pytest.raises(environment.Refused, match="missing or shorter than 32") as refusal:
        environment.secret("SECRET_KEY", least=32)
    assert "too-short" not in str(refusal.value)


def test_a_folder_that_cannot_be_made_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file" / "data"))
    with pytest.raises(environment.Refused, match="give a folder that can be made and written"):
        environment.folder("DATA_DIR", tmp_path)


@pytest.mark.parametrize("value", ["", "   "])
def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SOME_SETTING", value)
    assert environment.text("SOME_SETTING", "default") == "default"
    assert environment.texts("SOME_SETTING", ["localhost"]) == ["localhost"]
    assert environment.boolean("SOME_SETTING", True) is True
    assert environment.whole_number("SOME_SETTING", 60) == 60
    assert environment.site_address("SOME_SETTING", "http://127.0.0.1") == "http://127.0.0.1"
    assert environment.web_address("SOME_SETTING") == ""


def test_values_are_taken_as_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key may start with a dollar sign: it is no reference to another variable."""
    for name, value in {
        "KEY": "$HOME-and-thirty-two-characters-more",
        "HOSTS": " facts.example.org , example.org,",
        "SITE": "https://facts.example.org/",
        "YES": "Yes",
        "LEVEL": "warning",
    }.items():
        monkeypatch.setenv(name, value)
    assert environment.secret("KEY", least=32) == "$HOME-and-thirty-two-characters-more"
    assert environment.texts("HOSTS", []) == ["facts.example.org", "example.org"]
    assert environment.site_address("SITE", "") == "https://facts.example.org"
    assert environment.boolean("YES", False) is True
    assert environment.log_level("LEVEL", "INFO") == "WARNING"


def test_both_databases_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://erin:p%40ss@db.example.org:5433/facts")
    found = environment.database("DATABASE_URL", "")
    assert {key: found[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")} == {
        "USER": "erin",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": 5433,
        "NAME": "facts",
    }
    monkeypatch.setenv("DATABASE_URL", "")
    assert environment.database("DATABASE_URL", "sqlite:////data/facts.sqlite3")["NAME"] == (
        "/data/facts.sqlite3"
    )


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("FROM_BOTH=file\nFROM_FILE=file\n")
    monkeypatch.setenv("FROM_BOTH", "environment")
    monkeypatch.setenv("FROM_FILE", "")
    monkeypatch.delenv("FROM_FILE")
    environment.read_file(tmp_path / ".env")
    assert environment.text("FROM_BOTH") == "environment"
    assert environment.text("FROM_FILE") == "file"


@pytest.mark.parametrize(
    ("name", "value"),
    [("DEBUG", "ture"), ("SITE_URL", "facts.example.org"), ("SECRET_KEY", "short")],
)
def test_a_command_does_not_start_and_says_only_the_sentence(
    name: str, value: str, tmp_path: Path
) -> None:
    result = subprocess.run(
        [sys.executable, ROOT / "manage.py", "migrate"],
        env={**os.environ, "DATA_DIR": str(tmp_path), name: value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.startswith(f"The setting {name} ")
    assert result.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir()), "nothing was written"
