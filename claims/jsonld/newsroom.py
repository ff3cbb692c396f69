"""Who publishes: https://schema.org/Organization."""

from typing import Any


def newsroom(name: str, site: str, logo: str = "") -> dict[str, Any]:
    """`site` is the address of the start page without its last slash."""
    facts: dict[str, Any] = {"@type": "Organization", "name": name, "url": f"{site}/"}
    if logo:
        facts["logo"] = logo
    return facts
