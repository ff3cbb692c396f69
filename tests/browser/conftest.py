"""A real browser: Debian's Chromium, or the one that CHROMIUM names, driven by Playwright.

Where it is missing these tests are skipped and say so; in CI they fail.
"""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.urls import reverse
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.wcag import broken_rules, runs_over
from tests.print_run import correct, print_run, withdraw

__all__ = ["correct", "print_run", "withdraw"]

# Playwright runs an event loop in the thread of the test, which Django then takes for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
MEDIA: dict[str, Any] = {
    "day": {"media": "screen", "color_scheme": "light"},
    "night": {"media": "screen", "color_scheme": "dark"},
    "print": {"media": "print", "color_scheme": "light"},
}


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


@pytest.fixture
def enter(visit: Callable[..., Page]) -> Callable[..., Page]:
    """Somebody of the cast logs in, in a browser of their own, and opens a page of the admin."""

    def enter(name: str, path: str = "/admin/", *, status: int = 200, **options: Any) -> Page:
        page = visit(reverse("admin:login"), **options)
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(name * 2)
        page.get_by_role("button", name="Log in").click()
        return visit(path, page=page, status=status)

    return enter


@pytest.fixture
def look() -> Callable[..., None]:
    """Look at a page as it stands: it breaks no rule of WCAG, and nothing runs over the edge.

    With SCREENSHOTS naming a folder each look is kept there, wide and narrow, by day, by night
    and in print, for somebody to judge what no rule can.
    """
    taken = itertools.count(1)
    folder = os.environ.get("SCREENSHOTS", "")

    def look(page: Page, name: str) -> None:
        number, was = next(taken), page.viewport_size
        page.wait_for_load_state()
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert not runs_over(page), (name, width)
            if folder:
                keep(page, Path(folder) / f"{number:02}-{name}-{width}")
        assert broken_rules(page) == [], name
        page.set_viewport_size(was)

    return look


def keep(page: Page, file: Path) -> None:
    for name, media in MEDIA.items():
        page.emulate_media(**media)
        page.screenshot(path=f"{file}-{name}.png", full_page=True, animations="disabled")
    page.emulate_media(media="screen", color_scheme="light")
