"""What a page must be for everybody: rules of WCAG, held by axe."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Preloading would ask for style sheets anew, in ways that the policy forbids.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "preload": False}
# The two lists of Django's filter_horizontal, and the list of chosen rows of its autocomplete.
FOREIGN = [".selector", ".select2-selection--multiple"]


def broken_rules(page: Page) -> list[Any]:
    """Each rule that the page breaks, with the first elements that do."""
    found = Axe().run(page, context={"exclude": FOREIGN}, options=RULES)
    return [
        (rule["id"], [node["html"][:150] for node in rule["nodes"]][:3])
        for rule in found.response["violations"]
    ]


def runs_over(page: Page) -> bool:
    """Whether something stands beyond the edge, so that the page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
