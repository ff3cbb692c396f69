"""A real browser: Debian's Chromium, or the one that CHROMIUM names, driven by Playwright.

Where it is missing these tests are skipped and say so; in CI they fail.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.print_run import correct, print_run, withdraw

__all__ = ["correct", "print_run", "withdraw"]

# Playwright runs an event loop in the thread of the test, which Django then takes for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # The server starts before a test's settings hold; static files come from the finders.
            item.add_marker(pytest.mark.filterwarnings("ignore:No directory at:UserWarning"))


@pytest.fixture(autouse=True, scope="session")
def _a_second_connection_is_closed(playwright: Any) -> Iterator[None]:
    """While Playwright's loop runs, Django holds a connection of its own for this thread's async
    context. Left open, PostgreSQL would not drop the test database."""
    yield
    connections.close_all()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    if not Path(CHROMIUM).exists():
        sentence = f"There is no browser at {CHROMIUM}: install chromium, or set CHROMIUM."
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-gpu"]}


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Open a path of the site, in a fresh browser or on `page`; the console must stay empty.

    Whatever a page's policy forbids, and whatever cannot be loaded, is told in the console.
    """
    contexts, told = [], []

    def note(message: ConsoleMessage) -> None:
        refused = "(Conflict)" in message.text or "(Unprocessable Entity)" in message.text
        if message.type in ("error", "warning") and not refused:
            told.append(f"{message.location.get('url')}: {message.text}")

    def new_page(options: dict[str, Any]) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: told.append(str(error)))
        return page

    def visit(path: str, *, page: Page | None = None, status: int = 200, **options: Any) -> Page:
        page = page or new_page(options)
        response = page.goto(path)
        assert response is not None
        assert response.status == status
        if status >= 400:
            told[:] = [line for line in told if f"status of {status}" not in line]
        return page

    yield visit
    for context in contexts:
        context.close()
    assert told == []
