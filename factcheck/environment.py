"""Reads settings from the environment and refuses, in a sentence, what it cannot read.

A server that starts on a mistyped setting fails later and elsewhere; one that refuses to
start says which variable is wrong, what it holds and what it may hold. A variable that is
empty counts as not set.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

import environ
from django.conf import global_settings
from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

WORDS = {"true": True, "yes": True, "1": True, "on": True}
WORDS |= {"false": False, "no": False, "0": False, "off": False}
LEVELS = {level: level for level in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")}


class Refused(ImproperlyConfigured):
    """A variable that cannot be read. Its message is meant for whoever set it."""


def read_file(path: Path) -> None:
    """Take variables from the file at `path` that the environment does not already hold."""
    if path.is_file():
        environ.Env.read_env(str(path))


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def texts(name: str, default: list[str]) -> list[str]:
    return [item.strip() for item in text(name).split(",") if item.strip()] or default


def secret(name: str, least: int) -> str:
    """A text of at least `least` characters, never shown in a message."""
    raw = text(name)
    if len(raw) < least:
        raise Refused(
            f"The setting {name} is missing or shorter than {least} characters: "
            "run `make setup`, which writes one into .env, or set it in the environment."
        )
    return raw


def boolean(name: str, default: bool) -> bool:
    raw = text(name)
    return _read(name, raw, lambda: WORDS[raw.lower()], "true or false") if raw else default


def whole_number(name: str, default: int) -> int:
    raw = text(name)
    number = _read(name, raw, lambda: int(raw), "a whole number") if raw else default
    if number < 0:
        raise _refusal(name, raw, "a whole number, 0 or more")
    return number


def one_of(name: str, default: str, words: tuple[str, ...]) -> str:
    raw = text(name, default).lower()
    if raw not in words:
        raise _refusal(name, raw, "one of " + ", ".join(words))
    return raw


def folder(name: str, default: Path) -> Path:
    """A folder that is there: it is made where it is missing."""
    path = Path(text(name, str(default)))
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        allowed = f"a folder that can be made and written ({error.strerror})"
        raise _refusal(name, str(path), allowed) from error
    return path


def site_address(name: str, default: str) -> str:
    """Where readers find the site: scheme and host, without a path or a trailing slash."""
    raw = text(name, default)
    allowed = "an address without a path, such as https://facts.example.org"
    parts = _read(name, raw, lambda: _web(raw), allowed)
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise _refusal(name, raw, allowed)
    return raw.rstrip("/")


def web_address(name: str) -> str:
    """An http or https address of any kind, or nothing."""
    raw = text(name)
    if raw:
        _read(name, raw, lambda: _web(raw), "an address such as https://example.org/logo.png")
    return raw


def time_zone(name: str, default: str) -> str:
    raw = text(name, default)
    return _read(name, raw, lambda: ZoneInfo(raw).key, "a name such as Europe/Berlin")


def language(name: str, default: str) -> str:
    raw = text(name, default)
    codes = {code: code for code, _ in global_settings.LANGUAGES}
    return _read(name, raw, lambda: codes[raw.lower()], "a code such as en or pt-br")


def log_level(name: str, default: str) -> str:
    raw = text(name, default)
    return _read(name, raw, lambda: LEVELS[raw.upper()], "one of " + ", ".join(LEVELS))


def database(name: str, default: str) -> dict:
    """Django's settings of one database, SQLite or PostgreSQL."""
    raw = text(name, default)
    allowed = "sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME"
    if not raw.startswith(("sqlite:", "postgres:", "postgresql:")):
        raise _refusal(name, raw, allowed)
    config = _read(name, raw, lambda: environ.Env.db_url_config(raw), allowed)
    if config["NAME"] in {None, "", ":memory:"}:
        raise _refusal(name, raw, allowed)
    return dict(config)


def _web(raw: str) -> SplitResult:
    parts = urlsplit(raw)
    # A port out of range is only found when it is asked for.
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError
    return parts


def _read(name: str, raw: str, convert: Callable[[], T], allowed: str) -> T:
    try:
        return convert()
    except (KeyError, OSError, ValueError, ImproperlyConfigured) as error:
        raise _refusal(name, raw, allowed) from error


def _refusal(name: str, raw: str, allowed: str) -> Refused:
    shown = repr(raw) if "@" not in raw else "a value (not shown: it may have a password)"
    return Refused(f"The setting {name} holds {shown}, which cannot be read: give {allowed}.")
