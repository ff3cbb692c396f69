"""Reads settings from the environment and refuses, in a sentence, what it cannot read.

A server that starts on a mistyped setting fails later and elsewhere; one that refuses to
start says which variable is wrong, what it holds and what it may hold.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

T = TypeVar("T")


def read_file(path: Path) -> None:
    """Take variables from the file at `path` that the environment does not already hold."""
    if path.is_file():
        environ.Env.read_env(str(path))


def text(name: str, default: str = "") -> str:
    return env.str(name, default=default).strip()


def texts(name: str, default: list[str]) -> list[str]:
    return [item.strip() for item in env.list(name, default=default) if item.strip()]


def boolean(name: str, default: bool) -> bool:
    words = {"true": True, "yes": True, "1": True, "on": True}
    words |= {"false": False, "no": False, "0": False, "off": False}
    raw = text(name)
    return _read(name, raw, lambda: words[raw.lower()], "true or false") if raw else default


def whole_number(name: str, default: int) -> int:
    raw = text(name)
    return _read(name, raw, lambda: int(raw), "a whole number") if raw else default


def web_address(name: str, default: str) -> str:
    """An http or https address without its trailing slash."""
    raw = text(name) or default
    parts = urlsplit(raw)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise _refusal(name, raw, "an address such as https://facts.example.org")
    return raw.rstrip("/")


def database(name: str, default: str) -> dict:
    raw = text(name) or default
    config = _read(name, raw, lambda: environ.Env.db_url_config(raw), "a database address")
    if config["ENGINE"] not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
        raise _refusal(name, raw, "sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME")
    return dict(config)


def _read(name: str, raw: str, convert: Callable[[], T], allowed: str) -> T:
    try:
        return convert()
    except (KeyError, ValueError, ImproperlyConfigured) as error:
        raise _refusal(name, raw, allowed) from error


def _refusal(name: str, raw: str, allowed: str) -> ImproperlyConfigured:
    shown = raw if "@" not in raw else "a value with a password, not shown here"
    return ImproperlyConfigured(
        f"The setting {name} holds {shown!r}, which cannot be read: give {allowed}."
    )
