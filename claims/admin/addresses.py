"""Where readers find a row, if they do."""

from typing import Any

from django.urls import NoReverseMatch

from claims.models import Claim


def public_address(row: Any) -> str | None:
    """The row's page for readers, or None where it has none."""
    if isinstance(row, Claim) and row.published_version_id is None:
        return None
    try:
        return row.get_absolute_url()
    except (AttributeError, NoReverseMatch):
        return None
